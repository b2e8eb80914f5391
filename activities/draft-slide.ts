/** Writes what is said on one slide. */

import sharp from 'sharp';
import { sameLanguage, withoutDirectives, type Deck, type Draft } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { deckSchema } from './deck/schema.ts';
import { keepJson } from './keep-json.ts';
import type { Run } from './run.ts';
import {
  draftRequest,
  flagsOf,
  SLIDES_AROUND,
  type DraftText,
  type Rewrite,
  type Surroundings,
} from './script/ai-draft.ts';
import { outlineSchema } from './script/ai-outline.ts';
import { askWriter, type WritingPorts } from './script/ask-writer.ts';
import { detectLanguage } from './script/language.ts';
import { writerOf } from './script/no-writer.ts';
import { scriptSchema } from './script/schema.ts';
import { wordsOf } from './script/slide-words.ts';
import type { Activities } from './verbs.ts';

type DraftInput = Parameters<Activities['draftSlide']>[0];

/** Wide enough for a model to read what a person in a lecture hall can, and an eighth of the tokens of the whole. */
const PICTURE_WIDTH = 1024;
const PICTURE_QUALITY = 80;

export interface DraftSlidePorts {
  artifacts: Artifacts;
  writing: WritingPorts | undefined;
  /** What the model is shown of the picture's file. */
  see?: (file: string) => Promise<string>;
}

/**
 * Retry: safe. The answer is bought once, under a key of the question and the picture; the draft is named by its content.
 * @throws ProviderError `script_provider_missing`, and what askWriter throws, with the slide's number
 */
export const createDraftSlide =
  ({ artifacts, writing, see = asJpeg }: DraftSlidePorts) =>
  async (input: DraftInput, run: Run): Promise<Draft> => {
    const { task, deck: ref, picture } = input;
    const ports = writerOf(writing);
    const deck = await artifacts.readJson(ref.key, (value) => deckSchema.parse(value));
    const slide = deck.slides.find(({ number }) => number === picture.slide);
    if (!slide) throw new RangeError(`the deck has no slide ${picture.slide}`);
    const { surroundings, rewrite } = await contextOf(input, artifacts);

    const asked = draftRequest(slide, surroundings, task.options, rewrite);
    const seen = await see(await artifacts.file(picture.key));
    const text = await askWriter(
      { ...asked, pictureKey: picture.key, question: { ...asked.question, picture: seen } },
      ports,
      run,
    );

    const { language } = surroundings;
    const sources = deck.slides.flatMap(wordsOf);
    const isDeckLanguage = await isWrittenIn(deck, sources, language);
    const flags = flagsOf(text, slide, { sources, language, isDeckLanguage }, asked.shortcoming?.(text));
    const draft: DraftText = { language, text, flags };
    const key = await keepJson(artifacts, 'draft', draft);
    return { slide: slide.number, key };
  };

/** The picture as a data URL. */
async function asJpeg(file: string): Promise<string> {
  const jpeg = await sharp(file)
    .resize({ width: PICTURE_WIDTH, withoutEnlargement: true })
    .jpeg({ quality: PICTURE_QUALITY })
    .toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

/** What the writer is told of the rest of the talk: from the outline, and from the script where there is one. */
async function contextOf(
  { picture, outlineKey, rewrite }: DraftInput,
  artifacts: Artifacts,
): Promise<{ surroundings: Surroundings; rewrite?: Rewrite }> {
  const outline =
    outlineKey === undefined ? undefined : await artifacts.readJson(outlineKey, (value) => outlineSchema.parse(value));
  const thread = outline ? { thread: outline.thread } : {};
  if (rewrite) {
    const script = await artifacts.readJson(rewrite.current.key, (value) => scriptSchema.parse(value));
    const told = script.slides.map(({ number, text }) => ({ number, says: withoutDirectives(text) }));
    const current = told.find(({ number }) => number === picture.slide)?.says ?? '';
    const surroundings = { language: script.language, ...thread, ...neighbours(told, picture.slide) };
    return { surroundings, rewrite: { current, wish: rewrite.wish } };
  }
  if (!outline) throw new RangeError('a first draft needs an outline');
  const told = outline.slides.map(({ number, summary }) => ({ number, says: summary }));
  return { surroundings: { language: outline.language, ...thread, ...neighbours(told, picture.slide) } };
}

function neighbours(
  told: readonly { number: number; says: string }[],
  slide: number,
): Pick<Surroundings, 'isFirst' | 'isLast' | 'around'> {
  const at = told.findIndex(({ number }) => number === slide);
  return {
    isFirst: at === 0,
    isLast: at === told.length - 1,
    around: told.slice(Math.max(0, at - SLIDES_AROUND), at + SLIDES_AROUND + 1),
  };
}

async function isWrittenIn(deck: Deck, words: readonly string[], language: string): Promise<boolean> {
  const own = (await detectLanguage(words.join('\n'))) ?? deck.language;
  return own !== undefined && sameLanguage(own, language);
}
