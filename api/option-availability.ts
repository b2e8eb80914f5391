/** Options that cannot be carried out here: refused by name, since nothing asked for is ignored in silence. */

import type { PaidProvider, ProviderView, TaskOptions } from '../domain/index.ts';
import { InvalidRequestError, type FieldError } from './problems.ts';

interface Gap {
  option: string;
  asked: (options: TaskOptions) => boolean;
  why: string;
  /** With this provider set up there is no gap. */
  unless?: (options: TaskOptions) => PaidProvider | undefined;
}

const written = (): PaidProvider => 'openai';
const wordForWord = ({ script }: TaskOptions): boolean => script?.mode === 'notes';
const paidVoice = ({ voice }: TaskOptions): PaidProvider | undefined =>
  voice?.provider === 'offline' ? undefined : voice?.provider;
const filmed = ({ presenter: asked }: TaskOptions): PaidProvider | undefined =>
  asked?.provider === 'heygen' ? 'heygen' : undefined;

const GAPS: readonly Gap[] = [
  {
    option: 'script.mode',
    asked: ({ script }) => script?.mode === 'ai',
    unless: written,
    why: 'no AI provider writes scripts here; "notes" and "auto" are available',
  },
  ...(['tone', 'audience', 'secondsPerSlide'] as const).map((name): Gap => ({
    option: `script.${name}`,
    asked: ({ script }) => script?.[name] !== undefined,
    unless: (options) => (wordForWord(options) ? undefined : 'openai'),
    why: 'only a script written by AI follows it',
  })),
  {
    option: 'voice.provider',
    asked: (options) => paidVoice(options) !== undefined,
    unless: paidVoice,
    why: 'this provider is not set up here; "offline" is available',
  },
  {
    option: 'voice.model',
    asked: ({ voice }) => voice?.model !== undefined,
    unless: paidVoice,
    why: 'the offline voices have no models',
  },
  {
    option: 'languages',
    asked: ({ languages }) => languages !== undefined && languages.length > 1,
    unless: written,
    why: 'nothing is translated here, so a video has one language: the one its words are in',
  },
  {
    option: 'subtitles.languages',
    asked: ({ subtitles, languages }) =>
      subtitles?.languages !== undefined && subtitles.languages.join() !== (languages ?? []).join(),
    unless: written,
    why: 'nothing is translated here, so subtitles are in the language of the narration, which "languages" names',
  },
  {
    option: 'presenter.provider',
    asked: (options) => filmed(options) !== undefined,
    unless: filmed,
    why: 'this provider is not set up here; "offline" is available',
  },
  {
    option: 'podcast.speakers',
    asked: ({ podcast }) => podcast?.speakers === 2,
    unless: written,
    why: 'no AI provider writes a dialogue here; one speaker is available',
  },
];

/**
 * @param providers the paid providers there are; undefined while no worker lives that would know: then the one that comes says it.
 * @throws InvalidRequestError `option_not_available` that names every option which would be ignored.
 */
export function refuseUnavailable(options: TaskOptions, providers: readonly ProviderView[] | undefined): void {
  const isThere = (name: PaidProvider | undefined): boolean =>
    name !== undefined && (providers === undefined || providers.some((provider) => provider.name === name));
  const errors: FieldError[] = GAPS.filter(({ asked, unless }) => asked(options) && !isThere(unless?.(options))).map(
    ({ option, why }) => ({ field: option, message: why }),
  );
  if (errors.length === 0) return;
  throw new InvalidRequestError(
    'option_not_available',
    `${errors.map(({ field, message }) => `${field}: ${message}`).join('; ')}. Leave it out, or ask the keeper of this server.`,
    errors,
  );
}
