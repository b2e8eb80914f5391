/** Which delivered file is which, for the player. Pure. */

import type { OutputView, TaskView } from '../../../domain/task-view.ts';

export interface PlayerOutputs {
  video: string | undefined;
  poster: string | undefined;
  manifest: string | undefined;
  /** Subtitles that browsers read (WebVTT), the narration's own language first as delivered. */
  tracks: OutputView[];
}

export function outputsOf({ outputs }: Pick<TaskView, 'outputs'>): PlayerOutputs {
  const first = (kind: OutputView['kind'], ending: string) =>
    outputs.find((output) => output.kind === kind && output.name.endsWith(ending))?.name;
  return {
    video: first('video', '.mp4'),
    poster: first('poster', ''),
    manifest: first('manifest', '.json'),
    tracks: outputs.filter(({ kind, name }) => kind === 'subtitles' && name.endsWith('.vtt')),
  };
}
