/**
 * Takes a multipart request in: the deck flows into the artifact store while it is hashed and counted, and is never held
 * in memory. The options may come before or after it, as a field or as a file.
 */

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { z } from 'zod';
import type { DeckFile, DeckFormat } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { invalid } from './errors.ts';
import { refuse } from './problems.ts';

export interface Upload {
  deck: DeckFile;
  /** The JSON of the options as it was sent. */
  optionsText?: string;
}

export interface UploadDeps {
  artifacts: Pick<Artifacts, 'write'>;
  /** Looks into the received file. @throws RequestError when it is no deck. */
  inspectDeck: (file: string, limits: { maxSlides: number }) => Promise<{ format: DeckFormat }>;
  config: { maxUploadBytes: number; maxSlides: number };
}

/** @param key where the deck is kept. It exists only when this resolves; otherwise nothing remains of it. */
type ReceiveUpload = (req: Request, res: Response, key: string) => Promise<Upload>;

/** What a deck and its options can be refused with, wherever they are sent. */
export const UPLOAD_PROBLEMS = [
  'unsupported_media_type',
  'malformed_upload',
  'malformed_json',
  'body_too_large',
  'upload_too_large',
  'upload_quota_reached',
  'deck_missing',
  'not_a_deck',
  'empty_deck_file',
  'ambiguous_deck',
  'encrypted_deck',
  'damaged_deck',
  'oversized_deck',
  'no_slides',
  'too_many_slides',
  'invalid_options',
  'option_not_available',
  'unknown_voice',
  'cross_site',
  'disk_full',
] as const;

/** Whoever is charged for what comes in with a request: noted before its route, so that no route can forget it. */
const charges = new WeakMap<Request, Charge>();
type Charge = (bytes: number) => Promise<void>;

/** @param charge is told of the bytes of a deck piece by piece as they come in; where it throws, the upload ends with that. */
export function chargeUpload(req: Request, charge: Charge): void {
  charges.set(req, charge);
}

/** Charged at a time: every piece is a write to Redis, which waits for the disk. */
const CHARGED_BYTES = 8 * 1024 * 1024;
/** Every option at its longest stays far under this. */
const MAX_OPTIONS_BYTES = 64 * 1024;
const MAX_NAME_LENGTH = 200;
/** What a multipart form needs beside the deck itself. */
const FORM_BYTES = 2 * MAX_OPTIONS_BYTES;

/** @returns what throws RequestError `upload_too_large`, `deck_missing`, `malformed_upload`, …, and what `inspectDeck` throws */
export const createReceiveUpload =
  (deps: UploadDeps): ReceiveUpload =>
  (req, res, key) =>
    receiveUpload(deps, req, res, key);

