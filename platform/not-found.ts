/** Tells "Temporal knows no such run" from every other trouble with Temporal. */

import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';

/** gRPC's NOT_FOUND */
const NOT_FOUND = 5;

/** What does not exist need not be cancelled or deleted. */
export function orUndefined(thrown: unknown): undefined {
  if (thrown instanceof WorkflowNotFoundError || isNotFound(thrown)) return undefined;
  throw thrown;
}

export function isNotFound(thrown: unknown): boolean {
  const code: number = isGrpcServiceError(thrown) ? thrown.code : 0;
  return code === NOT_FOUND;
}
