/** What the command line reads of REST's answers; anything else passes through to --json. */

import { z } from 'zod';
import { STAGES, TASK_STATUSES } from '../domain/index.ts';

const outputSchema = z.object({ name: z.string(), kind: z.string(), bytes: z.number() });
const noteSchema = z.object({ code: z.string(), message: z.string(), slide: z.number().optional() });
const costSchema = z.object({ cents: z.number(), upToCents: z.number() });

export const taskSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  status: z.enum(TASK_STATUSES),
  stage: z.enum(STAGES),
  percent: z.number(),
  slides: z.array(z.object({ number: z.number(), title: z.string(), stage: z.string() })),
  cost: costSchema,
  warnings: z.array(noteSchema),
  outputs: z.array(outputSchema),
  error: noteSchema.optional(),
  links: z.looseObject({ self: z.string(), console: z.string() }),
  createdAt: z.string(),
});
export type RemoteTask = z.infer<typeof taskSchema>;

export const pageSchema = z.object({ tasks: z.array(taskSchema), nextCursor: z.string().optional() });

const voiceSchema = z.looseObject({
  provider: z.string(),
  name: z.string(),
  label: z.string(),
  languages: z.array(z.string()),
});
export const voicesSchema = z.object({ voices: z.array(voiceSchema) }).transform(({ voices }) => voices);
export type RemoteVoice = z.infer<typeof voiceSchema>;

const presenterSchema = z.looseObject({ provider: z.string(), name: z.string(), label: z.string() });
export const presentersSchema = z
  .object({ presenters: z.array(presenterSchema) })
  .transform(({ presenters }) => presenters);
export type RemotePresenter = z.infer<typeof presenterSchema>;

export const estimateSchema = z.object({
  cents: z.number(),
  atMostCents: z.number(),
  parts: z.array(z.object({ stage: z.string(), exact: z.boolean(), cents: z.number(), atMostCents: z.number() })),
  seconds: z.number(),
  secondsToFinish: z.number(),
  pricesAsOf: z.string().exactOptional(),
});
export type RemoteEstimate = z.infer<typeof estimateSchema>;

const numbersSchema = z.array(z.number());
export const previewSchema = z.object({
  slides: z.object({
    ...{ added: numbersSchema, moved: numbersSchema, changed: numbersSchema },
    ...{ removed: numbersSchema, kept: numbersSchema },
  }),
  estimate: estimateSchema,
});
export type RemotePreview = z.infer<typeof previewSchema>;

export const slidesSchema = z.object({
  slides: z.array(
    z.looseObject({
      number: z.number(),
      text: z.string(),
      flags: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
      approved: z.boolean().optional(),
    }),
  ),
});
/** The words of every slide, the language they are in, and the version that a change of them is made against. */
export interface RemoteScript extends z.infer<typeof slidesSchema> {
  version?: string;
  language?: string;
}

export const versionsSchema = z
  .object({
    versions: z.array(
      z.looseObject({ version: z.number(), name: z.string(), finishedAt: z.string(), outputs: z.array(outputSchema) }),
    ),
  })
  .transform(({ versions }) => versions);
export type RemoteVersion = z.infer<typeof versionsSchema>[number];

const share = { id: z.string(), downloads: z.boolean(), createdAt: z.string(), expiresAt: z.string() };
export const shareSchema = z.object({ ...share, url: z.string() });
export const sharesSchema = z.object({ shares: z.array(z.object(share)) }).transform(({ shares }) => shares);

export const ledgerSchema = z.object({
  cost: costSchema,
  entries: z.array(
    z.looseObject({
      provider: z.string(),
      model: z.string(),
      stage: z.string(),
      slide: z.number().optional(),
      cents: z.number(),
      outcome: z.string(),
    }),
  ),
});
export type RemoteLedger = z.infer<typeof ledgerSchema>;

export const lexiconSchema = z.array(z.looseObject({ word: z.string(), say: z.string() }));
export const sentDeckSchema = z.object({ id: z.string() });
export const problemSchema = z.object({
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
});
