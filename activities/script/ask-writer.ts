/** Asks a model for words, checks what comes, and asks once more where it cannot be used. Every answer is bought once. */

import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { plainText, ProviderError, type PaidStage } from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { UnusableAnswerError } from '../paid/answers.ts';
import type { PaidCalls } from '../paid/paid-calls.ts';
import type { Run } from '../run.ts';
import type { Question, Writer } from './writer.ts';

/** Raise it when the same question is to be asked anew. */
const QUESTION_VERSION = 1;

export interface WritingPorts {
  artifacts: Artifacts;
  paid: PaidCalls;
  writer: Writer;
}

export interface Request<T> {
  stage: PaidStage;
  slide?: number;
  /** BCP 47, of the words that are asked for. */
  language: string;
  /** What fails, in the person's words: `Slide 3 could not be written`. */
  failing: string;
  /** What the person can do: a sentence. */
  advice: string;
  question: Question;
  /** Names the picture in the place of its bytes. */
  pictureKey?: string;
  /** Takes the answer apart. @throws z.ZodError, or WrongAnswerError where it has the shape and cannot be used all the same */
  read: (answer: unknown) => T | Promise<T>;
  /** What could be better about an answer that can be used, and how much; the better of two is taken. */
  shortcoming?: (value: T) => Shortcoming | undefined;
}

export interface Shortcoming {
  /** For the model. */
  complaint: string;
  /** 0 = as wished. */
  distance: number;
}

/** Thrown by `read`: the answer has the right shape and cannot be used. The message is shown to the model and to the person. */
export class WrongAnswerError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const verdictSchema = z.strictObject({ complaint: z.string() });

/**
 * The answer to a question, bought at most twice: once more with a complaint where the first cannot be used, or falls short.
 * What was found unusable is noted in the store, so that a later attempt does not buy it again, but tries the repair anew; it is worth
 * one as long as others get answers of this model that can be used (platform/provider-limits.ts).
 * @throws ProviderError `answer_refused`, `answer_cut_off`, `answer_wrong_shape` or the code of `read`, and what paid calls throw
 */
export async function askWriter<T>(request: Request<T>, ports: WritingPorts, run: Run): Promise<T> {
  const { artifacts } = ports;
  const key = keyOf(request, ports.writer);
  const verdictKey = artifactKey('unusable-answer', { key }, 'json');
  const known = (await artifacts.has(verdictKey))
    ? await artifacts.readJson(verdictKey, (value) => verdictSchema.parse(value))
    : undefined;
  if (known) return await repaired(request, known.complaint, ports, run);

  let first: T;
  try {
    first = await buy(request, key, ports, run);
  } catch (thrown) {
    if (!(thrown instanceof UnusableAnswerError)) throw thrown;
    await artifacts.writeJson(verdictKey, { complaint: thrown.message });
    return await repaired(request, thrown.message, ports, run);
  }
  const short = request.shortcoming?.(first);
  if (!short) return first;
  try {
    const second = await repaired(request, short.complaint, ports, run);
    return (request.shortcoming?.(second)?.distance ?? 0) < short.distance ? second : first;
  } catch (thrown) {
    if (isUnusable(thrown)) return first;
    throw thrown;
  }
}

async function repaired<T>(request: Request<T>, complaint: string, ports: WritingPorts, run: Run): Promise<T> {
  const { question, failing, advice, slide } = request;
  const again: Request<T> = {
    ...request,
    question: {
      ...question,
      instructions: `${question.instructions}\n\nAn earlier answer could not be used as it was. ${complaint} Do better this time.`,
    },
  };
  try {
    return await buy(again, keyOf(again, ports.writer), ports, run);
  } catch (thrown) {
    if (!(thrown instanceof UnusableAnswerError)) throw thrown;
    throw new ProviderError(
      thrown.code,
      `${failing}, after several attempts: ${thrown.message} ${advice}`,
      { retry: thrown.retry === 'never' ? 'never' : 'later' },
      { ...(slide === undefined ? {} : { slide }), cause: thrown },
    );
  }
}

const isUnusable = (thrown: unknown): boolean =>
  thrown instanceof ProviderError && thrown.cause instanceof UnusableAnswerError;

async function buy<T>(request: Request<T>, key: string, ports: WritingPorts, run: Run): Promise<T> {
  const { artifacts, paid, writer } = ports;
  const { question, stage, slide, language } = request;
  const read = async (answer: unknown): Promise<T> => request.read(withPlainTexts(answer));
  const call = {
    key,
    provider: writer.provider,
    model: writer.model,
    stage,
    language,
    atMostCents: writer.atMostCents(question),
  };
  await paid.once(
    { ...call, ...(slide === undefined ? {} : { slide }) },
    async (file) => {
      const { answer, receipt } = await writer.ask(question, run);
      try {
        await read(answer);
      } catch (thrown) {
        const { code, message } = wrongAnswer(thrown);
        throw new UnusableAnswerError(code, message, receipt, slide === undefined ? {} : { slide });
      }
      await writeFile(file, JSON.stringify(answer));
      return receipt;
    },
    run,
  );
  const answer = await artifacts.readJson(key, (value) => value);
  return await read(answer);
}

/** A model, too, may write what nobody sees. */
function withPlainTexts(answer: unknown): unknown {
  const plain = (_key: string, value: unknown): unknown => (typeof value === 'string' ? plainText(value) : value);
  return JSON.parse(JSON.stringify(answer), plain);
}

function wrongAnswer(thrown: unknown): { code: string; message: string } {
  if (thrown instanceof WrongAnswerError) return thrown;
  if (thrown instanceof z.ZodError)
    return { code: 'answer_wrong_shape', message: 'The answer did not have the form that was asked for.' };
  throw thrown;
}

function keyOf<T>({ stage, question, pictureKey }: Request<T>, { provider, host, model }: Writer): string {
  const { name, instructions, material, schema } = question;
  return artifactKey(
    stage,
    { version: QUESTION_VERSION, provider, host, model, name, instructions, material, schema, picture: pictureKey },
    'json',
  );
}
