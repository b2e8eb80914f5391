/** A vendor that is away for minutes: a task that says `onProviderFailure: "wait"` waits, asks now and then, and completes when it is back. */

import { setTimeout as sleep } from 'node:timers/promises';
import { startStandIn } from '../stand-in/stand-in.ts';
import { startTestSystem } from '../support/system.ts';
import { deckNumber, endOf } from './work.ts';

/** Longer than a provider is given (platform/provider-limits.ts), shorter than that and the first wait (workflows/patience.ts). */
const AWAY_MS = 6 * 60_000;
const END_WITHIN_MS = 20 * 60_000;
/** While nobody answers: some twenty until it is given up, and those of a second look. */
const MOST_REQUESTS = 80;

export async function runAway(say: (line: string) => void) {
  const standIn = await startStandIn({ audio: 'tone' });
  const system = await startTestSystem(standIn.env);
  try {
    standIn.setFaults({ 'openai.speech': { server_error: 1 } });
    const began = Date.now();
    const seconds = (): number => Math.round((Date.now() - began) / 1000);
    const { id } = await system.submit(await deckNumber(50), {
      ...{ voice: { provider: 'openai' }, onProviderFailure: 'wait', output: { resolution: '720p' } },
    });
    await sleep(AWAY_MS);
    const whileAway = { requests: standIn.counters().openai.requests, status: (await system.get(id)).status };
    standIn.setFaults({});
    say(`back after ${seconds()} s: ${JSON.stringify(whileAway)}`);
    const { status, error } = await endOf(system, id, END_WITHIN_MS);
    const { billedCalls, distinctBilledCalls } = standIn.counters().openai;
    const violations = [
      ...(whileAway.status === 'running' ? [] : [`while the vendor was away the task was ${whileAway.status}`]),
      ...(whileAway.requests <= MOST_REQUESTS ? [] : [`${whileAway.requests} requests while the vendor was away`]),
      ...(status === 'completed' ? [] : [`the task is ${status}: ${error?.code ?? ''}`]),
      ...(billedCalls === distinctBilledCalls ? [] : [`${billedCalls} calls were billed for ${distinctBilledCalls}`]),
    ];
    return { whileAway, status, seconds: seconds(), billedCalls, violations };
  } finally {
    await system.stop();
    await standIn.close();
  }
}
