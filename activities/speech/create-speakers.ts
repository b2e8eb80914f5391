/** Everybody who can speak here: the offline voices always, a paid provider where it is set up. */

import type { Prices } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { ProvidersConfig } from '../../platform/config.ts';
import { createEspeakSpeaker } from '../adapters/espeak-speaker.ts';
import type { PaidCalls } from '../paid/paid-calls.ts';
import type { Speakers } from './speaker.ts';

/** A vendor's client is loaded where it is needed: ElevenLabs' takes 120 MiB of memory, OpenAI's 30 (P8). */
export async function createSpeakers({
  artifacts,
  providers,
  paid,
  prices,
}: {
  artifacts: Artifacts;
  providers: ProvidersConfig;
  paid: PaidCalls;
  prices: Prices;
}): Promise<Speakers> {
  const { openai, elevenlabs } = providers;
  const shop = { artifacts, paid, prices };
  const speakers: Speakers = { offline: createEspeakSpeaker() };
  if (openai) {
    const { createOpenAiSpeaker } = await import('../adapters/openai-speaker.ts');
    speakers.openai = createOpenAiSpeaker({ config: openai, ...shop });
  }
  if (elevenlabs) {
    const { createElevenLabsSpeaker } = await import('../adapters/elevenlabs-speaker.ts');
    speakers.elevenlabs = createElevenLabsSpeaker({ config: elevenlabs, ...shop });
  }
  return speakers;
}
