/** What most people never need to open: who writes, who presents, further languages, podcast, budget. */

import { UserRound, UserRoundX, X } from 'lucide-react';
import { useId } from 'react';
import type { Aspect } from '../../../domain/options.ts';
import type { PresenterView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { languageName } from '../format.ts';
import { costsMoney } from '../new-task-options.ts';
import type { NewTaskChoices, Words } from '../new-task-options.ts';
import { usePresenters, useProviders } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { SearchSelect } from '../ui/search-select.tsx';
import { Segments } from '../ui/segments.tsx';
import { Select } from '../ui/select.tsx';
import './more-options.css';

const ASPECTS: readonly Aspect[] = ['16:9', '9:16', '4:3'];
const WRITERS: readonly Words[] = ['notes', 'ai'];
const LAYOUTS = ['corner', 'beside'] as const;

interface Props {
  choices: NewTaskChoices;
  /** Every language that a voice here speaks. */
  languages: readonly string[];
  onChoose: (change: Partial<NewTaskChoices>) => void;
  disabled: boolean;
}

export function MoreOptions({ choices, languages, onChoose, disabled }: Props) {
  const id = useId();
  const providers = useProviders();
  const writes = providers.data?.some(({ name }) => name === 'openai') ?? false;
  const words = copy.moreOptions;
  const { moreLanguages } = choices;
  const free = languages.filter((tag) => tag !== choices.language && !moreLanguages.includes(tag));
  const pick = { value: '', label: words.addLanguage };

  return (
    <details className="more-options new-task-wide">
      <summary>{words.title}</summary>
      <div className="more-options-body">
        <Segments
          legend={words.writer}
          items={WRITERS.map((value) => ({ value, label: words.writers[value] }))}
          value={choices.words}
          onChange={(value) => writes && onChoose({ words: value })}
        />
        <p className="hint">{writes ? words.writerHint : words.needsWriter}</p>
        {choices.words === 'ai' && (
          <div className="more-options-pair">
            <Line
              label={words.tone}
              example={words.toneExample}
              value={choices.tone}
              onChange={(tone) => onChoose({ tone })}
            />
            <Line
              label={words.audience}
              example={words.audienceExample}
              value={choices.audience}
              onChange={(audience) => onChoose({ audience })}
            />
          </div>
        )}
        <Presenters chosen={choices.presenter} onChoose={(presenter) => onChoose({ presenter })} />
        {choices.presenter !== undefined && (
          <Segments
            legend={words.layout}
            items={LAYOUTS.map((value) => ({ value, label: words.layouts[value] }))}
            value={choices.layout}
            onChange={(layout) => onChoose({ layout })}
          />
        )}
        <div className="field">
          <SearchSelect
            label={words.moreLanguages}
            hint={writes ? words.moreLanguagesHint : words.needsTranslator}
            none={copy.newTask.languageNone}
            search={copy.newTask.search}
            items={free.map((tag) => ({ value: tag, label: languageName(tag), detail: tag }))}
            value={pick}
            onChange={({ value }) => onChoose({ moreLanguages: [...moreLanguages, value] })}
            disabled={disabled || !writes}
          />
          {moreLanguages.length > 0 && (
            <ul className="more-options-chips" aria-label={words.moreLanguages}>
              {moreLanguages.map((tag) => (
                <li key={tag}>
                  {languageName(tag)}
                  <Button
                    look="quiet"
                    icon={<X aria-hidden="true" />}
                    onClick={() => onChoose({ moreLanguages: moreLanguages.filter((other) => other !== tag) })}
                  >
                    <span className="visually-hidden">{words.removeLanguage(languageName(tag))}</span>
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </div>
        <Segments
          legend={words.aspect}
          items={ASPECTS.map((value) => ({ value, label: words.aspects[value] }))}
          value={choices.aspect}
          onChange={(aspect) => onChoose({ aspect })}
        />
        <CheckField
          label={words.burnIn}
          hint={words.burnInHint}
          checked={choices.burnIn}
          onChange={(burnIn) => onChoose({ burnIn })}
        />
        <div className="field">
          <label className="label" htmlFor={`${id}-podcast`}>
            {words.podcast}
          </label>
          <Select
            id={`${id}-podcast`}
            value={choices.podcast}
            onChange={(event) => onChoose({ podcast: podcastOf(event.target.value) })}
          >
            <option value={0}>{words.podcasts[0]}</option>
            <option value={1}>{words.podcasts[1]}</option>
            <option value={2} disabled={!writes}>
              {words.podcasts[2]}
            </option>
          </Select>
          <p className="hint">{writes ? words.podcastHint : words.needsDialogue}</p>
        </div>
        {costsMoney(choices) && (
          <Line
            label={words.budget}
            example={words.budgetExample}
            value={choices.budget}
            onChange={(budget) => onChoose({ budget: budget.replace(/[^\d.,]/g, '') })}
          />
        )}
      </div>
    </details>
  );
}

const podcastOf = (value: string): NewTaskChoices['podcast'] => (value === '2' ? 2 : value === '1' ? 1 : 0);

function Line({
  label,
  example,
  value,
  onChange,
}: {
  label: string;
  example: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        value={value}
        placeholder={example}
        maxLength={500}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

/** Nobody, or one of those with their pictures. */
function Presenters({
  chosen,
  onChoose,
}: {
  chosen: PresenterView | undefined;
  onChoose: (presenter: PresenterView | undefined) => void;
}) {
  const id = useId();
  const presenters = usePresenters();
  const words = copy.moreOptions;
  return (
    <fieldset className="presenters">
      <legend className="label">{words.presenter}</legend>
      <ul>
        <li>
          <label className="presenter">
            <input
              className="visually-hidden"
              type="radio"
              name={id}
              checked={chosen === undefined}
              onChange={() => onChoose(undefined)}
            />
            <span className="presenter-picture">
              <UserRoundX aria-hidden="true" />
            </span>
            {words.nobody}
          </label>
        </li>
        {(presenters.data ?? []).map((one) => (
          <li key={`${one.provider}/${one.name}`}>
            <label className="presenter">
              <input
                className="visually-hidden"
                type="radio"
                name={id}
                checked={chosen?.provider === one.provider && chosen.name === one.name}
                onChange={() => onChoose(one)}
              />
              <span className="presenter-picture">
                <UserRound aria-hidden="true" />
                <img src={one.picture} alt="" loading="lazy" decoding="async" />
              </span>
              {one.label}
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
