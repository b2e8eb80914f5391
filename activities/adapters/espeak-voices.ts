/** The voices of the installed espeak-ng, as it lists them itself. */

import { PlatformError, toError, type Voice } from '../../domain/index.ts';
import { runCommand } from '../../platform/run-command.ts';

/** A voice, and the file of espeak-ng-data/lang that it is loaded from. */
export interface EspeakVoice extends Voice {
  file: string;
}

/** Listing reads about 130 small files, in 20 ms; only a broken disk takes longer than this. */
const TIMEOUT_MS = 10_000;
/**
 * espeak-ng 1.51 reads Chinese with these through Latin spellings taken for English ("ni three, hao three"); the
 * voices of the same language whose names end in pinyin and jyutping read them properly.
 */
const BROKEN_FILES = new Set(['sit/cmn', 'sit/yue']);
/** espeak's names for languages that have another tag, or none that decks and people use. */
const TAGS: Record<string, string> = {
  'cmn-latn-pinyin': 'zh',
  'chr-US-Qaaa-x-west': 'chr',
  'en-us-nyc': 'en-US',
  piqd: 'tlh',
};
/** The name under which people look for it; all others are called by their language, `en-gb`. */
const NAMES: Record<string, string> = { 'sit/cmn-Latn-pinyin': 'zh', 'sit/yue-Latn-jyutping': 'yue', 'iro/chr': 'chr' };

/**
 * Every voice that speaks offline.
 * @throws PlatformError `espeak_missing` when espeak-ng cannot be run.
 */
export async function listEspeakVoices(signal: AbortSignal): Promise<EspeakVoice[]> {
  const { stdout } = await runCommand('espeak-ng', ['--voices'], { signal, timeoutMs: TIMEOUT_MS, cell: {} }).catch(
    (thrown: unknown) => {
      signal.throwIfAborted();
      throw new PlatformError(
        'espeak_missing',
        'The offline voices need espeak-ng, which could not be started. Install it, or choose another voice provider.',
        {
          cause: toError(thrown),
        },
      );
    },
  );
  return parseEspeakVoices(stdout.toString('utf8'));
}

/** Reads the table of `espeak-ng --voices`: priority, language, age/gender, name, file, other languages. */
export function parseEspeakVoices(table: string): EspeakVoice[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const row = /^\s*\d+\s+(\S+)\s+\S*?\/?([MF-])\s+(\S+)\s+(\S+)\s*(.*)$/.exec(line);
      if (!row) return [];
      const [, language = '', gender, name = '', file = '', others = ''] = row;
      return BROKEN_FILES.has(file) ? [] : [voiceOf({ language, gender, name, file, others })];
    })
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

interface Row {
  language: string;
  gender: string | undefined;
  name: string;
  file: string;
  /** `(zh-cmn 5)(zh 5)` */
  others: string;
}

function voiceOf({ language, gender, name, file, others }: Row): EspeakVoice {
  const also = [...others.matchAll(/\((\S+) \d+\)/g)].map(([, tag = '']) => tag);
  const languages = [language, ...also].map(tagOf).filter((tag) => tag !== undefined);
  return {
    provider: 'offline',
    name: NAMES[file] ?? language,
    label: labelOf(name),
    languages: [...new Set(languages)],
    ...(gender === 'M' || gender === 'F' ? { gender: gender === 'M' ? 'male' : 'female' } : {}),
    rate: 1,
    file,
  };
}

/** `en-gb` → `en-GB`; what is no tag (`zh-cmn`) is left out. */
function tagOf(language: string): string | undefined {
  const tag = TAGS[language] ?? language;
  try {
    return new Intl.Locale(tag).toString();
  } catch {
    return undefined;
  }
}

/** `English_(Great_Britain)` → `English (Great Britain)`. */
const labelOf = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replace(/, latin as \w+/i, '')
    .trim();
