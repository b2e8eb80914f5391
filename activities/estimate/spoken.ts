/** What voices and presenters will cost for words: nothing where their sounds and films are kept, under the keys that the task will ask for. */

import {
  centsFor,
  withoutDirectives,
  type PaidStage,
  type Presenter,
  type Prices,
  type Voice,
  type VideoFormat,
} from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { narrationTimesSchema, timesKey } from '../narration-times.ts';
import { withoutPaying } from '../paid/empty-purse.ts';
import { namesOf } from '../presenter/jobs.ts';
import type { Run } from '../run.ts';
import { prepareSpeech } from '../speak-slide.ts';
import { longestSeconds, paidText } from '../speech/paid-sound.ts';
import { chunksOf } from '../speech/speak-utterances.ts';
import type { Speakers } from '../speech/speaker.ts';
import { saidText, type DirectedScript } from '../speech/utterances.ts';
import { speakerFor } from '../speech/voices.ts';
import { FILM_MODEL, mostFilmCents } from '../submit-presenter.ts';
import { keptItem, type Item } from './item.ts';
import { ofWords, type Length } from './length.ts';

export interface SpokenPorts {
  artifacts: Artifacts;
  speakers: Speakers;
  /** The same, with a purse in which nothing is and for which nothing is kept: they say what they would ask for. */
  unpaidSpeakers: Speakers;
  prices: Prices;
}

/** Words about a slide in one voice. */
export interface ToSay {
  slide: number;
  text: string;
  /** Where the words are not written yet. */
  open?: Length | undefined;
  language: string;
  voice: Voice;
  stage: PaidStage;
  lexiconKey?: string | undefined;
}

/** The narration that they become. */
export interface Spoken {
  slide: number;
  seconds: number;
  mostSeconds: number;
  /** Absent where the words are not written yet. */
  key?: string;
  /** The narration itself, beside what was paid for it. */
  isKept: boolean;
  items: Item[];
}

export async function spokenWords(words: ToSay, ports: SpokenPorts, run: Run): Promise<Spoken> {
  const { slide, text, open, language, voice, stage, lexiconKey } = words;
  if (open) {
    const { seconds, mostSeconds } = open;
    return { slide, seconds, mostSeconds, isKept: false, items: openItems(open, { voice, stage }, ports.prices) };
  }
  const { artifacts } = ports;
  const lexicon = lexiconKey === undefined ? {} : { lexiconKey };
  const { directed, key } = await prepareSpeech({ text, language, slide, voice, ...lexicon }, ports, run);
  if ((await artifacts.has(key)) && (await artifacts.has(timesKey(key)))) {
    const { durationMs } = await artifacts.readJson(timesKey(key), (value) => narrationTimesSchema.parse(value));
    const seconds = durationMs / 1000;
    const { provider } = voice;
    const items = provider === 'offline' ? [] : [keptItem({ stage, kind: 'speech', provider })];
    return { slide, key, seconds, mostSeconds: seconds, isKept: true, items };
  }
  const { seconds, mostSeconds } = ofWords(withoutDirectives(text));
  const items = await callItems(directed, words, ports, run);
  return { slide, key, seconds, mostSeconds, isKept: false, items };
}

function openItems(
  { characters, mostCharacters, seconds, mostSeconds }: Length,
  { voice: { provider, model = '' }, stage }: Pick<ToSay, 'voice' | 'stage'>,
  prices: Prices,
): Item[] {
  if (provider === 'offline') return [];
  const cents = centsFor(provider, model, { characters, seconds }, prices);
  const atMostCents = centsFor(provider, model, { characters: mostCharacters, seconds: mostSeconds }, prices);
  return [{ stage, kind: 'speech', provider, isKept: false, isExact: false, cents, atMostCents }];
}

/** Each call for itself: what a voice said is kept by itself, and serves another rate too. */
async function callItems(
  { utterances }: DirectedScript,
  { slide, language, stage, voice }: ToSay,
  { artifacts, speakers, unpaidSpeakers, prices }: SpokenPorts,
  run: Run,
): Promise<Item[]> {
  const items: Item[] = [];
  if (voice.provider === 'offline') return items;
  // How much a voice takes at once is known to those who have asked for its list.
  for (const { voice: own, sentences } of chunksOf(utterances, speakers)) {
    const said = sentences.map(({ wordings, endsParagraph }) => ({ text: saidText(wordings), endsParagraph }));
    const order = { sentences: said, voice: own, language, bill: { stage, slide } };
    const step = await withoutPaying(speakerFor(unpaidSpeakers, own).speak(order, run));
    if ('found' in step) continue;
    const { key, provider, model, atMostCents } = step.call;
    const of = { stage, kind: 'speech' as const, provider, key };
    if (await artifacts.has(key)) {
      items.push(keptItem(of));
      continue;
    }
    const text = paidText(said);
    const characters = Array.from(text).length;
    const cents = centsFor(provider, model, { characters, seconds: longestSeconds(text) / 2 }, prices);
    // Where seconds cost nothing, letters decide, and those are known.
    const isExact = centsFor(provider, model, { characters, seconds: 0 }, prices) === cents;
    items.push({ ...of, isKept: false, isExact, cents, atMostCents: isExact ? cents : atMostCents });
  }
  return items;
}

/** The presenter's video of a narration. */
export async function filmItem(
  { slide, key, seconds, mostSeconds, isKept: isSpoken }: Spoken,
  { presenter, format }: { presenter: Presenter; format: VideoFormat },
  { artifacts, prices }: SpokenPorts,
): Promise<Item> {
  const of = { stage: 'presenter' as const, kind: 'film' as const, provider: 'heygen' as const };
  const cents = centsFor('heygen', FILM_MODEL, { seconds }, prices);
  const atMostCents = mostFilmCents({ durationMs: mostSeconds * 1000 }, prices);
  const item = { ...of, isKept: false, isExact: isSpoken && cents === atMostCents, cents, atMostCents };
  if (key === undefined) return item;
  const narration = { slide, key, durationMs: seconds * 1000 };
  const { videoKey, jobKey } = await namesOf({ presenter, narration, format }, artifacts);
  // What is ordered is paid, or will be by whoever ordered it.
  if ((await artifacts.has(videoKey)) || (await artifacts.has(jobKey))) return keptItem({ ...of, key: jobKey });
  return { ...item, key: jobKey };
}
