/** Decks on their way to the server: two at a time, tried again where the connection breaks. Knows no React and no HTTP. */

/** A deck that was picked. */
export interface OutgoingDeck {
  key: string;
  file: File;
  phase: 'waiting' | 'sending' | 'retrying' | 'sent' | 'failed';
  sentBytes: number;
  /** The server's name for it, once it is there. */
  id?: string;
  /** Why it was not taken. */
  problem?: string;
}

export interface DeckQueuePorts {
  /** Sends the whole file; answers with its id there. */
  send: (file: File, onProgress: (sentBytes: number) => void, signal: AbortSignal) => Promise<{ id: string }>;
  /** Whether another attempt may help: the connection broke, the server is away. */
  mayHelp: (problem: unknown) => boolean;
  /** Resolves to false where it was stopped. */
  wait: (ms: number, signal: AbortSignal) => Promise<boolean>;
  wordsFor: (problem: unknown) => string;
}

export interface DeckQueue {
  subscribe: (listener: () => void) => () => void;
  /** The same array until something changes. */
  decks: () => readonly OutgoingDeck[];
  add: (files: readonly File[]) => void;
  /** Stops it where it is under way. */
  remove: (keys: readonly string[]) => void;
  again: (key: string) => void;
  /** Resolves when nothing is under way any more. */
  settled: () => Promise<readonly OutgoingDeck[]>;
}

/** More at once would only share the same line. */
const AT_ONCE = 2;
/** Four attempts in a quarter of a minute outlast a server that restarts. */
const WAITS_MS = [1_000, 4_000, 10_000];

const isUnderWay = ({ phase }: OutgoingDeck): boolean => phase !== 'sent' && phase !== 'failed';

export function createDeckQueue({ send, mayHelp, wait, wordsFor }: DeckQueuePorts): DeckQueue {
  let decks: readonly OutgoingDeck[] = [];
  let count = 0;
  const listeners = new Set<() => void>();
  const running = new Map<string, AbortController>();

  const replace = (next: readonly OutgoingDeck[]): void => {
    decks = next;
    for (const listener of listeners) listener();
  };
  const change = (key: string, by: Partial<OutgoingDeck>): void =>
    replace(decks.map((deck) => (deck.key === key ? { ...deck, ...by } : deck)));

  const attempt = async ({ key, file }: OutgoingDeck, signal: AbortSignal): Promise<void> => {
    for (const pauseMs of [...WAITS_MS, undefined]) {
      change(key, { phase: 'sending', sentBytes: 0 });
      try {
        const { id } = await send(file, (sentBytes) => change(key, { sentBytes }), signal);
        change(key, { phase: 'sent', sentBytes: file.size, id });
        return;
      } catch (problem) {
        if (signal.aborted) return;
        if (pauseMs === undefined || !mayHelp(problem)) {
          change(key, { phase: 'failed', problem: wordsFor(problem) });
          return;
        }
        change(key, { phase: 'retrying' });
        if (!(await wait(pauseMs, signal))) return;
      }
    }
  };
  const go = (): void => {
    const next = decks.find(({ key, phase }) => phase === 'waiting' && !running.has(key));
    if (next === undefined || running.size >= AT_ONCE) return;
    const abort = new AbortController();
    running.set(next.key, abort);
    void attempt(next, abort.signal).finally(() => {
      running.delete(next.key);
      go();
    });
    go();
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    decks: () => decks,
    add: (files) => {
      const added = files.map((file): OutgoingDeck => ({
        key: `${(count += 1)}`,
        file,
        phase: 'waiting',
        sentBytes: 0,
      }));
      replace([...decks, ...added]);
      go();
    },
    remove: (keys) => {
      for (const key of keys) running.get(key)?.abort();
      replace(decks.filter(({ key }) => !keys.includes(key)));
    },
    again: (key) => {
      change(key, { phase: 'waiting' });
      go();
    },
    settled: () =>
      new Promise((resolve) => {
        const look = (): void => {
          if (decks.some(isUnderWay)) return;
          listeners.delete(look);
          resolve(decks);
        };
        listeners.add(look);
        look();
      }),
  };
}
