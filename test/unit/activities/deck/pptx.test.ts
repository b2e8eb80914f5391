import { expect, test } from '@jest/globals';
import { readPptx } from '../../../../activities/deck/pptx.ts';
import { packageOf, pptxParts, shapeXml } from '../../../support/deck-files.ts';

const read = (...slides: Parameters<typeof pptxParts>[0]) => readPptx(packageOf(pptxParts(slides)));

test('slides come in the order of the presentation, not of their file names', async () => {
  const { slides } = await read(
    { part: 'slide10', xml: shapeXml(['First'], 'title') },
    { part: 'slide2', xml: shapeXml(['Second'], 'ctrTitle'), attributes: 'show="0"' },
  );
  expect(slides.map(({ number, title, hidden }) => [number, title, hidden])).toEqual([
    [1, 'First', false],
    [2, 'Second', true],
  ]);
});

test('footers, dates and slide numbers are no text of the slide', async () => {
  const furniture = ['ftr', 'dt', 'sldNum', 'hdr'].map((type) => shapeXml(['furniture'], type)).join('');
  const { slides } = await read({ part: 'slide1', xml: shapeXml(['Title'], 'title') + furniture + shapeXml(['Body']) });
  expect(slides[0]).toMatchObject({ title: 'Title', body: [{ kind: 'text', text: 'Body', level: 0 }] });
});

test('without a title the first line of text is the title, and is not read twice', async () => {
  const { slides } = await read({
    part: 'slide1',
    xml: shapeXml(['<a:r><a:t>One</a:t></a:r><a:br/><a:r><a:t>Two</a:t></a:r>']),
  });
  expect(slides[0]).toMatchObject({ title: 'One', body: [{ text: 'Two' }] });
});

test('groups are opened, hidden shapes and old versions of new shapes left out', async () => {
  const versions = `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x">${shapeXml(['new'])}</mc:Choice><mc:Fallback>${shapeXml(['old'])}</mc:Fallback></mc:AlternateContent>`;
  const unseen = shapeXml(['unseen']).replace('name="x"', 'name="x" hidden="1"');
  const { slides } = await read({
    part: 'slide1',
    xml: `${shapeXml(['T'], 'title')}<p:grpSp>${shapeXml(['in a group'])}${unseen}</p:grpSp>${versions}`,
  });
  expect(slides[0]?.body.map((block) => block.kind === 'text' && block.text)).toEqual(['in a group', 'new']);
});

test('a table is read by rows, empty rows left out', async () => {
  const cell = (text: string): string => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
  const rows = [
    ['Year', 'Sum'],
    ['', ''],
    ['2026', '12'],
  ]
    .map((row) => `<a:tr>${row.map(cell).join('')}</a:tr>`)
    .join('');
  const frame = `<p:graphicFrame><a:graphic><a:graphicData><a:tbl>${rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
  const { slides } = await read({ part: 'slide1', xml: frame });
  expect(slides[0]?.body).toEqual([
    {
      kind: 'table',
      rows: [
        ['Year', 'Sum'],
        ['2026', '12'],
      ],
    },
  ]);
});

test('of a diagram the drawing is read, in the order in which it is seen', async () => {
  const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const dgm = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"';
  const dsp =
    'xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
  const parts = pptxParts([
    {
      part: 'slide1',
      xml: `${shapeXml(['T'], 'title')}<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds ${dgm} r:dm="d1"/></a:graphicData></a:graphic></p:graphicFrame>`,
      relations: `<Relationship Id="d1" Type="${types}/diagramData" Target="../diagrams/data1.xml"/><Relationship Id="d2" Type="x/diagramDrawing" Target="../diagrams/drawing1.xml"/>`,
    },
  ]);
  parts['ppt/diagrams/data1.xml'] =
    `<dgm:dataModel ${dgm} ${dsp}><dgm:extLst><dsp:dataModelExt relId="d2"/></dgm:extLst></dgm:dataModel>`;
  parts['ppt/diagrams/drawing1.xml'] =
    `<dsp:drawing ${dsp}>${['Plan', 'Do'].map((text) => `<dsp:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></dsp:txBody>`).join('')}</dsp:drawing>`;
  const { slides } = await readPptx(packageOf(parts));
  expect(slides[0]?.body.map((block) => block.kind === 'text' && block.text)).toEqual(['Plan', 'Do']);
});

test('notes are the body of the notes page alone, without its fields', async () => {
  const field = '<a:fld type="slidenum"><a:t>1</a:t></a:fld><a:r><a:t>Said aloud.</a:t></a:r>';
  const notes =
    shapeXml(['header'], 'hdr') + shapeXml(['1'], 'sldNum') + shapeXml([field], 'body') + shapeXml(['a remark beside']);
  const { slides } = await read({ part: 'slide1', xml: shapeXml(['T'], 'title'), notes });
  expect(slides[0]?.notes).toBe('Said aloud.');
});

test('the language is that of the notes, where they carry one', async () => {
  const run = (lang: string, text: string): string => `<a:r><a:rPr lang="${lang}"/><a:t>${text}</a:t></a:r>`;
  const deck = await read({
    part: 'slide1',
    xml: shapeXml([run('en-US', 'Many English words')]),
    notes: shapeXml([run('de-DE', 'Deutsch')], 'body'),
  });
  expect(deck.language).toBe('de-DE');
});

test('a listed slide that is not in the file is damage, and so is a document type', async () => {
  const parts = pptxParts([{ part: 'slide1', xml: '' }]);
  const { 'ppt/slides/slide1.xml': slide = '', ...others } = parts;
  await expect(readPptx(packageOf(others))).rejects.toMatchObject({ code: 'damaged_deck' });
  const bomb = { ...parts, 'ppt/slides/slide1.xml': `<!DOCTYPE p [<!ENTITY a "aaaa">]>${slide.toString()}` };
  await expect(readPptx(packageOf(bomb))).rejects.toMatchObject({ code: 'damaged_deck' });
});
