/** The first Temporal CLI that is new enough; undefined where there is none. @throws Error when TEMPORAL_CLI is not one. */
export function findTemporalCli(): { path: string; from: string } | undefined;
