/** Takes raw H.264 apart (start codes, Annex B) and puts its pictures into the form that MP4 keeps them in. */

import { filePieces } from '../../../platform/file-pieces.ts';
import { box, u16, u32, u8 } from './boxes.ts';

/** The parameters that every picture of one video must share, byte for byte. */
export interface Parameters {
  sps: Buffer;
  pps: Buffer;
}

export interface Pictures extends Parameters {
  /** Each a sample as MP4 keeps it: its length, then the slice. The first is an IDR picture. */
  pictures: Buffer[];
}

const START_CODE = Buffer.from([0, 0, 1]);
const NAL = { slice: 1, idr: 5, sps: 7, pps: 8 } as const;

/**
 * Reads an encoder's output of one slice a picture; the encoder's remarks about itself (SEI) are left out.
 * @throws RangeError where parameters are missing or the first picture is no IDR picture.
 */
export function readPictures(stream: Buffer): Pictures {
  const units = splitUnits(stream);
  const ofType = (...types: number[]): Buffer[] => units.filter((unit) => types.includes(unit.readUInt8(0) & 0x1f));
  const [sps] = ofType(NAL.sps);
  const [pps] = ofType(NAL.pps);
  const slices = ofType(NAL.slice, NAL.idr);
  const firstType = slices[0] && slices[0].readUInt8(0) & 0x1f;
  if (!sps || !pps || firstType !== NAL.idr) throw new RangeError('the encoder wrote no complete picture');
  return { sps, pps, pictures: slices.map(sampleOf) };
}

export function sameParameters(a: Parameters, b: Parameters): boolean {
  return a.sps.equals(b.sps) && a.pps.equals(b.pps);
}

/** `avcC` (ISO 14496-15, 5.3.3.1) for 8-bit 4:2:0 High profile; lengths of four bytes. */
export function avcConfiguration({ sps, pps }: Parameters): Buffer {
  const highProfileFields = u8(0xfc | 1, 0xf8, 0xf8, 0);
  return box(
    'avcC',
    [u8(1), sps.subarray(1, 4), u8(0xff, 0xe1), u16(sps.length), sps],
    [u8(1), u16(pps.length), pps, highProfileFields],
  );
}

/**
 * The units of a raw H.264 file one by one, so that a film of any length is never held whole.
 */
async function* unitsOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of filePieces(file)) {
    rest = Buffer.concat([rest, piece]);
    // All but the last unit, which may go on; the start code may be cut too.
    const last = rest.lastIndexOf(START_CODE);
    if (last <= 0) continue;
    yield* splitUnits(rest.subarray(0, last));
    rest = rest.subarray(last);
  }
  yield* splitUnits(rest);
}

/** One picture of a raw H.264 file: its slice, NAL header first, and whether it is an IDR picture. */
export interface Slice {
  unit: Buffer;
  isIdr: boolean;
}

/**
 * The pictures of an encoder's file, one slice each, in order; `onParameters` hears of the first parameters.
 * @throws RangeError where the parameters change within the file.
 */
export async function* readSlices(file: string, onParameters: (found: Parameters) => void): AsyncGenerator<Slice> {
  const found: Partial<Parameters> = {};
  for await (const unit of unitsOf(file)) {
    const type = unit.readUInt8(0) & 0x1f;
    if (type === NAL.slice || type === NAL.idr) {
      yield { unit, isIdr: type === NAL.idr };
      continue;
    }
    const name = type === NAL.sps ? 'sps' : type === NAL.pps ? 'pps' : undefined;
    if (name === undefined) continue;
    if (found[name]?.equals(unit) === false) throw new RangeError('the parameters of the pictures change');
    found[name] ??= Buffer.from(unit);
    const { sps, pps } = found;
    if (sps && pps) onParameters({ sps, pps });
  }
}

/** A picture as MP4 keeps it. */
export const sampleOf = (slice: Buffer): Buffer => Buffer.concat([u32(slice.length), slice]);

/** The units between the start codes 00 00 01; a zero before a start code belongs to it. */
function splitUnits(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  let start = stream.indexOf(START_CODE);
  while (start >= 0) {
    const next = stream.indexOf(START_CODE, start + 3);
    let end = next < 0 ? stream.length : next;
    while (end > start + 3 && stream[end - 1] === 0) end--;
    if (end > start + 3) units.push(stream.subarray(start + 3, end));
    start = next;
  }
  return units;
}
