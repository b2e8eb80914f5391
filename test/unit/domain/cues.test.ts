import { expect, test } from '@jest/globals';
import { columnsOf, cuesFor, LINE_COLUMNS } from '../../../domain/cues.ts';

const sentence = (text: string, startMs = 0, endMs = 10_000) => ({ text, startMs, endMs });

test('a short sentence is one cue of one line, in its own time', () => {
  expect(cuesFor([sentence('Hello there.', 200, 2_200)], [], 'en')).toEqual([
    { text: 'Hello there.', startMs: 200, endMs: 2_200 },
  ]);
});

test('no cue has more than two lines, and no line more columns than fit, in any script', () => {
  const texts = {
    en: 'The mitochondrion is the part of the cell that turns food into energy, and it has two membranes of which the inner one is folded.',
    ja: 'これは日本語の字幕です。とても長い文章を分けて表示するためのテストです、よろしくお願いします。細胞は食べ物をエネルギーに変えます。',
    th: 'สวัสดีครับนี่คือการทดสอบคำบรรยายภาษาไทยที่ยาวมากเพื่อดูว่าการตัดบรรทัดทำงานได้ถูกต้องหรือไม่ในวิดีโอ',
    de: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ist ein langes Wort.',
  };
  for (const [language, text] of Object.entries(texts)) {
    const cues = cuesFor([sentence(text)], [], language);
    expect(cues.length).toBeGreaterThan(0);
    for (const cue of cues) {
      const lines = cue.text.split('\n');
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(LINE_COLUMNS);
    }
    const shown = cues
      .map((cue) => cue.text)
      .join('')
      .replace(/\s/g, '');
    expect(shown).toBe(text.replace(/\s/g, ''));
  }
});

test('a Thai word is never divided', () => {
  const words = [
    ...new Intl.Segmenter('th', { granularity: 'word' }).segment(
      'การทดสอบคำบรรยายภาษาไทยที่ยาวมากเพื่อดูว่าการตัดบรรทัดทำงานได้ถูกต้อง',
    ),
  ];
  const text = words.map(({ segment }) => segment).join('');
  const ends = new Set(words.map(({ index, segment }) => index + segment.length));
  let at = 0;
  for (const line of cuesFor([sentence(text)], [], 'th').flatMap((cue) => cue.text.split('\n'))) {
    at += line.length;
    expect(ends.has(at)).toBe(true);
  }
});

test('no line begins with a closing mark', () => {
  const text = '細胞は「食べ物」をエネルギーに変えます。'.repeat(6);
  for (const line of cuesFor([sentence(text)], [], 'ja').flatMap((cue) => cue.text.split('\n'))) {
    expect(line).not.toMatch(/^[」。、ー]/);
    expect(line).not.toMatch(/「$/);
  }
});

test('the parts of a long sentence begin with their first word', () => {
  const text = `${'First part of it '.repeat(4)}second begins here and goes on for quite a while as well.`;
  const words = [...text.matchAll(/\S+/g)].map((word, index) => ({
    text: word[0],
    startMs: index * 400,
    endMs: index * 400 + 300,
  }));
  const cues = cuesFor([sentence(text, 0, words.length * 400)], words, 'en');
  expect(cues.length).toBe(2);
  const first = cues[1]?.text.split(/\s/)[0];
  const position = text.split(/\s+/).length - (cues[1]?.text.split(/\s+/).length ?? 0);
  expect(cues[1]?.startMs).toBe(words[position]?.startMs);
  expect(first).toBe(words[position]?.text);
  expect(cues[0]?.endMs).toBe(cues[1]?.startMs);
});

test('a flash joins the next sentence, or lasts into the pause after it', () => {
  const joined = cuesFor([sentence('Yes.', 0, 300), sentence('It is so.', 350, 2_000)], [], 'en');
  expect(joined).toEqual([{ text: 'Yes. It is so.', startMs: 0, endMs: 2_000 }]);
  const alone = cuesFor([sentence('Yes.', 0, 300), sentence('It is so.', 5_000, 7_000)], [], 'en');
  expect(alone[0]).toEqual({ text: 'Yes.', startMs: 0, endMs: 1_000 });
});

test('a language that nobody knows is no reason to fail', () => {
  expect(cuesFor([sentence('字幕'.repeat(30))], [], 'not a language').length).toBeGreaterThan(1);
});
