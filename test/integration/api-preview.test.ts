import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sentDeckSchema } from '../../api/schemas/deck.ts';
import { revisionPreviewSchema } from '../../api/schemas/revision.ts';
import type { Estimate, TaskOptions, TaskRequest } from '../../domain/index.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { someTaskRequest } from '../support/task-request.ts';

const ESTIMATE: Estimate = { cents: 3, atMostCents: 5, parts: [], seconds: 60, secondsToFinish: 20 };
const slide = (number: number, title: string, notes: string) => ({ number, title, body: [], notes, hidden: false });
const DECKS: Record<string, unknown> = {
  before: { slides: [slide(1, 'Alps', 'High.'), slide(2, 'Birds', 'They fly.'), slide(3, 'Cars', 'Fast.')] },
  after: { slides: [slide(1, 'Cars', 'Fast.'), slide(2, 'Alps', 'High.'), slide(3, 'Eels', 'Long, and wet.')] },
};

let api: TestApi;
const estimated: TaskRequest[] = [];
beforeAll(async () => {
  api = await startApi({
    asks: {
      estimate: (request) => {
        estimated.push(request);
        return Promise.resolve(ESTIMATE);
      },
      openDeck: async ({ deck }) => {
        const key = `content/deck/ab/${deck.name === 'Lecture 1.pptx' ? 'before' : 'after'}.json`;
        await api.artifacts.writeJson(key, DECKS[key.includes('before') ? 'before' : 'after']);
        return { key };
      },
    },
  });
});
afterAll(() => api.stop());

async function finishedTask(options: TaskOptions = {}): Promise<string> {
  const request = someTaskRequest({ options });
  await api.store.create(request);
  const slides = [1, 2].map((number) => {
    return { number, text: `Words ${number}.`, treatment: 'speak', holdMs: 0, source: 'notes', flags: [] };
  });
  const scriptKey = 'content/script/ab/script.json';
  await api.artifacts.writeJson(scriptKey, { language: 'en', slides });
  await api.store.record(request, { status: 'completed', stage: 'done', scriptKey, scriptVersion: 1 });
  return request.id;
}
const preview = (id: string, body: unknown): Promise<Response> =>
  api.fetch(`/api/tasks/${id}/revise/preview`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

test('a presenter who comes to a slide, or leaves it, changes that slide and no other', async () => {
  const presenter = { provider: 'offline' as const, name: 'robin' };
  const changed = async (before: TaskOptions, options: TaskOptions) => {
    const answer = await preview(await finishedTask(before), { options });
    return revisionPreviewSchema.parse(await answer.json()).slides.changed;
  };
  expect(await changed({ presenter }, { presenter: { ...presenter, slides: [2] } })).toEqual([1]);
  expect(await changed({ presenter: { ...presenter, slides: [2] } }, { presenter })).toEqual([1]);
  expect(await changed({ presenter }, { presenter: { ...presenter, slides: [1, 2] } })).toEqual([]);
  expect(await changed({ presenter }, { presenter: { ...presenter, layout: 'beside' } })).toEqual([1, 2]);
  expect(await changed({ presenter }, {})).toEqual([1, 2]);
  expect(estimated.at(-1)).toMatchObject({ options: {} });
});

test('other words: it says which slides change and what that costs, and changes nothing', async () => {
  const id = await finishedTask();
  const before = await api.store.get(id);
  const answer = await preview(id, { slides: [{ number: 2, text: 'Other words.' }] });
  expect(revisionPreviewSchema.parse(await answer.json())).toEqual({
    slides: { added: [], moved: [], changed: [2], removed: [], kept: [1] },
    estimate: ESTIMATE,
  });
  const asked = estimated.at(-1);
  expect(asked).toMatchObject({ version: 2, script: { version: 2, approved: true } });
  expect(asked?.id).not.toBe(id);
  expect(await api.store.get(id)).toEqual(before);
  expect(await (await preview(id, {})).json()).toMatchObject({ code: 'invalid_body' });
});

test('another deck: it says what is added, moved, changed, removed and kept', async () => {
  const id = await finishedTask();
  const form = new FormData();
  form.set('deck', onePagePdf(), 'next.pdf');
  const sent = sentDeckSchema.parse(await (await api.fetch('/api/decks', { method: 'POST', body: form })).json());
  const answer = await preview(id, { deck: sent.id });
  expect(revisionPreviewSchema.parse(await answer.json()).slides).toEqual({
    added: [3],
    moved: [2],
    changed: [],
    removed: [2],
    kept: [1],
  });
  expect(estimated.at(-1)?.deck.name).toBe('next.pdf');
  expect((await preview(id, { deck: 'missing' })).status).toBe(404);
});

test('a task that is being worked on is not revised, so there is nothing to tell', async () => {
  const request = someTaskRequest();
  await api.store.create(request);
  expect(await (await preview(request.id, { slides: [] })).json()).toMatchObject({ code: 'not_revisable' });
});
