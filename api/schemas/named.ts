/** Schemas that OpenAPI names, and refers to by name: the same ones validate what is asked and answered. */

import { deckSchema } from './deck.ts';
import { estimateSchema } from './estimate.ts';
import { ledgerSchema } from './ledger.ts';
import { lexiconSchema } from './lexicon.ts';
import { optionsSchema } from './options.ts';
import { presentersSchema } from './presenters.ts';
import { problemSchema } from './problem.ts';
import { providersSchema } from './providers.ts';
import { scriptSchema } from './script.ts';
import { sessionSchema } from './session.ts';
import { sharedSchema } from './shared.ts';
import { taskSchema, taskPageSchema } from './task.ts';
import { voicesSchema } from './voices.ts';

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
