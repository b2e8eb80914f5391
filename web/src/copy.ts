/** The words of the page in the person's language. It is chosen before the page is drawn; another choice loads the page anew. */

import { en } from './copy/en.ts';

/** The words of one language: English gives the shape. */
export type Copy = typeof en;

/** The languages of the page, by their own names. English is always here, the others are loaded when asked for. */
export const LANGUAGES = { en: 'English' } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Record<Language, () => Promise<Copy>> = { en: () => Promise.resolve(en) };
const RIGHT_TO_LEFT: readonly string[] = ['ar'];
const STORED_AS = 'language';

export let copy: Copy = en;
/** Of numbers, dates and names, too. */
export let language: Language = 'en';

const isLanguage = (tag: string | null): tag is Language => tag !== null && Object.hasOwn(LANGUAGES, tag);

/** What the person chose here, else the first of the browser's languages that we speak, else English. */
function preferred(): Language {
  const stored = remembered();
  if (isLanguage(stored)) return stored;
  const asked = navigator.languages.map((tag) => tag.split('-')[0] ?? '');
  return asked.find(isLanguage) ?? 'en';
}

function remembered(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null; // Storage is forbidden here: the browser's own language holds.
  }
}

/** Before anything is drawn: parts of the page keep words in constants. */
export async function loadLanguage(): Promise<void> {
  language = preferred();
  copy = await LOADERS[language]();
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr';
}

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(STORED_AS, chosen);
  location.reload();
}
