/** Where a presenter covers least of a slide: bottom right, as one expects it, where nothing stands there, or as much as anywhere; else in the freest corner. */

import type { PictureSize } from '../../domain/index.ts';
import { CORNERS, stageFor, type Corner } from './layout.ts';

/** A slide as it is seen in the video, in grey and small: a byte for each of its points. */
export interface SeenSlide extends PictureSize {
  grey: Uint8Array;
}

/** Between neighbouring points; letters and lines differ more from their ground, its shades less. */
const EDGE = 24;
/** Of the points of the place: a slide's number is no more, a line of words is. */
const FREE = 0.01;
/** Who moves from slide to slide is to win something by it: another corner hides at most so much of what the usual one does. */
const CLEARLY_LESS = 0.6;

export function cornerFor(slide: SeenSlide): Corner {
  const covered = new Map(CORNERS.map((corner) => [corner, coveredShare(slide, corner)]));
  const of = (corner: Corner): number => covered.get(corner) ?? 1;
  const [usual] = CORNERS;
  if (of(usual) <= FREE) return usual;
  const freest = CORNERS.reduce((best, corner) => (of(corner) < of(best) ? corner : best), usual);
  return of(freest) <= CLEARLY_LESS * of(usual) ? freest : usual;
}

/** How much of what is drawn there would be hidden: the share of points at which the picture changes. */
function coveredShare({ grey, width, height }: SeenSlide, corner: Corner): number {
  const place = stageFor({ width, height }, 'corner', corner).presenter;
  if (!place) return 0;
  let edges = 0;
  for (let y = place.y; y < place.y + place.height; y++) {
    for (let x = place.x; x < place.x + place.width; x++) {
      const at = y * width + x;
      const here = grey[at] ?? 0;
      const [right, below] = [grey[at + 1] ?? here, grey[at + width] ?? here];
      if (Math.abs(here - right) > EDGE || Math.abs(here - below) > EDGE) edges++;
    }
  }
  return edges / (place.width * place.height);
}
