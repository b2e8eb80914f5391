/**
 * What is known of paid calls while they are made, and the tasks' bills.
 *
 *   no intent ──begin──▶ held by a living worker ──finish──▶ no intent, a line `paid`
 *       ▲                   │        │       ├───waste───▶ no intent, a line `wasted`
 *       └─────release───────┘        │       └───lose────▶ lost, a line `unknown` ──begin, by charter P3──▶ held
 *                                    └─ its worker dies: the lease ends, and the next `begin` takes it for lost
 *
 * The intent is there before the call is sent, and goes in the same step that writes the bill. What a crash leaves between the
 * result's arrival in the store and `finish` is an open intent beside a result: whoever finds both finishes.
 */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import { PAID_PROVIDERS, PAID_STAGES, type LedgerEntry, type RunRef, type Warning } from '../domain/index.ts';
import { BEGIN, FINISH, LOSE, RAISE_BUDGET, RELEASE, RENEW, SETTLE, WASTE } from './paid-scripts.ts';
import { keys, redisNow } from './redis.ts';

/** A call that is about to be made, and that this worker has said it makes. */
export interface Intent {
  /** Names this one call, however often the same thing is bought. */
  call: string;
  run: RunRef;
  /** The line of the bill if nobody ever learns how it ended; its key is the result's, its cents the most it can cost. */
  entry: LedgerEntry;
  /** For how long the vendor knows the call again by its idempotency key; 0: not at all. */
  sendAgainMs: number;
}

export type Begun =
  | { kind: 'go' }
  /** A living worker makes the same call, or the task is cancelled, of which this worker will hear. */
  | { kind: 'wait' }
  /** An earlier call may have been billed, and a person must say whether to make it again. */
  | { kind: 'hold' }
  /** The call could pass the task's budget; so much is spent, or held back for calls under way. */
  | { kind: 'budget'; spentCents: number };

export interface PaidRecords {
  /** @param again the warning for the case that this call's outcome stays unknown and it is made again. */
  begin(intent: Intent, again: Warning): Promise<Begun>;
  /** Says that the call is still under way; due every third of the lease. */
  renew(intent: Intent): Promise<void>;
  /** The result lies in the store: writes the bill and closes the intent. May be repeated. */
  finish(paid: Paid): Promise<void>;
  /** What became known later of a call that is paid; without an entry, that nothing was billed. May be repeated. */
  settle(paid: Pick<Paid, 'call' | 'taskId'> & Partial<Paid>, warning?: Warning): Promise<void>;
  /** It was billed, and what came is of no use. Resolves to whether it may be bought again without asking. */
  waste(intent: Intent, entry: LedgerEntry, warning: Warning): Promise<boolean>;
  /** The answer was lost. Resolves to whether it may be called again without asking. */
  lose(intent: Intent): Promise<boolean>;
  /** It was refused: nothing was billed. */
  release(intent: Intent): Promise<void>;
  /** The intent that is open for this result. */
  open(key: string): Promise<OpenIntent | undefined>;
  readonly leaseMs: number;
}

/** As it lies in Redis. */
export interface OpenIntent extends Omit<Intent, 'sendAgainMs'> {
  /** A living worker holds it. */
  alive: boolean;
  /** When it was announced, in ms since 1970. */
  at: number;
}

/** A call that was made, with its line of the bill. */
export interface Paid {
  call: string;
  taskId: string;
  entry: LedgerEntry;
}

/** Longer than a restart of Redis and than any pause of a process; a crashed worker's call is judged after this. */
const LEASE_MS = 60_000;

const begunSchema = z.union([
  z.tuple([z.enum(['go', 'wait', 'hold'])]).transform(([kind]) => ({ kind })),
  z.tuple([z.literal('budget'), z.coerce.number()]).transform(([kind, spentCents]) => ({ kind, spentCents })),
]);

