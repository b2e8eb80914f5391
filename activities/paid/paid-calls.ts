/** The port through which everything that costs money is bought: once, within the budget, and with a line in the ledger. */

import type { LedgerEntry, PaidProvider, PaidStage, Usage } from '../../domain/index.ts';
import type { Run } from '../run.ts';

/** A call that costs money, before it is made. */
export interface PaidCall {
  /** Names the result in the store: made of everything that determines it (provider, model, voice, settings, text, picture). */
  key: string;
  provider: PaidProvider;
  model: string;
  stage: PaidStage;
  slide?: number;
  /** BCP 47, of the words that are bought or spoken. */
  language?: string;
  /** The most that it can cost, from the price table: held back from the budget while the call runs. */
  atMostCents: number;
  /**
   * What may be done when an earlier answer was lost. `sendAgain`: the vendor knows the call by its idempotency key, so sending it again
   * with the same key pays nothing twice. `ask` (the default): an unknown outcome, by the rule of charter P3.
   */
  lostAnswer?: 'sendAgain' | 'ask';
  /**
   * Where the vendor can be asked afterwards: looks for what the call brought that was announced at that time and whose answer nobody
   * received. Resolves to what fills the file with it, as `buy` does; undefined where nothing is known.
   */
  find?: (at: number) => Promise<Buy | undefined>;
}

/** Fills the file with what the vendor delivers, and says what was billed. */
export type Buy = (file: string) => Promise<Receipt>;

/** What the vendor says of the call that it has billed. */
export interface Receipt {
  usage: Usage;
  cents: number;
  /** The vendor's own id of the request or job, for those who compare bills. */
  vendorId?: string;
}

export interface PaidCalls {
  /**
   * Resolves when the result lies in the store under `call.key`: found there, or bought. `buy` makes the one HTTP call and fills `file`.
   * `buy` throws LostAnswerError where the call may have been billed without an answer, UnusableAnswerError where it was billed and
   * what came cannot be used, and any other error where nothing was billed.
   * @throws ProviderError `unknown_outcome` where what is or may be lost is not spent again unasked, `budget_reached`, and what `buy` throws; UnusableAnswerError with `retry: 'never'` where
   * nobody gets a usable answer of this model.
   */
  once(call: PaidCall, buy: Buy, run: Run): Promise<void>;

  /**
   * A call that costs nothing, in its turn among those that do; an answer shows that the provider works.
   * @throws what `question` throws, and ProviderError `provider_busy`
   */
  ask(provider: PaidProvider, question: () => Promise<unknown>, run: Run): Promise<void>;
  /**
   * Corrects the bill of a result that is kept by what became known of it later; `undefined`: the vendor bills nothing, also where the
   * answer was lost. A line whose outcome is no longer `paid` is final, and its task is warned. May be repeated.
   */
  settle(key: string, known: Partial<Pick<LedgerEntry, 'usage' | 'cents' | 'outcome'>> | undefined): Promise<void>;
}
