/** What the edge accepts and answers. The same schemas validate requests and make /api/openapi.json. */

import { z } from 'zod';
import {
  PAID_PROVIDERS,
  PAID_STAGES,
  SLIDE_STAGES,
  STAGES,
  TASK_STATUSES,
  type DeckView,
  type Flag,
  type Lexicon,
  type PresenterView,
  type Estimate,
  type LedgerEntry,
  type ProviderView,
  type TaskOptions,
  type TaskPage,
  type TaskView,
  type VoiceView,
} from '../domain/index.ts';
import { SCOPES } from '../platform/api-keys.ts';
import { REMAINS } from '../platform/task-removal.ts';
import type { Problem } from './problems.ts';

const language = z
  .string()
  .max(35) // the longest tag that RFC 5646 asks implementations to take
  .refine(isLanguageTag, 'must be a language tag such as "en", "de" or "pt-BR"')
  .meta({ description: 'BCP 47', examples: ['de', 'pt-BR'] });

const voiceChoiceSchema = z.strictObject({
  provider: z.enum(['offline', 'openai', 'elevenlabs']).exactOptional(),
  name: z.string().min(1).max(200).exactOptional().meta({ description: 'A name from GET /api/voices' }),
  model: z.string().min(1).max(200).exactOptional(),
  rate: z.number().min(0.5).max(2).exactOptional().meta({ description: 'A factor, 1 = the voice’s own speed' }),
});

export const optionsSchema = z.strictObject({
  script: z
    .strictObject({
      mode: z.enum(['notes', 'ai', 'auto']).exactOptional(),
      emptySlides: z
        .strictObject({
          policy: z.enum(['hold', 'skip', 'write']).exactOptional(),
          seconds: z.number().min(0.5).max(600).exactOptional(),
        })
        .exactOptional(),
      tone: z.string().max(500).exactOptional(),
      audience: z.string().max(500).exactOptional(),
      secondsPerSlide: z.number().min(1).max(600).exactOptional(),
    })
    .exactOptional(),
  voice: voiceChoiceSchema.exactOptional(),
  languages: z.array(language).min(1).max(20).exactOptional(),
  subtitles: z
    .strictObject({ languages: z.array(language).min(1).max(20).exactOptional(), burnIn: z.boolean().exactOptional() })
    .exactOptional(),
  presenter: z
    .strictObject({
      provider: z.enum(['offline', 'heygen']).exactOptional(),
      name: z.string().min(1).max(200).exactOptional(),
      layout: z.enum(['corner', 'beside']).exactOptional(),
      shape: z.enum(['circle', 'rectangle']).exactOptional(),
      slides: z.array(z.int().min(1)).max(1000).exactOptional(),
    })
    .exactOptional(),
  output: z
    .strictObject({
      resolution: z.enum(['720p', '1080p', '2160p']).exactOptional(),
      aspect: z.enum(['16:9', '9:16', '4:3']).exactOptional(),
      fps: z.literal([25, 30]).exactOptional(),
    })
    .exactOptional(),
  podcast: z.strictObject({ speakers: z.int().min(1).max(2).exactOptional() }).exactOptional(),
  review: z.boolean().exactOptional().meta({ description: 'Wait for a person’s approval of the script' }),
  budget: z.strictObject({ cents: z.number().min(0) }).exactOptional(),
  hiddenSlides: z.enum(['skip', 'keep']).exactOptional(),
  onProviderFailure: z.enum(['wait', 'otherVoice', 'fail']).exactOptional(),
  onUnknownOutcome: z.enum(['retry', 'hold']).exactOptional(),
}) satisfies z.ZodType<TaskOptions>;

