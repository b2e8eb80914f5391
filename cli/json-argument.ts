/** JSON on the command line: as it stands, or `@file`, or `@-` from the standard input. */

import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { toError } from '../domain/index.ts';

/**
 * @param name what the person called it, such as --options
 * @returns undefined where nothing was given
 */
export async function jsonArgument(name: string, given: string | undefined): Promise<unknown> {
  if (given === undefined) return undefined;
  const json = await contentOf(given);
  try {
    return JSON.parse(json);
  } catch (thrown) {
    throw new Error(`${name} is not JSON: ${toError(thrown).message}`, { cause: thrown });
  }
}

async function contentOf(given: string): Promise<string> {
  if (!given.startsWith('@')) return given;
  return given === '@-' ? textOf(process.stdin) : readFile(given.slice(1), 'utf8');
}
