/** What every new video starts from; kept as it is chosen. */

import { useId, useState } from 'react';
import type { Aspect, Resolution } from '../../../domain/options.ts';
import { copy } from '../copy.ts';
import { languageName } from '../format.ts';
import { spokenLanguages, voicesFor } from '../new-task-options.ts';
import { useVoices } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { SearchSelect } from '../ui/search-select.tsx';
import type { SelectItem } from '../ui/search-select.tsx';
import { Segments } from '../ui/segments.tsx';
import { Select } from '../ui/select.tsx';
import { defaultsFrom, readDefaults, writeDefaults } from './defaults.ts';
import type { Defaults } from './defaults.ts';

const RESOLUTIONS: readonly Resolution[] = ['720p', '1080p', '2160p'];
const ASPECTS: readonly Aspect[] = ['16:9', '9:16', '4:3'];

export function DefaultsForm() {
  const id = useId();
  const [defaults, setDefaults] = useState(readDefaults);
  const [kept, setKept] = useState(false);
  const voices = useVoices().data ?? [];
  const { language, voice } = defaults;
  const words = copy.newTask;
  const keep = (changed: Defaults) => {
    setDefaults(changed);
    writeDefaults(changed);
    setKept(true);
  };
  const choose = (change: Partial<Defaults>) => keep({ ...defaults, ...change });
  const anyLanguage: SelectItem = { value: '', label: words.languageAuto };
  const anyVoice: SelectItem = { value: '', label: copy.settings.voiceNone };
  const languageItem = (tag: string): SelectItem => ({ value: tag, label: languageName(tag), detail: tag });
  const voiceItem = ({ provider, name, label }: NonNullable<typeof voice>): SelectItem => ({
    value: `${provider}/${name}`,
    label,
    ...(provider === 'offline' ? {} : { detail: words.providers[provider] ?? provider }),
  });
  return (
    <>
      <div className="settings-fields">
        <SearchSelect
          label={words.language}
          hint={words.languageHint}
          search={words.search}
          none={words.languageNone}
          items={[anyLanguage, ...spokenLanguages(voices, languageName).map(languageItem)]}
          value={language === undefined ? anyLanguage : languageItem(language)}
          onChange={({ value }) => choose({ language: value === '' ? undefined : value, voice: undefined })}
        />
        <SearchSelect
          label={words.voice}
          hint={words.voiceHint}
          search={words.search}
          none={words.voiceNone}
          items={[anyVoice, ...voicesFor(voices, language).map(voiceItem)]}
          value={voice === undefined ? anyVoice : voiceItem(voice)}
          onChange={({ value }) =>
            choose({ voice: voices.find(({ provider, name }) => `${provider}/${name}` === value) })
          }
        />
        <Segments
          legend={words.resolution}
          items={RESOLUTIONS.map((value) => ({ value, label: words.resolutions[value] }))}
          value={defaults.resolution}
          onChange={(resolution) => choose({ resolution })}
        />
        <div className="field">
          <label className="label" htmlFor={`${id}-aspect`}>
            {copy.moreOptions.aspect}
          </label>
          <Select
            id={`${id}-aspect`}
            value={defaults.aspect}
            onChange={({ target }) => choose({ aspect: ASPECTS.find((aspect) => aspect === target.value) ?? '16:9' })}
          >
            {ASPECTS.map((aspect) => (
              <option key={aspect} value={aspect}>
                {copy.moreOptions.aspects[aspect]}
              </option>
            ))}
          </Select>
        </div>
        <CheckField
          label={words.review}
          hint={words.reviewHint}
          checked={defaults.review}
          onChange={(review) => choose({ review })}
        />
        <CheckField
          label={copy.moreOptions.burnIn}
          hint={copy.moreOptions.burnInHint}
          checked={defaults.burnIn}
          onChange={(burnIn) => choose({ burnIn })}
        />
        <div className="field">
          <label className="label" htmlFor={`${id}-budget`}>
            {copy.moreOptions.budget}
          </label>
          <input
            id={`${id}-budget`}
            className="input"
            inputMode="decimal"
            placeholder={copy.moreOptions.budgetExample}
            value={defaults.budget}
            onChange={({ target }) => choose({ budget: target.value })}
          />
        </div>
      </div>
      <div className="settings-actions">
        <Button onClick={() => keep(defaultsFrom({}))}>{copy.settings.reset}</Button>
        <span className="hint" role="status">
          {kept && copy.settings.kept}
        </span>
      </div>
    </>
  );
}
