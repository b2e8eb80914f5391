/** Finds the voice for a script, and says before anything is spoken what it cannot read. */

import {
  BAD_DIRECTIVE,
  hasWords,
  languageName,
  matchLanguage,
  parseDirectives,
  ProviderError,
  voiceProvider,
  withoutDirectives,
  type Script,
  type SlideScript,
  type TaskRequest,
  type Voice,
  type Warning,
} from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { Run } from './run.ts';
import { detectLanguage } from './script/language.ts';
import { scriptSchema } from './script/schema.ts';
import { nameSlides } from './script/warnings.ts';
import type { Speaker, Speakers } from './speech/speaker.ts';
import { saidText, utterancesOf, type Casting, type DirectedScript } from './speech/utterances.ts';
import { bestVoice, quote, speakerFor, voiceByName } from './speech/voices.ts';
import type { Activities } from './verbs.ts';

/** A slide of which the voice must leave out more is not worth hearing. */
const MOST_UNREADABLE = 0.5;
/** Letters shown in a warning: enough to recognise, no more of the deck than that (P9). */
const LETTERS_SHOWN = 5;

/**
 * Retry: safe. Nothing is written, and nothing is spoken or paid: a paid provider is asked for its voices, which is free and
 * shows whether its key is valid.
 * @throws ProviderError `speech_provider_missing`, `unknown_voice`, `unknown_model`, `no_voice_for_language`, `bad_directive`,
 * `voice_cannot_read`, and what a vendor answers
 */
export const createCastVoice =
  ({ artifacts, speakers }: { artifacts: Artifacts; speakers: Speakers }) =>
  async (
    { task, script: ref, besides }: Parameters<Activities['castVoice']>[0],
    run: Run,
  ): Promise<{ voice: Voice; warnings: Warning[] }> => {
    const wanted = task.options.voice ?? {};
    const asked = voiceProvider(wanted);
    const provider = besides?.provider ?? asked;
    // Where the first speaker's voice took the place of another provider's, only the rate is still meant.
    const { rate } = wanted;
    const choice = provider === asked ? wanted : { ...(rate === undefined ? {} : { rate }) };
    const speaker = speakerFor(speakers, { provider });
    const voices = await speaker.voices(run);
    const script = await artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
    refuseMistakes(script);
    const able = withModel(voices, choice.model);
    const chosen = besides
      ? otherVoice(able, script.language, besides, speaker)
      : chooseVoice(able, nameFor(task, script, able), script.language);
    const voice = { ...withRate(chosen, choice.rate), ...modelOf(chosen, choice.model) };
    const warnings = await readAhead({ script, voice, voices, speaker });
    return { voice, warnings };
  };

/** The name that was asked for; in a further language only where that voice speaks it. */
function nameFor({ options }: TaskRequest, { language }: Script, voices: readonly Voice[]): string | undefined {
  const name = options.voice?.name;
  const [main = language] = options.languages ?? [];
  if (name === undefined || matchLanguage(language, main) > 0) return name;
  return bestVoice([voiceByName(voices, name)], language) ? name : undefined;
}

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

/** Another voice of that language: of the other sex where there is one; made of the same where there is no other at all. */
function otherVoice(voices: readonly Voice[], language: string, besides: Voice, speaker: Speaker): Voice {
  const others = voices.filter(({ name }) => name !== besides.name);
  const different = others.filter(({ gender }) => gender !== undefined && gender !== besides.gender);
  return bestVoice(different, language) ?? bestVoice(others, language) ?? speaker.twin?.(besides) ?? besides;
}

/** The voices that this model can speak. */
function withModel(voices: readonly Voice[], model: string | undefined): readonly Voice[] {
  if (model === undefined) return voices;
  const able = voices.filter(({ models }) => models?.includes(model) === true);
  if (able.length > 0) return able;
  const known = [...new Set(voices.flatMap(({ models = [] }) => models))];
  const advice =
    known.length === 0 ? 'These voices have no models to choose from' : `Choose one of: ${known.join(', ')}`;
  throw new ProviderError(
    'unknown_model',
    `The voices of this provider have no model called "${model}"; it may have been retired. ${advice}.`,
    { retry: 'never' },
  );
}

function modelOf({ models }: Voice, asked: string | undefined): { model?: string } {
  const model = asked ?? models?.[0];
  return model === undefined ? {} : { model };
}

const withRate = (voice: Voice, rate: number | undefined): Voice => (rate === undefined ? voice : { ...voice, rate });

/** Before anything is paid: a mistyped directive would be heard by everybody. */
function refuseMistakes({ slides }: Script): void {
  for (const { number, text, treatment } of slides) {
    const [mistake] = treatment === 'speak' ? parseDirectives(text).mistakes : [];
    if (!mistake) continue;
    throw new ProviderError(
      BAD_DIRECTIVE,
      `Slide ${number}, line ${mistake.line}, character ${mistake.column} of its words: ${mistake.message}`,
      { retry: 'never' },
      { slide: number },
    );
  }
}

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
    .map((slide) => judge(slide, { script, voice, voices, speaker }))
    .filter(({ unreadable }) => unreadable.length > 0);

  const refused = judged.filter(({ text, unreadable }) => unreadableShare(text, unreadable) > MOST_UNREADABLE);
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

/** What each voice of a slide cannot read of its own words. @throws ProviderError `unknown_voice` with the slide */
function judge(slide: SlideScript, { script: { language }, voice, voices, speaker }: Reading) {
  const { utterances } = directedBy(slide, { voice, voices, language, lexicon: [] });
  const read = utterances.map(({ voice: own, sentences }) => {
    const text = sentences.map((sentence) => saidText(sentence.wordings)).join(' ');
    return { text, unreadable: speaker.unreadable(text, own) };
  });
  return {
    slide,
    text: read.map(({ text }) => text).join(' '),
    unreadable: [...new Set(read.flatMap(({ unreadable }) => unreadable))],
  };
}

function directedBy({ number, text }: SlideScript, casting: Casting): DirectedScript {
  try {
    return utterancesOf(text, casting);
  } catch (thrown) {
    if (!(thrown instanceof ProviderError)) throw thrown;
    throw new ProviderError(thrown.code, `Slide ${number}: ${thrown.message}`, { retry: 'never' }, { slide: number });
  }
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
  const language = await detectLanguage(slides.map(({ text }) => withoutDirectives(text)).join('\n'));
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
