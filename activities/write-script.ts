/** Decides what is said on every shown slide. */

import {
  DEFAULT_HOLD_SECONDS,
  DeckError,
  directiveFlags,
  hasWords,
  mainWritingSystem,
  sameLanguage,
  scriptRef,
  silenceMs,
  speaksWords,
  withoutDirectives,
  type Deck,
  type Draft,
  type EmptySlidePolicy,
  type Flag,
  type Script,
  type ScriptRef,
  type Slide,
  type SlideScript,
  type TaskOptions,
  type Warning,
} from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { deckSchema } from './deck/schema.ts';
import { keepJson } from './keep-json.ts';
import type { Run } from './run.ts';
import { draftSchema } from './script/ai-draft.ts';
import { detectLanguage, fitsLetters } from './script/language.ts';
import { translatorOf, writerOf } from './script/no-writer.ts';
import { findRepeatedLines, readOutSlide } from './script/offline-writer.ts';
import { scriptSchema } from './script/schema.ts';
import { warningsOf, WRITTEN_FROM_SLIDE } from './script/warnings.ts';
import type { Activities } from './verbs.ts';

export interface WriteScriptPorts {
  artifacts: Artifacts;
  /** Whether words can be translated here: then `languages` says what is wanted, not what the deck is written in. */
  translates: boolean;
}

/**
 * Retry: safe. The same deck, drafts and options make the same script, kept under a key made of its content. What an earlier
 * attempt of the task left is taken as it is: a person may have edited it.
 * @throws ProviderError `script_provider_missing`, `translation_unavailable`
 * @throws DeckError `no_slides_left` when the empty slides are skipped and all are empty
 */
export const createWriteScript =
  ({ artifacts, translates }: WriteScriptPorts) =>
  async (
    { task, deck: ref, slides, drafts, onto, carried }: Parameters<Activities['writeScript']>[0],
    run: Run,
  ): Promise<{ script: ScriptRef; warnings: Warning[] }> => {
    const { options } = task;
    const deck = await artifacts.readJson(ref.key, (value) => deckSchema.parse(value));
    const shown = deck.slides.filter(({ number }) => slides.includes(number));
    const base = onto ?? task.script;
    const kept = base && (await artifacts.readJson(base.key, (value) => scriptSchema.parse(value)));
    if (base && kept && !drafts)
      return { script: scriptRef(kept, base.key, base.version), warnings: warningsOf(kept, shown, options) };

    refuseWhatNeedsProviders(options, { isDrafted: drafts !== undefined || carried !== undefined, translates });
    const drafted = await draftedSlides(drafts ?? [], artifacts);
    const before = carried && (await artifacts.readJson(carried.key, (value) => scriptSchema.parse(value)));
    for (const slide of before?.slides ?? []) drafted.slides.set(slide.number, slide);
    run.signal.throwIfAborted();
    const written =
      kept?.slides.map((slide) => drafted.slides.get(slide.number) ?? slide) ??
      writeSlides(shown, options, drafted.slides);
    const language =
      kept?.language ?? drafted.language ?? before?.language ?? (await languageOf(options, deck, written, translates));
    const script: Script = { language, slides: written };
    const key = await keepJson(artifacts, 'script', script);
    return { script: scriptRef(script, key, (base?.version ?? 0) + 1), warnings: warningsOf(script, shown, options) };
  };

function refuseWhatNeedsProviders(
  { script, languages }: TaskOptions,
  { isDrafted, translates }: { isDrafted: boolean; translates: boolean },
): void {
  if (script?.mode === 'ai' && !isDrafted) writerOf(undefined);
  if (new Set(languages).size > 1 && !translates) translatorOf(undefined, languages?.join(', ') ?? '');
}

async function draftedSlides(
  drafts: readonly Draft[],
  artifacts: Artifacts,
): Promise<{ slides: Map<number, SlideScript>; language?: string }> {
  const slides = new Map<number, SlideScript>();
  let language: string | undefined;
  for (const { slide: number, key } of drafts) {
    const draft = await artifacts.readJson(key, (value) => draftSchema.parse(value));
    slides.set(number, spoken({ number }, draft.text, 'written', ...draft.flags));
    language = draft.language;
  }
  return { slides, ...(language === undefined ? {} : { language }) };
}

function writeSlides(
  shown: readonly Slide[],
  { script }: TaskOptions,
  drafted: ReadonlyMap<number, SlideScript>,
): SlideScript[] {
  if (shown.length === 0)
    throw new DeckError('no_slides_left', 'There is no slide to show: all are hidden or left out.');
  const policy: EmptySlidePolicy =
    script?.emptySlides?.policy ?? (shown.some((slide) => speaksWords(slide.notes)) ? 'hold' : 'write');
  const holdMs = Math.round((script?.emptySlides?.seconds ?? DEFAULT_HOLD_SECONDS) * 1000);
  const context = { repeated: findRepeatedLines(shown) };
  const written = shown.map((slide) => {
    const draft = drafted.get(slide.number);
    if (draft) return draft;
    if (speaksWords(slide.notes)) return spoken(slide, slide.notes.trim(), 'notes');
    const askedMs = silenceMs(slide.notes);
    if (askedMs > 0) return silent(slide, 'hold', askedMs, HELD);
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

const WRITTEN: Flag = { code: WRITTEN_FROM_SLIDE, message: 'There are no notes: the slide’s own text is read.' };
const HELD: Flag = { code: 'held', message: 'There is nothing to say: the slide is shown in silence.' };
const SKIPPED: Flag = { code: 'skipped', message: 'There are no notes: the slide is left out of the video.' };

const spoken = (
  { number }: Pick<Slide, 'number'>,
  text: string,
  source: SlideScript['source'],
  ...flags: Flag[]
): SlideScript => ({
  number,
  text,
  source,
  treatment: 'speak',
  holdMs: 0,
  flags: [...flags, ...directiveFlags(text)],
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
 * Where nothing can be translated, as asked for. Else, and where nobody asked, the words' own: where other languages are
 * wanted by their letters first, since decks are often marked with the language of the program that made them.
 */
async function languageOf(
  options: TaskOptions,
  deck: Deck,
  slides: readonly SlideScript[],
  translates: boolean,
): Promise<string> {
  const { languages = [], subtitles } = options;
  if (!translates && languages[0] !== undefined) return languages[0];
  if (languages.length === 0 && !subtitles?.languages) return await ownLanguage(deck, slides);
  const own = (await detectLanguage(joinTexts(slides))) ?? (await ownLanguage(deck, slides));
  return languages.find((asked) => sameLanguage(asked, own)) ?? own;
}

/**
 * By the deck's own mark, unless the words are in other letters; else by the letters; else English. Where some slides are in
 * letters foreign to that language, theirs is taken: a Japanese voice reads English lines too, an English one reads no Japanese.
 */
async function ownLanguage(deck: Deck, slides: readonly SlideScript[]): Promise<string> {
  const text = joinTexts(slides);
  const marked = deck.language !== undefined && fitsLetters(deck.language, text) ? deck.language : undefined;
  const main = marked ?? (await detectLanguage(text)) ?? 'en';
  const foreign = slides.filter((slide) => mainWritingSystem(slide.text) !== 'Latn' && !fitsLetters(main, slide.text));
  return (await detectLanguage(joinTexts(foreign))) ?? main;
}

const joinTexts = (slides: readonly SlideScript[]): string =>
  slides.map(({ text }) => withoutDirectives(text)).join('\n');
