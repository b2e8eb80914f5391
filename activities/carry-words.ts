/** Finds what of an earlier version's script still holds for the slides of another deck. */

import { matchSlides, type Script, type Slide, type SlideScript } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { deckSchema } from './deck/schema.ts';
import { keepJson } from './keep-json.ts';
import { scriptSchema } from './script/schema.ts';
import type { Activities } from './verbs.ts';

/**
 * A slide that stayed or moved keeps its words, whoever wrote them. One that changed keeps only what a person wrote for it, with
 * a flag for the reviewer; its other words are written anew, as are those of new slides.
 * Retry: safe. The same decks and script carry the same words, kept under a key made of them.
 */
export const createCarryWords =
  ({ artifacts }: { artifacts: Artifacts }) =>
  async ({
    deck,
    before,
    script: { key: scriptKey },
  }: Parameters<Activities['carryWords']>[0]): Promise<{ key: string; slides: number[] }> => {
    const slidesOf = async ({ key }: { key: string }): Promise<Slide[]> =>
      (await artifacts.readJson(key, (value) => deckSchema.parse(value))).slides;
    const [then, now] = [await slidesOf(before), await slidesOf(deck)];
    const script = await artifacts.readJson(scriptKey, (value) => scriptSchema.parse(value));
    const words = new Map(script.slides.map((slide) => [slide.number, slide]));
    const slides = matchSlides(then, now).flatMap(({ slide, was, fate }): SlideScript[] => {
      const kept = was === undefined ? undefined : words.get(was);
      if (slide === undefined || kept === undefined) return [];
      if (fate !== 'changed') return [{ ...kept, number: slide }];
      return kept.source === 'edited' ? [{ ...kept, number: slide, flags: [...kept.flags, SLIDE_CHANGED] }] : [];
    });
    const carried: Script = { language: script.language, slides };
    const key = await keepJson(artifacts, 'script', carried);
    return { key, slides: slides.map(({ number }) => number) };
  };

const SLIDE_CHANGED = {
  code: 'slide_changed',
  message: 'The slide has changed since these words were written for it. Please read them again.',
};
