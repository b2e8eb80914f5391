/** Why a task cannot be revised now. */

import { refuse } from './problems.ts';

export const notRevisable = () =>
  refuse('not_revisable', 'This task is being worked on. Wait for its end, or cancel it; then revise it.');
