/** Options that the language of requests knows and this version does not carry out. They are refused by name: nothing asked for is ignored in silence. */

import type { TaskOptions } from '../domain/index.ts';
import { InvalidRequestError, type FieldError } from './problems.ts';

interface Gap {
  option: string;
  asked: (options: TaskOptions) => boolean;
  why: string;
}

const GAPS: readonly Gap[] = [
  {
    option: 'script.mode',
    asked: ({ script }) => script?.mode === 'ai',
    why: 'no AI provider writes scripts here; "notes" and "auto" are available',
  },
  {
    option: 'script.tone',
    asked: ({ script }) => script?.tone !== undefined,
    why: 'only a script written by AI has a tone',
  },
  {
    option: 'script.audience',
    asked: ({ script }) => script?.audience !== undefined,
    why: 'only a script written by AI has an audience',
  },
  {
    option: 'script.secondsPerSlide',
    asked: ({ script }) => script?.secondsPerSlide !== undefined,
    why: 'only a script written by AI can be aimed at a length',
  },
  {
    option: 'voice.provider',
    asked: ({ voice }) => voice?.provider !== undefined && voice.provider !== 'offline',
    why: 'this provider is not set up here; "offline" is available',
  },
  { option: 'voice.model', asked: ({ voice }) => voice?.model !== undefined, why: 'the offline voices have no models' },
  {
    option: 'languages',
    asked: ({ languages }) => languages !== undefined && languages.length > 1,
    why: 'nothing is translated here, so a video has one language: the one its words are in',
  },
  {
    option: 'subtitles.languages',
    asked: ({ subtitles, languages }) =>
      subtitles?.languages !== undefined && subtitles.languages.join() !== (languages ?? []).join(),
    why: 'nothing is translated here, so subtitles are in the language of the narration, which "languages" names',
  },
  {
    option: 'subtitles.burnIn',
    asked: ({ subtitles }) => subtitles?.burnIn === true,
    why: 'subtitles are a track that players switch on, and files beside the video',
  },
  { option: 'presenter', asked: ({ presenter }) => presenter !== undefined, why: 'there are no presenters here' },
  { option: 'podcast', asked: ({ podcast }) => podcast !== undefined, why: 'there are no podcasts here' },
  {
    option: 'budget',
    asked: ({ budget }) => budget !== undefined,
    why: 'nothing here costs money, so there is no budget to watch',
  },
];

/** @throws InvalidRequestError `option_not_available` that names every option which would be ignored. */
export function refuseUnavailable(options: TaskOptions): void {
  const errors: FieldError[] = GAPS.filter(({ asked }) => asked(options)).map(({ option, why }) => ({
    field: option,
    message: why,
  }));
  const [first] = errors;
  if (!first) return;
  throw new InvalidRequestError(
    'option_not_available',
    `${errors.map(({ field, message }) => `${field}: ${message}`).join('; ')}. Leave it out, or ask the keeper of this server.`,
    errors,
  );
}
