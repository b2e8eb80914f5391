/** Ctrl-C and SIGTERM: the first asks to stop, the second ends everything at once. */

export interface Stopped {
  /** Resolves at the first signal. */
  asked: Promise<void>;
  /** What the second signal does before the process exits. */
  atOnce: (kill: () => void) => void;
}

/** npm passes on a Ctrl-C that the terminal has sent to us already, so signals this close together are one. */
const SAME_SIGNAL_MS = 500;

/** @param ask is called at the first signal. */
export function onStop(ask: () => void): Stopped {
  let firstAt: number | undefined;
  let kill = (): void => undefined;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const handle = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      ask();
      resolve(undefined);
    } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
      kill();
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
  return {
    asked: promise,
    atOnce: (doKill) => {
      kill = doKill;
    },
  };
}
