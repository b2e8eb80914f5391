/** Money: what calls of paid providers cost, and what a task has spent. Cents are US cents with fractions, never rounded before they are shown. */

export const PAID_PROVIDERS = ['openai', 'elevenlabs', 'heygen'] as const;
export type PaidProvider = (typeof PAID_PROVIDERS)[number];

/** What a paid call was for. */
export const PAID_STAGES = ['script', 'translation', 'speech', 'presenter', 'podcast'] as const;
export type PaidStage = (typeof PAID_STAGES)[number];

/** What a vendor counts, in its own units; absent ones do not apply. */
export interface Usage {
  characters?: number;
  inputTokens?: number;
  outputTokens?: number;
  /** Of sound or video that was made. */
  seconds?: number;
}

/** One line of a task's bill. */
export interface LedgerEntry {
  /** The key of what was bought. */
  key: string;
  provider: PaidProvider;
  model: string;
  stage: PaidStage;
  slide?: number;
  /** BCP 47, of the words that were bought or spoken; absent in bills of before it was written down. */
  language?: string;
  usage: Usage;
  cents: number;
  /**
   * `paid`: bought, and used. `wasted`: billed, and what came was not usable. `unknown`: the answer was lost after the call was
   * sent, so nobody here knows whether it was billed; `cents` is then what it would have cost.
   */
  outcome: 'paid' | 'wasted' | 'unknown';
  /** ms since 1970 */
  at: number;
}

/** What was spent: `cents` for certain, and up to `upToCents` if every unknown outcome was billed. */
export interface Cost {
  cents: number;
  upToCents: number;
}

export function costOf(entries: readonly Pick<LedgerEntry, 'cents' | 'outcome'>[]): Cost {
  const sum = (some: readonly Pick<LedgerEntry, 'cents'>[]): number =>
    some.reduce((total, { cents }) => total + cents, 0);
  return { cents: sum(entries.filter(({ outcome }) => outcome !== 'unknown')), upToCents: sum(entries) };
}
