/**
 * Crashes at a named point: a test arms a point, and the process that passes it next is killed with -9, or kills Redis or
 * Temporal and goes on. Points are the functions of what a process is made of (crash-preload.ts wraps them), before or
 * after the call: `store.create` of the API, `queue.acknowledge` of a master, `activity.joinClips` of a worker.
 */

import { appendFileSync, readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export type When = 'before' | 'after';

/** Environment of the processes that are to crash: the folder of armed points, and the workflows they run. */
export const CRASH_DIR = 'CRASH_DIR';
export const CRASH_BUNDLE = 'CRASH_BUNDLE';
/** In the folder: a line for every artifact that was written to its end. */
export const WRITTEN = 'written.log';

export interface CrashPoint {
  point: string;
  when: When;
  /** Only where this stands in the call's input (or, after it, in its answer too): a task's id. */
  about?: string;
  /** Who dies; the process that passes the point where not said. */
  victims?: readonly number[];
}

const armedSchema = z.object({ about: z.string(), victims: z.array(z.number()) });

/** @returns whether the crash has happened. */
export async function armCrash(dir: string, crash: CrashPoint): Promise<() => Promise<boolean>> {
  const { point, when, about = '', victims = [] } = crash;
  const name = `${point}.${when}.${about}`;
  await writeFile(join(dir, `of-${name}`), JSON.stringify({ about, victims }));
  await rename(join(dir, `of-${name}`), join(dir, name));
  return async () => !(await readdir(dir)).includes(name);
}

/** What `make` makes, with points of this name. */
export function withCrashes<I extends unknown[]>(name: string, make: (...input: I) => object): (...input: I) => object {
  const dir = process.env[CRASH_DIR];
  if (dir === undefined) throw new Error(`${CRASH_DIR} is not set`);
  return (...input) => {
    const made = make(...input);
    return made instanceof Promise ? made.then((part: object) => pointsOf(dir, name, part)) : pointsOf(dir, name, made);
  };
}

/** The parts that have parts of their own: `createActivities` answers with `{activities, …}`, a Temporal client has `workflow`. */
const INSIDE = ['activities', 'workflow'];

function pointsOf<T extends object>(dir: string, name: string, target: T): T {
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property, object);
      const key = String(property);
      if (INSIDE.includes(key) && typeof value === 'object' && value !== null) return pointsOf(dir, name, value);
      if (typeof value !== 'function') return value;
      return (...input: unknown[]): unknown => {
        const pass = (when: When, data: unknown): void => crashIfArmed(dir, `${name}.${key}.${when}.`, data);
        pass('before', input);
        const answer: unknown = Reflect.apply(value, object, input);
        if (!(answer instanceof Promise)) {
          pass('after', input);
          return answer;
        }
        return answer.then((result: unknown) => {
          if (name === 'artifacts' && key.startsWith('write'))
            appendFileSync(join(dir, WRITTEN), `${String(input[0])}\n`);
          pass('after', [input, result]);
          return result;
        });
      };
    },
  });
}

/** Synchronous throughout: nothing else of this process happens between the point and its end. */
function crashIfArmed(dir: string, point: string, data: unknown): void {
  for (const name of readdirSync(dir).filter((armed) => armed.startsWith(point))) {
    const file = join(dir, name);
    const { about, victims } = armedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (!JSON.stringify(data).includes(about)) continue;
    unlinkSync(file);
    for (const pid of victims.length > 0 ? victims : [process.pid]) process.kill(pid, 'SIGKILL');
  }
}
