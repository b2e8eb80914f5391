/** Workers killed in the middle of a paid call, whose vendor goes on, bills it, and can be asked afterwards. */

import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { readLedger } from '../../platform/paid-records.ts';
import { startCrashFleet, type CrashFleet } from '../support/crash-fleet.ts';
import { eventually } from '../support/redis.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';

// A dead worker's call is judged after a minute, and a busy machine is slow.
jest.setTimeout(300_000);

let standIn: StandIn;
let fleet: CrashFleet;
beforeAll(async () => {
  // Slow enough to be killed in between.
  standIn = await startStandIn({ audio: 'tone', latencyScale: 3 });
  fleet = await startCrashFleet({ masters: 1, workers: [{}], environment: standIn.env });
});
afterAll(async () => {
  await fleet.stop();
  await standIn.close();
});

test('ElevenLabs: what was spoken for a killed worker is found in the history by the next, and paid once', async () => {
  const task = await fleet.prepare({ voice: { provider: 'elevenlabs' } });
  await task.queue();
  await eventually(() => (standIn.counters().elevenlabs.byRoute['elevenlabs.speech'] ?? 0) > 0, 120_000);
  for (const pid of await fleet.pids('worker')) process.kill(pid, 'SIGKILL');
  const ended = await fleet.end(task.id);
  expect(ended).toMatchObject({ status: 'completed', attempt: 1 });
  expect(ended.warnings.map(({ code }) => code)).not.toContain('possibly_paid_twice');
  const { billedCalls, distinctBilledCalls, unansweredBilledCalls, cents } = standIn.counters().elevenlabs;
  expect({ billedCalls, distinctBilledCalls }).toEqual({ billedCalls: 2, distinctBilledCalls: 2 });
  expect(unansweredBilledCalls).toBeGreaterThan(0);
  const ledger = await readLedger(fleet.redis, task.id);
  expect(ledger.map(({ outcome }) => outcome)).toEqual(['paid', 'paid']);
  expect(ledger.reduce((sum, line) => sum + line.cents, 0)).toBeCloseTo(cents, 9);
});
