import { expect, test } from '@jest/globals';
import { withFrameNum } from '../../../../../activities/adapters/mp4/frame-num.ts';

/** A P slice: header 0x41, first_mb 0 (1), slice_type 5 (00110), pps 0 (1), frame_num 4 bits, then `rest`. */
const slice = (frameNum: number, rest: string): Buffer => {
  const bits = `1001101${frameNum.toString(2).padStart(4, '0')}${rest}`;
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const bytes = padded.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
  return Buffer.from([0x41, ...bytes]);
};

test('a slice gets another number, and nothing else of it changes', () => {
  for (const number of [0, 1, 7, 15]) {
    expect(withFrameNum(slice(3, '1011011101'), number)).toEqual(slice(number, '1011011101'));
  }
  expect(withFrameNum(slice(0, '1011011101'), 21)).toEqual(slice(5, '1011011101'));
});

test('a number that stays leaves the slice as it is', () => {
  const same = slice(9, '111');
  expect(withFrameNum(same, 25)).toBe(same);
});

test('bytes that a new number makes look like a start code are escaped, and escapes that are no longer needed go', () => {
  // 41 | 1001101n nnn00000 00000000 00000001: with number 8 a start code would stand behind the first byte.
  const plain = slice(9, '0'.repeat(5) + '0'.repeat(8) + '00000001');
  const escaped = withFrameNum(plain, 8);
  expect([...escaped]).toEqual([0x41, 0x9b, 0x00, 0x00, 0x03, 0x01]);
  expect(withFrameNum(escaped, 9)).toEqual(plain);
});

test('what is no slice is refused', () => {
  expect(() => withFrameNum(Buffer.from([0x41, 0x00]), 1)).toThrow(RangeError);
});
