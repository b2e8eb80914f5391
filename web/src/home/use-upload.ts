/** One deck on its way to the server: how much is sent, how it ended. */

import { useEffect, useRef, useState } from 'react';
import type { TaskOptions } from '../../../domain/options.ts';
import { copy } from '../copy.ts';
import { createTask, Problem } from '../rest.ts';

export type UploadState =
  | { phase: 'idle' }
  | { phase: 'sending'; sent: number; total: number }
  | { phase: 'stopped' }
  | { phase: 'failed'; message: string };

export function useUpload() {
  const [state, setState] = useState<UploadState>({ phase: 'idle' });
  const running = useRef<AbortController>(undefined);
  // The same deck with the same options, sent again after a lost answer, is the same task.
  const lastAsk = useRef({ fingerprint: '', key: '' });

  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => {
    if (state.phase !== 'sending') return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [state.phase]);

  /** Answers with the task, or with nothing where it was stopped or refused: `state` says which. */
  const send = async (file: File, name: string, options: TaskOptions): Promise<{ id: string } | undefined> => {
    const fingerprint = JSON.stringify([name, file.size, file.lastModified, options]);
    if (lastAsk.current.fingerprint !== fingerprint) lastAsk.current = { fingerprint, key: newKey() };
    const abort = new AbortController();
    running.current = abort;
    setState({ phase: 'sending', sent: 0, total: file.size });
    try {
      return await createTask({
        file,
        name,
        options,
        idempotencyKey: lastAsk.current.key,
        signal: abort.signal,
        onProgress: (sent, total) => setState({ phase: 'sending', sent, total }),
      });
    } catch (error) {
      if (abort.signal.aborted) setState({ phase: 'stopped' });
      else setState({ phase: 'failed', message: error instanceof Problem ? error.message : copy.errors.unknown });
      return undefined;
    }
  };

  return { state, send, stop: () => running.current?.abort() };
}

/** Random; crypto.randomUUID is missing where the page is served without TLS from another machine. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
