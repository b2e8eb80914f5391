/** What a task's slides and steps add up to. */
import { expect, test } from '@jest/globals';
import type { SlideStage } from '../../../domain/task.ts';
import { chaptersOf } from '../../../web/src/chapters.ts';
import {
  faceOf,
  finishedCount,
  shownSlides,
  stepsOf,
  secondsLeft,
  sighted,
  type Sighting,
} from '../../../web/src/task-progress.ts';

const slides = (...stages: SlideStage[]) => stages.map((stage, index) => ({ number: index + 1, title: '', stage }));

test('hidden and skipped slides are not counted, and the first picture is the face', () => {
  const deck = slides('hidden', 'failed', 'done', 'skipped', 'waiting');
  expect(shownSlides(deck).map(({ number }) => number)).toEqual([2, 3, 5]);
  expect(finishedCount(deck)).toBe(1);
  const pictured = deck.map((slide) =>
    slide.number >= 3 ? { ...slide, picture: `/slides/${slide.number}.png` } : slide,
  );
  expect(faceOf(pictured)?.number).toBe(3);
  expect(faceOf(slides('waiting', 'hidden'))).toBeUndefined();
});

test('steps before the stage are done, the approval is one only where it was asked for', () => {
  const plain = stepsOf({ stage: 'speaking', status: 'running', options: {} });
  expect(plain.map(({ stage, state }) => `${stage} ${state}`)).toEqual([
    'reading done',
    'picturing done',
    'scripting done',
    'speaking now',
    'joining ahead',
    'checking ahead',
    'delivering ahead',
  ]);
  expect(stepsOf({ stage: 'review', status: 'awaiting_review', options: { review: true } })[3]).toEqual({
    stage: 'review',
    state: 'now',
  });
});

test('chapters follow one another, each as long as the manifest says', () => {
  const slides = [
    { slide: 2, title: 'Costs', seconds: 1.5 },
    { slide: 4, title: '', seconds: 2 },
  ];
  expect(chaptersOf({ slides })).toEqual([
    { number: 2, title: 'Costs', start: 0, end: 1.5 },
    { number: 4, title: '', start: 1.5, end: 3.5 },
  ]);
});

test('a manifest of another shape gives no chapters', () => {
  expect([chaptersOf('<html>'), chaptersOf({ slides: [{ slide: 1 }] }), chaptersOf(null)]).toEqual([[], [], []]);
});

test('the time left is said once the task was seen to move for a while, by its pace of the last minutes', () => {
  const see = (...percents: [seconds: number, percent: number][]) =>
    percents.reduce<readonly Sighting[]>((seen, [at, percent]) => sighted(seen, { at: at * 1000, percent }), []);
  expect(secondsLeft(see([0, 10]), 0)).toBeUndefined();
  expect(secondsLeft(see([0, 10], [2, 30]), 2_000)).toBeUndefined();
  expect(secondsLeft(see([0, 10], [10, 30]), 10_000)).toBe(35);
  expect(secondsLeft(see([0, 10], [10, 30]), 15_000)).toBe(30);
  expect(secondsLeft(see([0, 10], [10, 30]), 60_000)).toBeUndefined();
  expect(secondsLeft(see([0, 10], [1_000, 20], [1_060, 50]), 1_060_000)).toBe(100);
  expect(see([0, 60], [5, 10])).toEqual([{ at: 5_000, percent: 10 }]);
});
