import { expect, test } from '@jest/globals';
import { safeXml } from '../../../platform/deck-safe-xml.ts';

async function copyOf(xml: string): Promise<string> {
  let copy = '';
  for await (const piece of safeXml(once(Buffer.from(xml)))) copy += piece;
  return copy.replace(/^<\?xml[^>]*>\n/, '');
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

test('XML comes out saying what it said, without comments and instructions', async () => {
  const xml = '<?mso x?><a b="1 &lt; 2&#10;3"><!-- c --><d>x &amp; <![CDATA[<y>]]></d><e/></a>';
  expect(await copyOf(xml)).toBe('<a b="1 &lt; 2&#10;3"><d>x &amp; &lt;y&gt;</d><e></e></a>');
});

test('relations to outside are left out, whatever they call themselves; inner ones and links to click stay', async () => {
  const relation = (type: string, target: string, mode = ''): string =>
    `<r:Relationship Type="x/${type}" Target="${target}"${mode}></r:Relationship>`;
  const external = ' TargetMode="External"';
  const kept = [
    relation('slide', '/ppt/slides/slide1.xml'),
    relation('image', '../media/image1.png'),
    relation('hyperlink', 'https://example.org/', external),
  ];
  const dropped = [
    relation('image', 'http://example.org/x.png', external),
    relation('image', 'http://example.org/x.png'),
    relation('image', 'x.png', ' TargetMode="external"'),
    relation('oleObject', 'file:///etc/passwd', external),
    relation('image', '\\\\host\\share', external),
    relation('image', '//host/x.png'),
    relation('hyperlink', 'file:///bin/sh', external),
  ];
  const all = `<r:Relationships>${[...kept, ...dropped].join('')}</r:Relationships>`;
  expect(await copyOf(all)).toBe(`<r:Relationships>${kept.join('')}</r:Relationships>`);
});

test('references of OpenDocument and SVG that lead outside lose their target, whatever the prefix', async () => {
  for (const place of [
    'http://x/',
    '&#104;ttp://x/',
    'file:///x',
    '/x',
    '//x/y',
    '..',
    '../x',
    'a/%2e%2e/x',
    '\\\\x',
    'C:\\x',
  ])
    expect(await copyOf(`<draw:image q:href="${place}"></draw:image>`)).toBe('<draw:image></draw:image>');
  for (const place of ['Pictures/1.png', './Object 1', '#page1', 'data:image/png;base64,AA==']) {
    const xml = `<draw:image q:href="${place}"></draw:image>`;
    expect(await copyOf(xml)).toBe(xml);
  }
});

test('a document type ends the copy', async () => {
  await expect(copyOf('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).rejects.toMatchObject({ code: 'damaged_deck' });
});
