/** What the manifest says of how a video was made, for people. Pure. */

import { isRecord, listOf } from '../chapters.ts';

export interface MadeSlide {
  number: number;
  title: string;
  seconds: number;
  /** Empty where the slide is silent. */
  voice: string;
  presenter: string;
  /** Such as `speech: openai gpt-4o-mini-tts`; empty where nothing was bought for it. */
  models: string[];
  cents: number;
  /** The first letters of the clip's SHA-256. */
  hash: string;
}

export interface Made {
  deck: string;
  deckHash: string;
  language: string;
  picture: string;
  seconds: number;
  leftOut: number[];
  slides: MadeSlide[];
}

/** Undefined where it is not the shape we know. */
export function madeFrom(manifest: unknown): Made | undefined {
  if (!isRecord(manifest) || !isRecord(manifest['deck']) || !isRecord(manifest['format'])) return undefined;
  const { deck, format } = manifest;
  return {
    deck: textOf(deck['name']),
    deckHash: shortHash(deck['sha256']),
    language: textOf(manifest['language']),
    picture: `${numberOf(format['width'])} × ${numberOf(format['height'])}, ${numberOf(format['fps'])} fps`,
    seconds: numberOf(manifest['seconds']),
    leftOut: listOf(manifest['leftOut']).map(({ slide }) => numberOf(slide)),
    slides: listOf(manifest['slides']).map(
      ({ slide, title, seconds, voice, presenter, models, cents, clip }): MadeSlide => ({
        number: numberOf(slide),
        title: textOf(title),
        seconds: numberOf(seconds),
        voice: isRecord(voice)
          ? [textOf(voice['label']) || textOf(voice['name']), textOf(voice['model'])]
              .filter((part) => part !== '')
              .join(', ')
          : '',
        presenter: isRecord(presenter) ? textOf(presenter['name']) : '',
        models: Array.isArray(models) ? models.filter((model) => typeof model === 'string') : [],
        cents: numberOf(cents),
        hash: isRecord(clip) ? shortHash(clip['sha256']) : '',
      }),
    ),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const shortHash = (value: unknown): string => textOf(value).slice(0, 12);
