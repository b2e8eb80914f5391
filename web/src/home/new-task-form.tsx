/** Decks on their way to videos: what can be chosen while they are sent. Everything has a fitting default. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Clapperboard, Plus } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Resolution } from '../../../domain/options.ts';
import type { VoiceView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { baseName, renamed } from '../deck-file.ts';
import { languageName } from '../format.ts';
import { firstChoices } from '../settings/defaults.ts';
import { optionsFrom, PRESETS, spokenLanguages, voicesFor } from '../new-task-options.ts';
import type { NewTaskChoices } from '../new-task-options.ts';
import { pages } from '../paths.ts';
import { keys, useVoices } from '../queries.ts';
import { hearVoice, makeTask } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { ListenButton } from '../ui/listen-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { SearchSelect } from '../ui/search-select.tsx';
import type { SelectItem } from '../ui/search-select.tsx';
import { Segments } from '../ui/segments.tsx';
import { DeckList } from './deck-list.tsx';
import { EstimateLine } from './estimate-line.tsx';
import { MoreOptions } from './more-options.tsx';
import type { Decks } from './use-decks.ts';
import './new-task-form.css';

const RESOLUTIONS: readonly Resolution[] = ['720p', '1080p', '2160p'];
const PRESET_NAMES = ['lecture', 'training', 'podcast'] as const;

interface Props {
  decks: Decks;
  onAdd: () => void;
  /** So many videos are being made, and no deck is left. */
  onMade: (count: number) => void;
}

