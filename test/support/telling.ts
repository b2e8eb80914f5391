/** How a command that measures speaks: its result to standard output, what happens meanwhile to standard error. */

import { inspect } from 'node:util';

/** A line with the time at which it was said. */
export function sayNow(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

/** @param asJson for programs; for people otherwise. */
export function tell(result: unknown, asJson: boolean): void {
  process.stdout.write(`${asJson ? JSON.stringify(result, null, 2) : inspect(result, { depth: 9 })}\n`);
}
