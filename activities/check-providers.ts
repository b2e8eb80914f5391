/** Asks whom a task will pay, before anybody is paid: a wrong key for the voice must not cost a written script. */

import { wantsWriter } from '../domain/index.ts';
import type { Run } from './run.ts';
import type { Writer } from './script/writer.ts';
import type { Speakers } from './speech/speaker.ts';
import { speakerFor } from './speech/voices.ts';
import type { Activities } from './verbs.ts';

export interface CheckProvidersPorts {
  speakers: Speakers;
  writer: Pick<Writer, 'check'> | undefined;
}

/**
 * Retry: safe. One call to each that costs nothing; a presenter's provider is asked as the presenter is cast. A voice that another may
 * replace is not asked: its failure ends nothing.
 * @throws ProviderError `speech_provider_missing`, `provider_key_invalid`, and what else a vendor answers
 */
export const createCheckProviders =
  ({ speakers, writer }: CheckProvidersPorts) =>
  async ({ task: { options } }: Parameters<Activities['checkProviders']>[0], run: Run): Promise<void> => {
    const { voice, onProviderFailure } = options;
    const speaker = speakerFor(speakers, { provider: voice?.provider ?? 'offline' });
    await Promise.all([
      onProviderFailure === 'otherVoice' ? undefined : speaker.check?.(run),
      wantsWriter(options) ? writer?.check(run) : undefined,
    ]);
  };
