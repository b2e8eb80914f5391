/** What there is to watch: the files of a video and what is told of them. */

import type { OutputView } from '../../../domain/task-view.ts';

export interface Watched {
  outputs: readonly OutputView[];
  version: number;
  /** Where a file is. */
  address: (name: string) => string;
  /** The manifest, or what a link tells of it; undefined while it loads. */
  story: unknown;
  storyLoading: boolean;
}
