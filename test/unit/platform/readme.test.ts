import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('the README names every variable that the configuration reads, and no other', () => {
  const names = [...read('platform/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(15);
  const settings = /## Settings\n([^]*?)\n## /.exec(read('README.md'))?.[1] ?? '';
  const told = [...settings.matchAll(/^\| (.*?) \|/gm)]
    .flatMap(([, cell]) => [...(cell ?? '').matchAll(/`([A-Z_]+)`/g)])
    .map(([, name]) => name);
  // Read by Temporal's own library, by set-up, and by the command line.
  const elsewhere = ['TEMPORAL_API_KEY', 'TEMPORAL_CLI', 'SLIDESPEAKER_URL', 'SLIDESPEAKER_API_KEY'];
  expect(told.toSorted()).toEqual([...names, ...elsewhere].toSorted());
});
