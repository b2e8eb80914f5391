/** What the video shall be like, and the button that makes it. Everything has a fitting default. */

import { useQueryClient } from '@tanstack/react-query';
import { FileText, Clapperboard } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Resolution } from '../../../domain/options.ts';
import { copy } from '../copy.ts';
import { baseName, renamed } from '../deck-file.ts';
import { formatBytes, languageName } from '../format.ts';
import { optionsFrom, spokenLanguages, voicesFor } from '../new-task-options.ts';
import { pages } from '../paths.ts';
import { keys, useVoices } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { SearchSelect } from '../ui/search-select.tsx';
import type { SelectItem } from '../ui/search-select.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { useUpload } from './use-upload.ts';
import './new-task-form.css';

const RESOLUTIONS: readonly Resolution[] = ['720p', '1080p', '2160p'];
const ANY_LANGUAGE: SelectItem = { value: '', label: copy.newTask.languageAuto };
const ANY_VOICE: SelectItem = { value: '', label: copy.newTask.voiceAuto };

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
  const [language, setLanguage] = useState(ANY_LANGUAGE);
  const [voice, setVoice] = useState(ANY_VOICE);
  const [resolution, setResolution] = useState<Resolution>('1080p');
  const [review, setReview] = useState(false);
  const upload = useUpload();

  const known = useMemo(() => voices.data ?? [], [voices.data]);
  const languageItems = useMemo(
    () => [
      ANY_LANGUAGE,
      ...spokenLanguages(known, languageName).map((tag) => ({ value: tag, label: languageName(tag), detail: tag })),
    ],
    [known],
  );
  const fitting = useMemo(
    () => voicesFor(known, language.value === '' ? undefined : language.value),
    [known, language.value],
  );
  const voiceItems = useMemo(
    () => [
      ANY_VOICE,
      ...fitting.map((one) => ({
        value: `${one.provider}/${one.name}`,
        label: one.label,
        detail: one.languages
          .map((tag) => languageName(tag))
          .filter((name) => name !== one.label)
          .slice(0, 2)
          .join(', '),
      })),
    ],
    [fitting],
  );

  const send = async () => {
    const task = await upload.send(
      file,
      renamed(file.name, name),
      optionsFrom({
        language: language.value === '' ? undefined : language.value,
        voice: known.find((one) => `${one.provider}/${one.name}` === voice.value),
        resolution,
        review,
      }),
    );
    if (task === undefined) return;
    void client.invalidateQueries({ queryKey: keys.tasks });
    await navigate(pages.task(task.id));
  };

  const busy = upload.state.phase === 'sending';
  return (
    <form
      className="card new-task"
      aria-label={copy.newTask.title}
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
          {copy.newTask.another}
        </Button>
      </div>
      <fieldset className="new-task-fields" disabled={busy}>
        <legend className="visually-hidden">{copy.newTask.title}</legend>
        <div className="field new-task-wide">
          <label className="label" htmlFor={`${id}-name`}>
            {copy.newTask.name}
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
          label={copy.newTask.language}
          hint={copy.newTask.languageHint}
          none={copy.newTask.voiceNone}
          search={copy.newTask.search}
          items={languageItems}
          value={language}
          onChange={(item) => {
            setLanguage(item);
            setVoice(ANY_VOICE);
          }}
          disabled={busy}
        />
        <SearchSelect
          label={copy.newTask.voice}
          hint={voices.isError ? copy.newTask.voiceFailed : copy.newTask.voiceHint}
          none={copy.newTask.voiceNone}
          search={copy.newTask.search}
          items={voiceItems}
          value={voice}
          onChange={setVoice}
          disabled={busy}
        />
        <fieldset className="new-task-sizes">
          <legend className="label">{copy.newTask.resolution}</legend>
          <div className="segments">
            {RESOLUTIONS.map((size) => (
              <label key={size}>
                <input
                  className="visually-hidden"
                  type="radio"
                  name={`${id}-size`}
                  checked={resolution === size}
                  onChange={() => setResolution(size)}
                />
                {copy.newTask.resolutions[size]}
              </label>
            ))}
          </div>
        </fieldset>
        <div className="new-task-review">
          <input
            id={`${id}-review`}
            type="checkbox"
            checked={review}
            onChange={(event) => setReview(event.target.checked)}
            aria-describedby={`${id}-review-hint`}
          />
          <div>
            <label className="label" htmlFor={`${id}-review`}>
              {copy.newTask.review}
            </label>
            <p className="hint" id={`${id}-review-hint`}>
              {copy.newTask.reviewHint}
            </p>
          </div>
        </div>
      </fieldset>
      {upload.state.phase === 'failed' && (
        <Notice tone="bad" title={copy.newTask.failedTitle}>
          <p>{upload.state.message}</p>
        </Notice>
      )}
      {upload.state.phase === 'stopped' && <Notice tone="info">{copy.newTask.stopped}</Notice>}
      {upload.state.phase === 'sending' ? (
        <UploadProgress sent={upload.state.sent} total={upload.state.total} onStop={upload.stop} />
      ) : (
        <Button look="primary" type="submit" icon={<Clapperboard aria-hidden="true" />}>
          {copy.newTask.make}
        </Button>
      )}
    </form>
  );
}
