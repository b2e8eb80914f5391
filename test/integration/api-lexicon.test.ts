import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({
    apiKeys: [
      { name: 'ann', key: 'key-of-ann' },
      { name: 'bob', key: 'key-of-bob' },
    ],
  });
});
afterAll(() => api.stop());

const as = (key: string): Record<string, string> => ({ Authorization: `Bearer ${key}` });
const put = (key: string, lexicon: unknown) =>
  api.fetch('/api/lexicon', {
    method: 'PUT',
    headers: { ...as(key), 'Content-Type': 'application/json' },
    body: JSON.stringify(lexicon),
  });
const read = async (key: string): Promise<unknown> => (await api.fetch('/api/lexicon', { headers: as(key) })).json();

test('an owner’s lexicon is the owner’s alone, and an empty one takes it away', async () => {
  const lexicon = [{ word: 'SQL', say: 'sequel', language: 'en' }];
  expect((await put('key-of-ann', lexicon)).status).toBe(200);
  expect(await read('key-of-ann')).toEqual(lexicon);
  expect(await read('key-of-bob')).toEqual([]);
  await put('key-of-ann', []);
  expect(await read('key-of-ann')).toEqual([]);
});

test('a task keeps the lexicon as it was when it was made', async () => {
  const lexicon = [{ word: 'SQL', say: 'sequel' }];
  await put('key-of-ann', lexicon);
  const sent = await api.send(onePagePdf(), {}, as('key-of-ann'));
  const { id } = z.object({ id: z.string() }).parse(await sent.json());
  await put('key-of-ann', []);
  const key = (await api.store.get(id))?.request.lexiconKey ?? '';
  expect(await api.artifacts.readJson(key, (value) => value)).toEqual(lexicon);
  const without = await api.send(onePagePdf(321), {}, as('key-of-bob'));
  const other = z.object({ id: z.string() }).parse(await without.json());
  expect((await api.store.get(other.id))?.request.lexiconKey).toBeUndefined();
});

test('words that nobody can say, or too many, are refused by name', async () => {
  const answer = await put('key-of-ann', [{ word: '—', say: 'dash' }]);
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: 'invalid_body', errors: [{ field: '0.word' }] });
});
