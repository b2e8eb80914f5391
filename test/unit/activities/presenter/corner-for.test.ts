import { expect, test } from '@jest/globals';
import { cornerFor, type SeenSlide } from '../../../../activities/presenter/corner-for.ts';
import { CORNERS, stageFor, type Corner } from '../../../../activities/presenter/layout.ts';

const WIDE = { width: 480, height: 270 };
const TALL = { width: 270, height: 480 };

/** A slide with something like words, on every so manieth line, in some of its corners. */
function slideWith(words: Partial<Record<Corner, number>>, size = WIDE): SeenSlide {
  const grey = new Uint8Array(size.width * size.height).fill(240);
  for (const corner of CORNERS) {
    const place = stageFor(size, 'corner', corner).presenter;
    const every = words[corner];
    if (!place || every === undefined) continue;
    for (let y = place.y; y < place.y + place.height; y += every)
      for (let x = place.x; x < place.x + place.width; x += 3) grey[y * size.width + x] = 20;
  }
  return { ...size, grey };
}

test.each([WIDE, TALL])(
  'in $width x $height a free slide has its presenter bottom right, whatever else is free',
  (size) => {
    expect(cornerFor(slideWith({}, size))).toBe('bottomRight');
    expect(cornerFor(slideWith({ topLeft: 9, bottomLeft: 9 }, size))).toBe('bottomRight');
  },
);

test.each([WIDE, TALL])(
  'in $width x $height words are evaded: into the freest corner, the lower before the upper',
  (size) => {
    expect(cornerFor(slideWith({ bottomRight: 9 }, size))).toBe('bottomLeft');
    expect(cornerFor(slideWith({ bottomRight: 9, bottomLeft: 20 }, size))).toBe('topRight');
    expect(cornerFor(slideWith({ bottomRight: 9, bottomLeft: 9, topRight: 9 }, size))).toBe('topLeft');
    expect(cornerFor(slideWith({ bottomRight: 9, bottomLeft: 9, topRight: 9, topLeft: 6 }, size))).toBe('bottomRight');
    expect(cornerFor(slideWith({ bottomRight: 6, bottomLeft: 9, topRight: 20, topLeft: 9 }, size))).toBe('topRight');
    // What hides hardly less is no reason to move.
    expect(cornerFor(slideWith({ bottomRight: 9, bottomLeft: 11, topRight: 11, topLeft: 11 }, size))).toBe(
      'bottomRight',
    );
  },
);

test('a slide’s number and a ground of many shades are not in the way', () => {
  const slide = slideWith({});
  const { x = 0, y = 0, width = 0, height = 0 } = stageFor(WIDE, 'corner').presenter ?? {};
  for (let row = y + height - 12; row < y + height - 4; row++) slide.grey[row * WIDE.width + x + width - 8] = 20;
  expect(cornerFor(slide)).toBe('bottomRight');
  const shades = slide.grey.map((_, at) => (at % WIDE.width) / 3 + Math.floor(at / WIDE.width) / 4);
  expect(cornerFor({ ...WIDE, grey: shades })).toBe('bottomRight');
});

test('a side that is dark and a side that is light hide nothing but where they meet', () => {
  const grey = new Uint8Array(WIDE.width * WIDE.height).map((_, at) => (at % WIDE.width < 350 ? 20 : 240));
  expect(cornerFor({ ...WIDE, grey })).toBe('bottomRight');
});
