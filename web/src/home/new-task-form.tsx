/** A deck on its way to a video: what can be chosen before it is sent. Everything has a fitting default. */

import { useQueryClient } from '@tanstack/react-query';
import { Clapperboard, FileText } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Resolution } from '../../../domain/options.ts';
import { copy } from '../copy.ts';
import { baseName, renamed } from '../deck-file.ts';
import { formatBytes, languageName } from '../format.ts';
import { NOTHING_CHOSEN, optionsFrom, PRESETS, spokenLanguages, voicesFor } from '../new-task-options.ts';
import type { NewTaskChoices } from '../new-task-options.ts';
import { pages } from '../paths.ts';
import { keys, useVoices } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { Notice } from '../ui/notice.tsx';
import { SearchSelect } from '../ui/search-select.tsx';
import type { SelectItem } from '../ui/search-select.tsx';
import { Segments } from '../ui/segments.tsx';
import { MoreOptions } from './more-options.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { useUpload } from './use-upload.ts';
import './new-task-form.css';

const RESOLUTIONS: readonly Resolution[] = ['720p', '1080p', '2160p'];
const PRESET_NAMES = ['lecture', 'training', 'podcast'] as const;

interface Props {
  file: File;
  onAnother: () => void;
}

export function NewTaskForm({ file, onAnother }: Props) {
  const id = useId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const voices = useVoices();
  const [name, setName] = useState(baseName(file.name));
  const [preset, setPreset] = useState<(typeof PRESET_NAMES)[number]>('lecture');
  const [choices, setChoices] = useState(NOTHING_CHOSEN);
  const choose = (change: Partial<NewTaskChoices>) => setChoices((now) => ({ ...now, ...change }));
  const upload = useUpload();
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

  const send = async () => {
    const task = await upload.send(file, renamed(file.name, name), optionsFrom(choices));
    if (task === undefined) return;
    void client.invalidateQueries({ queryKey: keys.tasks });
    await navigate(pages.task(task.id));
  };

  const busy = upload.state.phase === 'sending';
  return (
    <form
      className="card new-task"
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="new-task-file">
        <FileText aria-hidden="true" />
        <p>
          <span className="new-task-file-name">{file.name}</span>
          <span className="hint">{formatBytes(file.size)}</span>
        </p>
        <Button look="quiet" onClick={onAnother} disabled={busy}>
          {words.another}
        </Button>
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
              setChoices({ ...NOTHING_CHOSEN, language, voice, ...PRESETS[value] });
            }}
          />
        </div>
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
        <SearchSelect
          label={words.voice}
          hint={voices.isError ? words.voiceFailed : words.voiceHint}
          none={words.voiceNone}
          search={words.search}
          items={[anyVoice, ...voiceItems]}
          value={
            voiceItems.find(({ value }) => value === `${choices.voice?.provider ?? ''}/${choices.voice?.name ?? ''}`) ??
            anyVoice
          }
          onChange={({ value }) =>
            choose({ voice: known.find((voice) => `${voice.provider}/${voice.name}` === value) })
          }
          disabled={busy}
        />
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
      {upload.state.phase === 'failed' && (
        <Notice tone="bad" title={words.failedTitle}>
          <p>{upload.state.message}</p>
        </Notice>
      )}
      {upload.state.phase === 'stopped' && <Notice tone="info">{words.stopped}</Notice>}
      {upload.state.phase === 'sending' ? (
        <UploadProgress sent={upload.state.sent} total={upload.state.total} onStop={upload.stop} />
      ) : (
        <Button look="primary" type="submit" icon={<Clapperboard aria-hidden="true" />}>
          {words.make}
        </Button>
      )}
    </form>
  );
}
