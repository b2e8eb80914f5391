/** From a deck to a script and a voice for it, with the real espeak-ng and the real store. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEspeakSpeaker } from '../../activities/adapters/espeak-speaker.ts';
import { createCastVoice } from '../../activities/cast-voice.ts';
import { scriptSchema } from '../../activities/script/schema.ts';
import { createWriteScript } from '../../activities/write-script.ts';
import { shownSlides, type Deck, type Slide, type TaskOptions } from '../../domain/index.ts';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';

let folder: string;
let artifacts: Artifacts;
const speakers = { offline: createEspeakSpeaker() };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'script-'));
  artifacts = createFileArtifacts(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const slide = (number: number, title: string, notes = '', hidden = false): Slide => ({
  number,
  title,
  body: [],
  notes,
  hidden,
});
const run = () => ({ task: { id: 'test', attempt: 1 }, signal: new AbortController().signal, scratch: folder });

async function write(slides: Slide[], options: TaskOptions = {}, language?: string) {
  const deck: Deck = { format: 'pptx', slides, ...(language === undefined ? {} : { language }) };
  const file = { key: 'tasks/t/deck', name: 'deck.pptx', format: deck.format, sizeBytes: 1, sha256: '' };
  const ref = {
    key: 'tasks/t/deck.json',
    file,
    slides: slides.map(({ number, title, hidden, notes }) => ({ number, title, hidden, hasNotes: notes !== '' })),
  };
  await artifacts.writeJson(ref.key, deck);
  const task = { id: 't', attempt: 1, owner: 'o', deck: file, options };
  const input = { task, deck: ref, slides: shownSlides(ref).map(({ number }) => number) };
  const { script, warnings } = await createWriteScript({ artifacts, translates: false })(input, run());
  const whole = await artifacts.readJson(script.key, (value) => scriptSchema.parse(value));
  const cast = () => createCastVoice({ artifacts, speakers })({ task, script }, run());
  return { ref: script, script: whole, warnings, cast };
}

test('notes are the script, word for word, and a slide without them is held for four seconds', async () => {
  const { script, ref, warnings } = await write([
    slide(1, 'One', 'Say this.\nAnd this!'),
    slide(2, 'Two'),
    slide(3, 'No', 'x', true),
  ]);
  expect(script.slides).toMatchObject([
    { number: 1, text: 'Say this.\nAnd this!', source: 'notes', treatment: 'speak' },
    { number: 2, text: '', source: 'none', treatment: 'hold', holdMs: 4000 },
  ]);
  expect(ref).toMatchObject({
    version: 1,
    slides: [
      { number: 1, treatment: 'speak' },
      { number: 2, treatment: 'hold', holdMs: 4000 },
    ],
  });
  expect(warnings).toMatchObject([{ code: 'slides_held', slide: 2 }]);
});

test('a deck without any notes is read out, and a slide without words is held', async () => {
  const { script, warnings } = await write([slide(1, 'Welcome to us'), slide(2, '')]);
  expect(script.slides).toMatchObject([
    { text: 'Welcome to us.', source: 'written', treatment: 'speak' },
    { text: '', treatment: 'hold' },
  ]);
  expect(warnings.map(({ code }) => code)).toEqual(['slides_held', 'slides_written']);
});

test('notes on hidden slides do not count as notes elsewhere', async () => {
  const { script } = await write([slide(1, 'Welcome'), slide(2, 'Hidden', 'Notes', true)]);
  expect(script.slides).toMatchObject([{ text: 'Welcome.', source: 'written' }]);
});

test('empty slides are skipped, written or held for as long as asked', async () => {
  const slides = [slide(1, 'One', 'Notes.'), slide(2, 'Two')];
  const treated = async (emptySlides: NonNullable<TaskOptions['script']>['emptySlides']) =>
    (await write(slides, { script: { ...(emptySlides ? { emptySlides } : {}) } })).script.slides[1];
  expect(await treated({ policy: 'skip' })).toMatchObject({ treatment: 'skip', text: '' });
  expect(await treated({ policy: 'write' })).toMatchObject({ treatment: 'speak', text: 'Two.' });
  expect(await treated({ seconds: 7.5 })).toMatchObject({ treatment: 'hold', holdMs: 7500 });
});

test('a deck with nothing to say becomes a silent script; skipping all of it is refused', async () => {
  const { script, warnings } = await write([slide(1, ''), slide(2, '—')]);
  expect(script.slides.map(({ treatment }) => treatment)).toEqual(['hold', 'hold']);
  expect(warnings).toEqual([]);
  const skip: TaskOptions = { script: { emptySlides: { policy: 'skip' } } };
  await expect(write([slide(1, 'One')], skip)).rejects.toMatchObject({ code: 'no_slides_left' });
});

test('what needs a provider that is not there is refused before anything is made', async () => {
  await expect(write([slide(1, 'One')], { script: { mode: 'ai' } })).rejects.toMatchObject({
    code: 'script_provider_missing',
  });
  await expect(write([slide(1, 'One')], { languages: ['de', 'fr'] })).rejects.toMatchObject({
    code: 'translation_unavailable',
  });
});

test.each([
  ['the request', { languages: ['fr'] }, 'de', 'Bonjour.', 'fr'],
  ['the deck’s mark', {}, 'de-AT', 'Guten Tag.', 'de-AT'],
  ['the letters, against a mark that cannot be', {}, 'en-US', '今日は会議です。', 'ja'],
  ['the letters', {}, undefined, 'Die Ergebnisse des Quartals sind besser als erwartet.', 'de'],
  ['the letters, in Cyrillic', {}, undefined, 'Команда достигла всех своих целей в этом году.', 'ru'],
  ['the letters, which are few and mostly names', {}, undefined, 'Slide one title. Slide two title', 'en'],
  ['nothing, so it is English', {}, undefined, 'OK', 'en'],
])('the language comes from %s', async (_from, options, mark, notes, language) => {
  expect((await write([slide(1, 'T', notes)], options, mark)).script.language).toBe(language);
});

test('a deck in two languages is spoken by the voice that reads both', async () => {
  const english = 'The results of the quarter are better than we expected them to be.';
  const slides = [slide(1, 'A', english), slide(2, 'B', english), slide(3, 'C', '今日は会議です。')];
  const { script, cast } = await write(slides);
  expect(script.language).toBe('ja');
  expect(await cast()).toMatchObject({ voice: { name: 'ja' }, warnings: [] });
});

test('the voice is the best one for the language, with the rate asked for', async () => {
  const { cast } = await write([slide(1, 'T', 'Guten Tag.')], { languages: ['de-CH'], voice: { rate: 1.2 } });
  expect(await cast()).toMatchObject({ voice: { provider: 'offline', name: 'de', rate: 1.2 }, warnings: [] });
});

test('slides that the voice cannot read are named before anything is spoken, with a voice that can', async () => {
  const { cast } = await write(
    [slide(1, 'A', 'Hello.'), slide(2, 'B', '今日は会議です。'), slide(3, 'C', '明日もです。')],
    { voice: { name: 'en-us' }, languages: ['en'] },
  );
  await expect(cast()).rejects.toMatchObject({ code: 'voice_cannot_read', slide: 2 });
  await expect(cast()).rejects.toThrow(/slides 2 and 3.*"ja"/);
});

test('a few foreign letters are left out, with a warning', async () => {
  const { cast } = await write([slide(1, 'A', 'The sign 東 means east.')], { languages: ['en'] });
  const { warnings } = await cast();
  expect(warnings).toMatchObject([{ code: 'letters_left_out', slide: 1 }]);
  expect(warnings[0]?.message).toContain('東');
});

test('a voice or a language that is not there is refused', async () => {
  const { cast } = await write([slide(1, 'A', 'Hello.')], { voice: { name: 'rachel' } });
  await expect(cast()).rejects.toMatchObject({ code: 'unknown_voice' });
  const lao = await write([slide(1, 'A', 'ສະບາຍດີ')], {});
  await expect(lao.cast()).rejects.toMatchObject({ code: 'no_voice_for_language' });
});

test('directives stay in the script, alone they are silence, and a mistyped one is refused before anybody speaks', async () => {
  const { script, cast } = await write([
    slide(1, 'One', 'Hello. [pause 2s] World.'),
    slide(2, 'Two', '[hold 8s]'),
    slide(3, 'Three', 'So.\nThen [pause for effect] this.'),
  ]);
  expect(script.slides).toMatchObject([
    { text: 'Hello. [pause 2s] World.', treatment: 'speak', flags: [] },
    { treatment: 'hold', holdMs: 8000 },
    { treatment: 'speak', flags: [{ code: 'bad_directive' }] },
  ]);
  await expect(cast()).rejects.toMatchObject({ code: 'bad_directive', slide: 3, retry: 'never' });
});

test('a voice that only a directive names is looked for before anybody speaks', async () => {
  const { cast } = await write([slide(1, 'One', 'Hello. [voice rachel] World.')], { languages: ['en'] });
  await expect(cast()).rejects.toMatchObject({ code: 'unknown_voice', slide: 1 });
});
