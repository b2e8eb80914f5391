/** What a person chose for a new video, as the options that are sent. Pure. */

import type { Resolution, TaskOptions } from '../../domain/options.ts';
import type { VoiceView } from '../../domain/task-view.ts';

export interface NewTaskChoices {
  /** BCP 47; absent: as in the deck. */
  language: string | undefined;
  /** Absent: one that fits the language. */
  voice: VoiceView | undefined;
  resolution: Resolution;
  review: boolean;
}

const PROVIDERS = ['offline', 'openai', 'elevenlabs'] as const;

/** Only what differs from the defaults is sent, so that the server's defaults hold. */
export function optionsFrom({ language, voice, resolution, review }: NewTaskChoices): TaskOptions {
  const provider = PROVIDERS.find((name) => name === voice?.provider);
  return {
    ...(language !== undefined && { languages: [language] }),
    ...(voice !== undefined && provider !== undefined && { voice: { provider, name: voice.name } }),
    ...(resolution !== '1080p' && { output: { resolution } }),
    ...(review && { review: true }),
  };
}

/** The languages that some voice speaks, each once, by name in `locale`'s order. */
export function spokenLanguages(
  voices: readonly VoiceView[],
  nameOf: (tag: string) => string,
  locale = 'en',
): string[] {
  const tags = [...new Set(voices.flatMap((voice) => voice.languages))];
  return tags.sort((a, b) => nameOf(a).localeCompare(nameOf(b), locale));
}

/** Voices that speak the language, or its base ("de" for "de-AT"); all where none is chosen. */
export function voicesFor(voices: readonly VoiceView[], language: string | undefined): VoiceView[] {
  if (language === undefined) return [...voices];
  return voices.filter((voice) => voice.languages.some((spoken) => base(spoken) === base(language)));
}

function base(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? tag;
}
