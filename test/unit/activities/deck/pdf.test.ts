import { expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import type { PdfTools } from '../../../../activities/adapters/poppler.ts';
import { readPdf } from '../../../../activities/deck/pdf.ts';
import { xmlElements } from '../../../../platform/deck-xml.ts';

const line = (text: string, size: number): string =>
  `<line>${text
    .split(' ')
    .map((word) => `<word xMin="0" yMin="0" xMax="${word.length * size * 0.6}" yMax="${size}">${word}</word>`)
    .join('')}</line>`;
const block = (...lines: string[]): string => `<block>${lines.join('')}</block>`;
const read = (blocks: string[], bookmarks: { page: number; title: string }[] = []) => {
  const tools: PdfTools = {
    pages: () => Promise.resolve([{ width: 960, height: 540 }]),
    bookmarks: () => Promise.resolve(bookmarks),
    words: () =>
      xmlElements(Readable.from([Buffer.from(`<doc><page><flow>${blocks.join('')}</flow></page></doc>`)]), {
        names: ['page'],
      }),
    paint: () => Promise.reject(new Error('not painted here')),
  };
  return readPdf('x.pdf', tools, {
    task: { id: 'test', attempt: 1 },
    signal: new AbortController().signal,
    scratch: '/nowhere',
  });
};

test('the title is the largest text, on both its lines', async () => {
  const { slides } = await read([
    block(line('Company', 10)),
    block(line('A title of', 30), line('two lines', 29)),
    block(line('Some body', 12)),
  ]);
  expect(slides[0]).toMatchObject({
    title: 'A title of two lines',
    body: [{ text: 'Company' }, { text: 'Some body' }],
  });
});

test('a bookmark is the title, and its line no longer body', async () => {
  const { slides } = await read(
    [block(line('Overview', 12), line('first words', 12))],
    [{ page: 1, title: 'Slide 1: Overview' }],
  );
  expect(slides[0]).toMatchObject({ title: 'Overview', body: [{ text: 'first words' }] });
});

test('a bookmark that only counts is none', async () => {
  const { slides } = await read([block(line('Real title', 20))], [{ page: 1, title: 'Slide 1' }]);
  expect(slides[0]?.title).toBe('Real title');
});

test('lines of a paragraph are joined, with no space in Japanese, and bullets start new ones', async () => {
  const { slides } = await read([
    block(line('T', 30)),
    block(line('日本の', 10), line('文章', 10)),
    block(line('• one', 10), line('more', 10), line('• two', 10)),
  ]);
  expect(slides[0]?.body.map((one) => one.kind === 'text' && one.text)).toEqual(['日本の文章', 'one more', 'two']);
});

test('a scanned page has neither title nor body', async () => {
  expect((await read([])).slides).toEqual([{ number: 1, title: '', body: [], notes: '', hidden: false }]);
});
