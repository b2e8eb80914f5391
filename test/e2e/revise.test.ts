import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptSchema } from '../../api/schemas/script.ts';
import { taskSchema } from '../../api/schemas/task.ts';
import { versionsSchema } from '../../api/schemas/versions.ts';
import type { TaskView } from '../../domain/index.ts';
import { newPptx } from '../support/deck-files.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'revise-'));
  system = await startTestSystem();
}, 180_000);
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true });
});

/** A deck with one slide for each topic. */
async function deckOf(name: string, ...topics: string[]): Promise<string> {
  const pptx = newPptx();
  pptx.defineSlideMaster({
    title: 'TITLED',
    objects: [{ placeholder: { options: { name: 'title', type: 'title', x: 1, y: 0.5, w: 8, h: 1 }, text: '' } }],
  });
  for (const topic of topics) {
    const slide = pptx.addSlide({ masterName: 'TITLED' });
    slide.addText(topic, { placeholder: 'title' });
    slide.addNotes(`This slide is about ${topic}.`);
  }
  const file = join(folder, `${name}.pptx`);
  await pptx.writeFile({ fileName: file });
  return file;
}

async function revise(id: string, init: RequestInit): Promise<TaskView> {
  const response = await fetch(`${system.url}/api/tasks/${id}/revise`, { method: 'POST', ...init });
  if (!response.ok) throw new Error(await response.text());
  return taskSchema.parse(await response.json());
}
const reviseAs = (id: string, body: unknown): Promise<TaskView> =>
  revise(id, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** What of a kind lies in the store: its names, without seals. */
const kept = async (kind: string): Promise<string[]> =>
  [...(await system.files(`content/${kind}`)).keys()].filter((file) => /\.(aac|mp4)$/.test(file));

const textsAt = async (path: string): Promise<string[]> => {
  const response = await fetch(new URL(path, system.url));
  return scriptSchema.parse(await response.json()).slides.map(({ text }) => text);
};

let id: string;

test('one slide’s words are changed: one narration, one clip and one video are made, and the version before keeps its files', async () => {
  const first = await system.end((await system.submit(await deckOf('talk', 'Alps', 'Birds', 'Cars', 'Dunes'))).id);
  expect(first).toMatchObject({ status: 'completed', version: 1 });
  id = first.id;
  const before = { narration: await kept('narration'), clip: await kept('clip'), video: await kept('video') };
  const firstVideo = await system.output(first, 'video.mp4');

  await reviseAs(id, { slides: [{ number: 3, text: 'Cars are fast, and loud.' }] });
  const second = await system.end(id);
  expect(second).toMatchObject({ status: 'completed', version: 2, attempt: 2 });
  for (const [kind, files] of Object.entries(before)) expect((await kept(kind)).length).toBe(files.length + 1);
  expect((await system.output(second, 'video.mp4')).equals(firstVideo)).toBe(false);
  expect((await system.output(second, 'script.md')).toString()).toContain('fast, and loud');

  const { versions } = versionsSchema.parse(await (await fetch(`${system.url}/api/tasks/${id}/versions`)).json());
  expect(versions.map(({ version }) => version)).toEqual([2, 1]);
  const old = versions[1]?.outputs.find(({ name }) => name === 'video.mp4');
  const still = await fetch(new URL(old?.url ?? '', system.url));
  expect(Buffer.from(await still.arrayBuffer()).equals(firstVideo)).toBe(true);
  expect((await textsAt(versions[1]?.script ?? ''))[2]).toBe('This slide is about Cars.');
}, 240_000);

test('the deck’s next version is made with what a person wrote for its slides, and only what is new is spoken', async () => {
  const spoken = (await kept('narration')).length;
  const form = new FormData();
  form.set('deck', await openAsBlob(await deckOf('talk 2', 'Dunes', 'Alps', 'Elephants', 'Cars')), 'talk 2.pptx');
  await revise(id, { body: form });
  const third = await system.end(id);
  expect(third).toMatchObject({ status: 'completed', version: 3, name: 'talk 2.pptx' });
  expect(third.slides.map(({ title }) => title)).toEqual(['Dunes', 'Alps', 'Elephants', 'Cars']);
  expect(await textsAt(third.links.script)).toEqual([
    'This slide is about Dunes.',
    'This slide is about Alps.',
    'This slide is about Elephants.',
    'Cars are fast, and loud.',
  ]);
  expect((await kept('narration')).length).toBe(spoken + 1);
}, 240_000);

test('what cannot be revised is refused with a reason', async () => {
  await expect(reviseAs(id, {})).rejects.toThrow('invalid_body');
  await expect(reviseAs(id, { slides: [{ number: 99, text: 'x' }] })).rejects.toThrow('unknown_slide');
  await expect(reviseAs(id, { options: { voice: { name: 'nobody' } } })).rejects.toThrow('unknown_voice');
  const { id: waiting } = await system.submit(await deckOf('waits', 'Alps'), { review: true });
  await expect(reviseAs(waiting, { slides: [{ number: 1, text: 'x' }] })).rejects.toThrow('not_revisable');
  expect((await system.get(id)).version).toBe(3);
  expect((await fetch(`${system.url}/api/tasks/${id}/versions/9/script`)).status).toBe(404);
});
