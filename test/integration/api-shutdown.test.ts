import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { taskSchema } from '../../api/schemas/task.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { pdfOf } from '../support/deck-files.ts';
import { freePort } from '../../cli/environment.ts';
import { eventually, startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let dataDir: string;
let port: number;
let api: ChildProcess;
beforeEach(async () => {
  redis = await startRedis();
  dataDir = await mkdtemp(join(tmpdir(), 'shutdown-'));
  port = await freePort();
  const own = { PORT: String(port), REDIS_URL: redis.url, DATA_DIR: dataDir, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  api = spawn(process.execPath, ['api/main.ts'], { env: { ...process.env, ...own }, stdio: 'ignore' });
  await eventually(isOpen, 60_000);
}, 90_000);
afterEach(async () => {
  if (api.exitCode === null && api.signalCode === null) {
    api.kill('SIGKILL');
    await once(api, 'exit');
  }
  await redis.stop();
  await rm(dataDir, { recursive: true });
});

const dial = async (): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
};
const isOpen = (): Promise<boolean> =>
  dial().then(
    (socket) => {
      socket.destroy();
      return true;
    },
    () => false,
  );

const DECK = pdfOf([{ width: 320, height: 180 }]);
const HEAD = [
  '--b',
  'Content-Disposition: form-data; name="deck"; filename="slow.pdf"',
  'Content-Type: application/pdf',
  '\r\n',
].join('\r\n');

/** A deck of which the API has the first half. */
async function beginUpload(): Promise<{ sending: ClientRequest; answer: Promise<IncomingMessage> }> {
  const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
  const sending = request({ port, host: '127.0.0.1', path: '/api/tasks', method: 'POST', headers });
  const answer = once(sending, 'response').then(([response]: IncomingMessage[]) => {
    if (!response) throw new Error('no answer');
    return response;
  });
  answer.catch(() => undefined);
  sending.write(HEAD);
  sending.write(DECK.subarray(0, DECK.length / 2));
  await once(sending, 'socket');
  // Until its file is begun: only then has the API taken it in hand.
  await eventually(async () => (await readdir(join(dataDir, 'incoming')).catch(() => [])).length > 0);
  return { sending, answer };
}

test('an API that is asked to end takes nobody more, and an upload under way becomes a task', async () => {
  const { sending, answer } = await beginUpload();
  const unused = await dial();
  const left = once(api, 'exit');
  api.kill('SIGTERM');
  await eventually(async () => !(await isOpen()));
  // What nobody sends anything through is closed, and holds nobody up.
  await once(unused, 'close');
  expect(api.exitCode).toBeNull();
  sending.write(DECK.subarray(DECK.length / 2));
  sending.end('\r\n--b--\r\n');
  const response = await answer;
  expect(response.statusCode).toBe(201);
  const { id } = taskSchema.parse(await json(response));
  expect(await left).toEqual([0, null]);
  const store = createRedisTaskStore(redis.connect(), redis.connect());
  expect(await store.get(id)).toMatchObject({ status: 'queued', request: { deck: { sizeBytes: DECK.length } } });
  store.close();
}, 40_000);

test('asked twice, it ends at once', async () => {
  const { answer } = await beginUpload();
  const left = once(api, 'exit');
  api.kill('SIGTERM');
  await eventually(async () => !(await isOpen()));
  api.kill('SIGTERM');
  expect(await left).toEqual([130, null]);
  await expect(answer).rejects.toThrow();
}, 40_000);
