/** What the paid providers ask, as data: dated, with its source, and replaceable by a file of the keeper's (PRICES_FILE). */

import type { PaidProvider, Usage } from './money.ts';

/** What one model costs, in US cents; absent parts cost nothing. */
export interface Price {
  millionCharacters?: number;
  millionInputTokens?: number;
  millionOutputTokens?: number;
  /** Of sound or video that was made. */
  minute?: number;
  /** Begun steps of this length are charged whole. */
  stepSeconds?: number;
}

/** By provider, and then by model or by the beginning of its name: dated models cost what their family costs. */
export interface Prices extends Record<PaidProvider, Record<string, Price>> {
  /** The day on which each provider's list was read, `2026-11-20`. */
  asOf: Record<PaidProvider, string>;
}

/** The vendors' public lists without tax. */
export const PRICES: Prices = {
  asOf: { openai: '2026-11-20', elevenlabs: '2026-11-20', heygen: '2026-11-20' },
  // platform.openai.com/docs/pricing. gpt-4o-mini-tts is charged by tokens, which its answer does not count; OpenAI gives a minute as 1.5 cents.
  openai: {
    'gpt-5.5': { millionInputTokens: 500, millionOutputTokens: 3_000 },
    'gpt-5.4-mini': { millionInputTokens: 75, millionOutputTokens: 450 },
    'gpt-5.4-nano': { millionInputTokens: 20, millionOutputTokens: 125 },
    'gpt-5.4': { millionInputTokens: 250, millionOutputTokens: 1_500 },
    'gpt-5-mini': { millionInputTokens: 25, millionOutputTokens: 200 },
    'gpt-5-nano': { millionInputTokens: 5, millionOutputTokens: 40 },
    'gpt-5': { millionInputTokens: 125, millionOutputTokens: 1_000 },
    'gpt-4.1-mini': { millionInputTokens: 40, millionOutputTokens: 160 },
    'gpt-4.1-nano': { millionInputTokens: 10, millionOutputTokens: 40 },
    'gpt-4.1': { millionInputTokens: 200, millionOutputTokens: 800 },
    'gpt-4o-mini': { millionInputTokens: 15, millionOutputTokens: 60 },
    'gpt-4o': { millionInputTokens: 250, millionOutputTokens: 1_000 },
    'gpt-4o-mini-tts': { minute: 1.5 },
    'tts-1-hd': { millionCharacters: 3_000 },
    'tts-1': { millionCharacters: 1_500 },
  },
  // elevenlabs.io/pricing: the Creator plan, 22 dollars for 100,000 credits; a character is a credit, with flash and turbo half a one.
  elevenlabs: {
    eleven_multilingual_v2: { millionCharacters: 22_000 },
    eleven_v3: { millionCharacters: 22_000 },
    eleven_flash_v2: { millionCharacters: 11_000 },
    eleven_turbo_v2: { millionCharacters: 11_000 },
  },
  // developers.heygen.com/docs/pricing: a credit is a minute of avatar video, charged in steps of 30 s; 100 credits for 99 dollars.
  heygen: { avatar: { minute: 99, stepSeconds: 30 } },
};

/**
 * @returns cents, with fractions. A model that the list does not know costs what the dearest of its provider does, so that no budget is
 * passed by a guess.
 */
export function centsFor(provider: PaidProvider, model: string, usage: Usage, prices: Prices = PRICES): number {
  const [family] = Object.keys(prices[provider])
    .filter((name) => model === name || model.startsWith(`${name}-`) || model.startsWith(`${name}_`))
    .sort((a, b) => b.length - a.length);
  const price = family === undefined ? undefined : prices[provider][family];
  if (price) return centsBy(price, usage);
  return Math.max(0, ...Object.values(prices[provider]).map((other) => centsBy(other, usage)));
}

function centsBy(price: Price, { characters = 0, inputTokens = 0, outputTokens = 0, seconds = 0 }: Usage): number {
  const step = price.stepSeconds;
  const charged = step === undefined ? seconds : Math.ceil(seconds / step) * step;
  return (
    (characters * (price.millionCharacters ?? 0) +
      inputTokens * (price.millionInputTokens ?? 0) +
      outputTokens * (price.millionOutputTokens ?? 0)) /
      1_000_000 +
    (charged * (price.minute ?? 0)) / 60
  );
}
