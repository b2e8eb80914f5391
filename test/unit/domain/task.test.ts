import { expect, test } from '@jest/globals';
import {
  percentOf,
  taskCan,
  TASK_STATUSES,
  isFinal,
  type SlideProgress,
  type SlideStage,
} from '../../../domain/index.ts';

const slides = (...stages: SlideStage[]): SlideProgress[] =>
  stages.map((stage, i) => ({ number: i + 1, title: '', stage }));

test('only a failed or cancelled task can be retried, and only one that has not ended can be cancelled', () => {
  expect(TASK_STATUSES.filter((status) => taskCan.retry(status))).toEqual(['failed', 'cancelled']);
  expect(TASK_STATUSES.filter((status) => taskCan.cancel(status))).toEqual(['queued', 'running', 'awaiting_review']);
  expect(TASK_STATUSES.filter((status) => isFinal(status))).toEqual(['completed', 'failed', 'cancelled']);
});

test('the percentage rises with every slide and is 100 only when the task is completed', () => {
  const steps = [
    percentOf('queued', 'queued', []),
    percentOf('running', 'reading', []),
    percentOf('running', 'picturing', slides('waiting', 'pictured')),
    percentOf('running', 'speaking', slides('scripted', 'spoken')),
    percentOf('running', 'speaking', slides('done', 'spoken')),
    percentOf('running', 'speaking', slides('done', 'done')),
    percentOf('running', 'joining', slides('done', 'done')),
    percentOf('running', 'checking', slides('done', 'done')),
    percentOf('running', 'delivering', slides('done', 'done')),
    percentOf('completed', 'done', slides('done', 'done')),
  ];
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(new Set(steps).size).toBe(steps.length);
  expect(steps.slice(0, -1).every((percent) => percent < 100)).toBe(true);
  expect(steps.at(-1)).toBe(100);
});

test('hidden and skipped slides do not count towards the percentage', () => {
  expect(percentOf('running', 'speaking', slides('spoken', 'hidden', 'skipped'))).toBe(
    percentOf('running', 'speaking', slides('spoken')),
  );
});