export const listQuerySchema = z.strictObject({
  status: z.enum(TASK_STATUSES).exactOptional(),
  q: z.string().max(200).exactOptional().meta({ description: 'Looked for in the deck’s name and the slides’ titles' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(100).exactOptional().meta({ description: '`nextCursor` of the page before' }),
});

const flagSchema = z.strictObject({
  code: z.string().max(100),
  message: z.string().max(1000),
}) satisfies z.ZodType<Flag>;

export const scriptSchema = z.strictObject({
  slides: z
    .array(
      z.strictObject({
        number: z.int().min(1),
        text: z.string().max(20_000).meta({ description: 'Empty: the slide is held in silence' }),
        flags: z.array(flagSchema).max(100).exactOptional(),
        approved: z
          .boolean()
          .exactOptional()
          .meta({ description: 'A person has found these words good; other words are not approved any more' }),
      }),
    )
    .max(1000),
});

export const revisionSchema = z.strictObject({
  slides: z
    .array(
      z.strictObject({
        number: z.int().min(1),
        text: z.string().max(20_000).exactOptional().meta({ description: 'Empty: the slide is held in silence' }),
        voice: z
          .strictObject({
            name: z
              .string()
              .regex(/^[^[\]\r\n]{1,150}$/)
              .exactOptional(),
            rate: z.number().min(0.5).max(2).exactOptional(),
          })
          .exactOptional()
          .meta({ description: 'Another voice of the task’s provider, or another speed, for this slide' }),
      }),
    )
    .max(1000)
    .exactOptional(),
  options: optionsSchema.exactOptional().meta({ description: 'In place of all options before' }),
});

export const wishSchema = z.strictObject({
  slide: z.int().min(1),
  wish: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .meta({ examples: ['Shorter, and without the example'] }),
});

export type ScriptView = z.infer<typeof scriptSchema>;

const speakable = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/[\p{L}\p{N}]/u, 'must have a letter or a digit');

export const lexiconSchema = z
  .array(
    z.strictObject({
      word: speakable(100).meta({ description: 'As it is written' }),
      say: speakable(300).meta({ description: 'As it is spoken' }),
      language: language.exactOptional(),
    }),
  )
  .max(1000) satisfies z.ZodType<Lexicon>;

export const sessionSchema = z.strictObject({
  keyNeeded: z.boolean(),
  owner: z.string().exactOptional().meta({ description: 'Whose tasks are shown; absent while no key was given' }),
  name: z.string().exactOptional().meta({ description: 'What people call the owner, where that is something else' }),
  signInWith: z
    .strictObject({ name: z.string(), url: z.string() })
    .exactOptional()
    .meta({ description: 'Where people may say who they are instead of sending a key' }),
  signOutAt: z
    .string()
    .exactOptional()
    .meta({ description: 'Where a browser goes after signing out here, to sign out where it signed in, too' }),
  scopes: z.array(z.enum(SCOPES)).exactOptional().meta({ description: 'What the key or the session may do' }),
});

const warning = { code: z.string(), message: z.string(), slide: z.int().exactOptional() };

const outputSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['video', 'subtitles', 'audio', 'script', 'manifest', 'poster']),
  language: z.string().exactOptional(),
  bytes: z.int(),
  url: z.string(),
});

const costSchema = z.strictObject({ cents: z.number(), upToCents: z.number() }).meta({
  description: 'US cents that were spent: for certain, and if every call whose answer was lost was billed',
});

