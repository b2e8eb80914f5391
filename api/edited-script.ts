/** A script as it is kept, with a person's words in the places of others. */

import { z } from 'zod';
import {
  BAD_DIRECTIVE,
  directiveFlags,
  silenceMs,
  speaksWords,
  type Script,
  type SlideScript,
} from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { InvalidRequestError } from './problems.ts';
import type { ScriptView } from './schemas/script.ts';

/** A script as it is kept in the store. */
const keptScriptSchema = z.object({
  language: z.string(),
  slides: z.array(
    z.object({
      number: z.int(),
      text: z.string(),
      source: z.enum(['notes', 'written', 'edited', 'none']),
      treatment: z.enum(['speak', 'hold', 'skip']),
      holdMs: z.number(),
      flags: z.array(z.object({ code: z.string(), message: z.string() })),
    }),
  ),
}) satisfies z.ZodType<Script>;

export const readKeptScript = (artifacts: Pick<Artifacts, 'readJson'>, key: string): Promise<Script> =>
  artifacts.readJson(key, (value) => keptScriptSchema.parse(value));

/**
 * A slide whose words did not change keeps its source and its treatment; one that lost them is held for `holdMs`.
 * @throws InvalidRequestError `unknown_slide`
 */
export function editedScript(script: Script, { slides: sent }: ScriptView, holdMs: number): Script {
  const unknown = sent.filter(({ number }) => !script.slides.some((slide) => slide.number === number));
  if (unknown.length > 0) {
    throw new InvalidRequestError(
      'unknown_slide',
      `The script has no slide ${unknown.map(({ number }) => number).join(', ')}.`,
      unknown.map(({ number }) => ({ field: 'slides.number', message: `${number} is not in the script` })),
    );
  }
  const edit = (slide: SlideScript): SlideScript => {
    const change = sent.find(({ number }) => number === slide.number);
    if (!change) return slide;
    const text = change.text.trim();
    if (text === slide.text.trim()) return { ...slide, flags: change.flags ?? slide.flags };
    // What was said about other words does not hold for these.
    const flags = [...(change.flags ?? []).filter(({ code }) => code !== BAD_DIRECTIVE), ...directiveFlags(text)];
    if (speaksWords(text)) return { ...slide, text, flags, source: 'edited', treatment: 'speak' };
    return {
      ...slide,
      text,
      flags,
      source: 'none',
      treatment: 'hold',
      holdMs: silenceMs(text) || slide.holdMs || holdMs,
    };
  };
  return { ...script, slides: script.slides.map(edit) };
}
