/** The Redis of `npm start`: append-only and flushed at every write, because an accepted task must survive a kill -9 (P1). */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Program } from './supervisor.ts';

/** A probe, not a client: one try, a short wait. */
const PROBE_TIMEOUT_MS = 1_500;

/** Runs `ask` on a connection of its own. @throws whatever keeps Redis from answering. */
export async function askRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PROBE_TIMEOUT_MS,
    commandTimeout: PROBE_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined); // `connect` rejects with it as well
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** Whether a Redis answers there. */
export const redisAnswers = (url: string): Promise<boolean> =>
  askRedis(url, (redis) => redis.ping()).then(
    () => true,
    () => false,
  );

/** Why this Redis may lose an accepted task; undefined where it will not, or does not tell. */
export async function redisRisk(url: string): Promise<string | undefined> {
  const settings = await askRedis(url, async (redis) => {
    const answers: unknown[] = [await redis.config('GET', 'appendonly'), await redis.config('GET', 'appendfsync')];
    return answers.flat().map(String);
  }).catch(() => undefined); // hosted ones forbid CONFIG
  if (settings === undefined) return undefined;
  if (!settings.includes('yes')) return 'it is not append-only: a crash of Redis loses tasks (appendonly yes)';
  if (!settings.includes('always'))
    return 'it does not flush every write: a crash may lose the last second (appendfsync always)';
  return undefined;
}

/** Writes its configuration and describes how to run it. The password lies in the file and in no process list. */
export function redisProgram(url: string, dataDir: string, env: NodeJS.ProcessEnv): Program {
  const { port, password } = new URL(url);
  const dir = join(dataDir, 'redis');
  mkdirSync(dir, { recursive: true });
  const lines = [
    'bind 127.0.0.1',
    `port ${port === '' ? '6379' : port}`,
    `dir ${JSON.stringify(dir)}`,
    'appendonly yes',
    'appendfsync always',
    'save ""', // the append-only file is the only copy that is needed
    'maxmemory-policy noeviction',
    ...(password === '' ? [] : [`requirepass ${JSON.stringify(decodeURIComponent(password))}`]),
  ];
  const file = join(dir, 'redis.conf');
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return {
    name: 'redis',
    command: ['redis-server', file],
    env,
    isReady: () => redisAnswers(url),
    readyWithinMs: 60_000, // it reads its whole append-only file first
    stopWithinMs: 10_000,
  };
}
