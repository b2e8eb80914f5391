/** The first Temporal CLI that is new enough; undefined where there is none. @throws Error when TEMPORAL_CLI is not one. */
export function findTemporalCli(): { path: string; from: string } | undefined;

/** The ladder's rungs that install nothing. @throws Error when the wished one is not new enough. */
export function firstCli(
  here: { wished?: string; onPath?: string; kept?: string },
  isNewEnough: (path: string) => boolean,
): { path: string; from: string } | undefined;

/** Whether the version `text`, as in 1.31.2, is `oldest` or newer. */
export function atLeast(text: string | undefined, oldest: number[]): boolean;
