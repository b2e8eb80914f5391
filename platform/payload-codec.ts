/**
 * Makes what Temporal stores unreadable for whoever has no key: arguments, results, memo, summaries and failures, each payload on its own,
 * by AES-256-GCM. Search attributes stay readable: they hold ids, stage and owner only (P9).
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

/** A key of 32 bytes under a name of the operator's. The first of several encrypts, every one of them decrypts: that is how keys are changed. */
export interface PayloadKey {
  id: string;
  key: Buffer;
}

/** A payload was encrypted under a key that is not (or no longer) in PAYLOAD_KEY, or it was changed by somebody. */
class UnreadablePayloadError extends Error {
  override readonly name = 'UnreadablePayloadError';
}

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
/** What GCM is made for: 96 bits, random for every payload. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** How clients and workers read and write payloads; undefined without keys: then Temporal's own way holds. */
export function dataConverterFor(keys: readonly PayloadKey[]): DataConverter | undefined {
  if (keys.length === 0) return undefined;
  return {
    payloadCodecs: [createPayloadCodec(keys)],
    failureConverterPath: fileURLToPath(new URL('failure-converter.ts', import.meta.url)),
  };
}

/** @param keys at least one. A payload that was written before there was a key is read as it is. */
export function createPayloadCodec(keys: readonly PayloadKey[]): PayloadCodec {
  const [current] = keys;
  if (!current) throw new RangeError('a payload codec needs a key');
  return {
    encode: (payloads) => Promise.resolve(payloads.map((payload) => encrypt(payload, current))),
    // What cannot be read rejects, and is not thrown.
    decode: (payloads) => new Promise((resolve) => resolve(payloads.map((payload) => decrypt(payload, keys)))),
  };
}

function encrypt(payload: Payload, { id, key }: PayloadKey): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(id));
  const plain = proto.temporal.api.common.v1.Payload.encode(payload).finish();
  const secret = Buffer.concat([cipher.update(plain), cipher.final()]);
  return {
    metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(id) },
    data: Buffer.concat([nonce, cipher.getAuthTag(), secret]),
  };
}

function decrypt(payload: Payload, keys: readonly PayloadKey[]): Payload {
  const { metadata, data } = payload;
  if (!metadata || !data || textOf(metadata['encoding']) !== ENCODING) return payload;
  const id = textOf(metadata['encryption-key-id']);
  const known = keys.find((candidate) => candidate.id === id);
  if (!known)
    throw new UnreadablePayloadError(`A payload was encrypted under the key ${id}, which PAYLOAD_KEY does not hold.`);
  const decipher = createDecipheriv(CIPHER, known.key, data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(id));
  decipher.setAuthTag(data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(data.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return proto.temporal.api.common.v1.Payload.decode(plain);
  } catch (cause) {
    throw new UnreadablePayloadError(`A payload under the key ${id} was damaged, or the key is another one.`, {
      cause,
    });
  }
}

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();
