/** One slide's words in another language. */

import { withoutDirectives, type Draft, type Script } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { keepJson } from './keep-json.ts';
import type { Run } from './run.ts';
import type { DraftText } from './script/ai-draft.ts';
import { translationRequest } from './script/ai-translation.ts';
import { askWriter, type WritingPorts } from './script/ask-writer.ts';
import { translatorOf } from './script/no-writer.ts';
import { scriptSchema } from './script/schema.ts';
import { readLexicon } from './speech/read-lexicon.ts';
import type { Activities } from './verbs.ts';

/** Slides before and after whose words are told: what "this" and "they" mean may stand there. */
const SLIDES_AROUND = 1;

/**
 * Retry: safe. The answer is bought once, under a key of the question; the draft is named by its content.
 * @throws ProviderError `translation_unavailable`, and what askWriter throws, with the slide's number
 */
export const createTranslateSlide =
  ({ artifacts, writing }: { artifacts: Artifacts; writing: WritingPorts | undefined }) =>
  async ({ task, script: ref, slide, to }: Parameters<Activities['translateSlide']>[0], run: Run): Promise<Draft> => {
    const ports = translatorOf(writing, to);
    const script = await artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
    const draft = await translationOf(script, { task, slide, to }, ports, run);
    const key = await keepJson(artifacts, 'draft', draft);
    return { slide, key };
  };

/** Of that slide, and of no other than those around it, the script's words matter. */
export async function translationOf(
  script: Script,
  { task, slide, to }: Pick<Parameters<Activities['translateSlide']>[0], 'task' | 'slide' | 'to'>,
  ports: WritingPorts,
  run: Run,
): Promise<DraftText> {
  const at = script.slides.findIndex(({ number }) => number === slide);
  const around = slidesAround(script.slides, at)
    .filter(({ number }) => number !== slide)
    .map(({ number, text }) => ({ number, says: withoutDirectives(text) }));
  const { text = '', flags = [] } = script.slides[at] ?? {};
  const lexicon = await readLexicon(ports.artifacts, task.lexiconKey);
  const request = translationRequest({ slide, text, from: script.language, to, around, lexicon });
  return { language: to, text: await askWriter(request, ports, run), flags };
}

/** The slide at this place, and those beside it. */
export const slidesAround = <T>(slides: readonly T[], at: number): T[] =>
  slides.slice(Math.max(0, at - SLIDES_AROUND), at + SLIDES_AROUND + 1);
