/** The environment that `npm start` gives to everything it starts: what was set, with real ports where 0 was asked for, and little memory. */

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Ports of our own servers, with the defaults of platform/config.ts. */
const PORTS = { PORT: '3000', MASTER_PORT: '3001', WORKER_PORT: '3002', TEMPORAL_UI_PORT: '8233' };
/** Addresses whose port may be 0 as well. */
const ADDRESSES = ['REDIS_URL', 'TEMPORAL_ADDRESS'];

/**
 * What keeps a process of ours small (P8), where nothing else was set; the Dockerfile says the same. Node's space for young objects may
 * grow to three times this many MiB in each thread that runs JavaScript: by itself to 96. How far the rest of a heap may grow between two
 * collections follows from how large it may become: up to fourfold where that is gigabytes. Fast enough, and whoever
 * holds more than this has broken the promise. The C library would keep what was freed in eight arenas for each core, and, once
 * it has seen a picture come and go, pictures in between what stays; blocks of 128 KiB and more go back to the machine at once.
 */
export const SPARING = {
  NODE_OPTIONS: '--max-semi-space-size=4 --max-old-space-size=384',
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
};

export interface Environment extends NodeJS.ProcessEnv {
  PORT: string;
  MASTER_PORT: string;
  WORKER_PORT: string;
  TEMPORAL_UI_PORT: string;
}

/** A copy of `given` in which every port 0 has become one that is free now, so that a restarted program keeps its port. */
export async function settleEnvironment(given: NodeJS.ProcessEnv): Promise<Environment> {
  const held: Server[] = []; // until all are chosen, or two would be the same
  const hold = async (): Promise<string> => {
    const { server, port } = await listenSomewhere();
    held.push(server);
    return String(port);
  };
  const settled: Environment = { ...SPARING, ...given, ...PORTS };
  for (const name of Object.keys(PORTS)) {
    const value = given[name] ?? '';
    if (value !== '') settled[name] = Number(value) === 0 ? await hold() : value;
  }
  for (const name of ADDRESSES) {
    const value = given[name] ?? '';
    if (value.endsWith(':0')) settled[name] = value.replace(/0$/, await hold());
  }
  await Promise.all(held.map(close));
  return settled;
}

/** A port that nobody listens on at this moment, and that this machine gives to nobody else who asks for any. */
export async function freePort(): Promise<number> {
  const { server, port } = await listenSomewhere();
  await close(server);
  return port;
}

/**
 * Below the ports that machines give to outgoing connections (from 32,768 on Linux, 49,152 elsewhere): one of those may be taken
 * again before the program it is meant for listens.
 */
const OUR_PORTS = { from: 15_000, to: 32_000 };
/** A machine on which so many of these ports in a row are taken has another problem. */
const MOST_TRIES = 100;

async function listenSomewhere(): Promise<{ server: Server; port: number }> {
  for (let tries = 1; ; tries++) {
    const port = randomInt(OUR_PORTS.from, OUR_PORTS.to);
    try {
      return { server: await listen(port), port };
    } catch (thrown) {
      if (tries === MOST_TRIES) throw thrown;
    }
  }
}

/** Whether nobody listens on this port of this machine. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  try {
    await close(await listen(port, host));
    return true;
  } catch {
    return false;
  }
}

async function listen(port: number, host = '127.0.0.1'): Promise<Server> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
