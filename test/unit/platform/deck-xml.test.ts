import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { readXml, textIn, xmlElements } from '../../../platform/deck-xml.ts';

const of = (...chunks: (string | Buffer)[]): Readable => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

test('names carry the usual prefix, whatever the file calls it', async () => {
  const root = await readXml(of('<x:sld xmlns:x="http://purl.oclc.org/ooxml/presentationml/main" show="0"/>'));
  expect(root).toEqual({ name: 'p:sld', attributes: { 'xmlns:x': expect.anything(), show: '0' }, children: [] });
});

test('a letter cut in two by a chunk is whole again', async () => {
  const bytes = Buffer.from('<a>é日</a>');
  expect(textIn(await readXml(of(bytes.subarray(0, 4), bytes.subarray(4, 7), bytes.subarray(7))))).toBe('é日');
});

test('UTF-16 with its mark is read', async () => {
  expect(textIn(await readXml(of(Buffer.from('\uFEFF<a>日</a>', 'utf16le'))))).toBe('日');
});

test('a tag of very many attributes is refused before it is whole', async () => {
  const attributes = Array.from({ length: 500_000 }, (_, n) => ` a${n}=""`).join('');
  await expect(readXml(of(`<a${attributes}/>`))).rejects.toMatchObject({ code: 'oversized_deck' });
});

test('elements are yielded one by one, the outermost of their name', async () => {
  const found: string[] = [];
  for await (const element of xmlElements(of('<r><s>1<s>2</s></s><t/><s>3</s></r>'), { names: ['s'] }))
    found.push(textIn(element));
  expect(found).toEqual(['12', '3']);
});

test.each([
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'damaged_deck'],
  ['an unknown entity', '<a>&b;</a>', 'damaged_deck'],
  ['a missing end', '<a><b></a>', 'damaged_deck'],
  ['nothing', '', 'damaged_deck'],
  ['nesting without end', '<a>'.repeat(300), 'oversized_deck'],
  ['too many elements', `<a>${'<b/>'.repeat(400_001)}</a>`, 'oversized_deck'],
])('refuses %s', async (_, xml, code) => {
  await expect(readXml(of(xml))).rejects.toMatchObject({ code });
});
