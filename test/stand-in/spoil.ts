/** Speech that is not what was ordered. */

import type { Fault } from './faults.ts';
import type { Speech } from './speech.ts';

/** Slow speakers take twice the time of quick ones, so a part that no speaker is that quick for. */
const KEPT_WHEN_TRUNCATED = 0.3;

export function spoil(speech: Speech, fault: Fault | undefined): Speech {
  const { samples } = speech;
  if (fault === 'silent_audio') return { ...speech, samples: new Int16Array(samples.length) };
  if (fault === 'truncated_audio')
    return { ...speech, samples: samples.slice(0, Math.floor(samples.length * KEPT_WHEN_TRUNCATED)) };
  return speech;
}
