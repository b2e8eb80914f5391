import { expect, test } from '@jest/globals';
import { CORNERS, stageFor, type Rectangle } from '../../../../activities/presenter/layout.ts';
import { captionBand } from '../../../../activities/captions/draw-caption.ts';
import { pictureSize } from '../../../../domain/index.ts';

const SIZES = (['720p', '1080p', '2160p'] as const).flatMap((resolution) =>
  (['16:9', '9:16', '4:3'] as const).map((aspect) => pictureSize({ output: { resolution, aspect } })),
);
const inside = (inner: Rectangle, outer: Rectangle): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const apart = (a: Rectangle, b: Rectangle): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

test.each(SIZES)('in $width x $height a presenter in any corner keeps its distance from the edges', (size) => {
  const margin = 0.04 * Math.min(size.width, size.height);
  const safe = { x: margin, y: margin, width: size.width - 2 * margin, height: size.height - 2 * margin };
  const places = CORNERS.map((corner) => {
    const { slide, presenter } = stageFor(size, 'corner', corner);
    expect(presenter && inside(presenter, safe)).toBe(true);
    expect(slide).toEqual({ x: 0, y: 0, ...size });
    return presenter;
  });
  expect(places[0]).toEqual(stageFor(size, 'corner').presenter);
  for (const [index, place] of places.entries())
    for (const other of places.slice(index + 1)) expect(place && other && apart(place, other)).toBe(true);
});

test.each(SIZES)('in $width x $height slide and presenter stand beside each other, nothing stretched', (size) => {
  const { slide, presenter } = stageFor(size, 'beside');
  const whole = { x: 0, y: 0, ...size };
  expect(presenter && inside(slide, whole) && inside(presenter, whole) && apart(slide, presenter)).toBe(true);
  expect(slide.width / slide.height).toBeCloseTo(size.width / size.height, 1);
  expect(slide.width * slide.height).toBeGreaterThan(0.4 * size.width * size.height);
});

test.each(SIZES)(
  'in $width x $height subtitles stand clear of the presenter, and everything at even places',
  (size) => {
    const stages = [stageFor(size), stageFor(size, 'beside'), ...CORNERS.map((at) => stageFor(size, 'corner', at))];
    for (const { slide, presenter, captions } of stages) {
      const band = captionBand(captions);
      expect(inside(band, { x: 0, y: 0, ...size })).toBe(true);
      if (presenter) expect(apart(band, presenter)).toBe(true);
      for (const { x, y, width, height } of [slide, band, presenter ?? slide])
        expect([x % 2, y % 2, width % 2, height % 2]).toEqual([0, 0, 0, 0]);
    }
  },
);
