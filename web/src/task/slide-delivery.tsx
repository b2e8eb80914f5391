/** How one slide is delivered, where not as the video: another voice, another speed, with a presenter or without. */

import { SlidersHorizontal } from 'lucide-react';
import { useId, useState } from 'react';
import { inVoice, slideVoice } from '../../../domain/directives.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { SearchSelect } from '../ui/search-select.tsx';
import { Select } from '../ui/select.tsx';
import type { NamedVoice } from './directive-completion.ts';

interface Props {
  slide: number;
  text: string;
  voices: readonly NamedVoice[];
  disabled: boolean;
  /** Absent where the video has no presenter. */
  presented: boolean | undefined;
  onText: (slide: number, text: string) => void;
  onPresented: (slide: number, presented: boolean) => void;
}

const RATES = [0.75, 0.8, 0.9, 1.1, 1.25, 1.5];

export function SlideDelivery({ slide, text, voices, disabled, presented, onText, onPresented }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { name, rate } = slideVoice(text);
  const words = copy.revise.delivery;
  const usual = { value: '', label: words.asVideo };
  const items = [usual, ...voices.map((voice) => ({ value: voice.name, label: voice.label, detail: voice.name }))];
  const named = name === undefined ? usual : { value: name, label: name };
  const withRate = rate === undefined ? {} : { rate };
  return (
    <>
      <Button
        look="quiet"
        icon={<SlidersHorizontal aria-hidden="true" />}
        aria-expanded={open}
        aria-controls={`${id}-delivery`}
        onClick={() => setOpen(!open)}
      >
        {presented === undefined ? words.voice : words.voiceAndPresenter}
        <span className="visually-hidden">, {copy.task.slide(slide)}</span>
      </Button>
      {open && (
        <div id={`${id}-delivery`} className="slide-delivery" role="group" aria-label={words.of(slide)}>
          <SearchSelect
            label={copy.newTask.voice}
            hint={words.voiceHint}
            search={copy.newTask.search}
            none={copy.newTask.voiceNone}
            items={items}
            value={items.find(({ value }) => value.toLowerCase() === named.value.toLowerCase()) ?? named}
            onChange={({ value }) =>
              onText(slide, inVoice(text, { ...withRate, ...(value !== '' && { name: value }) }))
            }
            disabled={disabled}
          />
          <div className="field">
            <label className="label" htmlFor={`${id}-rate`}>
              {words.rate}
            </label>
            <Select
              id={`${id}-rate`}
              value={rate ?? ''}
              disabled={disabled}
              onChange={({ target: { value } }) => {
                const chosen = value === '' ? {} : { rate: Number(value) };
                onText(slide, inVoice(text, { ...(name !== undefined && { name }), ...chosen }));
              }}
            >
              <option value="">{words.asVideo}</option>
              {[...new Set([...RATES, ...(rate === undefined ? [] : [rate])])].map((factor) => (
                <option key={factor} value={factor}>
                  {factor}×
                </option>
              ))}
            </Select>
          </div>
          {presented !== undefined && (
            <CheckField
              label={words.presenter}
              hint={words.presenterHint}
              checked={presented}
              disabled={disabled}
              onChange={(checked) => onPresented(slide, checked)}
            />
          )}
        </div>
      )}
    </>
  );
}