export function NewTaskForm({ decks, onAdd, onMade }: Props) {
  const id = useId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const voices = useVoices();
  const [only, ...others] = decks.list;
  const single = others.length === 0 ? only : undefined;
  /** As typed; absent: as the file. */
  const [typedName, setName] = useState<string>();
  const name = typedName ?? baseName(single?.file.name ?? '');
  const [preset, setPreset] = useState<(typeof PRESET_NAMES)[number]>('lecture');
  const [choices, setChoices] = useState(firstChoices);
  const choose = (change: Partial<NewTaskChoices>) => setChoices((now) => ({ ...now, ...change }));
  const options = useMemo(() => optionsFrom(choices), [choices]);
  const sent = useMemo(() => decks.list.flatMap((deck) => deck.id ?? []), [decks.list]);
  const known = useMemo(() => voices.data ?? [], [voices.data]);
  const languages = useMemo(() => spokenLanguages(known, languageName), [known]);
  const words = copy.newTask;

  const anyLanguage: SelectItem = { value: '', label: words.languageAuto };
  const anyVoice: SelectItem = { value: '', label: words.voiceAuto };
  const languageItem = (tag: string): SelectItem => ({ value: tag, label: languageName(tag), detail: tag });
  const voiceItems = useMemo(
    () =>
      voicesFor(known, choices.language).map((voice) => ({
        value: `${voice.provider}/${voice.name}`,
        label: voice.label,
        detail: [
          voice.provider === 'offline' ? '' : (words.providers[voice.provider] ?? voice.provider),
          ...voice.languages.map((tag) => languageName(tag)).filter((language) => language !== voice.label),
        ]
          .filter((part) => part !== '')
          .slice(0, 3)
          .join(', '),
      })),
    [known, choices.language, words],
  );

  /** Waits for what is still on its way. What was refused stays in the form, with the reason. */
  const make = useMutation({
    mutationFn: async () => {
      const ready = (await decks.settled()).filter((deck) => deck.id !== undefined);
      const made: string[] = [];
      for (const deck of ready) {
        const { file } = deck;
        const task = { deck: deck.id ?? '', name: single ? renamed(file.name, name) : file.name, options };
        made.push((await makeTask(task)).id);
        if (!single) decks.remove([deck], 'made');
      }
      // Said here: the form may have fewer decks by the time that this is known.
      return { made, alone: single !== undefined, all: made.length === decks.list.length };
    },
    onSuccess: async ({ made, alone, all }) => {
      void client.invalidateQueries({ queryKey: keys.tasks });
      const [first] = made;
      if (first === undefined) return;
      if (alone) await navigate(pages.task(first));
      else if (all) onMade(made.length);
    },
  });

  const busy = make.isPending;
  const nothingLeft = decks.list.every(({ phase }) => phase === 'failed');
  return (
    <form
      className="card new-task"
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <div className="new-task-decks">
        <DeckList
          decks={decks.list}
          disabled={busy}
          onRemove={(deck) => decks.remove([deck])}
          onAgain={({ key }) => decks.again(key)}
        />
        <div className="new-task-add">
          {single && (
            <Button look="quiet" onClick={() => decks.remove(decks.list)} disabled={busy}>
              {words.another}
            </Button>
          )}
          <Button look="quiet" icon={<Plus aria-hidden="true" />} onClick={onAdd} disabled={busy}>
            {words.addMore}
          </Button>
        </div>
      </div>
      <fieldset className="new-task-fields" disabled={busy}>
        <legend className="visually-hidden">{words.title}</legend>
        <div className="new-task-wide">
          <Segments
            legend={words.preset}
            items={PRESET_NAMES.map((value) => ({ value, label: words.presets[value] }))}
            value={preset}
            onChange={(value) => {
              setPreset(value);
              // A preset starts from the defaults; what was chosen by hand for the words stays.
              const { language, voice } = choices;
              setChoices({ ...firstChoices(), language, voice, ...PRESETS[value] });
            }}
          />
        </div>
        {single ? (
          <div className="field new-task-wide">
            <label className="label" htmlFor={`${id}-name`}>
              {words.name}
            </label>
            <input
              id={`${id}-name`}
              className="input"
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
            />
          </div>
        ) : (
          <p className="hint new-task-wide">{words.nameOfEach}</p>
        )}
        <SearchSelect
          label={words.language}
          hint={words.languageHint}
          none={words.languageNone}
          search={words.search}
          items={[anyLanguage, ...languages.map(languageItem)]}
          value={choices.language === undefined ? anyLanguage : languageItem(choices.language)}
          onChange={({ value }) => choose({ language: value === '' ? undefined : value, voice: undefined })}
          disabled={busy}
        />
        <div className="new-task-voice">
          <SearchSelect
            label={words.voice}
            hint={voices.isError ? words.voiceFailed : words.voiceHint}
            none={words.voiceNone}
            search={words.search}
            items={[anyVoice, ...voiceItems]}
            value={
              voiceItems.find(
                ({ value }) => value === `${choices.voice?.provider ?? ''}/${choices.voice?.name ?? ''}`,
              ) ?? anyVoice
            }
            onChange={({ value }) =>
              choose({ voice: known.find((voice) => `${voice.provider}/${voice.name}` === value) })
            }
            disabled={busy}
          />
          {choices.voice !== undefined && (
            <ListenButton
              key={`${choices.voice.provider}/${choices.voice.name}/${choices.language ?? ''}`}
              label={words.listen}
              name={choices.voice.label}
              loading={words.listening}
              failed={words.notHeard}
              load={hear(choices.voice, choices.language)}
            />
          )}
          {choices.voice !== undefined && choices.voice.sample === undefined && (
            <p className="hint">{words.listenPaid}</p>
          )}
        </div>
        <Segments
          legend={words.resolution}
          items={RESOLUTIONS.map((value) => ({ value, label: words.resolutions[value] }))}
          value={choices.resolution}
          onChange={(resolution) => choose({ resolution })}
        />
        <CheckField
          label={words.review}
          hint={words.reviewHint}
          checked={choices.review}
          onChange={(review) => choose({ review })}
        />
        <MoreOptions choices={choices} languages={languages} onChoose={choose} disabled={busy} />
      </fieldset>
      <EstimateLine decks={sent} options={options} />
      {make.isError && (
        <Notice tone="bad" title={words.failedTitle}>
          <p>{make.error.message}</p>
        </Notice>
      )}
      <Button look="primary" type="submit" disabled={busy || nothingLeft} icon={<Clapperboard aria-hidden="true" />}>
        {busy ? words.making : words.makeAll(decks.list.length)}
      </Button>
    </form>
  );
}

const hear = (voice: VoiceView, language: string | undefined) => () => hearVoice(voice, language);
