import { mkdtemp, rm, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { settleEnvironment } from '../../cli/environment.ts';
import { askRedis, redisAnswers, redisProgram, redisRisk } from '../../cli/redis-server.ts';
import { createSupervisor, type Program } from '../../cli/supervisor.ts';

let dir: string;
let url: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cli-supervisor-'));
  url = (await settleEnvironment({ REDIS_URL: 'redis://:se%20cret@127.0.0.1:0' }))['REDIS_URL'] ?? '';
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('its Redis forgets nothing when it is killed with -9, and is back within ten seconds', async () => {
  const said: string[] = [];
  const supervisor = createSupervisor({ logDir: dir, say: (line) => said.push(line) });
  try {
    await supervisor.start(redisProgram(url, dir, process.env));
    expect(await redisRisk(url)).toBeUndefined();
    await askRedis(url, (redis) => redis.set('kept', 'yes'));
    process.kill(await pidOfRedis(), 'SIGKILL');
    await until(() => Promise.resolve(said.includes('redis is back')));
    expect(await askRedis(url, (redis) => redis.get('kept'))).toBe('yes');
    expect(said[0]).toMatch(/redis was ended by SIGKILL/);
  } finally {
    await supervisor.stop();
  }
  expect(await redisAnswers(url)).toBe(false);
});

test('a program that does not start fails with the end of its log', async () => {
  const supervisor = createSupervisor({ logDir: dir, say: () => undefined });
  const script = 'console.error("the port is cursed"); process.exit(3)';
  await expect(supervisor.start(program('cursed', script, { ready: false }))).rejects.toThrow(
    /cursed does not start.*3[^]*the port is cursed/,
  );
  await supervisor.stop();
  expect(await readFile(join(dir, 'cursed.log'), 'utf8')).toContain('the port is cursed');
});

test('stopping ends a program that does not listen, and what it left in its group', async () => {
  const supervisor = createSupervisor({ logDir: dir, say: () => undefined });
  const child = 'require("node:child_process").spawn("sleep", ["600"], { stdio: "ignore" })';
  const script = `process.on("SIGTERM", () => {}); console.log(${child}.pid, process.pid); setInterval(() => {}, 1000)`;
  let pids: number[] = [];
  try {
    await supervisor.start(program('deaf', script, { ready: true }));
    await until(async () => {
      const log = await readFile(join(dir, 'deaf.log'), 'utf8').catch(() => ''); // not there before its first line
      pids = /^\d+ \d+$/.test(log.trim()) ? log.trim().split(' ').map(Number) : [];
      return pids.length === 2;
    });
  } finally {
    await supervisor.stop();
  }
  await until(() => Promise.resolve(!pids.some(lives)));
});

function program(name: string, script: string, { ready }: { ready: boolean }): Program {
  return {
    name,
    command: [process.execPath, '-e', script],
    env: process.env,
    isReady: () => Promise.resolve(ready),
    readyWithinMs: 20_000,
    stopWithinMs: 300,
  };
}

async function pidOfRedis(): Promise<number> {
  return Number(/process_id:(\d+)/.exec(await askRedis(url, (redis) => redis.info('server')))?.[1]);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for at most the ten seconds that are promised. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await holds())) {
    await delay(50);
    if (performance.now() - startedAt > 10_000) throw new Error('not within ten seconds');
  }
}
