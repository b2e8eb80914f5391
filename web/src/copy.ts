/** The words of the page in the person's language. It is chosen before the page is drawn; another choice loads the page anew. Knows no document: tests read it too. */

import { en, type Copy } from './copy/en.ts';

/** The languages of the page, by their own names. English is always here, the others are loaded when asked for. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  zh: '中文',
  ja: '日本語',
  ar: 'العربية',
} as const;
export type Language = keyof typeof LANGUAGES;

export const LOADERS: Record<Language, () => Promise<Copy>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./copy/de.ts')).de,
  es: async () => (await import('./copy/es.ts')).es,
  zh: async () => (await import('./copy/zh.ts')).zh,
  ja: async () => (await import('./copy/ja.ts')).ja,
  ar: async () => (await import('./copy/ar.ts')).ar,
};
const RIGHT_TO_LEFT: readonly string[] = ['ar'];
const STORED_AS = 'language';

export let copy: Copy = en;
/** Of numbers, dates and names, too. */
export let language: Language = 'en';

/** Which way the page is read. */
export const direction = (): 'rtl' | 'ltr' => (RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr');

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
  const wanted = preferred();
  try {
    copy = await LOADERS[wanted]();
    language = wanted;
  } catch {
    // The words could not be fetched: a page in English says more than none.
  }
}

/** Holds from the next load of the page on. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(STORED_AS, chosen);
}
