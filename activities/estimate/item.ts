/** One thing that a task uses, and what it will cost. Pure. */

import type { EstimatePart, PaidProvider, PaidStage } from '../../domain/index.ts';
import type { PaidCall } from '../paid/paid-calls.ts';
import type { Calls } from './pace.ts';

export interface Item {
  stage: PaidStage;
  kind: Calls['kind'] | 'film';
  provider: PaidProvider;
  /** Names it in the store, where that is known: what is used twice is bought once. */
  key?: string;
  isKept: boolean;
  /** `cents` is what will be billed. */
  isExact: boolean;
  cents: number;
  atMostCents: number;
}

/** Of the most that a model may answer, what it usually does: the room to think is mostly left empty. */
const USUAL_SHARE = 0.15;
/** An answer that cannot be used, or falls short, is asked for once more. */
const MOST_ANSWERS = 2;

/** An answer of a model that is to be asked. */
const answerItem = (of: Pick<Item, 'stage' | 'kind' | 'provider'>, atMostCents: number): Item => ({
  ...of,
  isKept: false,
  isExact: false,
  cents: atMostCents * USUAL_SHARE,
  atMostCents: atMostCents * MOST_ANSWERS,
});

export const keptItem = (of: Pick<Item, 'stage' | 'kind' | 'provider' | 'key'>): Item => ({
  ...of,
  isKept: true,
  isExact: true,
  cents: 0,
  atMostCents: 0,
});

/** What a step came to: nothing to pay, or the call that it would pay for; `guess`, in cents, where it cannot be asked yet. */
export const itemOf = (
  of: Pick<Item, 'stage' | 'kind' | 'provider'>,
  step: { found: unknown } | { call: PaidCall } | undefined,
  guess: () => number,
): Item =>
  step && 'found' in step ? keptItem(of) : answerItem(of, step === undefined ? guess() : step.call.atMostCents);

/** What comes again is kept by then. */
export function boughtOnce(items: readonly Item[]): Item[] {
  const keys = new Set<string>();
  return items.map((item) => {
    const isKept = item.key !== undefined && keys.has(item.key);
    if (item.key !== undefined) keys.add(item.key);
    return isKept ? keptItem(item) : item;
  });
}

/** Each stage's exact and estimated part; what costs nothing stands for itself only where all of its stage does. */
export function partsOf(items: readonly Item[]): EstimatePart[] {
  const stages = [...new Set(items.map(({ stage }) => stage))];
  return stages.flatMap((stage) => {
    const parts = [true, false].flatMap((exact): EstimatePart[] => {
      const own = items.filter((item) => item.stage === stage && item.isExact === exact);
      return own.length === 0 ? [] : [{ stage, exact, ...sumOf(own) }];
    });
    return parts.filter(({ atMostCents }) => parts.length === 1 || atMostCents > 0);
  });
}

/** The calls that are to be made, by whom and for what. */
export function callsOf(items: readonly Item[]): Calls[] {
  const calls: Calls[] = [];
  for (const { kind, provider, isKept } of items) {
    if (isKept || kind === 'film') continue;
    const at = calls.findIndex((some) => some.kind === kind && some.provider === provider);
    const count = (calls[at]?.count ?? 0) + 1;
    calls.splice(at < 0 ? calls.length : at, 1, { kind, provider, count });
  }
  return calls;
}

export const sumOf = (items: readonly Pick<Item, 'cents' | 'atMostCents'>[]) => ({
  cents: items.reduce((sum, { cents }) => sum + cents, 0),
  atMostCents: items.reduce((sum, { atMostCents }) => sum + atMostCents, 0),
});
