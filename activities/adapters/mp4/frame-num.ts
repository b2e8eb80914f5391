/**
 * Gives an H.264 slice another `frame_num`: pictures that were encoded one after the other stand apart in the film, with
 * "as before" pictures between them, and the numbers of a group count on without a gap (ITU-T H.264, 7.4.3).
 */

/** log2_max_frame_num_minus4 is 0 in what x264 writes for one reference picture: numbers from 0 to 15. */
const FRAME_NUM_BITS = 4;

/** The slice of a P picture, its NAL header first, with this number modulo 16. */
export function withFrameNum(slice: Buffer, frame: number): Buffer {
  const plain = unescape(slice);
  const at = frameNumAt(plain);
  const wanted = frame % 2 ** FRAME_NUM_BITS;
  let changed = false;
  for (let bit = 0; bit < FRAME_NUM_BITS; bit++) {
    const value = (wanted >> (FRAME_NUM_BITS - 1 - bit)) & 1;
    if (bitAt(plain, at + bit) === value) continue;
    const byte = (at + bit) >> 3;
    plain[byte] = (plain[byte] ?? 0) ^ (0x80 >> ((at + bit) & 7));
    changed = true;
  }
  return changed ? escape(plain) : slice;
}

/** Behind the NAL header stand first_mb_in_slice, slice_type and pic_parameter_set_id, Exp-Golomb each (7.3.3). */
function frameNumAt(slice: Buffer): number {
  let at = 8;
  for (let field = 0; field < 3; field++) {
    let zeros = 0;
    while (bitAt(slice, at + zeros) === 0) zeros++;
    at += 2 * zeros + 1;
  }
  return at;
}

function bitAt(bytes: Buffer, at: number): number {
  const byte = bytes[at >> 3];
  if (byte === undefined) throw new RangeError('a slice ends within its head');
  return (byte >> (7 - (at & 7))) & 1;
}

/** Takes out the 03 that stands behind two zeros where a third small byte follows (7.4.1). A copy. */
function unescape(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(ESCAPE); at >= 0; at = bytes.indexOf(ESCAPE, at + 3)) {
    parts.push(bytes.subarray(start, at + 2));
    start = at + 3;
  }
  return Buffer.concat([...parts, bytes.subarray(start)]);
}

const ESCAPE = Buffer.from([0, 0, 3]);
const ZEROS = ESCAPE.subarray(0, 2);

function escape(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(ZEROS); at >= 0;) {
    const next = bytes[at + 2];
    if (next !== undefined && next <= 3) {
      parts.push(bytes.subarray(start, at + 2), ESCAPE.subarray(2));
      start = at + 2;
      at = bytes.indexOf(ZEROS, start);
    } else at = bytes.indexOf(ZEROS, at + 1);
  }
  return Buffer.concat([...parts, bytes.subarray(start)]);
}
