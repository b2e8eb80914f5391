/** A deck's language by its authors' marks, as far as its letters bear them out. */

/** Collects marked text and tells the language that most of it carries. */
export interface LanguageVotes {
  add(language: string | undefined, text: string): void;
  /** BCP 47; undefined where no language marks more than half of the letters. */
  majority(): string | undefined;
}

/** Letters that can only be of these scripts. Programs mark text with the keyboard's language, whatever is pasted. */
const SCRIPTS: [RegExp, readonly string[]][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, ['Jpan']],
  [/\p{Script=Hangul}/u, ['Kore']],
  [/\p{Script=Han}/u, ['Jpan', 'Hans', 'Hant', 'Kore']],
  [/\p{Script=Latin}/u, ['Latn']],
  [/\p{Script=Cyrillic}/u, ['Cyrl']],
  [/\p{Script=Greek}/u, ['Grek']],
  [/\p{Script=Arabic}/u, ['Arab']],
  [/\p{Script=Hebrew}/u, ['Hebr']],
  [/\p{Script=Devanagari}/u, ['Deva']],
  [/\p{Script=Thai}/u, ['Thai']],
];

export function createLanguageVotes(): LanguageVotes {
  const votes = new Map<string, number>();
  let all = 0;
  return {
    add: (language, text) => {
      const letters = weight(text);
      all += letters;
      const tag = canonical(language);
      if (tag !== undefined && fits(tag, text)) votes.set(tag, (votes.get(tag) ?? 0) + letters);
    },
    majority: () => {
      // en-US and en-CA in one deck are still English: languages vote, the commonest region of the winner names it.
      const byLanguage = Map.groupBy(votes, ([tag]) => new Intl.Locale(tag).language);
      const sum = (tags: [string, number][]): number => tags.reduce((total, [, letters]) => total + letters, 0);
      const winner = [...byLanguage.values()].find((tags) => sum(tags) * 2 > all);
      return winner?.toSorted(([, a], [, b]) => b - a)[0]?.[0];
    },
  };
}

/** Letters by how long they take to say: a kana, a kanji, a hangul syllable about as long as three Latin letters. */
function weight(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const syllables =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return letters + 2 * syllables;
}

/** False where the text's first telling letter is of a script that the language is not written in. */
function fits(tag: string, text: string): boolean {
  const script = new Intl.Locale(tag).maximize().script ?? '';
  const found = SCRIPTS.find(([letters]) => letters.test(text));
  return found === undefined || found[1].includes(script);
}

function canonical(language: string | undefined): string | undefined {
  if (language === undefined || ['', 'none', 'zxx', 'und', 'x-none'].includes(language)) return undefined;
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined; // RangeError: not a language tag at all
  }
}
