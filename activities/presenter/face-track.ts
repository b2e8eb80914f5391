/** What a drawn presenter's face does, picture by picture: the mouth follows the voice, the eyes blink now and then. */

import type { Fps } from '../../domain/index.ts';
import type { Face, Mouth } from '../../platform/presenter-figures.ts';
import type { MouthMoment } from './visemes.ts';

/** A face from picture `frame` on, until the next one. */
export interface FaceMoment extends Face {
  frame: number;
}

/** A mouth that is seen for a single picture only flickers; lips that close are seen all the same, and cost no more. */
const LEAST_FRAMES = 2;
/** People blink every three to five seconds, for an eighth of a second. */
const BLINK_EVERY_MS = [3_000, 5_200, 3_900, 4_600, 3_400] as const;
const BLINK_MS = 130;

/** Faces for `frames` pictures, the first at picture 0, each unlike the one before. The same inputs make the same faces. */
export function faceTrack(mouths: readonly MouthMoment[], frames: number, fps: Fps): FaceMoment[] {
  const frameAt = (ms: number): number => Math.round((ms * fps) / 1000);
  const mouthAt = new Map<number, Mouth>([[0, 'closed']]);
  let shown = 0;
  for (const { mouth, startMs } of mouths) {
    const frame = frameAt(startMs);
    // Never late: a mouth that would come too soon after another takes its place.
    if (frame - shown < LEAST_FRAMES && shown > 0 && mouthAt.get(shown) !== 'closed') mouthAt.delete(shown);
    mouthAt.set(frame, mouth);
    shown = frame;
  }
  const blinkAt = new Map<number, boolean>();
  for (let ms = BLINK_EVERY_MS[0] / 2, count = 0; frameAt(ms) < frames; count++) {
    blinkAt.set(frameAt(ms), true);
    blinkAt.set(frameAt(ms + BLINK_MS), false);
    ms += BLINK_EVERY_MS[count % BLINK_EVERY_MS.length] ?? 4_000;
  }

  const track: FaceMoment[] = [];
  let face: Face = { mouth: 'closed', eyesClosed: false };
  for (const frame of [...new Set([...mouthAt.keys(), ...blinkAt.keys()])].sort((a, b) => a - b)) {
    if (frame >= frames) break;
    const next = { mouth: mouthAt.get(frame) ?? face.mouth, eyesClosed: blinkAt.get(frame) ?? face.eyesClosed };
    const changed = next.mouth !== face.mouth || next.eyesClosed !== face.eyesClosed;
    if (changed || track.length === 0) track.push({ frame, ...next });
    face = next;
  }
  return track;
}
