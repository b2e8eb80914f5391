/** The bricks of an MP4 file (ISO 14496-12): a box is its length, its four-letter name and what it holds. */

type Part = Buffer | readonly Buffer[];

/** A plain box. */
export function box(name: string, ...parts: Part[]): Buffer {
  return Buffer.concat(looseBox(name, ...parts));
}

/** A box that begins with a version and flags. */
export function fullBox(name: string, version: number, flags: number, ...parts: Part[]): Buffer {
  return box(name, u32(version * 2 ** 24 + flags), ...parts);
}

/** A box whose pieces are not copied together: the tables of hours are megabytes, and stand in boxes in boxes. */
export function looseBox(name: string, ...parts: Part[]): Buffer[] {
  const content = parts.flat();
  return [Buffer.concat([u32(8 + sizeOf(content)), Buffer.from(name, 'latin1')]), ...content];
}

/** Of all pieces together, in bytes. */
export const sizeOf = (pieces: readonly Buffer[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

export function u8(...values: number[]): Buffer {
  return Buffer.from(values);
}

export function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value & 0xffff, index * 2));
  return bytes;
}

export function u32(...values: number[]): Buffer {
  return table32(values);
}

export function u64(value: number): Buffer {
  return table64([value]);
}

/** A table of 32-bit numbers. */
export function table32(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (let index = 0; index < values.length; index++) bytes.writeUInt32BE(values[index] ?? 0, index * 4);
  return bytes;
}

/** A table of 64-bit numbers. */
export function table64(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (let index = 0; index < values.length; index++) bytes.writeBigUInt64BE(BigInt(values[index] ?? 0), index * 8);
  return bytes;
}

export const zeros = (sizeBytes: number): Buffer => Buffer.alloc(sizeBytes);
export const text = (value: string): Buffer => Buffer.from(value, 'utf8');

/** Run-length form of `stts` and the like: how often, what. */
export function runs(values: readonly number[]): [count: number, value: number][] {
  const result: [number, number][] = [];
  for (const value of values) {
    const last = result.at(-1);
    if (last?.[1] === value) last[0]++;
    else result.push([1, value]);
  }
  return result;
}

/** The content of the first box at `path` (`moov`, `trak`, …) in `bytes`; undefined where there is none. */
export function findBox(bytes: Buffer, ...path: string[]): Buffer | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return bytes;
  for (const inner of boxesIn(bytes)) {
    if (inner.name !== name) continue;
    const found = findBox(inner.content, ...rest);
    if (found) return found;
  }
  return undefined;
}

/** The boxes that `bytes` is made of. */
export function* boxesIn(bytes: Buffer): Generator<{ name: string; content: Buffer }> {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const sizeBytes = bytes.readUInt32BE(at);
    if (sizeBytes < 8 || at + sizeBytes > bytes.length) throw new RangeError('a damaged MP4 box');
    yield { name: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + 8, at + sizeBytes) };
    at += sizeBytes;
  }
}
