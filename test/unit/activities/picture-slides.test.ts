import { expect, test } from '@jest/globals';
import { fitInto } from '../../../activities/picture-slides.ts';

const FRAME = { width: 1920, height: 1080 };

test('a page of the video’s shape fills it, even where PowerPoint is a hair off', () => {
  expect(fitInto({ width: 960.009, height: 540 }, FRAME)).toMatchObject(FRAME);
});

test('other shapes touch two sides', () => {
  expect(fitInto({ width: 720, height: 540 }, FRAME)).toMatchObject({ width: 1440, height: 1080 });
  expect(fitInto({ width: 540, height: 960 }, FRAME)).toMatchObject({ width: 608, height: 1080 });
  expect(fitInto({ width: 1000, height: 100 }, FRAME)).toMatchObject({ width: 1920, height: 192 });
});

test('a page of 1 pt by 200 inches is still a line of one pixel', () => {
  expect(fitInto({ width: 1, height: 14_400 }, FRAME)).toMatchObject({ width: 1, height: 1080 });
});
