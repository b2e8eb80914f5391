/** Decks on their way: how many at once, and what happens when the line breaks. */
import { expect, test } from '@jest/globals';
import { createDeckQueue, type DeckQueuePorts } from '../../../web/src/home/deck-queue.ts';

const file = (name: string) => new File(['slides'], name);

/** Every upload waits until the test ends it; `under` are those under way. */
function controlled(changes: Partial<DeckQueuePorts> = {}) {
  const under: { name: string; end: (id: string) => void; fail: (problem: Error) => void; signal: AbortSignal }[] = [];
  const waits: number[] = [];
  const queue = createDeckQueue({
    send: ({ name }, onProgress, signal) =>
      new Promise((resolve, reject) => {
        onProgress(3);
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        under.push({ name, signal, fail: reject, end: (id) => resolve({ id }) });
      }),
    mayHelp: (problem) => problem instanceof Error && problem.message === 'line broke',
    wordsFor: (problem) => (problem instanceof Error ? problem.message : ''),
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve(true);
    },
    ...changes,
  });
  const phases = () => queue.decks().map(({ phase }) => phase);
  const soon = () => new Promise((resolve) => setImmediate(resolve));
  return { queue, under, waits, phases, soon };
}

test('two decks are sent at once, the next when one has arrived, and all are waited for', async () => {
  const { queue, under, phases, soon } = controlled();
  queue.add([file('a.pdf'), file('b.pdf'), file('c.pdf')]);
  expect(phases()).toEqual(['sending', 'sending', 'waiting']);
  const settled = queue.settled();
  under[0]?.end('id-a');
  await soon();
  expect(phases()).toEqual(['sent', 'sending', 'sending']);
  under[1]?.end('id-b');
  under[2]?.fail(new Error('no deck'));
  expect(await settled).toMatchObject([{ id: 'id-a' }, { id: 'id-b' }, { phase: 'failed', problem: 'no deck' }]);
});

test('a broken line is tried again with growing waits, a refusal is not, and the last failure is said', async () => {
  const { queue, under, waits, phases, soon } = controlled();
  queue.add([file('a.pdf')]);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    under[attempt]?.fail(new Error('line broke'));
    await soon();
  }
  expect(waits).toEqual([1_000, 4_000, 10_000]);
  expect(phases()).toEqual(['failed']);
  queue.again(queue.decks()[0]?.key ?? '');
  under[4]?.end('id-a');
  await soon();
  expect(queue.decks()).toMatchObject([{ phase: 'sent', id: 'id-a' }]);
});

test('a deck that is taken out is stopped, makes room, and is spoken of no more', async () => {
  const { queue, under, phases, soon } = controlled();
  queue.add([file('a.pdf'), file('b.pdf'), file('c.pdf')]);
  queue.remove([queue.decks()[0]?.key ?? '']);
  await soon();
  expect(under[0]?.signal.aborted).toBe(true);
  expect(queue.decks().map((deck) => deck.file.name)).toEqual(['b.pdf', 'c.pdf']);
  expect(phases()).toEqual(['sending', 'sending']);
});
