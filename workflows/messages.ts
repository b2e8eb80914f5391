/** What can be said to a running task: names, arguments and answers. */

import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { ScriptRef } from '../domain/index.ts';

/** Replaces the script under review. Refused where `baseVersion` is not the current one, or nothing is under review. */
export const editScript = defineUpdate<{ version: number }, [{ baseVersion: number; script: ScriptRef }]>('editScript');

/** Has one slide of the script under review written anew, as the reviewer wishes; answers when the new version stands. */
export const rewriteSlide = defineUpdate<{ version: number }, [{ slide: number; wish: string }]>('rewriteSlide');

/** Ends the review: this version of the script is spoken. Repeating it does nothing. */
export const approve = defineUpdate<{ version: number }, [{ version: number }]>('approve');

/** The task's budget was raised in Redis: what it stopped may go on. Repeating it does no harm. */
export const raiseBudget = defineUpdate<{ grants: number }>('raiseBudget');

/** The same words that the console shows as current details, for operators. */
export const progress = defineQuery<string>('progress');
