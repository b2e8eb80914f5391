/** The page's words in every language. */
import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { LANGUAGES, LOADERS } from '../../../web/src/copy.ts';
import { en } from '../../../web/src/copy/en.ts';

const TAGS = ['de', 'es', 'zh', 'ja', 'ar'] as const;

/** Every word by its path; a function stays one. */
function wordsIn(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...wordsIn(inner, path === '' ? key : `${path}.${key}`)]),
  );
}

/** What a function of words says for these counts, names and sums. */
function said(words: unknown, given: readonly unknown[]): string {
  return typeof words === 'function' ? String(Reflect.apply(words, undefined, given)) : String(words);
}

const english = new Map([...wordsIn(en)].filter(([path]) => !path.startsWith('problems.')));
/** Numbers that take every plural form of Arabic. */
const COUNTS = [0, 1, 2, 3, 11, 100, 1000];
/** What stands for what the page puts in. */
const GIVEN = ['«A»', '«B»', '«C»'];

test('the languages are called by their own names, English first', () => {
  expect(Object.keys(LANGUAGES)).toEqual(['en', ...TAGS]);
});

test.each(TAGS)('%s says every word of English, and no other', async (tag) => {
  const words = wordsIn(await LOADERS[tag]());
  const own = [...words.keys()].filter((path) => !path.startsWith('problems.'));
  expect(own.toSorted()).toEqual([...english.keys()].toSorted());
  for (const [path, value] of words) {
    expect([path, typeof value]).toEqual([path, english.has(path) ? typeof english.get(path) : 'string']);
    if (typeof value === 'string') expect([path, value.trim()]).not.toEqual([path, '']);
  }
});

test.each(TAGS)('%s puts in what English puts in', async (tag) => {
  const words = wordsIn(await LOADERS[tag]());
  for (const [path, value] of english) {
    if (typeof value !== 'function') continue;
    const other = words.get(path);
    const putIn = (words: unknown) => GIVEN.filter((given) => said(words, GIVEN).includes(given));
    // What is counted may be said in words, as "شريحتان"; what is named is always there.
    if (value.length > 0 && putIn(value).length > 0) expect([path, putIn(other)]).toEqual([path, putIn(value)]);
    for (const count of COUNTS) {
      const sentence = said(other, [count, count, count]);
      expect([path, sentence.trim() !== '', /undefined|NaN|\[object/.test(sentence)]).toEqual([path, true, false]);
    }
  }
});

test('every language says the same problems, and all of them are known ones', async () => {
  const known = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const german = Object.keys((await LOADERS.de()).problems);
  expect(german.filter((code) => !known.includes(`\`${code}\``))).toEqual([]);
  for (const tag of TAGS) expect(Object.keys((await LOADERS[tag]()).problems)).toEqual(german);
});

/** Said in English alone, and why nobody reads them on the page. */
const ENGLISH_ONLY = {
  'only a program that asks wrongly gets it': [
    ...['malformed_request', 'malformed_json', 'invalid_cursor', 'invalid_idempotency_key', 'idempotency_key_reused'],
    ...['not_found', 'method_not_allowed', 'body_too_large', 'unsupported_media_type', 'range_not_satisfiable'],
    ...['headers_too_large', 'invalid_query', 'invalid_body', 'deck_missing', 'if_match_required', 'unknown_slide'],
    ...['presenter_not_found', 'sample_not_found'],
  ],
  'the page says it in words of its own': ['wrong_key', 'share_not_found'],
  'a blank stands in its place': ['picture_not_found'],
  'the task asks again by itself and shows nothing': ['presenter_pending', 'presenter_queued'],
};

test('every code that somebody may meet is said in every language', async () => {
  const errors = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const codes = new Set([...errors.matchAll(/^\| `([a-z_]+)`/gm)].map(([, code = '']) => code));
  expect(codes.size).toBeGreaterThan(100);
  const german = (await LOADERS.de()).problems;
  const unsaid = [...codes].filter((code) => german[code] === undefined);
  expect(unsaid.toSorted()).toEqual(Object.values(ENGLISH_ONLY).flat().toSorted());
});

test('Arabic counts in its six forms', async () => {
  const { slides } = await LOADERS.ar();
  expect(new Set([0, 1, 2, 3, 11].map(slides)).size).toBe(5);
  expect([3, 11, 100].map(slides)).toEqual(['3 شرائح', '11 شريحة', '100 شريحة']);
});
