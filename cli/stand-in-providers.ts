/** The paid providers' stand-ins as a process of our own (test/stand-in), so that the paid path is seen without a key. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { root } from './system.ts';

export interface StandInProviders {
  /** Base URLs, and keys that open nothing: to be set for everything that is started. */
  env: Record<string, string>;
  /** What each provider would have billed, in words. */
  bill(): Promise<string>;
  stop(): Promise<void>;
}

/** Loading it takes a second or two. */
const READY_WITHIN_MS = 30_000;

/** @throws Error where it does not come up */
export async function startStandInProviders(signal: AbortSignal): Promise<StandInProviders> {
  // It ends with its standard input, so it does not outlive this process, however that ends.
  const child = spawn(process.execPath, [join(root, 'test/stand-in/main.ts'), '--until-input-ends'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.stdin.end();
    await exited;
  };
  try {
    const { url, env } = await readiness(child, AbortSignal.any([signal, AbortSignal.timeout(READY_WITHIN_MS)]));
    return { env, bill: () => billAt(url), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** Reads its lines: `NAME=value` for the environment, then `ready at <url>`. */
async function readiness(
  child: ChildProcess,
  signal: AbortSignal,
): Promise<{ url: string; env: Record<string, string> }> {
  if (child.stdout === null) throw new Error('its output is read');
  const env: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout, signal })) {
    const [, name = '', value = ''] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name !== '') env[name] = value;
    const [, url] = /^ready at (\S+)$/.exec(line) ?? [];
    if (url !== undefined) return { url, env };
  }
  throw new Error('The stand-in of the paid providers did not start.');
}

const countersSchema = z.record(z.string(), z.object({ billedCalls: z.number(), cents: z.number() }));

async function billAt(url: string): Promise<string> {
  const counters = countersSchema.parse(await (await fetch(`${url}/_stand-in/counters`)).json());
  const lines = Object.entries(counters).flatMap(([vendor, { billedCalls, cents }]) =>
    billedCalls === 0 ? [] : [`  ${vendor.padEnd(10)} ${billedCalls} calls, ${(cents / 100).toFixed(3)} dollars`],
  );
  if (lines.length === 0) return 'Nothing was asked for that the real providers would have billed.';
  return ['The real providers would have billed (nothing was paid, no provider was asked):', ...lines].join('\n');
}
