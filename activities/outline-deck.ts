/** Reads the whole deck for the writer. */

import type { Artifacts } from '../platform/artifacts.ts';
import { deckSchema } from './deck/schema.ts';
import { keepJson } from './keep-json.ts';
import type { Run } from './run.ts';
import { languageToWrite, outlineRequest, type Outline } from './script/ai-outline.ts';
import { askWriter, type WritingPorts } from './script/ask-writer.ts';
import { writerOf } from './script/no-writer.ts';
import type { Activities } from './verbs.ts';

/**
 * Retry: safe. The answer is bought once, under a key of the question; the outline is named by its content.
 * @throws ProviderError `script_provider_missing`, and what askWriter throws
 */
export const createOutlineDeck =
  ({ artifacts, writing }: { artifacts: Artifacts; writing: WritingPorts | undefined }) =>
  async (
    { task, deck: ref, slides }: Parameters<Activities['outlineDeck']>[0],
    run: Run,
  ): Promise<{ outlineKey: string }> => {
    const ports = writerOf(writing);
    const deck = await artifacts.readJson(ref.key, (value) => deckSchema.parse(value));
    const shown = deck.slides.filter(({ number }) => slides.includes(number));
    const language = await languageToWrite(task.options, deck, shown);
    const outline: Outline = {
      language,
      ...(await askWriter(outlineRequest(shown, language, task.options), ports, run)),
    };
    const outlineKey = await keepJson(artifacts, 'outline', outline);
    return { outlineKey };
  };
