import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { createTemporalEngine, type Engine } from '../../api/engine.ts';
import { eventually } from '../support/redis.ts';
import { startTemporal, type TestTemporal } from '../support/temporal.ts';

let server: TestTemporal;
let engine: Engine;
beforeAll(async () => {
  server = await startTemporal();
  engine = createTemporalEngine(server.client);
}, 60_000);
afterAll(() => server.stop());

/** A run that no worker takes: enough to be cancelled, refused and deleted. */
const startRun = (id: string) =>
  server.client.workflow.start('narrateDeck', {
    workflowId: id,
    taskQueue: 'nobody',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
const edit = { baseVersion: 1, script: { key: 'content/script/x.json', version: 2, language: 'en', slides: [] } };

test('a run is asked to end; where there is none, that is said', async () => {
  await startRun('one');
  expect(await engine.cancel('one')).toBe(true);
  expect(await engine.cancel('never-started')).toBe(false);
});

test('a run that is deleted is gone, and so is the wait for it; what is not there is no error', async () => {
  await startRun('two');
  await engine.delete('two');
  const gone = (): Promise<boolean> =>
    server.client.workflow
      .getHandle('two')
      .describe()
      .then(
        () => false,
        () => true,
      );
  await eventually(gone);
  await engine.delete('two');
}, 30_000);

test('a script cannot be changed or approved where nothing runs', async () => {
  await expect(engine.editScript('nothing', edit)).rejects.toMatchObject({ status: 409, code: 'not_awaiting_review' });
  await expect(engine.approve('nothing', { version: 1 })).rejects.toMatchObject({
    status: 409,
    code: 'not_awaiting_review',
  });
});

test('an engine that is away is given up in time', async () => {
  // Takes connections and says nothing.
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = z.object({ port: z.number() }).parse(silent.address());
  const connection = Connection.lazy({ address: `127.0.0.1:${port}`, interceptors: [] });
  const away = createTemporalEngine(new Client({ connection }));
  const startedAt = performance.now();
  await expect(away.cancel('x')).rejects.toMatchObject({ code: 'temporal_unavailable' });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  await expect(away.health()).rejects.toMatchObject({ code: 'temporal_unavailable' });
  await connection.close();
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('an engine that answers is healthy', async () => {
  await engine.health();
});
