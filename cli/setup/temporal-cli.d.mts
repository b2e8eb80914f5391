/** The first Temporal CLI that is new enough; undefined where there is none. @throws Error when TEMPORAL_CLI is not one. */
export function findTemporalCli(): { path: string; from: string } | undefined;

/** Whether the version `text`, as in 1.31.2, is `oldest` or newer. */
export function atLeast(text: string | undefined, oldest: number[]): boolean;
