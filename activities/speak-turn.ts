/** Speaks one turn of a dialogue. */

import { ProviderError, type Narration } from '../domain/index.ts';
import type { Run } from './run.ts';
import { dialogueSchema } from './script/ai-dialogue.ts';
import { createSpeakWords, type SpeakSlidePorts } from './speak-slide.ts';
import type { Activities } from './verbs.ts';

/** Retry: safe, as speakSlide is. @throws what speakSlide throws, with the number of the slide that the turn is about */
export function createSpeakTurn(ports: SpeakSlidePorts) {
  const speakWords = createSpeakWords(ports);
  return async (
    { dialogue, turn: index, ...how }: Parameters<Activities['speakTurn']>[0],
    run: Run,
  ): Promise<Narration> => {
    const { language, turns } = await ports.artifacts.readJson(dialogue.key, (value) => dialogueSchema.parse(value));
    const turn = turns[index];
    if (!turn)
      throw new ProviderError('nothing_to_speak', `The dialogue has no turn ${index + 1}.`, { retry: 'never' });
    return speakWords({ text: turn.text, slide: turn.slide, language, stage: 'podcast', ...how }, run);
  };
}
