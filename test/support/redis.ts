/** A real Redis of the test's own, on a free port, set up as the product asks for: append-only, synced on every write. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../cli/environment.ts';

export interface TestRedis {
  url: string;
  /** A new connection, closed by `stop`. */
  connect(): Redis;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const args = [
    '--port',
    String(port),
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
    '--save',
    '',
  ];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  const connections: Redis[] = [];
  const connect = (): Redis => {
    const redis = new Redis({ port, maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => undefined); // not up yet, or stopped
    connections.push(redis);
    return redis;
  };
  await connect().ping();
  return {
    url: `redis://127.0.0.1:${port}`,
    connect,
    stop: async () => {
      for (const redis of connections) redis.disconnect();
      server.kill('SIGKILL');
      await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until `ask` answers something other than undefined or false. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 10_000,
): Promise<T> {
  const until = performance.now() + limitMs;
  while (performance.now() < until) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await sleep(20);
  }
  throw new Error(`nothing came of it within ${limitMs} ms: ${ask.toString()}`);
}
