/** Asks whom a task will pay, before anybody is paid: a wrong key for the voice must not cost a written script. */

import { voiceProvider, wantsWriter } from '../domain/index.ts';
import type { PaidCalls } from './paid/paid-calls.ts';
import type { Run } from './run.ts';
import type { Writer } from './script/writer.ts';
import type { Speakers } from './speech/speaker.ts';
import { speakerFor } from './speech/voices.ts';
import type { Activities } from './verbs.ts';

export interface CheckProvidersPorts {
  speakers: Speakers;
  writer: Pick<Writer, 'check' | 'provider'> | undefined;
  paid: Pick<PaidCalls, 'ask'>;
}

/**
 * Retry: safe. One call to each that costs nothing; a presenter's provider is asked as the presenter is cast. A voice that another may
 * replace is not asked: its failure ends nothing.
 * @throws ProviderError `speech_provider_missing`, `provider_key_invalid`, and what else a vendor answers
 */
export const createCheckProviders =
  ({ speakers, writer, paid }: CheckProvidersPorts) =>
  async ({ task: { options } }: Parameters<Activities['checkProviders']>[0], run: Run): Promise<void> => {
    const provider = voiceProvider(options.voice);
    const speaker = speakerFor(speakers, { provider });
    const isVoiceAsked = provider !== 'offline' && options.onProviderFailure !== 'otherVoice';
    if (isVoiceAsked) await paid.ask(provider, async () => speaker.check?.(run), run);
    // One key for both is asked once.
    if (writer && wantsWriter(options) && !(isVoiceAsked && writer.provider === provider))
      await paid.ask(writer.provider, () => writer.check(run), run);
  };
