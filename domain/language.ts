/** Languages as BCP 47 tags, and the writing systems that their letters belong to. */

/** A writing system by its four-letter ISO 15924 code: Latn, Cyrl, Hani … */
export type WritingSystem = string;

/** Letters of these belong to one language each, or nearly so. */
const TELLING: Record<WritingSystem, string> = {
  Hang: 'ko',
  Thai: 'th',
  Laoo: 'lo',
  Khmr: 'km',
  Mymr: 'my',
  Grek: 'el',
  Hebr: 'he',
  Armn: 'hy',
  Geor: 'ka',
  Ethi: 'am',
  Beng: 'bn',
  Guru: 'pa',
  Gujr: 'gu',
  Orya: 'or',
  Taml: 'ta',
  Telu: 'te',
  Knda: 'kn',
  Mlym: 'ml',
  Sinh: 'si',
  Cher: 'chr',
};
const KANA = ['Hira', 'Kana'];
const KNOWN: readonly WritingSystem[] = ['Latn', 'Cyrl', 'Arab', 'Deva', 'Hani', ...KANA, ...Object.keys(TELLING)];
const LETTERS = new Map(KNOWN.map((system) => [system, new RegExp(`\\p{Script=${system}}`, 'u')]));
/** What one ideograph or syllable block says takes about this many letters elsewhere. */
const LETTERS_IN_A_BLOCK = 2.5;
const BLOCKS = new Set(['Hani', 'Hang', ...KANA]);
/** Writing systems that stand for several: what Intl calls the script of Japanese, Korean and Chinese. */
const PARTS: Record<string, WritingSystem[]> = {
  Jpan: ['Hani', ...KANA],
  Kore: ['Hang'],
  Hans: ['Hani'],
  Hant: ['Hani'],
};

/** True where there is something to say: a letter or a number. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** The writing system of one letter; undefined for what all share (digits, marks) and for what is rare. */
export function writingSystemOf(letter: string): WritingSystem | undefined {
  for (const [system, pattern] of LETTERS) if (pattern.test(letter)) return system;
  return undefined;
}

/** How much of a text is written in which system, in letters. */
function writingSystemsIn(text: string): Map<WritingSystem, number> {
  const counts = new Map<WritingSystem, number>();
  for (const [letter] of text.matchAll(/\p{L}/gu)) {
    const system = writingSystemOf(letter);
    if (system === undefined) continue;
    counts.set(system, (counts.get(system) ?? 0) + (BLOCKS.has(system) ? LETTERS_IN_A_BLOCK : 1));
  }
  return counts;
}

/** The writing system of most of a text. Kana beside kanji makes it Japanese: `Jpan`. */
export function mainWritingSystem(text: string): WritingSystem | undefined {
  const counts = writingSystemsIn(text);
  const kana = KANA.reduce((sum, system) => sum + (counts.get(system) ?? 0), 0);
  const han = counts.get('Hani') ?? 0;
  const isJapanese = kana > 0 && kana >= han / 20;
  if (isJapanese) {
    for (const system of ['Hani', ...KANA]) counts.delete(system);
    counts.set('Jpan', kana + han);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The language that a writing system alone gives away; undefined where several share it. */
export function languageOfWriting(system: WritingSystem | undefined): string | undefined {
  if (system === 'Jpan') return 'ja';
  if (system === 'Hani') return 'zh';
  return system === undefined ? undefined : TELLING[system];
}

/** The writing systems that a language is written in: ja → Hani, Hira, Kana; sr-Latn → Latn. */
export function writingSystemsOf(language: string): WritingSystem[] {
  const script = localeOf(language)?.maximize().script;
  return script === undefined ? [] : (PARTS[script] ?? [script]);
}

/** Whether words in `system` can be in `language`. */
export const canBeWrittenIn = (language: string, system: WritingSystem): boolean =>
  writingSystemsOf(language).some((own) => own === system || PARTS[system]?.includes(own));

/** How well a tag serves another: 0 not at all, 1 the same language, more where script and region agree too. */
export function matchLanguage(wanted: string, offered: string): number {
  const [a, b] = [localeOf(wanted)?.maximize(), localeOf(offered)?.maximize()];
  if (!a || !b || macroLanguage(a.language) !== macroLanguage(b.language)) return 0;
  return 1 + (a.script === b.script ? 2 : 0) + (a.region === b.region ? 1 : 0) + (a.language === b.language ? 4 : 0);
}

/**
 * Whether words in one language are words in the other, so that nothing has to be translated: American and British English are
 * one, the two ways to write Chinese are two.
 */
export function sameLanguage(one: string, other: string): boolean {
  const [a, b] = [localeOf(one)?.maximize(), localeOf(other)?.maximize()];
  if (!a || !b) return one === other;
  return macroLanguage(a.language) === macroLanguage(b.language) && a.script === b.script;
}

/** Norwegian is marked no, and written and spoken as Bokmål, nb. */
const macroLanguage = (language: string): string => (language === 'no' || language === 'nn' ? 'nb' : language);

/** The language's name as people know it, in English: `English (United Kingdom)`; the tag where it has none. */
export function languageName(language: string): string {
  const locale = localeOf(language);
  if (!locale) return language;
  // Variants and private parts (en-GB-scotland, vi-x-south) have no names, and some make `of` throw.
  const tag = [locale.language, locale.script, locale.region].filter((part) => part !== undefined).join('-');
  return new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' }).of(tag) ?? language;
}

function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined; // not a tag: something a deck or a voice calls its language
  }
}
