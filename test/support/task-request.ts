/** A task request for tests that need some task, not a particular one. */

import { randomUUID } from 'node:crypto';
import type { TaskRequest } from '../../domain/index.ts';

export function someTaskRequest(changes: Partial<TaskRequest> = {}): TaskRequest {
  const id = changes.id ?? randomUUID();
  return {
    id,
    attempt: 1,
    owner: 'local',
    deck: { key: `tasks/${id}/deck`, name: 'Lecture 1.pptx', format: 'pptx', sizeBytes: 1, sha256: '0'.repeat(64) },
    options: {},
    ...changes,
  };
}
