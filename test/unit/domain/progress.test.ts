import { expect, test } from '@jest/globals';
import { percentOf, type SlideProgress, type SlideStage, type TaskOptions } from '../../../domain/index.ts';

const slides = (...stages: SlideStage[]): SlideProgress[] =>
  stages.map((stage, i) => ({ number: i + 1, title: '', stage }));
const task = { status: 'running', stage: 'speaking', further: { clips: 0, dialogues: 0 }, options: {} } as const;

test('the percentage rises with every slide and is 100 only when the task is completed', () => {
  const steps = [
    percentOf({ ...task, status: 'queued', stage: 'queued', slides: [] }),
    percentOf({ ...task, stage: 'reading', slides: [] }),
    percentOf({ ...task, stage: 'picturing', slides: slides('waiting', 'pictured') }),
    percentOf({ ...task, slides: slides('scripted', 'spoken') }),
    percentOf({ ...task, slides: slides('done', 'spoken') }),
    percentOf({ ...task, slides: slides('done', 'done') }),
    percentOf({ ...task, stage: 'joining', slides: slides('done', 'done') }),
    percentOf({ ...task, stage: 'checking', slides: slides('done', 'done') }),
    percentOf({ ...task, stage: 'delivering', slides: slides('done', 'done') }),
    percentOf({ ...task, status: 'completed', stage: 'done', slides: slides('done', 'done') }),
  ];
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(new Set(steps).size).toBe(steps.length);
  expect(steps.slice(0, -1).every((percent) => percent < 100)).toBe(true);
  expect(steps.at(-1)).toBe(100);
});

test('hidden and skipped slides do not count towards the percentage', () => {
  expect(percentOf({ ...task, slides: slides('spoken', 'hidden', 'skipped') })).toBe(
    percentOf({ ...task, slides: slides('spoken') }),
  );
});

test('with the first language done, further languages are still ahead, and each of their slides counts', () => {
  const options: TaskOptions = { languages: ['en', 'de', 'fr'] };
  const first = slides('done', 'done');
  const steps = [0, 1, 2, 3, 4].map((clips) =>
    percentOf({ ...task, options, slides: first, further: { clips, dialogues: 0 } }),
  );
  expect(steps).toEqual([39, 53, 67, 81, 95]);
});

test('a language named twice is one', () => {
  const both = { ...task, options: { languages: ['en-US', 'en-GB'] }, slides: slides('done') };
  expect(percentOf(both)).toBe(95);
});

test('with all slides done, a dialogue is still to be spoken, turn by turn', () => {
  const spoken = { ...task, options: { podcast: { speakers: 2 } }, slides: slides('done', 'done') } as const;
  const steps = [0, 0.5, 0.999, 1].map((dialogues) => percentOf({ ...spoken, further: { clips: 0, dialogues } }));
  expect(steps).toEqual([59, 77, 94, 95]);
});

test('a spoken slide that is still to be filmed is not nearly done', () => {
  const spoken = { ...task, slides: slides('spoken', 'spoken') };
  const filmed = (shown?: number[]): number =>
    percentOf({ ...spoken, options: { presenter: { provider: 'heygen', ...(shown ? { slides: shown } : {}) } } });
  expect([percentOf(spoken), filmed([1]), filmed()]).toEqual([76, 57, 38]);
});

test('what turns out to be more than was expected never passes what is left for the end', () => {
  const further = { clips: 9, dialogues: 3 };
  expect(percentOf({ ...task, slides: slides('done'), further })).toBe(95);
});
