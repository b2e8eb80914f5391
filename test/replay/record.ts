/**
 * Records the histories that replay.test.ts follows: `node test/replay/record.ts [completed|failed|…]`, after a change of the
 * workflow that `patched()` cannot bridge, and not otherwise: a history is worth something because it is old.
 */

import { truncate, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { TaskView } from '../../domain/index.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { startTestSystem } from '../support/system.ts';

const only = process.argv.slice(2);
const standIn = await startStandIn({ audio: 'tone' });
const system = await startTestSystem({ ...standIn.env, RETENTION_DAYS: '365' });
const client = new Client({ connection: await Connection.connect({ address: system.temporalAddress }) });
/** One slide is hidden, one has no notes and is held. */
const deck = await deckOf(
  { One: 'The first slide.', Two: 'Nobody sees this.', Three: '', Four: 'The last slide.' },
  'Two',
);

/** Each leaves at least the history of its own name. */
const WAYS = {
  completed: async () => {
    const completed = await system.end((await system.submit(deck)).id);
    await record('completed', completed, 'completed');
  },
  failed: async () => {
    const thai = await deckOf({ One: 'สวัสดีครับ ยินดีต้อนรับ' });
    const failed = await system.end((await system.submit(thai, { voice: { name: 'en-us' } })).id);
    await record('failed', failed, 'failed');
  },
  cancelled: async () => {
    const long = await system.submit(deck, { output: { resolution: '2160p' } });
    await eventually(async () => (await system.get(long.id)).stage === 'speaking', 60_000);
    await post(long, 'cancel');
    await eventually(async () => (await client.workflow.getHandle(long.id).describe()).status.name === 'CANCELLED');
    await record('cancelled', await system.get(long.id), 'cancelled');
    await post(long, 'retry');
    await record('retried', await system.end(long.id), 'completed');
  },
  reviewed: async () => {
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
  },
  remade: async () => {
    const damaged = await system.submit(await deckOf({ Five: 'A slide whose picture is lost.' }), { review: true });
    await eventually(async () => (await system.get(damaged.id)).slides.some(({ picture }) => picture), 120_000);
    await eventually(async () => (await system.get(damaged.id)).status === 'awaiting_review', 120_000);
    for (const picture of (await system.files('content/picture')).keys()) await truncate(picture, 100);
    await post(damaged, 'script/approve');
    await record('remade', await system.end(damaged.id), 'completed');
  },
  written: async () => {
    const written = await system.submit(deck, { script: { mode: 'ai' }, voice: { provider: 'openai' } });
    await record('written', await system.end(written.id), 'completed');
  },
  languages: async () => {
    const told = await system.submit(deck, { languages: ['en', 'de'], subtitles: { languages: ['fr'] } });
    await record('languages', await system.end(told.id), 'completed');
  },
  podcast: async () => {
    const talk = await system.submit(deck, { podcast: { speakers: 2 } });
    await record('podcast', await system.end(talk.id), 'completed');
  },
  /** The first film fails at the vendor's. */
  filmed: async () => {
    standIn.setFaults({ 'heygen.submit': { failed_job: { atMost: 1 } } });
    const filmed = await system.submit(deck, { presenter: { provider: 'heygen', slides: [1] } });
    await record('filmed', await system.end(filmed.id), 'completed');
  },
  granted: async () => {
    const dear = await system.submit(deck, { voice: { provider: 'elevenlabs' }, budget: { cents: 0.4 } });
    await eventually(async () => (await system.get(dear.id)).stage === 'budget', 120_000);
    await post(dear, 'budget', { cents: 100 });
    await record('granted', await system.end(dear.id), 'completed');
  },
  tidy: async () => {
    const query = `WorkflowType = 'tidy' AND ExecutionStatus = 'Completed'`;
    const found = await eventually(async () => {
      for await (const { workflowId } of client.workflow.list({ query })) return workflowId;
      return undefined;
    }, 120_000);
    await keep('tidy', found);
  },
};

try {
  for (const [name, go] of Object.entries(WAYS)) if (only.length === 0 || only.includes(name)) await go();
} finally {
  await client.connection.close();
  await system.stop();
  await standIn.close();
}

async function post(task: TaskView, what: string, body: unknown = {}): Promise<void> {
  const response = await fetch(`${system.url}/api/tasks/${task.id}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
}

async function record(name: string, task: TaskView, expected: TaskView['status']): Promise<void> {
  if (task.status !== expected) throw new Error(`${name} is ${task.status}: ${JSON.stringify(task.error)}`);
  await keep(name, task.id);
}

async function keep(name: string, workflowId: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  await writeFile(fileURLToPath(new URL(`histories/${name}.json`, import.meta.url)), `${historyToJSON(history)}\n`);
}