async function receiveUpload(
  { artifacts, inspectDeck, config: { maxUploadBytes, maxSlides } }: UploadDeps,
  req: Request,
  res: Response,
  key: string,
): Promise<Upload> {
  if (!req.is('multipart/form-data')) {
    throw refuse('unsupported_media_type', 'Send the deck as multipart/form-data, in a field named "deck".');
  }
  if (Number(req.get('content-length') ?? 0) > maxUploadBytes + FORM_BYTES) throw tooLarge(maxUploadBytes);

  let deck: DeckFile | undefined;
  let optionsText: string | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const receiveDeck = async (file: Express.Multer.File): Promise<void> => {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const meter = new Transform({
      transform: (chunk: Buffer, _encoding, next) => {
        sizeBytes += chunk.length;
        hash.update(chunk);
        next(sizeBytes > maxUploadBytes ? tooLarge(maxUploadBytes) : null, chunk);
      },
    });
    await artifacts.write(key, async (path) => {
      // Open before anything can fail: a stream that opens it itself might do so after the refused upload was removed.
      const out = (await open(path, 'w')).createWriteStream();
      await pipeline(file.stream, meter, charged(charges.get(req)), out);
      const { format } = await inspectDeck(path, { maxSlides });
      deck = { key, name: deckName(file.originalname), format, sizeBytes, sha256: hash.digest('hex') };
    });
  };
  const receiveOptions = async (file: Express.Multer.File): Promise<void> => {
    optionsText = await text(limited(file.stream, MAX_OPTIONS_BYTES));
  };
  const storage: StorageEngine = {
    _handleFile: (_req, file, done) => {
      const received = file.fieldname === 'deck' ? receiveDeck(file) : receiveOptions(file);
      writing = Promise.allSettled([writing, received]);
      received.then(() => done(null, {}), done);
    },
    // The caller removes everything of a task that was not made.
    _removeFile: (_req, _file, done) => done(null),
  };
  const form = multer({ storage, limits: { fields: 1, fieldSize: MAX_OPTIONS_BYTES }, defParamCharset: 'utf8' }).fields(
    [
      { name: 'deck', maxCount: 1 },
      { name: 'options', maxCount: 1 },
    ],
  );
  try {
    await new Promise<void>((resolve, reject) => {
      form(req, res, (thrown: unknown) => (thrown === undefined ? resolve() : reject(explain(thrown))));
    });
  } finally {
    await writing; // an interrupted one must have cleaned up before anybody goes on
  }
  const fields = z.strictObject({ options: z.string().exactOptional() }).safeParse(req.body);
  if (!fields.success) throw invalid('malformed_upload', 'The form has a mistake', fields.error);
  if (!deck) throw refuse('deck_missing', 'Send the deck as a file in the field "deck".');
  const sentOptions = fields.data.options ?? optionsText;
  return { deck, ...(sentOptions === undefined ? {} : { optionsText: sentOptions }) };
}

/** The last part of whatever path was sent, without what could hide or break a line. */
export function deckName(sent: string): string {
  const name = sent
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^.*[/\\]/, '')
    .trim();
  return Array.from(name).slice(0, MAX_NAME_LENGTH).join('') || 'deck';
}

function charged(charge: Charge | undefined) {
  return async function* (stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let dueBytes = 0;
    for await (const chunk of stream) {
      dueBytes += chunk.length;
      if (dueBytes >= CHARGED_BYTES) {
        await charge?.(dueBytes);
        dueBytes = 0;
      }
      yield chunk;
    }
    if (dueBytes > 0) await charge?.(dueBytes);
  };
}

async function* limited(stream: NodeJS.ReadableStream, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw refuse('body_too_large', `The options are longer than ${maxBytes} bytes.`);
    yield bytes;
  }
}

function tooLarge(maxUploadBytes: number) {
  const limit =
    maxUploadBytes >= 1024 ** 2 ? `${Math.floor(maxUploadBytes / 1024 ** 2)} MiB` : `${maxUploadBytes} bytes`;
  return refuse(
    'upload_too_large',
    `The deck is larger than the ${limit} that this server takes. Make its pictures smaller, or split it.`,
  );
}

const MULTER_DETAILS: Partial<Record<MulterError['code'], string>> = {
  LIMIT_UNEXPECTED_FILE:
    'Send one file in the field "deck", and options in the field "options"; nothing else is taken.',
  LIMIT_FIELD_COUNT: 'Send one file in the field "deck", and options in the field "options"; nothing else is taken.',
  LIMIT_FIELD_VALUE: `The options are longer than ${MAX_OPTIONS_BYTES} bytes.`,
};

/** multer and busboy throw errors of their own; what our own code threw passes unchanged. */
function explain(thrown: unknown): Error {
  if (thrown instanceof MulterError) {
    return refuse('malformed_upload', MULTER_DETAILS[thrown.code] ?? 'The multipart form is not well made.');
  }
  if (!(thrown instanceof Error)) return refuse('malformed_upload', 'The multipart form is not well made.');
  const broken =
    /^(Unexpected end of (form|file)|Malformed|Multipart: |Unsupported content type|Missing Content-Type|Request (aborted|closed))/.test(
      thrown.message,
    );
  return broken ? refuse('malformed_upload', 'The multipart form ended early or is not well made.') : thrown;
}
