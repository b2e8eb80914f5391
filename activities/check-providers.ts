/** Asks whom a task will pay, before anybody is paid: a wrong key for the voice must not cost a written script. */

import { wantsWriter, type PaidProvider } from '../domain/index.ts';
import type { ProviderLimits } from '../platform/provider-limits.ts';
import type { Run } from './run.ts';
import type { Writer } from './script/writer.ts';
import type { Speakers } from './speech/speaker.ts';
import { speakerFor } from './speech/voices.ts';
import type { Activities } from './verbs.ts';

export interface CheckProvidersPorts {
  speakers: Speakers;
  writer: Pick<Writer, 'check' | 'provider'> | undefined;
  limits: Pick<ProviderLimits, 'worked'>;
}

/**
 * Retry: safe. One call to each that costs nothing; a presenter's provider is asked as the presenter is cast. A voice that another may
 * replace is not asked: its failure ends nothing.
 * @throws ProviderError `speech_provider_missing`, `provider_key_invalid`, and what else a vendor answers
 */
export const createCheckProviders =
  ({ speakers, writer, limits }: CheckProvidersPorts) =>
  async ({ task: { options } }: Parameters<Activities['checkProviders']>[0], run: Run): Promise<void> => {
    const provider = options.voice?.provider ?? 'offline';
    const speaker = speakerFor(speakers, { provider });
    // An answer here ends a row of failures as any other: whoever was away an hour ago is not away since then.
    const ask = async (whom: PaidProvider, check: () => Promise<unknown> | undefined): Promise<void> => {
      await check();
      await limits.worked(whom);
    };
    await Promise.all([
      provider === 'offline' || options.onProviderFailure === 'otherVoice'
        ? undefined
        : ask(provider, () => speaker.check?.(run)),
      writer && wantsWriter(options) ? ask(writer.provider, () => writer.check(run)) : undefined,
    ]);
  };
