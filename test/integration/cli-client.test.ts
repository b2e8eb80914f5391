/** The command line against a server that misbehaves in every way that a network does. */

import { once } from 'node:events';
import { mkdtemp, rm, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createApiClient, type ApiClient } from '../../cli/api-client.ts';
import { followEvents } from '../../cli/commands/events.ts';
import { sendDeck } from '../../cli/make-video.ts';

const task = (status: string) => ({
  id: 't1',
  name: 'deck.pptx',
  status,
  stage: 'speaking',
  percent: 50,
  slides: [],
  cost: { cents: 0, upToCents: 0 },
  warnings: [],
  outputs: [],
  links: { self: 'http://here/api/tasks/t1', console: 'http://console/t1' },
  createdAt: '2026-01-01T00:00:00.000Z',
});

let dir: string;
let server: Server | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cli-client-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(dir, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<ApiClient> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return createApiClient(`http://127.0.0.1:${address.port}`, 'a-key');
}

test('a refusal is told in the words of the server, with its code', async () => {
  const client = await serve((_, response) => {
    response.writeHead(415, { 'content-type': 'application/problem+json' });
    response.end('{"status":415,"code":"not_a_deck","title":"Not a deck","detail":"The file is a song."}');
  });
  await expect(client.getTask('t1')).rejects.toThrow('The file is a song. (not_a_deck)');
});

test('a server that is not there is named, with what to do', async () => {
  const client = createApiClient('http://127.0.0.1:1', undefined);
  await expect(client.getTask('t1')).rejects.toThrow(/No SlideSpeaker answers at http:\/\/127.0.0.1:1.*npm start/);
});

test('a deck whose connection breaks is sent again under the same key', async () => {
  const keys: unknown[] = [];
  const client = await serve((request, response) => {
    keys.push(request.headers['idempotency-key']);
    if (keys.length === 1) return void request.socket.destroy();
    request.resume().once('end', () => response.writeHead(201).end(JSON.stringify(task('queued'))));
  });
  const deck = join(dir, 'deck.pptx');
  await writeFile(deck, 'slides');
  expect((await sendDeck(client, deck, {})).id).toBe('t1');
  expect(keys).toHaveLength(2);
  expect(keys[1]).toBe(keys[0]);
});

test('events go on after the last one that arrived when the connection breaks, and end with the task', async () => {
  const asked: unknown[] = [];
  const client = await serve((request, response) => {
    if (!(request.url ?? '').endsWith('/events')) return void response.end(JSON.stringify(task('running')));
    asked.push(request.headers['last-event-id']);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (asked.length === 1) {
      response.write('id: 1-0\ndata: {"stage":"reading"}\n\nid: 2-0\ndata: {"stage":"spea');
      setTimeout(() => request.socket.destroy(), 100);
    } else response.write('id: 2-0\ndata: {"stage":"speaking"}\n\nid: 3-0\ndata: {"status":"completed"}\n\n');
  });
  const seen: string[] = [];
  await followEvents(client, 't1', { since: undefined, onEvent: (data) => seen.push(data) });
  expect(seen).toEqual(['{"stage":"reading"}', '{"stage":"speaking"}', '{"status":"completed"}']);
  expect(asked).toEqual([undefined, '1-0']);
});

test('half a download never has the name of the file', async () => {
  const client = await serve((request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('half');
    setTimeout(() => request.socket.destroy(), 50);
  });
  await expect(client.download('t1', 'video.mp4', join(dir, 'video.mp4'))).rejects.toThrow();
  expect(await readdir(dir)).toEqual([]);
});

test('a download arrives whole', async () => {
  const client = await serve((_, response) => response.end('the whole video'));
  await client.download('t1', 'video.mp4', join(dir, 'video.mp4'));
  expect(await readFile(join(dir, 'video.mp4'), 'utf8')).toBe('the whole video');
});
