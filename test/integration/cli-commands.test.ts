/** Every command that is about a task's words, versions and links, typed as people type it, against the API as it serves. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createProgram } from '../../cli/program.ts';
import { toError } from '../../domain/index.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { someTaskRequest } from '../support/task-request.ts';

const KEY = 'key-of-ann';
let api: TestApi;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cli-commands-'));
  process.env['OUTPUT_DIR'] = join(dir, 'output');
  process.env['SLIDESPEAKER_API_KEY'] = KEY;
  const speak = async (): Promise<{ key: string; durationMs: number }> => {
    const key = 'content/narration/ab/words.aac';
    await api.artifacts.write(key, (file) => writeFile(file, 'spoken words'));
    return { key, durationMs: 900 };
  };
  api = await startApi({
    apiKeys: [{ name: 'ann', key: KEY }],
    voices: [
      { provider: 'offline', name: 'de', label: 'German', languages: ['de'], rate: 1 },
      { provider: 'openai', name: 'nova', label: 'Nova', languages: ['de', 'en'], rate: 1 },
      { provider: 'elevenlabs', name: 'nova', label: 'Nova', languages: ['de', 'en'], rate: 1 },
    ],
    presenters: [{ provider: 'offline', name: 'robin', label: 'Robin' }],
    asks: {
      hearSlide: speak,
      hearVoice: speak,
      estimate: () => Promise.resolve({ cents: 3, atMostCents: 5, parts: [], seconds: 60, secondsToFinish: 20 }),
      openDeck: async ({ deck }) => {
        const key = `content/deck/ab/${deck.format}.json`;
        const titles = deck.format === 'pdf' ? ['New', 'Tides'] : ['Tides', 'Waves'];
        const slides = titles.map((title, index) => ({ number: index + 1, title, body: [], notes: '', hidden: false }));
        await api.artifacts.writeJson(key, { slides });
        return { key };
      },
    },
  });
  process.env['SLIDESPEAKER_URL'] = api.url;
});
afterAll(async () => {
  await api.stop();
  await rm(dir, { recursive: true, force: true });
});

/** What it says, and what it complains of where it does not succeed. */
async function slidespeaker(...args: string[]): Promise<{ said: string; complained: string }> {
  const said: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return { said: said.join('\n'), complained: '' };
  } catch (thrown) {
    return { said: said.join('\n'), complained: toError(thrown).message };
  } finally {
    log.mockRestore();
  }
}
async function says(...args: string[]): Promise<string> {
  const { said, complained } = await slidespeaker(...args);
  expect(complained).toBe('');
  return said;
}
const answers = async (...args: string[]): Promise<unknown> => JSON.parse(await says(...args, '--json'));

const scriptOf = (...texts: string[]) => ({
  language: 'en',
  slides: texts.map((text, index) => {
    return { number: index + 1, text, treatment: 'speak', holdMs: 0, source: 'notes', flags: [] };
  }),
});

async function taskWith(record: Parameters<TestApi['store']['record']>[1]): Promise<string> {
  const request = someTaskRequest({ owner: 'ann' });
  await api.store.create(request);
  await api.artifacts.writeJson('content/script/ab/first.json', scriptOf('High tide.', 'A wave.'));
  const scriptKey = 'content/script/ab/first.json';
  await api.store.record(request, { scriptKey, scriptVersion: 1, ...record });
  return request.id;
}
const underReview = () => taskWith({ status: 'awaiting_review', stage: 'review' });
const video = { name: 'video.mp4', kind: 'video', sizeBytes: 9, sha256: 'ab'.repeat(32) } as const;
const finished = async (): Promise<string> => {
  const id = await taskWith({ status: 'completed', stage: 'done', outputs: [video] });
  await api.artifacts.write(`tasks/${id}/outputs/video.mp4`, (file) => writeFile(file, 'the video'));
  return id;
};

test('a script is read, changed as a whole or slide by slide, rewritten, heard and approved', async () => {
  const id = await underReview();
  expect(await says('script', 'get', id)).toBe('Slide 1\nHigh tide.\n\nSlide 2\nA wave.\n\nversion 1, en');
  const [file, sound] = [join(dir, 'script.json'), join(dir, 'slide-2.aac')];
  await writeFile(file, (await says('script', 'get', id, '--json')).replace('High tide.', 'Low tide.'));
  expect(await says('script', 'put', id, `@${file}`)).toBe('The script is version 2 now.');
  expect(await says('script', 'put', id, '--slide', '2', '--text', 'Two waves.')).toBe('The script is version 2 now.');
  expect(await answers('script', 'rewrite', id, '2', 'shorter')).toMatchObject({ version: '2' });
  expect(await says('script', 'hear', id, '2', '--out', sound)).toBe(sound);
  expect(await readFile(sound, 'utf8')).toBe('spoken words');
  expect(await says('script', 'approve', id, '--version', '1')).toBe(
    `The script is approved: slidespeaker status ${id}`,
  );
  expect(api.asked).toEqual([`edit ${id} 1`, `edit ${id} 1`, `rewrite ${id} 2 shorter`, `approve ${id} 1`]);
});

test('words that somebody else has changed since are not overwritten, and not approved unread', async () => {
  const id = await underReview();
  const changed = JSON.stringify({ version: '7', slides: [{ number: 1, text: 'Mine.' }] });
  const put = await slidespeaker('script', 'put', id, changed);
  expect(put.said).toBe('');
  expect(put.complained).toMatch(/\(script_changed\)$/);
  expect((await slidespeaker('script', 'approve', id, '--version', '7')).complained).toMatch(/\(script_changed\)$/);
});

