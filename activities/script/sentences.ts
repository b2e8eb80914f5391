/** Cuts a script into the sentences that are spoken and shown one by one. */

export interface Sentence {
  text: string;
  /** A line or paragraph ends here: the voice rests a little longer. */
  endsParagraph: boolean;
}

/** After these a full stop ends no sentence. Lower case; what is missing costs a short rest and no more. */
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof st vs e.g i.e approx fig no vol dept inc ltd co jan feb mar apr jun jul aug sept oct nov dec ' +
    'z.b d.h u.a bzw ca nr str hr fr abs evtl ggf inkl vgl s.o s.u p.ej sr sra dra ud uds av p.ex m mme mlle ' +
    'dott sig sig.ra ecc art cf т.е т.к т.д г ул стр им'
  ).split(' '),
);
/** Longer ones are cut at a comma or a space: a subtitle, and what a voice says in one breath, has an end. */
const LONGEST = 400;

/**
 * Sentences of `text`, in order, without the white space around them. A line break always ends one; what holds no
 * letter and no digit is left out, for it is neither spoken nor worth a subtitle.
 */
export function splitSentences(text: string, language: string): Sentence[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
  return text.split(/[\r\n\v\f\u2028\u2029]+/u).flatMap((line) => {
    const parts = mergeFalseEnds(
      [...segmenter.segment(line)].map(({ segment }) => segment),
      language,
    )
      .flatMap((sentence) => cutLong(sentence, language))
      .map((sentence) => sentence.trim())
      .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
    return parts.map((sentence, index) => ({ text: sentence, endsParagraph: index === parts.length - 1 }));
  });
}

function mergeFalseEnds(segments: readonly string[], language: string): string[] {
  const sentences: string[] = [];
  for (const segment of segments) {
    const previous = sentences.at(-1);
    if (previous !== undefined && endsFalsely(previous, segment, language))
      sentences[sentences.length - 1] = previous + segment;
    else sentences.push(segment);
  }
  return sentences;
}

/** Write the third of May as "3. Mai". */
const ORDINALS_WITH_STOP = new Set('de da nb no nn fi cs sk hu hr sl sr bs et lv tr is lb'.split(' '));

/** A full stop after an abbreviation, an initial or a list's number, or before a small letter ("z. B. heute"). */
function endsFalsely(sentence: string, next: string, language: string): boolean {
  const last = /(?:^|[\s(„“"'])([\p{L}\p{N}.]+)\.\s*$/u.exec(sentence)?.[1]?.toLowerCase();
  if (last === undefined) return false;
  if (ABBREVIATIONS.has(last) || /^\p{L}$/u.test(last) || /^\p{Ll}/u.test(next)) return true;
  return (
    /^\d{1,2}$/.test(last) && (sentence.trim() === `${last}.` || ORDINALS_WITH_STOP.has(language.split('-')[0] ?? ''))
  );
}

function cutLong(sentence: string, language: string): string[] {
  const parts: string[] = [];
  let rest = sentence;
  while (rest.length > LONGEST) {
    const at = cutAt(rest.slice(0, LONGEST), language);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...parts, rest];
}

/** Where to cut: after the last comma of the second half, else after its last space, else between two words. */
function cutAt(start: string, language: string): number {
  for (const pattern of [/[,;:،、，；：—–]/gu, /\s/gu]) {
    const last = [...start.matchAll(pattern)].at(-1);
    if (last && last.index > LONGEST / 2) return last.index + 1;
  }
  const words = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(start)];
  const lastWord = words.at(-1)?.index ?? 0;
  return lastWord > 0 ? lastWord : start.length;
}
