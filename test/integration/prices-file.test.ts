import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PRICES } from '../../domain/index.ts';
import { readPrices } from '../../platform/prices-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prices-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function pricesWith(content: unknown) {
  const pricesFile = join(folder, 'prices.json');
  await writeFile(pricesFile, JSON.stringify(content));
  return readPrices({ providers: {}, pricesFile });
}

test('a file dates the providers that it names, and the others keep the date of their list', async () => {
  const own = { asOf: '2027-02-03', openai: { 'tts-1': { millionCharacters: 1_200 } } };
  const { asOf, openai, elevenlabs } = await pricesWith(own);
  expect(asOf).toEqual({ ...PRICES.asOf, openai: '2027-02-03' });
  expect(openai).toMatchObject({ 'tts-1': { millionCharacters: 1_200 }, 'tts-1-hd': PRICES.openai['tts-1-hd'] });
  expect(elevenlabs).toEqual(PRICES.elevenlabs);
  expect((await pricesWith({ openai: {} })).asOf).toEqual(PRICES.asOf);
  await expect(pricesWith({ asOf: 'last week' })).rejects.toThrow('PRICES_FILE cannot be used');
});
