/** Makes a talk of host and guest of the approved script. */

import { withoutDirectives, type DialogueRef } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { deckSchema } from './deck/schema.ts';
import { keepJson } from './keep-json.ts';
import type { Run } from './run.ts';
import { dialogueRequest, dialogueWarnings, type ToTell } from './script/ai-dialogue.ts';
import { askWriter, type WritingPorts } from './script/ask-writer.ts';
import { writerOf } from './script/no-writer.ts';
import { scriptSchema } from './script/schema.ts';
import { wordsOf } from './script/slide-words.ts';
import type { Activities } from './verbs.ts';

/**
 * Retry: safe. The answer is bought once, under a key of the question; the dialogue is named by its content.
 * @throws ProviderError `script_provider_missing`, and what askWriter throws
 */
export const createWriteDialogue =
  ({ artifacts, writing }: { artifacts: Artifacts; writing: WritingPorts | undefined }) =>
  async (
    { deck: ref, script: scriptRef }: Parameters<Activities['writeDialogue']>[0],
    run: Run,
  ): Promise<DialogueRef> => {
    const ports = writerOf(writing);
    const deck = await artifacts.readJson(ref.key, (value) => deckSchema.parse(value));
    const script = await artifacts.readJson(scriptRef.key, (value) => scriptSchema.parse(value));
    const slides = script.slides
      .filter(({ treatment }) => treatment === 'speak')
      .map(({ number, text }) => ({
        number,
        title: ref.slides.find((slide) => slide.number === number)?.title ?? '',
        says: withoutDirectives(text),
      }));
    const sources = [...deck.slides.flatMap(wordsOf), ...slides.map(({ says }) => says)];
    const told: ToTell = { language: script.language, title: slides[0]?.title ?? '', slides, sources };
    const turns = await askWriter(dialogueRequest(told), ports, run);
    const key = await keepJson(artifacts, 'dialogue', { language: script.language, turns });
    return {
      key,
      language: script.language,
      turns: turns.map(({ slide, speaker }) => ({ slide, speaker })),
      warnings: dialogueWarnings(turns, told),
    };
  };
