/** Chance that a seed repeats. */

export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  between(least: number, most: number): number;
  /** @throws RangeError where there is nothing to choose from. */
  oneOf<T>(things: readonly T[]): T;
}

/** Mulberry32: small, and good enough for schedules. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    oneOf: (things) => {
      const [thing] = things.slice(Math.floor(next() * things.length));
      if (thing === undefined) throw new RangeError('nothing to choose from');
      return thing;
    },
  };
}
