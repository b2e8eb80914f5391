import { expect, test } from '@jest/globals';
import { changedSlides, NOTHING_CHANGED, revisionOf, withPresented } from '../../../web/src/task/revised-slides.ts';

const SCRIPT = [
  { number: 1, text: 'One.' },
  { number: 2, text: 'Two.' },
  { number: 3, text: '[hold 3s]' },
];
const ROBIN = { presenter: { provider: 'offline' as const, name: 'robin' }, output: { resolution: '720p' as const } };

test('words alone are sent as words, and the options stay as they are', () => {
  const changes = { ...NOTHING_CHANGED, edits: new Map([[2, '[voice nova] Two.']]) };
  expect(revisionOf(changes, ROBIN, SCRIPT)).toEqual({ slides: [{ number: 2, text: '[voice nova] Two.' }] });
});

test('a presenter is taken from one slide: the others that speak are named, everything else stays', () => {
  const changes = withPresented(NOTHING_CHANGED, ROBIN, 1, false);
  expect([...changedSlides(changes)]).toEqual([1]);
  expect(revisionOf(changes, ROBIN, SCRIPT)).toEqual({
    options: { presenter: { provider: 'offline', name: 'robin', slides: [2] }, output: { resolution: '720p' } },
  });
});

test('words and presenters go together; a slide that was silent and speaks now keeps its presenter', () => {
  const off = withPresented(NOTHING_CHANGED, ROBIN, 2, false);
  const changes = { ...off, edits: new Map([[3, 'Three.']]) };
  expect(revisionOf(changes, ROBIN, SCRIPT)).toMatchObject({
    slides: [{ number: 3, text: 'Three.' }],
    options: { presenter: { slides: [1, 3] } },
  });
  expect([...changedSlides(changes)].toSorted()).toEqual([2, 3]);
});

test('taken away and given back is no change; where some were named, another is added', () => {
  const back = withPresented(withPresented(NOTHING_CHANGED, ROBIN, 1, false), ROBIN, 1, true);
  expect(changedSlides(back).size).toBe(0);
  const some = { presenter: { ...ROBIN.presenter, slides: [1] } };
  expect(revisionOf(withPresented(NOTHING_CHANGED, some, 2, true), some, SCRIPT)).toMatchObject({
    options: { presenter: { slides: [1, 2] } },
  });
});
