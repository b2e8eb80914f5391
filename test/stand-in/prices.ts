/** What the vendors' price lists say, in US cents; read in November 2026. */

import type { Units } from './counters.ts';

interface Price {
  /** Cents for a million. */
  millionCharacters?: number;
  millionInputTokens?: number;
  millionOutputTokens?: number;
  minute?: number;
}

const PRICES: Record<string, Price> = {
  'tts-1': { millionCharacters: 1_500 },
  'tts-1-hd': { millionCharacters: 3_000 },
  'gpt-4o-mini-tts': { minute: 1.5 },
  // Creator plan: 22 dollars for 100,000 credits.
  eleven_v3: { millionCharacters: 22_000 },
  eleven_multilingual_v2: { millionCharacters: 22_000 },
  eleven_flash_v2: { millionCharacters: 11_000 },
  eleven_turbo_v2: { millionCharacters: 11_000 },
  'gpt-4o-mini': { millionInputTokens: 15, millionOutputTokens: 60 },
  'gpt-5-mini': { millionInputTokens: 25, millionOutputTokens: 200 },
};

/** @param model by its name, or by the longest known beginning of it: dated models cost what their family costs */
export function centsFor(model: string, units: Partial<Units>): number {
  const family = Object.keys(PRICES)
    .filter((name) => model.startsWith(name))
    .sort((a, b) => b.length - a.length)[0];
  const price = PRICES[family ?? ''];
  if (!price) throw new Error(`the stand-in knows no price of ${model}`);
  const million = (count = 0, cents = 0): number => (count * cents) / 1_000_000;
  return (
    million(units.characters, price.millionCharacters) +
    million(units.inputTokens, price.millionInputTokens) +
    million(units.outputTokens, price.millionOutputTokens) +
    ((units.seconds ?? 0) * (price.minute ?? 0)) / 60
  );
}
