import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { problemSchema } from '../../api/schemas/problem.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { wordsPdf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';

/** The limits of a server in a hurry: a second is its minute. */
const patience = { headersMs: 300, checkEveryMs: 50, body: { leastBytes: 50, everyMs: 1000 } };
let api: TestApi;
beforeAll(async () => {
  api = await startApi({ patience });
});
afterAll(() => api.stop());

async function open(): Promise<Socket> {
  const socket = connect(api.server.port, '127.0.0.1');
  socket.on('error', () => undefined); // it is cut while we write
  await once(socket, 'connect');
  return socket;
}

function refusal(answer: string): string {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return `${head.split(' ')[1] ?? ''} ${problemSchema.parse(JSON.parse(body)).code}`;
}

/** What comes until the connection is gone: who writes on after the answer is cut off, and has read it all the same. */
async function answerOf(socket: Socket): Promise<string> {
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

/** Sends a little at a time until the server has had enough, and returns its answer. */
async function drip(socket: Socket, head: string, drop: string): Promise<string> {
  socket.write(head);
  const dripping = setInterval(() => socket.writable && socket.write(drop), 100);
  const answer = await answerOf(socket);
  clearInterval(dripping);
  return answer;
}

test('a head that drips ends', async () => {
  expect(refusal(await drip(await open(), 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n', 'X-A: b\r\n'))).toBe(
    '408 request_too_slow',
  );
});

test('a body that drips ends, whatever it is for, and nothing is left of it', async () => {
  const before = await api.files();
  const json =
    'POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n';
  expect(refusal(await drip(await open(), json, ' '))).toBe('408 request_too_slow');
  const upload = [
    'POST /api/tasks HTTP/1.1',
    'Host: localhost',
    'Content-Type: multipart/form-data; boundary=edge',
    'Content-Length: 999999',
    '',
    '--edge',
    'Content-Disposition: form-data; name="deck"; filename="deck.pdf"',
    '',
    '%PDF-1.7',
    '',
  ].join('\r\n');
  expect(refusal(await drip(await open(), upload, 'x'))).toBe('408 request_too_slow');
  await eventually(async () => (await api.files()).length === before.length);
});

test('a body for a route that has answered already does not hold the connection', async () => {
  const socket = await open();
  const answer = await drip(socket, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n', 'x');
  expect(answer).toMatch(/^HTTP\/1\.1 415 /);
});

test('an upload over a slow line goes on for as long as it takes', async () => {
  const deck = wordsPdf(['A deck that comes slowly but surely. '.repeat(40)]);
  const open_ = '--edge\r\nContent-Disposition: form-data; name="deck"; filename="deck.pdf"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(open_), deck, Buffer.from('\r\n--edge--\r\n')]);
  const socket = await open();
  const answered = answerOf(socket);
  socket.write(
    `POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  const startedAt = performance.now();
  // Small pieces with pauses, together far longer than any limit of this server.
  const piece = Math.ceil(body.length / 60);
  expect(5 * piece).toBeGreaterThan(patience.body.leastBytes);
  for (let at = 0; at < body.length; at += piece) {
    socket.write(body.subarray(at, at + piece));
    await sleep(50);
  }
  expect(await answered).toMatch(/^HTTP\/1\.1 201 /);
  expect(performance.now() - startedAt).toBeGreaterThan(2 * patience.body.everyMs);
});

test('a head that is too large is refused', async () => {
  const socket = await open();
  socket.write(`GET /healthz HTTP/1.1\r\nHost: localhost\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(refusal(await answerOf(socket))).toBe('431 headers_too_large');
});
