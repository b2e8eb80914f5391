/** In which of its languages something is watched or heard. */

import { useId } from 'react';
import type { OutputView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { languageName } from '../format.ts';
import { Select } from '../ui/select.tsx';

interface Props {
  /** One for each language. */
  outputs: OutputView[];
  chosen: OutputView;
  onChoose: (name: string) => void;
}

export function LanguageChoice({ outputs, chosen, onChoose }: Props) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{copy.player.language}</label>
      <Select id={id} value={chosen.name} onChange={(event) => onChoose(event.target.value)}>
        {outputs.map(({ name, language = '' }) => (
          <option key={name} value={name}>
            {languageName(language)}
          </option>
        ))}
      </Select>
    </>
  );
}
