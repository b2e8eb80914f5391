/** What every new video starts from in this browser. */

import type { VoiceView } from '../../../domain/task-view.ts';
import { isRecord } from '../chapters.ts';
import { NOTHING_CHOSEN } from '../new-task-options.ts';
import type { NewTaskChoices } from '../new-task-options.ts';

export type Defaults = Pick<
  NewTaskChoices,
  'language' | 'voice' | 'resolution' | 'aspect' | 'burnIn' | 'review' | 'budget'
>;

const STORED_AS = 'new-video';
const RESOLUTIONS = ['720p', '1080p', '2160p'] as const;
const ASPECTS = ['16:9', '9:16', '4:3'] as const;

/** The usual choices, with what the person wants otherwise. */
export const firstChoices = (): NewTaskChoices => ({ ...NOTHING_CHOSEN, ...readDefaults() });

export function readDefaults(): Defaults {
  try {
    return defaultsFrom(JSON.parse(localStorage.getItem(STORED_AS) ?? '{}'));
  } catch {
    return defaultsFrom({}); // Storage is forbidden here, or holds what no page of ours wrote.
  }
}

export function writeDefaults(defaults: Defaults): void {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(defaults));
  } catch {
    // Storage is forbidden here: the usual choices hold.
  }
}

/** What was stored may be of another version of this page: what does not fit is as usual. */
export function defaultsFrom(stored: unknown): Defaults {
  const kept = isRecord(stored) ? stored : {};
  const { language, voice, resolution, aspect, burnIn, review, budget } = kept;
  return {
    language: typeof language === 'string' ? language : undefined,
    voice: isVoice(voice) ? voice : undefined,
    resolution: RESOLUTIONS.find((known) => known === resolution) ?? NOTHING_CHOSEN.resolution,
    aspect: ASPECTS.find((known) => known === aspect) ?? NOTHING_CHOSEN.aspect,
    burnIn: burnIn === true,
    review: review === true,
    budget: typeof budget === 'string' ? budget : '',
  };
}

function isVoice(value: unknown): value is VoiceView {
  return (
    isRecord(value) &&
    [value['provider'], value['name'], value['label']].every((part) => typeof part === 'string') &&
    Array.isArray(value['languages'])
  );
}
