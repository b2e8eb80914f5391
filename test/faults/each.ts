/** Each fault alone, always: does the task end within minutes, with a reason, and without a storm of calls? */

import { Redis } from 'ioredis';
import type { TaskOptions } from '../../domain/index.ts';
import { FAULTS, type Fault } from '../stand-in/faults.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import { startTestSystem } from '../support/system.ts';
import { deckNumber, endOf, WAYS } from './work.ts';

interface Outcome {
  fault: Fault;
  status: string;
  code?: string;
  message?: string;
  seconds: number;
  /** To all three vendors. */
  requests: number;
  billedCalls: number;
}

const END_WITHIN_MS = 30 * 60_000;
/** Minutes, and calls, that are not too many for four slides. */
const MOST = { seconds: 15 * 60, requests: 150 };

/** @param input.faults all where there is none */
export async function runEachFault({ faults, say }: { faults: readonly Fault[]; say: (line: string) => void }) {
  const standIn = await startStandIn({ audio: 'tone' });
  const system = await startTestSystem({ ...standIn.env, OPENAI_PER_MINUTE: '450' });
  const redis = new Redis(system.redisUrl);
  const outcomes: Outcome[] = [];
  try {
    for (const [index, fault] of (faults.length > 0 ? faults : FAULTS).entries()) {
      standIn.reset();
      // Each for itself: what the last one made known of the vendors is forgotten.
      const known = await redis.keys('provider:*');
      if (known.length > 0) await redis.del(known);
      standIn.setFaults({ openai: { [fault]: 1 }, elevenlabs: { [fault]: 1 }, heygen: { [fault]: 1 } });
      const began = Date.now();
      const { id } = await system.submit(await deckNumber(100 + index), wayFor(fault));
      const { status, error } = await endOf(system, id, END_WITHIN_MS);
      const vendors = Object.values(standIn.counters());
      const sum = (of: 'requests' | 'billedCalls'): number => vendors.reduce((total, vendor) => total + vendor[of], 0);
      const outcome: Outcome = {
        ...{ fault, status, ...(error ? { code: error.code, message: error.message } : {}) },
        seconds: Math.round((Date.now() - began) / 1000),
        ...{ requests: sum('requests'), billedCalls: sum('billedCalls') },
      };
      outcomes.push(outcome);
      say(JSON.stringify(outcome));
    }
  } finally {
    redis.disconnect();
    await system.stop();
    await standIn.close();
  }
  const violations = outcomes.flatMap(({ fault, status, seconds, requests }) => [
    ...(status === 'failed' ? [] : [`${fault}: the task is ${status}`]),
    ...(seconds <= MOST.seconds ? [] : [`${fault}: ${seconds} s`]),
    ...(requests <= MOST.requests ? [] : [`${fault}: ${requests} requests`]),
  ]);
  return { outcomes, violations };
}

/** Where the fault can strike. */
function wayFor(fault: Fault): TaskOptions {
  const filmed: TaskOptions = { voice: { provider: 'elevenlabs' }, presenter: { provider: 'heygen', slides: [1] } };
  if (['failed_job', 'stuck_job', 'expired_link'].includes(fault)) return filmed;
  if (['truncated_audio', 'silent_audio'].includes(fault)) return { voice: { provider: 'elevenlabs' } };
  return WAYS['aiInTwoLanguagesWithDialogue'] ?? {};
}
