/** Knows whether the engine answers, so that a task that waits for it can say so at once, whoever asks. */

import { toError, type TaskView, type Warning } from '../domain/index.ts';
import type { Log } from '../platform/log.ts';
import type { TaskRecord } from '../platform/task-store.ts';
import type { Engine } from './engine.ts';

/** Sooner than anybody looks twice; one small call. */
const EVERY_MS = 2_000;

export interface EngineWatch {
  /** As of the last look; false before the first. */
  isAway(): boolean;
  stop(): void;
}

export function watchEngine(engine: Pick<Engine, 'health'>, log: Pick<Log, 'info' | 'warn'>): EngineWatch {
  let away = false;
  const look = async (): Promise<void> => {
    const problem = await engine.health().then(
      () => undefined,
      (thrown: unknown) => toError(thrown),
    );
    if (problem && !away) log.warn({ reason: problem.message }, 'Temporal does not answer; new tasks wait for it');
    if (!problem && away) log.info('Temporal answers again');
    away = problem !== undefined;
  };
  void look();
  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  return { isAway: () => away, stop: () => clearInterval(timer) };
}

/** @returns the same view, which tells of a queued task that it waits for the engine while that is away. */
export const sayingEngineIsAway =
  (view: (task: TaskRecord) => TaskView, isAway: () => boolean) =>
  (task: TaskRecord): TaskView => {
    const shown = view(task);
    return shown.status === 'queued' && isAway() ? { ...shown, warnings: [...shown.warnings, AWAY] } : shown;
  };

const AWAY: Warning = {
  code: 'engine_unreachable',
  message:
    'Queued, engine unreachable: Temporal, which runs the tasks, does not answer. Your deck is safe, and the work starts by itself as soon as it does.',
};
