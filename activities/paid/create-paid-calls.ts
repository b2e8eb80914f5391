/**
 * Buys things once: looked for in the store, announced in Redis, called, kept, billed, in that order, so that whatever dies in
 * between, whoever comes next knows what to do (platform/paid-records.ts).
 */

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderError, type LedgerEntry, type PaidProvider, type Warning } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { createReceipts } from '../../platform/paid-receipts.ts';
import type { Intent, OpenIntent, PaidRecords } from '../../platform/paid-records.ts';
import type { ProviderLimits } from '../../platform/provider-limits.ts';
import type { Run } from '../run.ts';
import { LostAnswerError, UnusableAnswerError } from './answers.ts';
import type { Buy, PaidCall, PaidCalls } from './paid-calls.ts';
import { VENDOR_NAMES } from './vendor-errors.ts';

export interface PaidCallsPorts {
  artifacts: Artifacts;
  records: PaidRecords;
  limits: ProviderLimits;
}

/** How often somebody else's call for the same thing is looked after. */
const LOOK_MS = 250;
/** Longer than this nobody waits for a slot: the activity's own time is limited, and a later attempt waits anew. */
const MOST_WAIT_MS = 5 * 60_000;
/** Vendors keep an idempotency key for a day (providers.md); an hour is left for clocks and slow calls. */
const SEND_AGAIN_MS = 23 * 3_600_000;

export function createPaidCalls({ artifacts, records, limits }: PaidCallsPorts): PaidCalls {
  const receipts = createReceipts(artifacts);

  /** Whether the result is there. What a crash left of the call that brought it is finished: the bill goes to who made it. */
  const isKept = async (key: string): Promise<boolean> => {
    if (!(await artifacts.has(key))) return false;
    const intent = await records.open(key);
    if (intent) {
      const paid = await receipts.read(key);
      if (paid?.call === intent.call) await records.finish(paid);
    }
    return true;
  };

  /** Makes the call that `intent` has announced. */
  const purchase = async (call: PaidCall, intent: Intent, buy: Buy): Promise<void> => {
    const { run } = intent;
    let paid: LedgerEntry | undefined;
    try {
      await artifacts.write(call.key, async (file) => {
        const { usage, cents } = await buy(file);
        await limits.worked(call.provider);
        await limits.judged(call.provider, call.model, true);
        paid = { ...intent.entry, usage, cents, outcome: 'paid' };
        // Before the result has its name: a result that is there has its receipt beside it.
        await receipts.write({ call: intent.call, taskId: run.id, entry: paid });
      });
    } catch (thrown) {
      if (paid) {
        // Bought, and then the disk was full: that it is not there is our own fault.
        await records.waste(intent, { ...paid, outcome: 'wasted' }, wastedWarning(call));
        throw thrown;
      }
      throw await afterFailure(call, intent, thrown);
    }
    if (paid) await records.finish({ call: intent.call, taskId: run.id, entry: paid });
  };

  /** Where the vendor says when to come again, everybody waits. */
  const pauseAsAsked = async (provider: PaidProvider, thrown: unknown): Promise<void> => {
    if (thrown instanceof ProviderError && thrown.retryAfterMs !== undefined)
      await limits.pause(provider, thrown.retryAfterMs);
  };

  /** Writes down what became of a call that brought nothing. @returns what is to be thrown. */
  const afterFailure = async (call: PaidCall, intent: Intent, thrown: unknown): Promise<unknown> => {
    if (thrown instanceof UnusableAnswerError) {
      await limits.worked(call.provider);
      const { code, message, billed } = thrown;
      const entry: LedgerEntry = { ...intent.entry, ...billed, outcome: 'wasted' };
      const isHopeful = await limits.judged(call.provider, call.model, false);
      const mayBuyAgain = await records.waste(intent, entry, wastedWarning(call));
      if (!isHopeful)
        return new UnusableAnswerError(code, message, billed, { ...slideOf(call), cause: thrown, retry: 'never' });
      return mayBuyAgain ? thrown : askFirst(call, `${message} It was billed. Retry the task to buy it again`, thrown);
    }
    if (thrown instanceof ProviderError && !(thrown instanceof LostAnswerError)) {
      await records.release(intent);
      await pauseAsAsked(call.provider, thrown);
      return thrown;
    }
    // A lost answer; or something that nobody foresaw, as when the task is cancelled: it may have been billed all the same.
    return (await records.lose(intent)) ? thrown : unknownOutcome(call);
  };

  /** Waits for a slot, and keeps it for as long as `work` takes. */
  const withSlot = async <T>(call: Slotted, id: string, run: Run, work: () => Promise<T>): Promise<T> => {
    const until = Date.now() + MOST_WAIT_MS;
    for (
      let wait = await limits.take(call.provider, id);
      wait !== undefined;
      wait = await limits.take(call.provider, id)
    ) {
      if (Date.now() + wait > until) throw busy(call, wait);
      // Not everybody at the same moment; and not so long that a slot lies idle.
      await sleep(Math.min(wait, 1_000) * (0.75 + Math.random() / 2), undefined, { signal: run.signal });
    }
    try {
      return await work();
    } finally {
      await limits.free(call.provider, id);
    }
  };

  /** Whether an earlier call, whose worker died or lost the answer, is found to have brought the result: it is its maker's to pay. */
  const recover = async (call: PaidCall, earlier: OpenIntent): Promise<boolean> => {
    const found = await call.find?.(earlier.at);
    if (found) await purchase(call, { ...earlier, sendAgainMs: 0 }, found);
    return found !== undefined;
  };

  /** @returns false where somebody else makes the same call. */
  const attempt = async (call: PaidCall, buy: Buy, run: Run): Promise<boolean> => {
    const intent = intentOf(call, run);
    return withSlot(call, intent.call, run, async () => {
      run.signal.throwIfAborted();
      const begun = await records.begin(intent, twiceWarning(call));
      if (begun.kind === 'wait') return false;
      if (begun.kind === 'hold') throw unknownOutcome(call);
      if (begun.kind === 'budget') throw budgetReached(call, begun.spentCents);
      const renewal = setInterval(() => {
        void Promise.allSettled([records.renew(intent), limits.renew(call.provider, intent.call)]);
      }, records.leaseMs / 3).unref();
      try {
        // Somebody may have finished it while this one waited for the slot.
        if (await artifacts.has(call.key)) await records.release(intent);
        else await purchase(call, intent, buy);
      } finally {
        clearInterval(renewal);
      }
      return true;
    });
  };

  return {
    once: async (call, buy, run) => {
      while (!(await isKept(call.key))) {
        const earlier = await records.open(call.key);
        if (!earlier?.alive && ((earlier && (await recover(call, earlier))) || (await attempt(call, buy, run)))) return;
        await sleep(LOOK_MS, undefined, { signal: run.signal });
      }
    },
    ask: (provider, question, run) =>
      withSlot({ provider }, randomUUID(), run, async () => {
        await question().catch(async (thrown: unknown) => {
          await pauseAsAsked(provider, thrown);
          throw thrown;
        });
        await limits.worked(provider);
      }),
    settle: async (key, known) => {
      if (!(await isKept(key))) {
        const lost = known ? undefined : await records.open(key);
        if (lost && !lost.alive) await records.release({ ...lost, sendAgainMs: 0 });
        return;
      }
      const paid = await receipts.read(key);
      if (!paid) return;
      const { call, taskId } = paid;
      const entry = known && { ...paid.entry, ...known };
      await records.settle({ call, taskId, ...(entry ? { entry } : {}) }, entry && settledWarning(entry));
      await (entry?.outcome === 'paid' ? receipts.write({ call, taskId, entry }) : receipts.remove(key));
    },
  };
}

