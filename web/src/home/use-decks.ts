/** The decks of the form: sent as soon as they are picked, so that they can be looked into while somebody chooses. */

import { useEffect, useState, useSyncExternalStore } from 'react';
import { copy } from '../copy.ts';
import { Problem, removeDeck, sendDeck } from '../rest.ts';
import { createDeckQueue, type DeckQueue, type OutgoingDeck } from './deck-queue.ts';

export interface Decks extends Pick<DeckQueue, 'add' | 'again' | 'settled'> {
  list: readonly OutgoingDeck[];
  /** Takes decks out of the form; `made`: they have become videos, so the server keeps them. */
  remove: (decks: readonly OutgoingDeck[], made?: 'made') => void;
}

export function useDecks(): Decks {
  const [queue] = useState(() => createDeckQueue(ports));
  const list = useSyncExternalStore(queue.subscribe, queue.decks);
  const remove: Decks['remove'] = (decks, made) => {
    queue.remove(decks.map(({ key }) => key));
    // What is not asked for any more; should this fail, the server removes it after a day.
    if (made === undefined)
      for (const { id } of decks) if (id !== undefined) void removeDeck(id).catch(() => undefined);
  };
  const sending = list.some(({ phase }) => phase === 'sending' || phase === 'retrying');
  useEffect(() => {
    if (!sending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [sending]);
  // What is on its way is stopped; what has arrived is removed by the server after a day.
  useEffect(() => () => queue.remove(queue.decks().map(({ key }) => key)), [queue]);
  return { list, add: queue.add, again: queue.again, settled: queue.settled, remove };
}

const ports = {
  send: (file: File, onProgress: (sentBytes: number) => void, signal: AbortSignal) =>
    sendDeck({ file, onProgress, signal }),
  mayHelp: (problem: unknown) => problem instanceof Problem && (problem.status === 0 || problem.status === 503),
  wordsFor: (problem: unknown) => (problem instanceof Problem ? problem.message : copy.errors.unknown),
  wait: (ms: number, signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(true), ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve(false);
      });
    }),
};
