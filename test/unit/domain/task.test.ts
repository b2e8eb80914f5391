import { expect, test } from '@jest/globals';
import { taskCan, TASK_STATUSES, isFinal } from '../../../domain/index.ts';

test('only a failed or cancelled task can be retried, and only one that has not ended can be cancelled', () => {
  expect(TASK_STATUSES.filter((status) => taskCan.retry(status))).toEqual(['failed', 'cancelled']);
  expect(TASK_STATUSES.filter((status) => taskCan.cancel(status))).toEqual(['queued', 'running', 'awaiting_review']);
  expect(TASK_STATUSES.filter((status) => isFinal(status))).toEqual(['completed', 'failed', 'cancelled']);
});
