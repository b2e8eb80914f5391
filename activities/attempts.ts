/**
 * Counts the attempts of an activity as we mean them. Temporal counts every one that did not succeed, also those that a
 * worker gave back because it was asked to end: a rolling restart would use up what is meant for failures. So each
 * attempt's heartbeats carry how many of the earlier ones were given back, and those do not count.
 */

import { ApplicationFailure, type Context, type Info } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { z } from 'zod';
import { PlatformError } from '../domain/index.ts';

/**
 * Of work whose policy has a limit (workflows/policies.ts). A killed worker counts; eight in a row on the same piece of work is
 * a piece of work that kills workers. The waits in between add up to a minute and a half of a store that is away.
 */
const MOST_ATTEMPTS = 8;
/**
 * Where the step's provider failed and works for others: with waits of at most 15 s, what fails this often in a row fails for a
 * reason of its own, and is said within ten minutes. Below the limit that Temporal has (workflows/policies.ts).
 */
const MOST_PASSING = 36;

type AttemptContext = Pick<Context, 'heartbeat'> & { info: Pick<Info, 'attempt' | 'heartbeatDetails' | 'retryPolicy'> };

export interface Attempt {
  /** From 1, without those that were given back. */
  number: number;
  /** @throws PlatformError `worker_lost` when all attempts that count were lost with their workers. */
  refuseLost(): void;
  /** How many of the earlier ones met a fault of their provider's. */
  passed: number;
  /** No other follows a failure of this one. */
  isLast: boolean;
  heartbeat(): void;
  /** Says that this one only has to wait, as somebody asked: it counts no more than one that is given back. */
  waits(): void;
  /** The same for one that met a fault of its provider's, so many times. @returns false where it was met too often */
  passes(): boolean;
  /** Says that this one is given back, and makes the failure that ends it: another worker goes on at once. */
  giveBack(): ApplicationFailure;
}

export function beginAttempt({ info, heartbeat }: AttemptContext): Attempt {
  const { givenBack, passing } = countsSchema.parse(info.heartbeatDetails);
  const number = info.attempt - givenBack;
  const isLimited = (info.retryPolicy?.maximumAttempts ?? 0) > 0;
  return {
    number,
    passed: passing,
    isLast: isLimited && number >= MOST_ATTEMPTS,
    refuseLost: () => {
      if (!isLimited || number <= MOST_ATTEMPTS) return;
      throw new PlatformError(
        'worker_lost',
        `The program that worked on this was lost ${MOST_ATTEMPTS} times, so it was given up. Retrying continues with everything finished kept.`,
      );
    },
    heartbeat: () => heartbeat({ givenBack, passing }),
    waits: () => heartbeat({ givenBack: givenBack + 1, passing }), // travels with the failure
    passes: () => {
      heartbeat({ givenBack: givenBack + 1, passing: passing + 1 }); // travels with the failure
      return passing + 1 < MOST_PASSING;
    },
    giveBack: () => {
      heartbeat({ givenBack: givenBack + 1, passing }); // travels with the failure
      return ApplicationFailure.create({
        type: 'given_back',
        message: 'The worker was asked to end, so it gave this back.',
        category: ApplicationFailureCategory.BENIGN,
        // Without it, Temporal waits as after a failure: longer after every restart.
        nextRetryDelay: 1,
      });
    },
  };
}

/** What the heartbeats say; of others, and of none, nothing. */
const countsSchema = z
  .object({ givenBack: z.number().catch(0), passing: z.number().catch(0) })
  .catch({ givenBack: 0, passing: 0 });
