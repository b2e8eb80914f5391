/** Makes a script of translated slides: the same slides, held and left out as before, each with its new words. */

import { scriptRef, type Script, type ScriptRef } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { keepJson } from './keep-json.ts';
import { draftSchema } from './script/ai-draft.ts';
import { scriptSchema } from './script/schema.ts';
import type { Activities } from './verbs.ts';

/** Retry: safe. The script is named by its content. */
export const createGatherTranslation =
  ({ artifacts }: { artifacts: Artifacts }) =>
  async ({ script: ref, to, drafts }: Parameters<Activities['gatherTranslation']>[0]): Promise<ScriptRef> => {
    const original = await artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
    const words = new Map<number, string>();
    for (const { slide, key } of drafts) {
      const { text } = await artifacts.readJson(key, (value) => draftSchema.parse(value));
      words.set(slide, text);
    }
    const slides = original.slides.map((slide) => {
      if (slide.treatment !== 'speak') return slide;
      const text = words.get(slide.number);
      if (text === undefined) throw new RangeError(`slide ${slide.number} has no translation`);
      return { ...slide, text };
    });
    const translated: Script = { language: to, slides };
    const key = await keepJson(artifacts, 'script', translated);
    return scriptRef(translated, key, ref.version);
  };
