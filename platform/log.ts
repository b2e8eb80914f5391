/** JSON logs on standard error, one line an event, with the task's id wherever there is one. Never a key, never deck text (P9). */

import { pino, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error'>;

export function createLog(processName: string, level: LogLevel): Log {
  return pino(
    {
      name: processName,
      level,
      redact: {
        paths: ['*.apiKey', '*.authorization', 'req.headers.authorization', 'req.headers.cookie'],
        remove: true,
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
