/** How long a task takes on an idle system. Pure. */

import type { PaidProvider } from '../../domain/index.ts';
import type { ProvidersConfig } from '../../platform/config.ts';

/** What is to be made; what is kept is no part of it. */
export interface Work {
  /** Pictures to paint, and clips to cut: one for each slide in each language. */
  slides: number;
  clips: number;
  /** Narrations and turns of dialogues that espeak-ng speaks. */
  spokenHere: number;
  calls: Calls[];
  films: number;
  /** Seconds of sound that become MP3. */
  podcastSeconds: number;
}

/** Of one kind, which run side by side. */
export interface Calls {
  provider: PaidProvider;
  kind: 'outline' | 'draft' | 'translation' | 'speech' | 'dialogue';
  count: number;
}

/** Seconds: to begin and to join, for a slide's picture, its clip and its offline speech, and of an MP3 for a second of sound. */
const PACE = { start: 8, picture: 0.6, clip: 0.6, spokenHere: 0.5, mp3: 0.02 };
/** Seconds that a vendor takes for an answer, as a rule. */
const CALL: Record<Calls['kind'], number> = { outline: 15, draft: 10, translation: 8, speech: 4, dialogue: 40 };
/** HeyGen takes 5 to 15 minutes for a video (providers.md), as many at once as the account allows. */
const FILM_SECONDS = 600;
/** A task has so many slides under way (workflows/script.ts). */
const SLIDES_AT_ONCE = 16;

/**
 * Stage by stage, each as long as its calls take with as many at once, and as many a minute, as the accounts allow. It leaves out the
 * queue (other tasks on this machine and other calls of the same accounts), waits for a person, and whatever fails and is tried again.
 */
export function secondsToFinish(work: Work, providers: ProvidersConfig): number {
  const { slides, clips, spokenHere, calls, films, podcastSeconds } = work;
  const here = PACE.picture * slides + PACE.clip * clips + PACE.spokenHere * spokenHere + PACE.mp3 * podcastSeconds;
  const called = calls.reduce((sum, some) => sum + secondsOf(some, providers), 0);
  const filmed = FILM_SECONDS * Math.ceil(films / (providers.heygen?.concurrency ?? 1));
  return PACE.start + here + called + filmed;
}

function secondsOf({ provider, kind, count }: Calls, providers: ProvidersConfig): number {
  const { concurrency, perMinute } = providers[provider] ?? { concurrency: 1, perMinute: Infinity };
  const inRounds = CALL[kind] * Math.ceil(count / Math.min(concurrency, SLIDES_AT_ONCE));
  return Math.max(inRounds, (60 * count) / perMinute);
}
