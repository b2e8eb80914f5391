import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { manifestOf } from '../../../activities/manifest.ts';
import type { LedgerEntry } from '../../../domain/index.ts';
import { someTaskRequest } from '../../support/task-request.ts';

const paidSchema = z.object({
  ...{ cents: z.number(), upToCents: z.number(), models: z.array(z.string()) },
  calls: z.array(z.object({ stage: z.string(), usage: z.object({ characters: z.number().optional() }) })),
});
const slidesSchema = z.array(paidSchema.extend({ slide: z.number() }));
const manifestSchema = z.object({
  ...{ cents: z.number(), upToCents: z.number(), slides: slidesSchema, rest: paidSchema },
  more: z.array(z.object({ language: z.string(), slides: slidesSchema })),
});

const line = (cents: number, changes: Partial<LedgerEntry>): LedgerEntry => ({
  ...{ key: `${cents}`, provider: 'openai', model: 'tts-1', stage: 'speech', usage: { characters: cents * 10 }, cents },
  ...{ outcome: 'paid', at: 1 },
  ...changes,
});

async function manifest(bill: LedgerEntry[]) {
  const { id, deck: file, ...task } = someTaskRequest();
  const version = (language: string) => ({
    script: { key: `script-${language}`, version: 1, language, slides: [] },
    clips: [1, 2].map((slide) => ({ slide, key: `clip-${slide}`, frames: 30, narrationKey: `${language}-${slide}` })),
    video: { key: `video-${language}`, frames: 60, sizeBytes: 1 },
  });
  const slides = [1, 2].map((number) => ({ number, title: '', hidden: false, hasNotes: true }));
  const input = {
    ...{ task: { ...task, id, deck: file }, deck: { key: 'deck', file, slides }, pictures: [], warnings: [] },
    ...{ format: { width: 1280, height: 720, fps: 30 as const }, outputs: [], bill },
    ...{ ...version('en'), more: [version('de')] },
  };
  return manifestSchema.parse(await manifestOf(input, () => Promise.resolve({ sizeBytes: 1, sha256: '' })));
}

test('every line of the bill stands at one slide of its language, or with the rest', async () => {
  const { slides, more, rest, cents, upToCents } = await manifest([
    line(1, { slide: 1, language: 'en' }),
    line(2, { slide: 1, language: 'de' }),
    line(4, { slide: 1, language: 'de', stage: 'translation', model: 'gpt-5.4-mini' }),
    line(8, { slide: 2, language: 'de', outcome: 'unknown' }),
    // Bought before lines said their language.
    line(16, { slide: 2 }),
    line(32, { stage: 'script', language: 'en' }),
    // Only read: subtitles.
    line(64, { slide: 1, language: 'fr', stage: 'translation' }),
    line(128, { slide: 7, language: 'en' }),
  ]);
  expect(slides.map((slide) => slide.upToCents)).toEqual([1, 16]);
  expect(more.map((other) => [other.language, other.slides.map((slide) => slide.upToCents)])).toEqual([['de', [6, 8]]]);
  expect(rest.upToCents).toBe(32 + 64 + 128);
  const all = [...slides, ...more.flatMap((other) => other.slides), rest];
  expect(all.reduce((sum, part) => sum + part.cents, 0)).toBe(cents);
  expect(all.reduce((sum, part) => sum + part.upToCents, 0)).toBe(upToCents);
  expect(more[0]?.slides[0]?.calls).toMatchObject([
    { stage: 'speech', usage: { characters: 20 } },
    { stage: 'translation', usage: { characters: 40 } },
  ]);
});
