/** Says, as long as the browser has no network, that what is seen may be old: nothing is asked for meanwhile. */

import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { copy } from './copy.ts';
import { Notice } from './ui/notice.tsx';
import './connection-lost.css';

const subscribe = (onChange: () => void): (() => void) => onlineManager.subscribe(onChange);
const isOnline = (): boolean => onlineManager.isOnline();

export function ConnectionLost() {
  if (useSyncExternalStore(subscribe, isOnline)) return null;
  return (
    <div className="connection-lost">
      <Notice tone="warn">{copy.task.reconnecting}</Notice>
    </div>
  );
}
