/** Puts the messages and stacks of failures into payloads, where PAYLOAD_KEY encrypts them. Temporal finds this module by its path. */

import { DefaultFailureConverter } from '@temporalio/common';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