export const ledgerEntrySchema = z.object({
  key: z.string(),
  provider: z.enum(PAID_PROVIDERS),
  model: z.string(),
  stage: z.enum(PAID_STAGES),
  slide: z.int().exactOptional(),
  language: z.string().exactOptional(),
  usage: z.object({
    characters: z.number().exactOptional(),
    inputTokens: z.number().exactOptional(),
    outputTokens: z.number().exactOptional(),
    seconds: z.number().exactOptional(),
  }),
  cents: z.number(),
  outcome: z.enum(['paid', 'wasted', 'unknown']),
  at: z.number(),
}) satisfies z.ZodType<LedgerEntry>;

const intentSchema = z.object({
  call: z.string(),
  task: z.string(),
  attempt: z.coerce.number(),
  entry: z.string().transform((line) => ledgerEntrySchema.parse(JSON.parse(line))),
  at: z.coerce.number(),
  until: z.coerce.number(),
  lost: z.string().exactOptional(),
});

export function createPaidRecords(redis: Redis, leaseMs = LEASE_MS): PaidRecords {
  const intentKey = ({ entry }: Pick<Intent, 'entry'>): string => keys.paidIntent(entry.key);
  return {
    leaseMs,
    begin: async (intent, again) => {
      const { call, run, entry, sendAgainMs } = intent;
      const answer = await redis.eval(
        BEGIN,
        1,
        intentKey(intent),
        call,
        run.id,
        run.attempt,
        entry.cents,
        leaseMs,
        sendAgainMs,
        JSON.stringify(entry),
        JSON.stringify(again),
      );
      return begunSchema.parse(answer);
    },
    renew: async (intent) => {
      await redis.eval(RENEW, 1, intentKey(intent), intent.call, leaseMs);
    },
    finish: async ({ call, taskId, entry }) => {
      await redis.eval(FINISH, 1, intentKey({ entry }), call, taskId, JSON.stringify(entry), entry.cents);
    },
    settle: async ({ call, taskId, entry }, warning) => {
      const line = entry ? JSON.stringify(entry) : '';
      const said = warning ? JSON.stringify(warning) : '';
      await redis.eval(SETTLE, 1, keys.ledger(taskId), call, taskId, line, entry?.cents ?? 0, said);
    },
    waste: async (intent, entry, warning) => {
      const { call, run } = intent;
      const line = JSON.stringify(entry);
      return (
        (await redis.eval(WASTE, 1, intentKey(intent), call, run.id, line, entry.cents, JSON.stringify(warning))) === 1
      );
    },
    lose: async (intent) => {
      const { call, run, entry, sendAgainMs } = intent;
      const line = sendAgainMs > 0 ? '' : JSON.stringify(entry);
      return (await redis.eval(LOSE, 1, intentKey(intent), call, run.id, run.attempt, entry.cents, line)) === 1;
    },
    release: async (intent) => {
      await redis.eval(RELEASE, 1, intentKey(intent), intent.call, intent.run.id);
    },
    open: async (key) => {
      const fields = await redis.hgetall(keys.paidIntent(key));
      if (fields['call'] === undefined) return undefined;
      const { call, task, attempt, entry, at, until, lost } = intentSchema.parse(fields);
      const alive = lost === undefined && until > (await redisNow(redis));
      return { call, run: { id: task, attempt }, entry, at, alive };
    },
  };
}

/** What a person may ask and say of a task's money. */
export interface Bills {
  ledger(taskId: string): Promise<LedgerEntry[]>;
  /** From the next call on the task may spend this much in all. False where there is no such task. */
  raiseBudget(taskId: string, cents: number): Promise<boolean>;
}

export const createBills = (redis: Redis): Bills => ({
  ledger: (taskId) => readLedger(redis, taskId),
  raiseBudget: async (taskId, cents) => (await redis.eval(RAISE_BUDGET, 1, keys.task(taskId), taskId, cents)) === 1,
});

/** Every line of a task's bill, in the order of the calls. */
export async function readLedger(redis: Redis, taskId: string): Promise<LedgerEntry[]> {
  const lines = await redis.hvals(keys.ledger(taskId));
  return lines.map((line) => ledgerEntrySchema.parse(JSON.parse(line))).sort((a, b) => a.at - b.at);
}
