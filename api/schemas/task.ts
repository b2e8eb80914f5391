/** A task, a page of them, and what is left of a deleted one. */

import { z } from 'zod';
import { SLIDE_STAGES, STAGES, TASK_STATUSES, type TaskPage, type TaskView } from '../../domain/index.ts';
import { REMAINS } from '../../platform/task-removal.ts';
import { costSchema } from './cost.ts';
import { optionsSchema } from './options.ts';
import { outputSchema } from './output.ts';

const warning = { code: z.string(), message: z.string(), slide: z.int().exactOptional() };

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

export const taskPageSchema = z.strictObject({
  tasks: z.array(taskSchema),
  nextCursor: z.string().exactOptional(),
}) satisfies z.ZodType<TaskPage>;

export const listQuerySchema = z.strictObject({
  status: z.enum(TASK_STATUSES).exactOptional(),
  q: z.string().max(200).exactOptional().meta({ description: 'Looked for in the deck’s name and the slides’ titles' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(100).exactOptional().meta({ description: '`nextCursor` of the page before' }),
});

export const deletionSchema = z.strictObject({
  id: z.string(),
  removed: z.int().meta({ description: 'Files that are gone' }),
  shared: z.int().meta({ description: 'Files that stay because other tasks use them' }),
  remains: z.array(z.enum(REMAINS)).meta({
    description:
      '`history`: Temporal still lists the run; it forgets it within a minute. `mark`: it is remembered, for a quarter of a minute, that the task was deleted. Empty: nothing is left.',
  }),
});
