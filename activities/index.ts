/** Puts the verbs together and makes Temporal activities of them. */

import type { RunRef } from '../domain/index.ts';
import { asActivity, type ActivityPorts } from './as-activity.ts';
import type { Activities } from './verbs.ts';

/** The verbs as the workflow calls them: each call says for which run it is made. */
export type WorkflowActivities = {
  [Verb in keyof Activities]: (input: Parameters<Activities[Verb]>[0] & { run: RunRef }) => ReturnType<Activities[Verb]>;
};
