/** A task's status as a word with a colour and a shape: never by colour alone. */

import { Ban, Check, CircleAlert, Clock, Hand, LoaderCircle } from 'lucide-react';
import type { TaskStatus } from '../../../domain/task.ts';
import { copy } from '../copy.ts';
import './status-badge.css';

const ICONS = {
  queued: Clock,
  running: LoaderCircle,
  awaiting_review: Hand,
  completed: Check,
  failed: CircleAlert,
  cancelled: Ban,
} satisfies Record<TaskStatus, unknown>;

export function StatusBadge({ status }: { status: TaskStatus }) {
  const Icon = ICONS[status];
  return (
    <span className={`status-badge status-${status}`}>
      <Icon aria-hidden="true" />
      {copy.status[status]}
    </span>
  );
}
