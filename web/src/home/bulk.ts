/** One thing done to many tasks. Pure. */

import { taskCan } from '../../../domain/task.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { videosIn } from '../task/outputs-of.ts';

/** What may be done to several tasks at once, each to those it fits. */
export const BULK = {
  retry: ({ status }: TaskView): boolean => taskCan.retry(status),
  cancel: ({ status }: TaskView): boolean => taskCan.cancel(status),
  download: ({ outputs }: TaskView): boolean => videosIn(outputs).length > 0,
  remove: (): boolean => true,
} as const;
export type BulkAction = keyof typeof BULK;

/** Side by side, few enough that the server keeps answering others. */
const AT_ONCE = 4;

export interface BulkResult {
  done: number;
  /** Why the others were not, each reason once. */
  problems: string[];
}

/** Does it to every one, whatever becomes of the others. */
export async function doToEach(
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
  onProgress: (count: number) => void = () => undefined,
): Promise<BulkResult> {
  const left = [...ids];
  const problems = new Set<string>();
  let done = 0;
  let ended = 0;
  const work = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      await act(id).then(
        () => {
          done += 1;
        },
        (thrown: unknown) => problems.add(thrown instanceof Error ? thrown.message : String(thrown)),
      );
      ended += 1;
      onProgress(ended);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, problems: [...problems] };
}
