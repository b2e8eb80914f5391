/** What a person chose for a new video, as the options that are sent. Pure. */

import type { Aspect, Resolution, TaskOptions } from '../../domain/options.ts';
import { language } from './copy.ts';
import type { PresenterView, VoiceView } from '../../domain/task-view.ts';

/** Where the words come from: the notes, or a writer. */
export type Words = 'notes' | 'ai';

export interface NewTaskChoices {
  /** BCP 47; absent: as in the deck. */
  language: string | undefined;
  /** Narration in further languages, BCP 47. */
  moreLanguages: string[];
  /** Absent: one that fits the language. */
  voice: VoiceView | undefined;
  words: Words;
  tone: string;
  audience: string;
  presenter: PresenterView | undefined;
  layout: 'corner' | 'beside';
  resolution: Resolution;
  aspect: Aspect;
  burnIn: boolean;
  /** How many speak in the podcast; none: there is no podcast. */
  podcast: 0 | 1 | 2;
  /** In whole US dollars, as typed; empty: no limit. */
  budget: string;
  review: boolean;
}

export const NOTHING_CHOSEN: NewTaskChoices = {
  language: undefined,
  moreLanguages: [],
  voice: undefined,
  words: 'notes',
  tone: '',
  audience: '',
  presenter: undefined,
  layout: 'corner',
  resolution: '1080p',
  aspect: '16:9',
  burnIn: false,
  podcast: 0,
  budget: '',
  review: false,
};

/** Common wishes by one click: what they choose beside the defaults. */
export const PRESETS = {
  lecture: {},
  training: { review: true, burnIn: true },
  podcast: { podcast: 1 },
} satisfies Record<string, Partial<NewTaskChoices>>;

const VOICES = ['offline', 'openai', 'elevenlabs'] as const;
const PRESENTERS = ['offline', 'heygen'] as const;

/** Only what differs from the defaults is sent, so that the server's defaults hold. */
export function optionsFrom(choices: NewTaskChoices): TaskOptions {
  const { language, moreLanguages, voice, presenter, resolution, aspect } = choices;
  const speaker = VOICES.find((name) => name === voice?.provider);
  const figure = PRESENTERS.find((name) => name === presenter?.provider);
  const languages = [...(language === undefined ? [] : [language]), ...moreLanguages];
  const cents = Math.round(Number(choices.budget.replace(',', '.')) * 100);
  return {
    ...(choices.words === 'ai' && { script: writerFrom(choices) }),
    ...(languages.length > 0 && { languages }),
    ...(voice !== undefined && speaker !== undefined && { voice: { provider: speaker, name: voice.name } }),
    ...(choices.burnIn && { subtitles: { burnIn: true } }),
    ...(presenter !== undefined &&
      figure !== undefined && { presenter: { provider: figure, name: presenter.name, layout: choices.layout } }),
    ...((resolution !== '1080p' || aspect !== '16:9') && {
      output: { ...(resolution !== '1080p' && { resolution }), ...(aspect !== '16:9' && { aspect }) },
    }),
    ...(choices.podcast > 0 && { podcast: { speakers: choices.podcast } }),
    ...(cents > 0 && { budget: { cents } }),
    ...(choices.review && { review: true }),
  };
}

function writerFrom({ tone, audience }: NewTaskChoices): NonNullable<TaskOptions['script']> {
  return {
    mode: 'ai',
    ...(tone.trim() !== '' && { tone: tone.trim() }),
    ...(audience.trim() !== '' && { audience: audience.trim() }),
  };
}

/** Whether what was chosen calls somebody who wants money for it. */
export function costsMoney({ words, voice, presenter, moreLanguages, podcast }: NewTaskChoices): boolean {
  const paid = (provider: string | undefined) => provider !== undefined && provider !== 'offline';
  return (
    words === 'ai' || moreLanguages.length > 0 || podcast === 2 || paid(voice?.provider) || paid(presenter?.provider)
  );
}

/** The languages that some voice speaks, each once, by name in `locale`'s order. */
export function spokenLanguages(
  voices: readonly VoiceView[],
  nameOf: (tag: string) => string,
  locale: string = language,
): string[] {
  const tags = [...new Set(voices.flatMap((voice) => voice.languages))];
  return tags.sort((a, b) => nameOf(a).localeCompare(nameOf(b), locale));
}

/** Voices that speak the language, or its base ("de" for "de-AT"); all where none is chosen. Paid ones speak every language. */
export function voicesFor(voices: readonly VoiceView[], language: string | undefined): VoiceView[] {
  if (language === undefined) return [...voices];
  const fits = (spoken: string) => base(spoken) === base(language);
  return voices.filter((voice) => voice.languages.length === 0 || voice.languages.some(fits));
}

function base(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? tag;
}
