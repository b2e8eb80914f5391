/** Speech that is not what was ordered. */

import { chance } from './chance.ts';
import type { Fault } from './faults.ts';
import type { Speech } from './speech.ts';

/**
 * What is left of truncated speech. Where nothing is said of its length, slow speakers take twice the time of quick ones, so a part that no
 * speaker is that quick for; where the end of every character is said, most of it.
 */
const KEPT_WHEN_TRUNCATED = { untimed: { least: 0.3, most: 0.3 }, timed: { least: 0.6, most: 0.8 } };

/** @param hash of the request: chance says by it how much is left. */
export function spoil(
  speech: Speech,
  fault: Fault | undefined,
  { hash, isTimed }: { hash: string; isTimed: boolean },
): Speech {
  const { samples } = speech;
  if (fault === 'silent_audio') return { ...speech, samples: new Int16Array(samples.length) };
  if (fault !== 'truncated_audio') return speech;
  const { least, most } = KEPT_WHEN_TRUNCATED[isTimed ? 'timed' : 'untimed'];
  const kept = least + (most - least) * chance('truncated', hash);
  return { ...speech, samples: samples.slice(0, Math.floor(samples.length * kept)) };
}