type Slotted = Pick<PaidCall, 'provider' | 'slide'>;

function intentOf(call: PaidCall, run: Run): Intent {
  const { key, provider, model, stage, language, atMostCents, lostAnswer } = call;
  const words = { ...slideOf(call), ...(language === undefined ? {} : { language }) };
  const entry = { key, provider, model, stage, ...words, usage: {}, cents: atMostCents, at: Date.now() };
  return {
    call: randomUUID(),
    run: run.task,
    entry: { ...entry, outcome: 'unknown' },
    sendAgainMs: lostAnswer === 'sendAgain' ? SEND_AGAIN_MS : 0,
  };
}

const slideOf = ({ slide }: Pick<PaidCall, 'slide'>): { slide?: number } => (slide === undefined ? {} : { slide });
const where = ({ slide }: Pick<PaidCall, 'slide'>): string =>
  slide === undefined ? 'The whole deck' : `Slide ${slide}`;

const twiceWarning = (call: PaidCall): Warning => ({
  code: 'possibly_paid_twice',
  message: `${where(call)}: an answer of ${VENDOR_NAMES[call.provider]} was lost, so the call was made again. It may have been billed twice (${shown(call.atMostCents)} cents at most).`,
  ...slideOf(call),
});

const wastedWarning = (call: Pick<PaidCall, 'provider' | 'slide'>): Warning => ({
  code: 'paid_unusable',
  message: `${where(call)}: an answer of ${VENDOR_NAMES[call.provider]} was billed and could not be used.`,
  ...slideOf(call),
});

const vanishedWarning = (entry: LedgerEntry): Warning => ({
  code: 'possibly_paid_twice',
  message: `${where(entry)}: what was ordered from ${VENDOR_NAMES[entry.provider]} vanished there, and may have been billed (${shown(entry.cents)} cents at most). Made again, it may be billed twice.`,
  ...slideOf(entry),
});

function settledWarning(entry: LedgerEntry): Warning | undefined {
  if (entry.outcome === 'wasted') return wastedWarning(entry);
  return entry.outcome === 'unknown' ? vanishedWarning(entry) : undefined;
}

const shown = (cents: number): string => cents.toFixed(cents < 1 ? 2 : 1);

/**
 * A person's retry is the consent (charter P3): what is dear, or becomes it by repetition, is not bought again unasked. One code for
 * lost and for useless answers, so that a program that consents by rule needs to know one.
 */
const askFirst = (call: PaidCall, message: string, cause?: unknown): ProviderError =>
  new ProviderError(
    'unknown_outcome',
    `${message}; everything finished is kept.`,
    { retry: 'never' },
    { ...slideOf(call), cause },
  );

const unknownOutcome = (call: PaidCall): ProviderError =>
  askFirst(
    call,
    `${where(call)}: an answer of ${VENDOR_NAMES[call.provider]} was lost, and the call may have been billed (${shown(call.atMostCents)} cents at most). Retry the task to make it again`,
  );

const budgetReached = (call: PaidCall, spentCents: number): ProviderError =>
  new ProviderError(
    'budget_reached',
    `${where(call)}: ${shown(spentCents)} cents are spent or under way, and the next call may cost ${shown(call.atMostCents)}, which could pass the task's budget.`,
    { retry: 'never' },
    slideOf(call),
  );

const busy = (call: Slotted, wait: number): ProviderError =>
  new ProviderError(
    'provider_busy',
    `${VENDOR_NAMES[call.provider]} is used by so many that this has to wait.`,
    { retry: 'after', retryAfterMs: wait },
    slideOf(call),
  );
