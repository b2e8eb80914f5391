/** The prices that hold for this server: the vendors' lists (domain/prices.ts), and what the keeper knows better. */

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PAID_PROVIDERS, PRICES, toError, type Price, type Prices } from '../domain/index.ts';
import { NO_KEY, type Config } from './config.ts';

const cents = z.number().min(0).exactOptional();
const priceSchema = z.strictObject({
  millionCharacters: cents,
  millionInputTokens: cents,
  millionOutputTokens: cents,
  minute: cents,
  stepSeconds: z.number().positive().exactOptional(),
}) satisfies z.ZodType<Price>;
const models = z.record(z.string(), priceSchema).exactOptional();
const fileSchema = z.strictObject({
  asOf: z.iso.date().exactOptional(),
  openai: models,
  elevenlabs: models,
  heygen: models,
});

/**
 * A file has the same shape as the list, and says only what differs: `{"openai": {"tts-1": {"millionCharacters": 1200}}}`. Its date, as in
 * `"asOf": "2026-12-01"`, is then that of the providers that it names. Who needs no key sends no bill, so what is set up by its
 * address alone costs nothing.
 * @throws Error that says what is wrong with the file
 */
export async function readPrices({ providers, pricesFile }: Pick<Config, 'providers' | 'pricesFile'>): Promise<Prices> {
  const own = pricesFile === undefined ? {} : await readFileOf(pricesFile);
  const prices: Prices = { asOf: { ...PRICES.asOf }, openai: {}, elevenlabs: {}, heygen: {} };
  for (const provider of PAID_PROVIDERS) {
    if (own[provider] && own.asOf !== undefined) prices.asOf[provider] = own.asOf;
    if (providers[provider]?.apiKey !== NO_KEY) prices[provider] = { ...PRICES[provider], ...own[provider] };
  }
  return prices;
}

async function readFileOf(pricesFile: string): Promise<z.infer<typeof fileSchema>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(pricesFile, 'utf8')));
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? z.prettifyError(thrown) : toError(thrown).message;
    throw new Error(`PRICES_FILE cannot be used: ${reason}`, { cause: thrown });
  }
}
