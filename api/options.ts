/** The options of a task at the edge: read, and refused by name where they cannot be carried out here. */

import { voiceProvider, type TaskOptions, type Voice } from '../domain/index.ts';
import type { ProviderCatalog } from '../platform/provider-catalog.ts';
import { invalid } from './errors.ts';
import { refuseUnavailable } from './option-availability.ts';
import { refuse } from './problems.ts';
import { optionsSchema } from './schemas/options.ts';

/** @throws RequestError `malformed_json`, `invalid_options` */
export function parseOptions(text: string | undefined): TaskOptions {
  if (text === undefined || text.trim() === '') return {};
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch {
    throw refuse('malformed_json', 'The options are no JSON.');
  }
  const parsed = optionsSchema.safeParse(sent);
  if (!parsed.success) throw invalid('invalid_options', 'The options have a mistake', parsed.error);
  return parsed.data;
}

/** What the living workers can do. */
export interface Offers {
  voices: { read: () => Promise<Voice[]> };
  providers: ProviderCatalog;
}

/** @throws RequestError `option_not_available`, `unknown_voice` */
export async function acceptOptions(options: TaskOptions, { voices, providers }: Offers): Promise<void> {
  refuseUnavailable(options, await providers.read());
  await refuseUnknownVoice(options, voices);
}

/** While no worker lives nobody knows the voices: then the worker that comes says it. */
async function refuseUnknownVoice({ voice }: TaskOptions, voices: Offers['voices']): Promise<void> {
  const name = voice?.name;
  if (name === undefined) return;
  const known = await voices.read();
  if (known.length === 0 || known.some((entry) => entry.name === name && entry.provider === voiceProvider(voice)))
    return;
  throw refuse('unknown_voice', 'There is no voice of this name. GET /api/voices lists the names there are.');
}
