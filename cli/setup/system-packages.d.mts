interface Need {
  apt: string;
  brew: string;
}

/** Everything that the operating system must bring for this, whether it is here or not. */
export function neededPackages(what: { forTests: boolean; builds: boolean }): Need[];

/** What the person must run, where set-up may not or cannot install by itself; undefined where it can. */
export function commandForPerson(
  needs: Need[],
  machine: { platform: string; isRoot: boolean; hasApt: boolean },
): string | undefined;
