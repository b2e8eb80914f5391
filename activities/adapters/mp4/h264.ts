/** Takes raw H.264 apart (start codes, Annex B) and puts its pictures into the form that MP4 keeps them in. */

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
  return { sps, pps, pictures: slices.map((slice) => Buffer.concat([u32(slice.length), slice])) };
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

/** The units between the start codes 00 00 01; a zero before a start code belongs to it. */
function splitUnits(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  const startCode = Buffer.from([0, 0, 1]);
  let start = stream.indexOf(startCode);
  while (start >= 0) {
    const next = stream.indexOf(startCode, start + 3);
    let end = next < 0 ? stream.length : next;
    while (end > start + 3 && stream[end - 1] === 0) end--;
    if (end > start + 3) units.push(stream.subarray(start + 3, end));
    start = next;
  }
  return units;
}
