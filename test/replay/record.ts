/**
 * Records the histories that replay.test.ts follows: `node test/replay/record.ts`, after a change of the workflow that
 * `patched()` cannot bridge, and not otherwise: a history is worth something because it is old.
 */

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { TaskView } from '../../domain/index.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { startTestSystem } from '../support/system.ts';

const system = await startTestSystem();
const client = new Client({ connection: await Connection.connect({ address: system.temporalAddress }) });
/** One slide is hidden, one has no notes and is held. */
const deck = await deckOf(
  { One: 'The first slide.', Two: 'Nobody sees this.', Three: '', Four: 'The last slide.' },
  'Two',
);

try {
  const completed = await system.end((await system.submit(deck)).id);
  await record('completed', completed, 'completed');

  const thai = await deckOf({ One: 'สวัสดีครับ ยินดีต้อนรับ' });
  const failed = await system.end((await system.submit(thai, { voice: { name: 'en-us' } })).id);
  await record('failed', failed, 'failed');

  const long = await system.submit(deck, { output: { resolution: '2160p' } });
  await eventually(async () => (await system.get(long.id)).stage === 'speaking', 60_000);
  await post(long, 'cancel');
  await eventually(async () => (await client.workflow.getHandle(long.id).describe()).status.name === 'CANCELLED');
  await record('cancelled', await system.get(long.id), 'cancelled');
  await post(long, 'retry');
  await record('retried', await system.end(long.id), 'completed');

  const reviewed = await system.submit(deck, { review: true });
  await eventually(async () => (await system.get(reviewed.id)).status === 'awaiting_review', 60_000);
  const edit = await fetch(`${system.url}/api/tasks/${reviewed.id}/script`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ slides: [{ number: 1, text: 'Other words.', flags: [] }] }),
  });
  if (!edit.ok) throw new Error(await edit.text());
  await post(reviewed, 'script/approve');
  await record('reviewed', await system.end(reviewed.id), 'completed');
} finally {
  await client.connection.close();
  await system.stop();
}

async function post(task: TaskView, what: string): Promise<void> {
  const response = await fetch(`${system.url}/api/tasks/${task.id}/${what}`, { method: 'POST' });
  if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
}

async function record(name: string, task: TaskView, expected: TaskView['status']): Promise<void> {
  if (task.status !== expected) throw new Error(`${name} is ${task.status}: ${JSON.stringify(task.error)}`);
  const history = await client.workflow.getHandle(task.id).fetchHistory();
  await writeFile(fileURLToPath(new URL(`histories/${name}.json`, import.meta.url)), `${historyToJSON(history)}\n`);
}
