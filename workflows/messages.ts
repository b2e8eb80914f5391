/** What can be said to a running task: names, arguments and answers. */

import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { ScriptRef } from '../domain/index.ts';

/** Replaces the script under review. Refused where `baseVersion` is not the current one, or nothing is under review. */
export const editScript = defineUpdate<{ version: number }, [{ baseVersion: number; script: ScriptRef }]>('editScript');

/** Ends the review: this version of the script is spoken. Repeating it does nothing. */
export const approve = defineUpdate<{ version: number }, [{ version: number }]>('approve');

/** The same words that the console shows as current details, for operators. */
export const progress = defineQuery<string>('progress');
