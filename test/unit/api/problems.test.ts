import { readFileSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { isProblemCode, problemCodes, problemTitle } from '../../../api/problems.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const [, problems = '', inTasks = ''] = readFileSync(`${root}docs/errors.md`, 'utf8').split(/^## /m);
const rowsOf = (table: string): string[][] =>
  table
    .split('\n')
    .filter((line) => /^\| *`/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`|`$/g, '')))
    .map(([, ...cells]) => cells);
const sourceOf = (...folders: string[]): { file: string; text: string }[] =>
  folders
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
    .map((file) => ({ file, text: readFileSync(`${root}${file}`, 'utf8') }));

test('docs/errors.md lists exactly the problems that the API can send, with their status and title', () => {
  const documented = rowsOf(problems).map(([code, status, title]) => ({ code, status: Number(status), title }));
  expect(documented).toEqual(problemCodes.filter(isProblemCode).map((code) => ({ code, ...problemTitle(code) })));
});

test('every problem is sent by some line of the source', () => {
  const source = sourceOf('api', 'platform')
    .filter(({ file }) => file !== 'api/problems.ts')
    .map(({ text }) => text)
    .join('\n');
  expect(problemCodes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
});

test('every code that a request can be refused with below the API is a problem', () => {
  const thrown = sourceOf('platform').flatMap(({ text }) =>
    [...text.matchAll(/new RequestError\(\s*\d+,\s*'(\w+)'/g)].map(([, code = '']) => code),
  );
  const atTheDoor = sourceOf('platform')
    .filter(({ file }) => file.includes('deck-'))
    .flatMap(({ text }) => [...text.matchAll(/new DeckError\(\s*'(\w+)'/g)].map(([, code = '']) => code));
  expect(thrown).toContain('idempotency_key_reused');
  expect(atTheDoor).toContain('encrypted_deck');
  expect([...thrown, ...atTheDoor].filter((code) => !isProblemCode(code))).toEqual([]);
});

test('docs/errors.md lists every code that a task can end with, warn of or flag', () => {
  const documented = rowsOf(inTasks).map(([code]) => code);
  const used = sourceOf('activities', 'workflows', 'platform', 'master').flatMap(({ text }) =>
    [
      ...text.matchAll(/(?:(?:Deck|Provider|Platform)Error|failure)\(\s*'(\w+)'/g),
      ...text.matchAll(/code: '(\w+)',\s*(?:slide|message)\b/g),
    ].map(([, code = '']) => code),
  );
  expect(used).toEqual(expect.arrayContaining(['conversion_failed', 'ended_outside', 'rebuilt']));
  expect([...new Set(used)].filter((code) => code !== 'custom' && !documented.includes(code))).toEqual([]);
});