test.each([
  [['put', 'x'], 'Send a script, or --slide and --text.'],
  [['put', 'x', '{}', '--slide', '1'], 'Send either a script, or --slide and --text.'],
  [['put', 'x', '{"slides": 1}'], '<script> must be {"slides": [{"number": 1, "text": "…"}, …]}.'],
  [['put', 'x', '{'], '<script> is not JSON'],
])('script %j is refused with what to do', async (args, complaint) => {
  expect((await slidespeaker('script', ...args)).complained).toContain(complaint);
});

test('a link is made, listed and ended', async () => {
  const id = await finished();
  expect(await says('share', 'list', id)).toBe('No links.');
  expect(await says('share', 'make', id, '--days', '2', '--no-downloads')).toMatch(
    new RegExp(`^${api.url}/s/[\\w-]+$`),
  );
  const [listed = ''] = (await says('share', 'list', id)).split('  ');
  expect(await answers('share', 'list', id)).toMatchObject([{ id: listed, downloads: false }]);
  expect(await says('share', 'end', id, listed)).toBe(`The link ${listed} leads nowhere from now on.`);
  expect((await slidespeaker('share', 'end', id, listed)).complained).toMatch(/\(share_not_found\)$/);
});

test('it is said what a revision would change and cost, and a deck that was sent for that is removed again', async () => {
  const id = await finished();
  expect(await says('preview', id, '--slide', '2', '--text', 'No wave.')).toBe(
    'changed  2\nkept     1\nAbout 3.00 cents, at most 5.00; about 60 s of video, ready in about 20 s.',
  );
  const deck = join(dir, 'next.pdf');
  await writeFile(deck, new Uint8Array(await onePagePdf().arrayBuffer()));
  const before = (await api.files()).filter((name) => name.startsWith('tasks/'));
  expect(await answers('preview', id, '--deck', deck)).toMatchObject({
    slides: { added: [1], kept: [2], removed: [2] },
  });
  expect((await api.files()).filter((name) => name.startsWith('tasks/'))).toEqual(before);
  expect((await slidespeaker('preview', id, '--deck', 'nowhere.pdf')).complained).toMatch(
    /There is no deck at .*nowhere/,
  );
});

test('versions are listed, compared, and fetched', async () => {
  const id = await finished();
  const task = await api.store.get(id);
  if (!task) throw new Error('it was made above');
  await api.artifacts.writeJson('content/script/ab/second.json', scriptOf('High tide.', 'No wave.'));
  const script = { key: 'content/script/ab/second.json', version: 2, language: 'en', slides: [], approved: true };
  const revised = await api.store.revise(task, { request: { ...task.request, version: 2, script } });
  if (!revised) throw new Error('a finished task can be revised');
  await api.store.record(revised, {
    ...{ status: 'completed', stage: 'done', outputs: [{ ...video, sizeBytes: 7 }] },
    ...{ scriptKey: script.key, scriptVersion: 2 },
  });
  await api.artifacts.write(`tasks/${id}/versions/2/outputs/video.mp4`, (file) => writeFile(file, 'another'));
  expect((await says('versions', id)).split('\n').map((line) => line.trim().split('  ')[0])).toEqual(['2', '1']);
  expect(await says('compare', id, '1')).toBe('Slide 2\n- A wave.\n+ No wave.');
  expect(await says('compare', id, '1', '1')).toBe('The words are the same.');
  const [file = ''] = (await says('download', id, '--version', '1')).split('\n');
  expect(await readFile(file, 'utf8')).toBe('the video');
  expect((await slidespeaker('download', id, '--version', '9')).complained).toContain('no finished version 9');
});

test('a task without files says how far it is', async () => {
  const id = await underReview();
  expect((await slidespeaker('download', id)).complained).toBe(
    `Task ${id} is awaiting_review and has no files: slidespeaker status ${id}`,
  );
});

test('a voice is heard from a file, its own sample or a sentence; of two with one name, it asks whose', async () => {
  const out = join(dir, 'voice.aac');
  expect(await says('sample', 'de', '--out', out)).toBe(out);
  expect(await readFile(out, 'utf8')).toBe('spoken words');
  expect(await says('sample', 'nova', '--provider', 'openai', '--text', 'Hello.', '--rate', '1.2', '--out', out)).toBe(
    out,
  );
  expect((await slidespeaker('sample', 'nova')).complained).toBe(
    'openai and elevenlabs each have a voice nova: say which with --provider.',
  );
  expect((await slidespeaker('sample', 'nobody')).complained).toContain('There is no voice nobody.');
  expect((await slidespeaker('sample', 'nova', '--provider', 'openai')).complained).toMatch(/\(sample_not_found\)$/);
});

test('presenters, the bill and the lexicon are read, and the lexicon is written', async () => {
  expect(await says('presenters')).toMatch(/^offline +robin +Robin$/);
  expect(await says('ledger', await finished())).toBe('0.00 cents were spent.');
  expect(await says('lexicon', 'get')).toBe('No words.');
  await says('lexicon', 'put', '[{"word": "NASA", "say": "nassa"}]');
  expect(await says('lexicon', 'get')).toBe('NASA → nassa');
});
