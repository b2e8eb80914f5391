/**
 * What is fuzzed: each target is a property that holds for every input, however mad. The unit tests try each a few times,
 * `npm run fuzz -- --minutes N` for as long as you like. To add one, add an entry.
 */

import * as fc from 'fast-check';
import { cleanText, oneLine } from '../../activities/deck/clean-text.ts';
import { readOdp } from '../../activities/deck/odp.ts';
import { readPptx } from '../../activities/deck/pptx.ts';
import { parseOptions } from '../../api/options.ts';
import { parseDirectives, SlideSpeakerError, toSrt, toVtt, withoutDirectives } from '../../domain/index.ts';
import { safeXml } from '../../platform/deck-safe-xml.ts';
import { readXml, textIn } from '../../platform/deck-xml.ts';
import { packageOf, pptxParts, shapeXml } from '../support/deck-files.ts';

type Target = fc.IAsyncPropertyWithHooks<[string]> | fc.IAsyncPropertyWithHooks<[unknown]>;

/** Text as strangers write it: markup, control characters, halves of surrogates, other scripts, times of subtitles. */
const madText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '\r\n\n',
        '-->',
        '00:00:01,000 --> 00:00:02,000',
        '<b>',
        '</script>',
        '{\\an8}',
        '&amp;',
        '&#0;',
        ']]>',
        '\u202E',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** Notes with directives, right and nearly right. */
const directedText = fc
  .array(
    fc.oneof(
      madText,
      fc.constantFrom(
        '[pause 2s]',
        '[hold',
        '[say x as',
        ' as y]',
        '[voice ',
        '[rate 0.9]',
        '[spell NASA]',
        '\\[',
        ']',
        '[',
        ' ',
        '\n',
        '[x 2s]',
        'Yes.',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** XML that is nearly right. */
const madXml = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    madText.map((text) => text.replace(/[<&]/g, '')),
    madText,
    fc
      .tuple(
        fc.constantFrom(
          'p:sp',
          'a:p',
          'a:r',
          'a:t',
          'p:grpSp',
          'p:txBody',
          'mc:AlternateContent',
          'a:tbl',
          'draw:frame',
          'text:p',
          'text:list',
          'x y',
        ),
        fc.constantFrom(
          '',
          ' xml:space="preserve"',
          ' lvl="-1"',
          ' xlink:href="http://x/"',
          ' table:number-columns-repeated="1e9"',
          ' a="',
        ),
        fc.array(tie('node'), { maxLength: 4 }),
      )
      .map(([name, attributes, children]) => `<${name}${attributes}>${children.join('')}</${name}>`),
  ),
})).node;

const ODF = 'urn:oasis:names:tc:opendocument:xmlns';
const odp = (xml: string): Record<string, string> => ({
  'content.xml': `<o xmlns:draw="${ODF}:drawing:1.0" xmlns:text="${ODF}:text:1.0" xmlns:table="${ODF}:table:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"><draw:page>${xml}</draw:page></o>`,
});

/** Whatever goes wrong is said in words for the sender. */
async function refusedAtMost(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof SlideSpeakerError)) throw thrown;
  }
}

export const FUZZ_TARGETS: Record<string, Target> = {
  'the reader of PowerPoint decks': fc.asyncProperty(madXml, (xml) =>
    refusedAtMost(() => readPptx(packageOf(pptxParts([{ part: 's', xml, notes: shapeXml([xml], 'body') }])))),
  ),
  'the reader of Impress decks': fc.asyncProperty(madXml, (xml) => refusedAtMost(() => readOdp(packageOf(odp(xml))))),
  'the copy for the converter says what the deck says, and leads nowhere': fc.asyncProperty(madXml, (xml) =>
    refusedAtMost(async () => {
      const part = Buffer.from(odp(xml)['content.xml'] ?? '');
      const said = textIn(await readXml(once(part)));
      let copy = '';
      for await (const piece of safeXml(once(part))) copy += piece;
      if (textIn(await readXml(once(Buffer.from(copy)))) !== said) throw new Error('the copy says something else');
      if (copy.includes('href="http')) throw new Error('the copy leads outside');
    }),
  ),
  'the options of a task': fc.asyncProperty(fc.oneof(fc.json(), fc.string(), madText), (text) =>
    refusedAtMost(() => parseOptions(text)),
  ),
  'directives between words: nothing is lost but they, and every mistake has its place': fc.asyncProperty(
    directedText,
    (text) => {
      const { parts, holdMs, mistakes } = parseDirectives(text);
      const shown = withoutDirectives(text);
      const words = parts.flatMap((part) =>
        part.kind === 'words' ? part.wordings.map((wording) => wording.text) : [],
      );
      if (text.includes('[') ? shown !== words.join('').trim() : shown !== text)
        throw new Error('shown is not what is said');
      if (!(holdMs >= 0) || parts.some((part) => part.kind === 'pause' && !(part.ms > 0)))
        throw new Error('no length of time');
      const lines = text.split(/\r\n|[\r\n\v]/);
      for (const { line, column } of mistakes)
        if (
          !Array.from(lines[line - 1] ?? '')
            .slice(column - 1)
            .join('')
            .startsWith('[')
        )
          throw new Error('no mistake there');
      return Promise.resolve();
    },
  ),
  'subtitles: as many cues come out as go in, whatever they say': fc.asyncProperty(madText, (text) => {
    const cues = [0, 1, 2].map((at) => ({ startMs: at * 1000, endMs: at * 1000 + 900, text: `${at} ${text}` }));
    for (const file of [toSrt(cues), toVtt(cues)]) {
      const times = file.split(/\r\n|\r|\n/).filter((line) => line.includes('-->'));
      const blocks = file
        .trim()
        .split(/\n\n/)
        .filter((block) => block !== 'WEBVTT');
      if (times.length !== 3 || blocks.length !== 3) throw new Error(`${times.length} times, ${blocks.length} cues`);
      if (/<[a-z/]/i.test(file) || (!file.startsWith('WEBVTT') && file.includes('{\\')))
        throw new Error('a command in a cue');
    }
    return Promise.resolve();
  }),
  'cleaned text is clean, and stays as it is when it is cleaned again': fc.asyncProperty(madText, (text) => {
    const clean = cleanText(text);
    if (/[\u0000-\u0009\u000B-\u001F\u202A-\u202E\u2066-\u2069]/.test(clean)) throw new Error('not clean');
    if (cleanText(clean) !== clean || oneLine(text).includes('\n')) throw new Error('not settled');
    return Promise.resolve();
  }),
};

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}
