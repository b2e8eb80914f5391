import { expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { createPayloadCodec, dataConverterFor } from '../../../platform/payload-codec.ts';

const older = { id: 'older', key: randomBytes(32) };
const newer = { id: 'newer', key: randomBytes(32) };
const payload = defaultPayloadConverter.toPayload({ notes: 'words of the deck' });

async function encrypted(keys = [newer]) {
  const [secret] = await createPayloadCodec(keys).encode([payload]);
  if (!secret) throw new Error('nothing was encoded');
  return secret;
}

test('what was encrypted is readable with the key, and not a word of it without', async () => {
  const secret = await encrypted();
  expect(Buffer.from(secret.data ?? []).toString('latin1')).not.toContain('words');
  expect(Buffer.from(secret.metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
  const [plain] = await createPayloadCodec([newer]).decode([secret]);
  expect(defaultPayloadConverter.fromPayload(plain ?? {})).toEqual({ notes: 'words of the deck' });
});

test('after a change of keys the older one still reads, and the newer one writes', async () => {
  const before = await encrypted([older]);
  const [read] = await createPayloadCodec([newer, older]).decode([before]);
  expect(read).toMatchObject({ data: payload.data });
  const after = await encrypted([newer, older]);
  await expect(createPayloadCodec([older]).decode([after])).rejects.toThrow('the key newer');
});

test('a payload that somebody changed, or another key of the same name, is refused', async () => {
  const secret = await encrypted();
  const changed = Buffer.from(secret.data ?? []);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  const codec = createPayloadCodec([newer]);
  await expect(codec.decode([{ ...secret, data: changed }])).rejects.toThrow('damaged');
  await expect(createPayloadCodec([{ id: 'newer', key: older.key }]).decode([secret])).rejects.toThrow('damaged');
});

test('what was written before there was a key is read as it is', async () => {
  expect(await createPayloadCodec([newer]).decode([payload])).toEqual([payload]);
});

test('the same payload never looks the same twice', async () => {
  const [one, two] = [await encrypted(), await encrypted()];
  expect(Buffer.from(one.data ?? []).equals(Buffer.from(two.data ?? []))).toBe(false);
});

test('without keys Temporal’s own way holds', () => {
  expect(dataConverterFor([])).toBeUndefined();
});
