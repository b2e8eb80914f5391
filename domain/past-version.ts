/** The versions of a video that later ones took the place of. */

import type { TaskOptions } from './options.ts';
import type { Output } from './video.ts';

/** A video that a later revision took the place of; its files stay. */
export interface PastVersion {
  version: number;
  /** What its deck was called. */
  name: string;
  options: TaskOptions;
  scriptKey?: string;
  outputs: Output[];
  /** ms since 1970 */
  finishedAt: number;
}
