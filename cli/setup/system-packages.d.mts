/** What the person must run, where set-up may not or cannot install by itself; undefined where it can. */
export function commandForPerson(
  needs: { apt: string; brew: string }[],
  machine: { platform: string; isRoot: boolean; hasApt: boolean },
): string | undefined;