export const taskSchema = z.strictObject({
  id: z.string(),
  name: z.string().meta({ description: 'What the sender called the deck’s file' }),
  status: z.enum(TASK_STATUSES),
  stage: z.enum(STAGES),
  percent: z.int().min(0).max(100),
  slides: z.array(
    z.strictObject({
      number: z.int(),
      title: z.string(),
      stage: z.enum(SLIDE_STAGES),
      picture: z.string().exactOptional().meta({ description: 'Where its picture is, as soon as there is one' }),
      clip: z
        .string()
        .exactOptional()
        .meta({ description: 'Where its part of the video is, as soon as it is finished' }),
    }),
  ),
  options: optionsSchema,
  cost: costSchema,
  warnings: z.array(z.strictObject(warning)),
  outputs: z.array(outputSchema),
  error: z.strictObject(warning).exactOptional(),
  attempt: z.int(),
  version: z.int().meta({ description: 'Of the video: 1 at first, one more with each revision' }),
  links: z.strictObject({
    self: z.string(),
    events: z.string(),
    script: z.string(),
    versions: z.string(),
    console: z.string(),
  }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}) satisfies z.ZodType<TaskView>;

export const deletionSchema = z.strictObject({
  id: z.string(),
  removed: z.int().meta({ description: 'Files that are gone' }),
  shared: z.int().meta({ description: 'Files that stay because other tasks use them' }),
  remains: z.array(z.enum(REMAINS)).meta({
    description:
      '`history`: Temporal still lists the run; it forgets it within a minute. `mark`: it is remembered, for a quarter of a minute, that the task was deleted. Empty: nothing is left.',
  }),
});

export const taskPageSchema = z.strictObject({
  tasks: z.array(taskSchema),
  nextCursor: z.string().exactOptional(),
}) satisfies z.ZodType<TaskPage>;

export const versionsSchema = z.strictObject({
  versions: z.array(
    z.strictObject({
      version: z.int(),
      name: z.string().meta({ description: 'What its deck was called' }),
      options: optionsSchema,
      finishedAt: z.iso.datetime(),
      script: z.string().exactOptional(),
      outputs: z.array(outputSchema),
    }),
  ),
});

export const newShareSchema = z.strictObject({
  days: z.number().min(0.01).max(365).default(30).meta({ description: 'After so many the link leads nowhere' }),
  downloads: z.boolean().default(true).meta({ description: 'Whether files may be saved, too' }),
});

const share = {
  id: z.string().meta({ description: 'Names the link to take it back' }),
  downloads: z.boolean(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
};
export const shareSchema = z.strictObject({ ...share, url: z.string().meta({ description: 'The page to pass on' }) });
export const sharesSchema = z.strictObject({ shares: z.array(z.strictObject(share)) });

const telling = {
  language: z.string(),
  slides: z.array(z.strictObject({ slide: z.int(), title: z.string(), seconds: z.number() })),
};
export const sharedSchema = z.strictObject({
  name: z.string().meta({ description: 'What the deck is called' }),
  ready: z.boolean().meta({ description: 'False while another version is made' }),
  version: z.int(),
  downloads: z.boolean(),
  expiresAt: z.iso.datetime(),
  outputs: z.array(outputSchema),
  story: z
    .strictObject({ ...telling, more: z.array(z.strictObject(telling)) })
    .exactOptional()
    .meta({ description: 'What is shown how long, in the first language and in further ones' }),
});

export const limitsSchema = z.strictObject({
  maxUploadBytes: z.int(),
  maxSlides: z.int(),
  retentionDays: z.number().exactOptional().meta({ description: 'Absent: tasks are kept until somebody deletes them' }),
});

export const voicesSchema = z.strictObject({
  voices: z.array(
    z.strictObject({
      provider: z.string(),
      name: z.string(),
      label: z.string(),
      languages: z.array(z.string()),
      gender: z.string().exactOptional(),
      models: z.array(z.string()).exactOptional(),
      sample: z.string().exactOptional().meta({ description: 'Where it can be heard for nothing' }),
    }) satisfies z.ZodType<VoiceView>,
  ),
});

export const providersSchema = z.strictObject({
  providers: z.array(
    z.strictObject({
      name: z.enum(PAID_PROVIDERS),
      models: z.array(z.string()).meta({ description: 'What is used where a task does not say' }),
    }) satisfies z.ZodType<ProviderView>,
  ),
});

export const ledgerSchema = z.strictObject({
  cost: costSchema,
  entries: z.array(
    z.strictObject({
      key: z.string().meta({ description: 'Names what was bought in the store' }),
      provider: z.enum(PAID_PROVIDERS),
      model: z.string(),
      stage: z.enum(PAID_STAGES),
      slide: z.int().exactOptional(),
      usage: z.strictObject({
        characters: z.number().exactOptional(),
        inputTokens: z.number().exactOptional(),
        outputTokens: z.number().exactOptional(),
        seconds: z.number().exactOptional(),
      }),
      cents: z.number(),
      outcome: z.enum(['paid', 'wasted', 'unknown']),
      at: z.number().meta({ description: 'ms since 1970' }),
    }) satisfies z.ZodType<LedgerEntry>,
  ),
});

export const presentersSchema = z.strictObject({
  presenters: z.array(
    z.strictObject({
      provider: z.string(),
      name: z.string(),
      label: z.string(),
      picture: z.string().meta({ description: 'Where a picture is' }),
    }) satisfies z.ZodType<PresenterView>,
  ),
});

export const estimateSchema = z.strictObject({
  cents: z.number(),
  atMostCents: z.number().meta({ description: 'Lost and unusable answers aside, which the ledger lists' }),
  parts: z.array(
    z.strictObject({
      stage: z.enum(PAID_STAGES),
      exact: z.boolean(),
      cents: z.number(),
      atMostCents: z.number(),
    }),
  ),
  seconds: z.number().meta({ description: 'Of finished video, about' }),
  secondsToFinish: z.number().meta({ description: 'Until the task is finished, about, on an idle system' }),
}) satisfies z.ZodType<Estimate>;

const sentDeck = {
  id: z.string(),
  name: z.string(),
  format: z.enum(['pptx', 'ppt', 'odp', 'pdf']),
  bytes: z.int(),
  expiresAt: z.iso.datetime().meta({ description: 'Until then it can be made into a video' }),
};
export const sentDeckSchema = z.strictObject(sentDeck);
export const deckSchema = z.strictObject({
  ...sentDeck,
  slides: z.array(z.strictObject({ number: z.int(), title: z.string(), notes: z.string(), hidden: z.boolean() })),
}) satisfies z.ZodType<DeckView>;

/** A deck that was sent before, to be made into a video. */
export const deckToMakeSchema = z.strictObject({
  deck: z.string().max(64).exactOptional().meta({ description: 'Its id, from POST /api/decks' }),
  name: z.string().min(1).max(200).exactOptional().meta({ description: 'What it is called, where not as its file' }),
  options: optionsSchema.exactOptional(),
});

/** Words to be heard before anything is made. */
export const speechSchema = z.strictObject({
  voice: z.strictObject({
    provider: z.enum(['offline', 'openai', 'elevenlabs']).exactOptional(),
    name: z.string().min(1).max(200).meta({ description: 'A name from GET /api/voices' }),
    rate: z.number().min(0.5).max(2).exactOptional(),
  }),
  language: language.exactOptional().meta({ description: 'The voice’s own first one where not said' }),
  text: speakable(300).exactOptional().meta({ description: 'A sentence in that language where not said' }),
});

export const previewSchema = revisionSchema.extend({
  deck: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .exactOptional()
    .meta({ description: 'A deck that was sent before (POST /api/decks), in place of the one that the task has' }),
});

const numbers = z.array(z.int());
export const revisionPreviewSchema = z.strictObject({
  slides: z.strictObject({ added: numbers, moved: numbers, changed: numbers, removed: numbers, kept: numbers }),
  estimate: estimateSchema,
});

export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.strictObject({ field: z.string(), message: z.string() })).exactOptional(),
}) satisfies z.ZodType<Problem>;

/** Schemas that OpenAPI names, and refers to by name. */
export const namedSchemas = {
  Options: optionsSchema,
  Task: taskSchema,
  TaskPage: taskPageSchema,
  Script: scriptSchema,
  Lexicon: lexiconSchema,
  Session: sessionSchema,
  Voices: voicesSchema,
  Presenters: presentersSchema,
  Providers: providersSchema,
  Shared: sharedSchema,
  Ledger: ledgerSchema,
  Estimate: estimateSchema,
  Deck: deckSchema,
  Problem: problemSchema,
};

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
