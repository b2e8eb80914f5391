/** OpenAI's Responses, or anything that speaks their language, as a writer. */

import OpenAI from 'openai';
import { centsFor, type Prices, type Usage } from '../../domain/index.ts';
import type { ProvidersConfig } from '../../platform/config.ts';
import { UnusableAnswerError } from '../paid/answers.ts';
import { boundedFetch } from '../paid/bounded-fetch.ts';
import type { Receipt } from '../paid/paid-calls.ts';
import { vendorError } from '../paid/vendor-errors.ts';
import type { Question, Writer } from '../script/writer.ts';

/** Models write 50 tokens a second and more, after some seconds of thinking: who takes three times as long will not answer. */
const ANSWER_LIMIT_MS = { thinking: 45_000, token: 40 };
/** A few kilobytes; whoever takes longer does not work. */
const CHECK_LIMIT_MS = 15_000;
/** The most that models write at once is 128,000 tokens, which is a tenth of this. */
const ANSWER_BYTES = 8 * 2 ** 20;
/** These think in tokens that count as output, and refuse `reasoning` nowhere; others refuse it (the reasoning guide). */
const REASONING = /^(?:o\d|gpt-[5-9])/;
/** Room to think beside the answer. */
const REASONING_TOKENS = 4_000;
/** A letter of an alphabet is a quarter to a half of a token, an ideograph up to one and a half: the more expensive is taken. */
const TOKENS_A_LETTER = { latin: 0.5, other: 1.5 };
/** Of a picture 1024 wide, in the dearest way of counting (the images guide: tiles of 512 on gpt-4.1 and 4o). */
const PICTURE_TOKENS = 1_700;

export function createOpenAiWriter(
  { apiKey, baseUrl, textModel: model }: NonNullable<ProvidersConfig['openai']>,
  prices?: Prices,
): Writer {
  const client = new OpenAI({
    apiKey,
    // The client would read the environment by itself.
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    organization: null,
    project: null,
    // One layer retries: the workflow's.
    maxRetries: 0,
    fetch: boundedFetch(ANSWER_BYTES),
    logLevel: 'off',
  });
  const thinks = REASONING.test(model);
  const maxTokens = ({ maxOutputTokens }: Question): number => maxOutputTokens + (thinks ? REASONING_TOKENS : 0);
  const centsOf = (usage: Usage): number => centsFor('openai', model, usage, prices);

  return {
    provider: 'openai',
    model,
    ...(baseUrl === undefined ? {} : { host: new URL(baseUrl).host }),
    check: async ({ signal }) => {
      await client.models.list({ signal, timeout: CHECK_LIMIT_MS }).catch((thrown: unknown) => {
        // A key may be good for answers only, and a compatible server need not list its models.
        if (thrown instanceof OpenAI.PermissionDeniedError || thrown instanceof OpenAI.NotFoundError) return;
        throw vendorError('openai', thrown);
      });
    },
    atMostCents: (question) => centsOf({ inputTokens: inputTokensOf(question), outputTokens: maxTokens(question) }),

    ask: async (question, run) => {
      run.signal.throwIfAborted();
      const limitMs = ANSWER_LIMIT_MS.thinking + ANSWER_LIMIT_MS.token * question.maxOutputTokens;
      const signal = AbortSignal.any([run.signal, AbortSignal.timeout(limitMs)]);
      const response = await client.responses
        .create(
          {
            model,
            instructions: question.instructions,
            input: [{ role: 'user', content: contentOf(question) }],
            text: { format: { type: 'json_schema', name: question.name, schema: question.schema, strict: true } },
            max_output_tokens: maxTokens(question),
            ...(thinks ? { reasoning: { effort: 'low' as const } } : {}),
            // Nothing of a deck stays at the vendor's longer than the call needs.
            store: false,
          },
          { signal, timeout: limitMs },
        )
        .catch((thrown: unknown) => {
          // Given up after it was sent, it may have been billed all the same.
          throw vendorError('openai', thrown);
        });
      const receipt = receiptOf(response, centsOf);
      return { answer: answerIn(response, receipt), receipt };
    },
  };
}

const contentOf = ({ material, picture }: Question): OpenAI.Responses.ResponseInputMessageContentList => [
  { type: 'input_text', text: material },
  ...(picture === undefined ? [] : [{ type: 'input_image' as const, image_url: picture, detail: 'high' as const }]),
];

function receiptOf({ id, usage }: OpenAI.Responses.Response, centsOf: (usage: Usage) => number): Receipt {
  const used: Usage = usage ? { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens } : {};
  return { usage: used, cents: centsOf(used), vendorId: id };
}

/** @throws UnusableAnswerError where it was billed and there is no whole answer in it */
function answerIn(response: OpenAI.Responses.Response, billed: Receipt): unknown {
  const { status, incomplete_details: incomplete, output } = response;
  const content = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const unusable = (code: string, message: string): UnusableAnswerError =>
    new UnusableAnswerError(code, message, billed);
  if (content.some(({ type }) => type === 'refusal') || incomplete?.reason === 'content_filter')
    throw unusable('answer_refused', 'The model refused to answer.');
  if (status === 'incomplete') throw unusable('answer_cut_off', 'The answer was longer than allowed and was cut off.');
  const text = content.flatMap((part) => (part.type === 'output_text' ? [part.text] : [])).join('');
  try {
    const answer: unknown = JSON.parse(text);
    return answer;
  } catch {
    throw unusable('answer_wrong_shape', 'The answer did not have the form that was asked for.');
  }
}

function inputTokensOf({ instructions, material, schema, picture }: Question): number {
  const letters = instructions + material + JSON.stringify(schema);
  const other = letters.match(/[^\p{Script=Latin}\p{Script=Common}]/gu)?.length ?? 0;
  const tokens = (letters.length - other) * TOKENS_A_LETTER.latin + other * TOKENS_A_LETTER.other;
  return Math.ceil(tokens) + (picture === undefined ? 0 : PICTURE_TOKENS);
}
