import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { z } from 'zod';
import { taskSchema } from '../../api/schemas/task.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { someTaskRequest } from '../support/task-request.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** Every message of one connection, as they come. */
async function* messagesOf(response: Response): AsyncGenerator<EventSourceMessage> {
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => arrived.push(event) });
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(z.instanceof(Uint8Array).parse(chunk), { stream: true }));
    yield* arrived.splice(0);
  }
}
const watch = (id: string, headers: Record<string, string> = {}) => api.fetch(`/api/tasks/${id}/events`, { headers });

test('whoever watches sees the task as it stands, every change, and the end', async () => {
  const run = someTaskRequest();
  await api.store.create(run);
  const response = await watch(run.id);
  expect(response.headers.get('content-type')).toMatch('text/event-stream');
  const seen: string[] = [];
  for await (const { event, data } of messagesOf(response)) {
    expect(event).toBe('task');
    const { status, percent } = taskSchema.parse(JSON.parse(data));
    if (seen.at(-1) !== `${status} ${percent}`) seen.push(`${status} ${percent}`);
    if (status === 'queued')
      await api.store.record(run, { status: 'running', slides: [{ number: 1, title: 'One', stage: 'pictured' }] });
    if (percent === 28) await api.store.record(run, { status: 'completed', stage: 'done' });
  }
  expect(seen).toEqual(['queued 0', 'running 28', 'completed 100']);
});

test('a client that was cut off goes on after the last event it saw', async () => {
  const run = someTaskRequest();
  await api.store.create(run);
  await api.store.record(run, { status: 'running' });
  const first = await watch(run.id);
  let lastId = '';
  for await (const { id } of messagesOf(first)) {
    lastId = id ?? lastId;
    if (lastId !== '') break;
  }
  expect(lastId).toMatch(/^\d+-\d+$/);
  await api.store.record(run, { status: 'failed', error: { code: 'x', message: 'y' } });
  const messages = [];
  for await (const message of messagesOf(await watch(run.id, { 'Last-Event-ID': lastId }))) messages.push(message);
  expect(taskSchema.parse(JSON.parse(messages.at(-1)?.data ?? ''))).toMatchObject({
    status: 'failed',
    error: { code: 'x' },
  });
  // What no server sent is no place to go on from.
  expect((await watch(run.id, { 'Last-Event-ID': 'nonsense' })).status).toBe(200);
});

test('a task that is deleted while it is watched says so, and the stream ends', async () => {
  const run = someTaskRequest();
  await api.store.create(run);
  let last = '';
  for await (const { data } of messagesOf(await watch(run.id))) {
    if (last === '') await api.store.remove(run.id);
    last = data;
  }
  expect(last).toBe('{"deleted":true}');
});

test('a server that ends lets go of whoever watches', async () => {
  const ending = await startApi();
  const run = someTaskRequest();
  await ending.store.create(run);
  const response = await ending.fetch(`/api/tasks/${run.id}/events`);
  const read = (async () => {
    const messages = [];
    for await (const message of messagesOf(response)) messages.push(message);
    return messages.length > 0 ? 'ended' : 'nothing came';
  })();
  await ending.stop();
  expect(await read).toBe('ended');
});
