/** What a task will cost, said before it is made. */

import type { PaidStage } from './money.ts';

export interface EstimatePart {
  stage: PaidStage;
  /** `cents` is what will be billed, unless the words are changed before. */
  exact: boolean;
  cents: number;
  /** Not more than this, lost and unusable answers aside (those are listed in the ledger, at most 25 cents a task without asking). */
  atMostCents: number;
}

export interface Estimate {
  /** What is kept from earlier tasks costs nothing: a stage of which all is kept is an exact part of 0 cents. */
  cents: number;
  atMostCents: number;
  parts: EstimatePart[];
  /** Of finished video, about. */
  seconds: number;
  /** Until the task is finished, about, on an idle system. */
  secondsToFinish: number;
  /** The day of the price list by which it was reckoned: of several, the oldest. Absent where nobody is paid. */
  pricesAsOf?: string;
}
