/** Decides what is said on every shown slide. */

import {
  DEFAULT_HOLD_SECONDS,
  DeckError,
  hasWords,
  mainWritingSystem,
  ProviderError,
  scriptRef,
  type Deck,
  type EmptySlidePolicy,
  type Flag,
  type Script,
  type ScriptRef,
  type Slide,
  type SlideScript,
  type TaskOptions,
  type Warning,
} from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { deckSchema } from './deck/schema.ts';
import type { Run } from './run.ts';
import { detectLanguage, fitsLetters } from './script/language.ts';
import { findRepeatedLines, readOutSlide } from './script/offline-writer.ts';
import { scriptSchema } from './script/schema.ts';
import { warningsOf } from './script/warnings.ts';
import type { Activities } from './verbs.ts';

/**
 * Retry: safe. The same deck and options make the same script, kept under a key made of its content. What an earlier attempt
 * of the task left is taken as it is: a person may have edited it.
 * @throws ProviderError `script_provider_missing`, `translation_unavailable`
 * @throws DeckError `no_slides_left` when the empty slides are skipped and all are empty
 */
export const createWriteScript =
  ({ artifacts }: { artifacts: Artifacts }) =>
  async (
    { task, deck: ref, slides }: Parameters<Activities['writeScript']>[0],
    run: Run,
  ): Promise<{ script: ScriptRef; warnings: Warning[] }> => {
    const { options } = task;
    refuseWhatNeedsProviders(options);
    const deck = await artifacts.readJson(ref.key, (value) => deckSchema.parse(value));
    const shown = deck.slides.filter(({ number }) => slides.includes(number));
    if (task.script) {
      const { key, version } = task.script;
      const kept = await artifacts.readJson(key, (value) => scriptSchema.parse(value));
      return { script: scriptRef(kept, key, version), warnings: warningsOf(kept, shown, options) };
    }
    const written = writeSlides(shown, options);
    run.signal.throwIfAborted();

    const language = await languageOf(options, deck, written);
    const script: Script = { language, slides: written };
    const key = artifactKey('script', script, 'json');
    if (!(await artifacts.has(key))) await artifacts.writeJson(key, script);
    return { script: scriptRef(script, key, 1), warnings: warningsOf(script, shown, options) };
  };

function refuseWhatNeedsProviders({ script, languages }: TaskOptions): void {
  if (script?.mode === 'ai') {
    throw new ProviderError(
      'script_provider_missing',
      'A script written by AI was asked for, but no AI provider is set up on this server. Choose script mode "notes" or "auto".',
      { retry: 'never' },
    );
  }
  if (new Set(languages).size > 1) {
    throw new ProviderError(
      'translation_unavailable',
      `Narration was asked for in ${languages?.join(', ')}, but no translator is set up on this server. Ask for one language, the one that the deck is written in.`,
      { retry: 'never' },
    );
  }
}

function writeSlides(shown: readonly Slide[], { script }: TaskOptions): SlideScript[] {
  if (shown.length === 0)
    throw new DeckError('no_slides_left', 'There is no slide to show: all are hidden or left out.');
  const policy: EmptySlidePolicy =
    script?.emptySlides?.policy ?? (shown.some((slide) => hasWords(slide.notes)) ? 'hold' : 'write');
  const holdMs = Math.round((script?.emptySlides?.seconds ?? DEFAULT_HOLD_SECONDS) * 1000);
  const context = { repeated: findRepeatedLines(shown) };
  const written = shown.map((slide) => {
    if (hasWords(slide.notes)) return spoken(slide, notesOf(slide), 'notes');
    const text = policy === 'write' ? readOutSlide(slide, context) : '';
    if (hasWords(text)) return spoken(slide, text, 'written', WRITTEN);
    return policy === 'skip' ? silent(slide, 'skip', 0, SKIPPED) : silent(slide, 'hold', holdMs, HELD);
  });
  if (written.some(({ treatment }) => treatment !== 'skip')) return written;
  throw new DeckError(
    'no_slides_left',
    'No slide has speaker notes, and slides without notes were to be left out, so nothing would remain. Hold or write the empty slides instead.',
  );
}

/** The notes word for word. What is not to be spoken in them is taken out here and nowhere else. */
const notesOf = (slide: Slide): string => slide.notes.trim();

const WRITTEN: Flag = { code: 'written_from_slide', message: 'There are no notes: the slide’s own text is read.' };
const HELD: Flag = { code: 'held', message: 'There is nothing to say: the slide is shown in silence.' };
const SKIPPED: Flag = { code: 'skipped', message: 'There are no notes: the slide is left out of the video.' };

const spoken = ({ number }: Slide, text: string, source: SlideScript['source'], ...flags: Flag[]): SlideScript => ({
  number,
  text,
  source,
  treatment: 'speak',
  holdMs: 0,
  flags,
});

const silent = ({ number }: Slide, treatment: 'hold' | 'skip', holdMs: number, flag: Flag): SlideScript => ({
  number,
  text: '',
  source: 'none',
  treatment,
  holdMs,
  flags: [flag],
});

/**
 * As asked for; else the deck's own mark, unless the words are in other letters; else by the letters; else English.
 * Where nobody asked and some slides are in letters foreign to that language, theirs is taken: a Japanese voice reads
 * English lines too, an English one reads no Japanese.
 */
async function languageOf(options: TaskOptions, deck: Deck, slides: readonly SlideScript[]): Promise<string> {
  const asked = options.languages?.[0];
  if (asked !== undefined) return asked;
  const text = joinTexts(slides);
  const marked = deck.language !== undefined && fitsLetters(deck.language, text) ? deck.language : undefined;
  const main = marked ?? (await detectLanguage(text)) ?? 'en';
  const foreign = slides.filter((slide) => mainWritingSystem(slide.text) !== 'Latn' && !fitsLetters(main, slide.text));
  return (await detectLanguage(joinTexts(foreign))) ?? main;
}

const joinTexts = (slides: readonly SlideScript[]): string => slides.map(({ text }) => text).join('\n');
