/** Everybody who can speak here: the offline voices always, a paid provider where it is set up. */

import type { Prices } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { ProvidersConfig } from '../../platform/config.ts';
import { createElevenLabsSpeaker } from '../adapters/elevenlabs-speaker.ts';
import { createEspeakSpeaker } from '../adapters/espeak-speaker.ts';
import { createOpenAiSpeaker } from '../adapters/openai-speaker.ts';
import type { PaidCalls } from '../paid/paid-calls.ts';
import type { Speakers } from './speaker.ts';

export function createSpeakers({
  artifacts,
  providers,
  paid,
  prices,
}: {
  artifacts: Artifacts;
  providers: ProvidersConfig;
  paid: PaidCalls;
  prices: Prices;
}): Speakers {
  const { openai, elevenlabs } = providers;
  const shop = { artifacts, paid, prices };
  return {
    offline: createEspeakSpeaker(),
    ...(openai ? { openai: createOpenAiSpeaker({ config: openai, ...shop }) } : {}),
    ...(elevenlabs ? { elevenlabs: createElevenLabsSpeaker({ config: elevenlabs, ...shop }) } : {}),
  };
}
