/** How some words are spoken: written, heard, saved. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import type { LexiconEntry } from '../../../domain/lexicon.ts';
import { copy, language as pageLanguage } from '../copy.ts';
import { languageName } from '../format.ts';
import { spokenLanguages, voicesFor } from '../new-task-options.ts';
import { keys, useLexicon, useVoices } from '../queries.ts';
import { hearWords, putLexicon } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { ListenButton } from '../ui/listen-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Select } from '../ui/select.tsx';

export function LexiconEditor() {
  const lexicon = useLexicon();
  if (lexicon.isPending) return <p role="status">{copy.loading}</p>;
  if (lexicon.isError) {
    return (
      <Notice
        tone="bad"
        title={copy.settings.loadFailed}
        actions={<Button onClick={() => void lexicon.refetch()}>{copy.tryAgain}</Button>}
      >
        <p>{lexicon.error.message}</p>
      </Notice>
    );
  }
  return <Rows saved={lexicon.data} />;
}

interface Row {
  /** Only to tell rows apart while they are edited. */
  key: number;
  word: string;
  say: string;
  /** Empty: in every language. */
  language: string;
}

const rowsOf = (entries: LexiconEntry[]): Row[] =>
  entries.map(({ word, say, language = '' }, key) => ({ key, word, say, language }));
const entriesOf = (rows: Row[]): LexiconEntry[] =>
  rows.map(({ word, say, language }) => ({ word, say, ...(language !== '' && { language }) }));

function Rows({ saved }: { saved: LexiconEntry[] }) {
  const client = useQueryClient();
  const [rows, setRows] = useState(() => rowsOf(saved));
  const [next, setNext] = useState(saved.length);
  const voices = useVoices().data ?? [];
  const tags = spokenLanguages(voices, languageName);
  const words = copy.settings;
  const save = useMutation({
    mutationFn: () => putLexicon(entriesOf(rows)),
    onSuccess: (lexicon) => client.setQueryData(keys.lexicon, lexicon),
  });
  const changed = JSON.stringify(entriesOf(rows)) !== JSON.stringify(entriesOf(rowsOf(saved)));
  const change = (key: number, part: Partial<Row>) => {
    save.reset();
    setRows((now) => now.map((row) => (row.key === key ? { ...row, ...part } : row)));
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const hear = ({ say, language }: Row) => {
    const [voice] = voicesFor(
      voices.filter(({ provider }) => provider === 'offline'),
      language === '' ? pageLanguage : language,
    );
    return hearWords(voice?.name ?? 'en', say, language === '' ? undefined : language);
  };

  return (
    <form className="lexicon" onSubmit={submit}>
      {rows.length === 0 && <p className="hint">{words.lexiconEmpty}</p>}
      {rows.map((row, index) => (
        <div key={row.key} className="lexicon-row">
          <input
            className="input"
            required
            maxLength={100}
            value={row.word}
            placeholder={words.word}
            aria-label={words.wordIn(index + 1)}
            onChange={({ target }) => change(row.key, { word: target.value })}
          />
          <input
            className="input"
            required
            maxLength={300}
            value={row.say}
            placeholder={words.say}
            aria-label={words.sayIn(index + 1)}
            onChange={({ target }) => change(row.key, { say: target.value })}
          />
          <Select
            value={row.language}
            aria-label={words.languageIn(index + 1)}
            onChange={({ target }) => change(row.key, { language: target.value })}
          >
            <option value="">{words.anyLanguage}</option>
            {[...new Set([...tags, ...(row.language === '' ? [] : [row.language])])].map((tag) => (
              <option key={tag} value={tag}>
                {languageName(tag)}
              </option>
            ))}
          </Select>
          <ListenButton
            label={words.hear}
            name={row.word}
            loading={words.hearing}
            failed={words.hearFailed}
            disabled={row.say.trim() === ''}
            load={() => hear(row)}
          />
          <Button
            look="quiet"
            icon={<Trash2 aria-hidden="true" />}
            aria-label={words.removeWord(row.word)}
            onClick={() => {
              save.reset();
              setRows((now) => now.filter(({ key }) => key !== row.key));
            }}
          />
        </div>
      ))}
      <div className="settings-actions">
        <Button
          icon={<Plus aria-hidden="true" />}
          onClick={() => {
            setRows((now) => [...now, { key: next, word: '', say: '', language: '' }]);
            setNext(next + 1);
          }}
        >
          {words.addWord}
        </Button>
        <Button look="primary" type="submit" disabled={!changed || save.isPending}>
          {words.save}
        </Button>
        <span className="hint" role="status">
          {save.isSuccess && words.saved}
        </span>
      </div>
      {save.error !== null && (
        <Notice tone="bad" title={words.saveFailed}>
          <p>{save.error.message}</p>
        </Notice>
      )}
    </form>
  );
}
