/** Finds the voice for a script, and says before anything is spoken what it cannot read. */

import {
  hasWords,
  languageName,
  ProviderError,
  type Script,
  type SlideScript,
  type TaskOptions,
  type Voice,
  type Warning,
} from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { Run } from './run.ts';
import { detectLanguage } from './script/language.ts';
import { scriptSchema } from './script/schema.ts';
import { nameSlides } from './script/warnings.ts';
import type { Speaker, Speakers } from './speech/speaker.ts';
import { bestVoice, quote, speakerFor, voiceByName } from './speech/voices.ts';
import type { Activities } from './verbs.ts';

/** A slide of which the voice must leave out more is not worth hearing. */
const MOST_UNREADABLE = 0.5;
/** Letters shown in a warning: enough to recognise, no more of the deck than that (P9). */
const LETTERS_SHOWN = 5;

/**
 * Retry: safe. Nothing is written, and nothing is spoken.
 * @throws ProviderError `speech_provider_missing`, `unknown_voice`, `no_voice_for_language`, `voice_cannot_read`
 */
export const createCastVoice =
  ({ artifacts, speakers }: { artifacts: Artifacts; speakers: Speakers }) =>
  async (
    { task, script: ref }: Parameters<Activities['castVoice']>[0],
    run: Run,
  ): Promise<{ voice: Voice; warnings: Warning[] }> => {
    const { provider = 'offline', ...choice } = task.options.voice ?? {};
    const speaker = speakerFor(speakers, { provider });
    const voices = await speaker.voices(run);
    const script = await artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
    const voice = withChoice(chooseVoice(voices, choice.name, script.language), choice);
    return { voice, warnings: await readAhead({ script, voice, voices, speaker }) };
  };

function chooseVoice(voices: readonly Voice[], name: string | undefined, language: string): Voice {
  if (name !== undefined) return voiceByName(voices, name);
  const best = bestVoice(voices, language);
  if (best) return best;
  throw new ProviderError(
    'no_voice_for_language',
    `There is no voice for ${languageName(language)} here. Name a voice of another language, or choose another voice provider.`,
    { retry: 'never' },
  );
}

const withChoice = (voice: Voice, { model, rate }: NonNullable<TaskOptions['voice']>): Voice => ({
  ...voice,
  ...(model === undefined ? {} : { model }),
  ...(rate === undefined ? {} : { rate }),
});

interface Reading {
  script: Script;
  voice: Voice;
  voices: readonly Voice[];
  speaker: Speaker;
}

/** A warning for each slide with letters that the voice leaves out; a refusal where they are most of a slide. */
async function readAhead({ script, voice, voices, speaker }: Reading): Promise<Warning[]> {
  const judged = script.slides
    .filter(({ treatment }) => treatment === 'speak')
    .map((slide) => ({ slide, unreadable: speaker.unreadable(slide.text, voice) }))
    .filter(({ unreadable }) => unreadable.length > 0);

  const refused = judged.filter(({ slide, unreadable }) => unreadableShare(slide.text, unreadable) > MOST_UNREADABLE);
  if (refused.length > 0)
    throw await cannotRead(
      refused.map(({ slide }) => slide),
      voice,
      voices,
    );

  return judged.map(({ slide, unreadable }) => ({
    code: 'letters_left_out',
    slide: slide.number,
    message: `Slide ${slide.number}: the voice ${voice.label} cannot read ${namedLetters(unreadable)} and leaves it out; the subtitles keep it.`,
  }));
}

/** How much of a text's letters, 0 to 1; 1 where nothing else would be said. */
function unreadableShare(text: string, unreadable: readonly string[]): number {
  const left = new Set(unreadable);
  const letters = text.match(/\p{L}/gu) ?? [];
  const readable = Array.from(text, (character) => (left.has(character) ? ' ' : character)).join('');
  if (!hasWords(readable)) return 1;
  return letters.filter((letter) => left.has(letter)).length / letters.length;
}

async function cannotRead(
  slides: readonly SlideScript[],
  voice: Voice,
  voices: readonly Voice[],
): Promise<ProviderError> {
  const language = await detectLanguage(slides.map(({ text }) => text).join('\n'));
  const better = language === undefined ? undefined : bestVoice(voices, language);
  const advice = better
    ? `Choose a voice that can, such as ${quote(better)}`
    : 'Choose a voice of the language they are written in';
  const numbers = slides.map(({ number }) => number);
  return new ProviderError(
    'voice_cannot_read',
    `The voice ${quote(voice)} cannot read the words of ${nameSlides(numbers).replace(/^S/, 's')}. ${advice}.`,
    { retry: 'never' },
    numbers[0] === undefined ? {} : { slide: numbers[0] },
  );
}

const namedLetters = (letters: readonly string[]): string =>
  letters
    .slice(0, LETTERS_SHOWN)
    .map((letter) => `“${letter}”`)
    .join(' ') + (letters.length > LETTERS_SHOWN ? ' and others' : '');
