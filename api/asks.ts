/** What a person waits for and no task does: short workflows, whose steps are those of a task. */

import {
  ApplicationFailure,
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
} from '@temporalio/client';
import { PlatformError, taskQueueFor, type Estimate, type TaskRequest } from '../domain/index.ts';
import type { estimateDeck, hearSlide, hearVoice, openDeck, pictureDeck } from '../workflows/index.ts';
import { inTime } from './in-time.ts';
import { newTaskId } from './new-task-id.ts';
import { refuse, type ProblemCode } from './problems.ts';

/** Each ends in time, with PlatformError `temporal_unavailable` where no worker answers. */
export interface Asks {
  /** What a task would cost. @throws RequestError `estimate_failed` with the reason */
  estimate(request: TaskRequest): Promise<Estimate>;
  /** Reads the deck, as the task itself would. @throws RequestError `deck_unreadable` @returns where its words lie in the store */
  openDeck(request: TaskRequest): Promise<{ key: string }>;
  /** Has the slides around this one painted, and waits for none. @returns whether it is still under way; false: there was nothing more to paint */
  pictureDeck(request: TaskRequest, slide: number): Promise<boolean>;
  /** Speaks a slide of this script with the task's voice, on the task's bill. @throws RequestError `speech_failed` @returns the narration's key */
  hearSlide(heard: Parameters<typeof hearSlide>[0]): Promise<{ key: string }>;
  /** Speaks a script's first slide with this voice. @throws RequestError `speech_failed` @returns the narration's key */
  hearVoice(heard: Parameters<typeof hearVoice>[0]): Promise<{ key: string }>;
}

/** Reading a deck takes seconds, one in the old format of PowerPoint half a minute; browsers and proxies wait a minute. */
const LIMIT_MS = 55_000;

/** Nobody waits for the answer: as long as a large deck's conversion may take behind the tasks of a busy hour. */
const PICTURES_LIMIT = '1 hour';
/** Temporal says that it has begun in milliseconds. */
const BEGIN_LIMIT_MS = 5_000;
/** Painted together: what is seen at once, and some two seconds' work. */
const SLIDES_TOGETHER = 8;

export function createAsks(client: Client): Asks {
  /** @param about the task or deck of whose deletion these runs are part (platform/task-removal.ts) */
  const run = async <T>(
    about: string,
    refusal: ProblemCode,
    start: (options: RunOptions) => Promise<T>,
  ): Promise<T> => {
    const answer = start({
      workflowId: `${about}~${newTaskId()}`,
      taskQueue: taskQueueFor('workflows'),
      workflowExecutionTimeout: LIMIT_MS,
    });
    try {
      return await inTime(answer, LIMIT_MS, noAnswer);
    } catch (thrown) {
      if (thrown instanceof PlatformError) throw thrown;
      const reason = thrown instanceof WorkflowFailedError ? reasonOf(thrown.cause) : undefined;
      throw reason === undefined ? noAnswer(thrown) : refuse(refusal, reason);
    }
  };
  const { workflow } = client;
  return {
    estimate: (request) =>
      run(request.id, 'estimate_failed', (options) =>
        workflow.execute<typeof estimateDeck>('estimateDeck', { ...options, args: [request] }),
      ),
    openDeck: (request) =>
      run(request.id, 'deck_unreadable', (options) =>
        workflow.execute<typeof openDeck>('openDeck', { ...options, args: [request] }),
      ),
    pictureDeck: (task, slide) => {
      const first = slide - ((slide - 1) % SLIDES_TOGETHER);
      const slides = Array.from({ length: SLIDES_TOGETHER }, (_, i) => first + i);
      const workflowId = `${task.id}~slides-${first}`;
      const begin = async (): Promise<boolean> => {
        try {
          // Asked again, it is begun again only where it failed.
          await workflow.start<typeof pictureDeck>('pictureDeck', {
            ...{ workflowId, taskQueue: taskQueueFor('workflows'), workflowExecutionTimeout: PICTURES_LIMIT },
            ...{ workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY', args: [{ task, slides }] },
          });
          return true;
        } catch (thrown) {
          if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) throw noAnswer(thrown);
          return (await workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
        }
      };
      return inTime(begin(), BEGIN_LIMIT_MS, noAnswer);
    },
    hearSlide: (heard) =>
      run(heard.task.id, 'speech_failed', (options) =>
        workflow.execute<typeof hearSlide>('hearSlide', { ...options, args: [heard] }),
      ),
    hearVoice: (heard) =>
      run(heard.run.id, 'speech_failed', (options) =>
        workflow.execute<typeof hearVoice>('hearVoice', { ...options, args: [heard] }),
      ),
  };
}

interface RunOptions {
  workflowId: string;
  taskQueue: string;
  workflowExecutionTimeout: number;
}

/** The step's own words, written for the person (activities/as-activity.ts). */
function reasonOf(failure: unknown): string | undefined {
  if (failure instanceof ApplicationFailure && failure.type !== 'Error') return failure.message;
  return failure instanceof Error ? reasonOf(failure.cause) : undefined;
}

const noAnswer = (cause?: unknown): PlatformError =>
  new PlatformError(
    'temporal_unavailable',
    'The workers did not answer in time. Nothing is lost; try again in a moment.',
    { cause },
  );
