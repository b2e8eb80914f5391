/** What is asked for in a run with faults: decks with words of their own, and every paid way of telling them. */

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isFinal, type TaskOptions, type TaskView } from '../../domain/index.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import type { TestSystem } from '../support/system.ts';

const SMALL: TaskOptions = { output: { resolution: '720p' } };

/** Together they ask for everything that costs money. */
export const WAYS: Record<string, TaskOptions> = {
  aiInTwoLanguagesWithDialogue: {
    ...{ script: { mode: 'ai' }, voice: { provider: 'openai' } },
    ...{ languages: ['en', 'de'], podcast: { speakers: 2 }, ...SMALL },
  },
  filmedWithSubtitles: {
    ...{ voice: { provider: 'elevenlabs' }, subtitles: { languages: ['fr'] } },
    ...{ presenter: { provider: 'heygen', slides: [1, 2] }, ...SMALL },
  },
  aiFilmed: {
    ...{ script: { mode: 'ai' }, voice: { provider: 'elevenlabs' } },
    ...{ presenter: { provider: 'heygen', slides: [3] }, ...SMALL },
  },
  spokenWithDialogue: { voice: { provider: 'openai' }, podcast: { speakers: 2 }, ...SMALL },
};

const TOPICS = 'Harbours Storms Lighthouses Ferries Charts Currents Anchors Sailors Whales Islands Docks Tides'.split(
  ' ',
);

/** A deck that no other number has, with four slides. */
export function deckNumber(number: number): Promise<string> {
  const topic = `${TOPICS[number % TOPICS.length] ?? ''} ${number}`;
  return deckOf(
    Object.fromEntries(
      ['Beginnings', 'Work', 'Dangers', 'Ends'].map((part, index) => [
        `${topic}: ${part.toLowerCase()}`,
        `Part ${index + 1} of ${topic.toLowerCase()}. Ships wait for the tide in the old port. Nobody knows how long that takes.`,
      ]),
    ),
  );
}

/** Who uploads while things break sends again until there is an answer. */
const INSIST_MS = 180_000;

export const insist = <T>(ask: () => Promise<T>): Promise<T> =>
  eventually(async () => {
    const answer = await ask().catch(() => undefined);
    if (answer === undefined) await sleep(500);
    return answer;
  }, INSIST_MS);

export async function endOf(system: TestSystem, id: string, withinMs: number): Promise<TaskView> {
  const until = Date.now() + withinMs;
  for (;;) {
    const task = await insist(() => system.get(id));
    if (isFinal(task.status)) return task;
    if (Date.now() > until) throw new Error(`${task.name} never ended: it is ${task.status}, ${task.stage}`);
    await sleep(1_000);
  }
}

export async function post(system: TestSystem, path: string, body: unknown = {}): Promise<TaskView> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${system.url}/api/tasks/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
  });
  if (!answer.ok) throw new Error(await answer.text());
  return z.custom<TaskView>().parse(await answer.json());
}
