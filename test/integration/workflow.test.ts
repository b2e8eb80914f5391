/** The workflow against a real Temporal, with verbs of the test's own: stages, failures, cancels, review, and what is made again. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { asActivity } from '../../activities/as-activity.ts';
import type { WorkflowActivities } from '../../activities/index.ts';
import type { Activities } from '../../activities/verbs.ts';
import { taskQueueFor, type DeckRef, type Narration, type TaskOptions, type TaskRequest } from '../../domain/index.ts';
import { approve, editScript, rewriteSlide, type narrateDeck } from '../../workflows/index.ts';
import { eventually } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { startTemporal, type TestTemporal } from '../support/temporal.ts';

/** How long a run waits for a provider that is away, which no test does. */
const FIRST_WAIT = /FIRST_WAIT_MS = 5 \* 60_?000/;

let server: TestTemporal;
let connection: NativeConnection;
let workflowBundle: { code: string };
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  server = await startTemporal();
  connection = await NativeConnection.connect({ address: server.address });
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  if (!FIRST_WAIT.test(code)) throw new Error('workflows/patience.ts says its first wait otherwise: follow it here');
  workflowBundle = { code: code.replace(FIRST_WAIT, 'FIRST_WAIT_MS = 500') };
}, 120_000);
afterAll(async () => {
  await connection.close();
  await server.stop();
});

type Recorded = Parameters<WorkflowActivities['recordProgress']>[0];

const deckOf = (task: TaskRequest): DeckRef => ({
  key: 'deck',
  file: task.deck,
  slides: [1, 2, 3].map((number) => ({ number, title: `Slide ${number}`, hidden: number === 2, hasNotes: true })),
});

/** A deck of three slides, the second hidden, whose verbs do nothing but answer; `changes` are what a test is about. */
function verbs(changes: Partial<WorkflowActivities> = {}) {
  const recorded: Recorded[] = [];
  const calls: string[] = [];
  const script = (key: string, version: number) => ({
    key,
    version,
    language: 'en',
    slides: [
      { number: 1, treatment: 'speak' as const, holdMs: 0 },
      { number: 3, treatment: 'hold' as const, holdMs: 4000 },
    ],
  });
  const activities: WorkflowActivities = {
    readDeck: ({ task }) => Promise.resolve(deckOf(task)),
    convertDeck: async () => ({ pdfKey: 'pdf' }),
    pictureSlides: async ({ pages }) => pages.map(({ slide }) => ({ slide, key: `picture-${slide}` })),
    previewSlides: async () => undefined,
    carryWords: async () => ({ key: 'carried', slides: [] }),
    writeScript: async () => ({ script: script('written', 1), warnings: [] }),
    castVoice: async () => ({
      voice: { provider: 'offline', name: 'en', label: 'English', languages: ['en'], rate: 1 },
      warnings: [],
    }),
    speakSlide: async ({ script: { key }, slide }): Promise<Narration> => ({
      slide,
      key: `${key}-${slide}`,
      durationMs: 1000,
    }),
    clipSlide: async ({ picture: { slide }, narration }) => ({
      slide,
      key: `clip-${slide}`,
      frames: 32,
      ...(narration ? { narrationKey: narration.key } : {}),
    }),
    checkProviders: async () => undefined,
    castPresenter: async () => ({ provider: 'offline', name: 'robin', layout: 'corner', shape: 'circle' }),
    submitPresenter: async () => undefined,
    awaitPresenter: async ({ narration: { slide } }) => ({ slide, key: `presenter-${slide}` }),
    dropPresenter: async () => undefined,
    joinClips: async ({ clips }) => ({
      key: `video of ${clips.map(({ slide }) => slide).join(',')}`,
      frames: 64,
      sizeBytes: 1,
    }),
    checkVideo: async () => undefined,
    deliver: async ({ video, clips }) => {
      recorded.push({ run: { id: video.key, attempt: 0 }, scriptKey: clips[0]?.narrationKey ?? '' });
    },
    estimateTask: async () => ({ cents: 0, atMostCents: 0, parts: [], seconds: 1, secondsToFinish: 1 }),
    recordProgress: async (change) => void recorded.push(change),
    outlineDeck: async () => ({ outlineKey: 'outline' }),
    draftSlide: async ({ picture: { slide } }) => ({ slide, key: `draft-${slide}` }),
    translateSlide: async ({ slide, to }) => ({ slide, key: `${to}-${slide}` }),
    gatherTranslation: async ({ script: translated, to }) => ({ ...translated, key: to, language: to }),
    writeDialogue: async () => ({
      key: 'dialogue',
      language: 'en',
      warnings: [],
      turns: [
        { slide: 1, speaker: 'host' },
        { slide: 1, speaker: 'guest' },
      ],
    }),
    speakTurn: async ({ turn }) => ({ slide: 1, key: `turn-${turn}`, durationMs: 1000 }),
    makePodcast: async ({ script: { language } }) => ({
      language,
      m4a: 'm4a',
      mp3: 'mp3',
      warnings: [],
      transcript: 'md',
      cues: 'vtt',
    }),
    ...changes,
  };
  const counted = Object.fromEntries(
    Object.entries(activities).map(([name, verb]) => [
      name,
      (input: never) => {
        calls.push(name);
        return verb(input);
      },
    ]),
  );
  return { activities: counted, recorded, calls };
}

/** Runs one task against these verbs; `meanwhile` gets its handle while it runs. */
async function run(
  { activities }: ReturnType<typeof verbs>,
  asked: Partial<TaskRequest> = {},
  meanwhile: (handle: { cancel(): Promise<unknown>; id: string }) => Promise<unknown> = () => Promise.resolve(),
) {
  const request = someTaskRequest(asked);
  const workers = await Promise.all(
    (['workflows', 'quick', 'provider', 'cpu'] as const).map((queue) =>
      Worker.create({
        connection,
        taskQueue: taskQueueFor(queue),
        maxHeartbeatThrottleInterval: '100ms',
        ...(queue === 'workflows' ? { workflowBundle } : { activities }),
      }),
    ),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    const handle = await server.client.workflow.start<typeof narrateDeck>('narrateDeck', {
      workflowId: request.id,
      taskQueue: taskQueueFor('workflows'),
      args: [request],
    });
    await meanwhile({ cancel: () => handle.cancel(), id: request.id });
    const failure = await handle.result().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (failure instanceof Error && !(failure instanceof WorkflowFailedError)) throw failure;
    return (await handle.describe()).status.name;
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
  }
}

test('a deck goes down the whole line, without its hidden slide, and every stage is told in order', async () => {
  const line = verbs();
  expect(await run(line)).toBe('COMPLETED');
  expect(line.recorded.flatMap(({ stage }) => stage ?? [])).toEqual([
    'reading',
    'picturing',
    'scripting',
    'speaking',
    'joining',
    'checking',
    'delivering',
  ]);
  expect(line.recorded.at(-1)?.run.id).toBe('video of 1,3');
  expect(line.calls.filter((name) => name === 'speakSlide')).toHaveLength(1);
  expect(line.recorded.find(({ stage }) => stage === 'picturing')?.slides?.map(({ stage }) => stage)).toEqual([
    'waiting',
    'hidden',
    'waiting',
  ]);
}, 60_000);

test('a slide that cannot be made fails the task by number and reason, and nothing is joined', async () => {
  const line = verbs({
    clipSlide: async ({ picture: { slide } }) => {
      throw ApplicationFailure.create({
        type: 'clip_silent',
        message: `Slide ${slide} came out silent.`,
        nonRetryable: true,
        details: [{ known: true, slide }],
      });
    },
  });
  expect(await run(line)).toBe('FAILED');
  const end = line.recorded.at(-1);
  expect(end).toMatchObject({ status: 'failed', error: { code: 'clip_silent' } });
  expect(end?.error?.message).toBe(`Slide ${end?.error?.slide} came out silent.`);
  expect(line.calls).not.toContain('joinClips');
}, 60_000);

test('a full disk fails the attempt and not the worker, which goes on once there is room', async () => {
  const scratchRoot = await mkdtemp(join(tmpdir(), 'scratch-'));
  const attempts: string[] = [];
  const readDeck = asActivity(
    {
      tasks: {
        record: async () => true,
        watchCancel: () => ({ signal: new AbortController().signal, stop: () => undefined }),
      },
      scratchRoot,
      limits: { failed: () => Promise.resolve(true) },
    },
    async ({ task }: Parameters<Activities['readDeck']>[0], { scratch }): Promise<DeckRef> => {
      attempts.push(await readFile(join(scratch, 'left-over'), 'utf8').catch(() => 'clean'));
      await writeFile(join(scratch, 'left-over'), 'half');
      if (attempts.length === 1) await writeFile('/dev/full', 'slides');
      return deckOf(task);
    },
  );
  expect(await run(verbs({ readDeck }))).toBe('COMPLETED');
  expect(attempts).toEqual(['clean', 'clean']);
  expect(await readdir(scratchRoot)).toEqual([]);
  await rm(scratchRoot, { recursive: true });
}, 60_000);

test('a failure that nobody foresaw is told as ours, with the slide', async () => {
  const line = verbs({
    clipSlide: async () => {
      throw ApplicationFailure.create({
        type: 'TypeError',
        message: 'x is not a function',
        nonRetryable: true,
        details: [{ known: false, slide: 1 }],
      });
    },
  });
  expect(await run(line)).toBe('FAILED');
  expect(line.recorded.at(-1)?.error).toMatchObject({
    code: 'internal_error',
    slide: 1,
    message: expect.stringContaining('slide 1'),
  });
}, 60_000);

test('a cancel ends the activity first, then the run as Canceled', async () => {
  let childEnded = false;
  const line = verbs({
    speakSlide: async () => {
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), 50);
      try {
        return await context.cancelled;
      } finally {
        clearInterval(beat);
        childEnded = true;
      }
    },
  });
  const status = await run(line, {}, async (handle) => {
    await eventually(() => line.calls.includes('speakSlide'));
    await handle.cancel();
  });
  expect(status).toBe('CANCELLED');
  expect(childEnded).toBe(true);
  expect(line.recorded.at(-1)?.status).toBe('cancelled');
}, 60_000);

test('a cancel that a worker sees in Redis before Temporal knows of it ends the run as Canceled too', async () => {
  const line = verbs({
    convertDeck: async () => {
      throw ApplicationFailure.nonRetryable('The task was cancelled.', 'task_cancelled');
    },
  });
  const status = await run(line, {}, async (handle) => {
    await eventually(() => line.recorded.some(({ status: now }) => now === 'cancelled'));
    await handle.cancel(); // as a master repeats it
  });
  expect(status).toBe('CANCELLED');
  expect(line.calls).not.toContain('joinClips');
}, 60_000);

test('with review, nothing is spoken before the approval, edits are numbered, and the approved words are spoken', async () => {
  const line = verbs();
  const status = await run(line, { options: { review: true } }, async ({ id }) => {
    await eventually(() => line.recorded.some(({ status: now }) => now === 'awaiting_review'));
    const task = server.client.workflow.getHandle(id);
    const script = {
      key: 'edited',
      version: 0,
      language: 'en',
      slides: [{ number: 1, treatment: 'speak' as const, holdMs: 0 }],
    };
    const edit = (baseVersion: number) => task.executeUpdate(editScript, { args: [{ baseVersion, script }] });
    expect(await edit(1)).toEqual({ version: 2 });
    await expect(edit(1)).rejects.toThrow();
    await expect(task.executeUpdate(approve, { args: [{ version: 1 }] })).rejects.toThrow();
    expect(line.calls).not.toContain('speakSlide');
    expect(await task.executeUpdate(approve, { args: [{ version: 2 }] })).toEqual({ version: 2 });
  });
  expect(status).toBe('COMPLETED');
  expect(line.recorded.at(-1)).toMatchObject({ run: { id: 'video of 1' }, scriptKey: 'edited-1' });
}, 60_000);

test('a retry of an approved task does not ask for approval again', async () => {
  const line = verbs();
  const script = { key: 'kept', version: 4, approved: true };
  expect(await run(line, { options: { review: true }, script })).toBe('COMPLETED');
  expect(line.recorded.some(({ status }) => status === 'awaiting_review')).toBe(false);
}, 60_000);

test('a deck with nothing to speak becomes a silent video, and the task says so once', async () => {
  const line = verbs({
    writeScript: async () => ({
      script: { key: 'silent', version: 1, language: 'en', slides: [{ number: 1, treatment: 'hold', holdMs: 4000 }] },
      warnings: [],
    }),
  });
  expect(await run(line)).toBe('COMPLETED');
  expect(line.recorded.find(({ stage }) => stage === 'speaking')?.warnings).toMatchObject([{ code: 'nothing_spoken' }]);
  expect(line.calls).not.toContain('castVoice');
}, 60_000);

test('a deck whose slides are all hidden fails with what to do', async () => {
  const line = verbs({
    readDeck: async ({ task }) => ({
      key: 'deck',
      file: task.deck,
      slides: [{ number: 1, title: '', hidden: true, hasNotes: false }],
    }),
  });
  expect(await run(line)).toBe('FAILED');
  expect(line.recorded.at(-1)?.error?.code).toBe('no_slides_shown');
}, 60_000);

test('a file that was lost between two steps is made again by the same run, once, and reviewed words stay', async () => {
  const missing = () =>
    ApplicationFailure.nonRetryable('The stored file content/x is missing.', 'artifact_missing', { known: true });
  let lost = true;
  const line = verbs({
    joinClips: async ({ clips }) => {
      if (!lost) return { key: `video of ${clips.map(({ slide }) => slide).join(',')}`, frames: 64, sizeBytes: 1 };
      lost = false;
      throw missing();
    },
  });
  const status = await run(line, { options: { review: true } }, async ({ id }) => {
    await eventually(() => line.recorded.some(({ status: now }) => now === 'awaiting_review'));
    await server.client.workflow.getHandle(id).executeUpdate(approve, { args: [{ version: 1 }] });
  });
  expect(status).toBe('COMPLETED');
  expect(line.calls.filter((name) => name === 'clipSlide')).toHaveLength(4);
  expect(line.recorded.filter(({ status: now }) => now === 'awaiting_review')).toHaveLength(1);

  const hopeless = verbs({ joinClips: () => Promise.reject(missing()) });
  expect(await run(hopeless)).toBe('FAILED');
  expect(hopeless.recorded.at(-1)?.error?.code).toBe('artifact_missing');
  expect(hopeless.calls.filter((name) => name === 'joinClips')).toHaveLength(2);
}, 60_000);

test('a finished video that is found damaged is made again once; damaged again, it is named as what it is', async () => {
  const damaged = (): never => {
    throw ApplicationFailure.nonRetryable('The finished video is not as it should be.', 'video_damaged', {
      known: true,
      slide: 3,
    });
  };
  let looks = 0;
  const once = verbs({ checkVideo: async () => (looks++ === 0 ? damaged() : undefined) });
  expect(await run(once)).toBe('COMPLETED');
  expect(once.calls.filter((name) => name === 'joinClips')).toHaveLength(2);

  const always = verbs({ checkVideo: async () => damaged() });
  expect(await run(always)).toBe('FAILED');
  expect(always.recorded.at(-1)?.error).toMatchObject({ code: 'video_damaged', slide: 3 });
}, 60_000);

test('every language asked for is translated once, spoken by itself, and joined with the same pictures', async () => {
  let delivered: Parameters<WorkflowActivities['deliver']>[0] | undefined;
  const line = verbs({
    deliver: async (input) => {
      delivered = input;
    },
  });
  const options = { languages: ['de', 'en-GB'], subtitles: { languages: ['fr'] }, podcast: { speakers: 1 } };
  expect(await run(line, { options })).toBe('COMPLETED');
  expect(line.calls.filter((name) => name === 'translateSlide')).toHaveLength(2);
  expect(line.calls.filter((name) => name === 'pictureSlides')).toHaveLength(1);
  expect(line.calls.filter((name) => name === 'clipSlide')).toHaveLength(4);
  expect(delivered?.script.language).toBe('de');
  expect(delivered?.more?.map(({ script }) => script.language)).toEqual(['en']);
  expect(delivered?.subtitles?.map(({ language }) => language)).toEqual(['fr']);
  expect(delivered?.podcasts?.map(({ language }) => language)).toEqual(['de', 'en']);
});

test('where the podcast’s voice fails and the task allows it, another provider’s speaks all of it, and the task says so', async () => {
  let delivered: Parameters<WorkflowActivities['deliver']>[0] | undefined;
  const spokenBy: string[] = [];
  const line = verbs({
    castVoice: async ({ task }) => {
      const provider = task.options.voice?.provider ?? 'offline';
      return { voice: { provider, name: provider, label: provider, languages: ['en'], rate: 1 }, warnings: [] };
    },
    speakTurn: async ({ turn, voice: { provider } }) => {
      if (provider !== 'offline')
        throw ApplicationFailure.create({ type: 'provider_quota', message: 'No credit.', nonRetryable: true });
      spokenBy.push(`${turn} ${provider}`);
      return { slide: 1, key: `turn-${turn}`, durationMs: 1000 };
    },
    deliver: async (input) => {
      delivered = input;
    },
  });
  const options: TaskOptions = {
    ...{ voice: { provider: 'elevenlabs' }, podcast: { speakers: 2 } },
    onProviderFailure: 'otherVoice',
  };
  expect(await run(line, { options })).toBe('COMPLETED');
  expect(spokenBy.toSorted()).toEqual(['0 offline', '1 offline']);
  expect(delivered?.voice?.provider).toBe('elevenlabs');
  expect(delivered?.warnings).toEqual([
    { code: 'other_voice', message: expect.stringMatching(/ElevenLabs.*whole podcast.*offline/) },
  ]);
});

test('whoever is paid is asked whether the key is good before a word is written, and nobody where nobody is paid', async () => {
  const line = verbs({
    checkProviders: async () => {
      throw ApplicationFailure.create({
        ...{ type: 'provider_key_invalid', message: 'A wrong key.' },
        ...{ nonRetryable: true, details: [{ known: true }] },
      });
    },
  });
  const options: TaskOptions = { script: { mode: 'ai' }, voice: { provider: 'elevenlabs' } };
  expect(await run(line, { options })).toBe('FAILED');
  expect(line.calls).not.toContain('outlineDeck');
  const free = verbs();
  expect(await run(free)).toBe('COMPLETED');
  expect(free.calls).not.toContain('checkProviders');
});

test('a script by AI is outlined first, and each slide is written once its picture exists', async () => {
  const line = verbs();
  expect(await run(line, { options: { script: { mode: 'ai' } } })).toBe('COMPLETED');
  const order = line.calls.filter((name) => ['outlineDeck', 'draftSlide', 'writeScript'].includes(name));
  expect(order).toEqual(['outlineDeck', 'draftSlide', 'draftSlide', 'writeScript']);
  expect(line.calls.indexOf('draftSlide')).toBeGreaterThan(line.calls.indexOf('pictureSlides'));
});

test('what a person edits while a slide is written anew stays, and the new words go onto it', async () => {
  let release = (): void => undefined;
  const drafting = new Promise<void>((resolve) => {
    release = resolve;
  });
  const put: (string | undefined)[] = [];
  const line = verbs({
    draftSlide: async ({ picture: { slide } }) => {
      await drafting;
      return { slide, key: `draft-${slide}` };
    },
    writeScript: async ({ onto }) => {
      if (onto) put.push(onto.key);
      const slides = [{ number: 1, treatment: 'speak' as const, holdMs: 0 }];
      const key = onto ? `${onto.key}+draft` : 'written';
      return { script: { key, version: 1, language: 'en', slides }, warnings: [] };
    },
  });
  const status = await run(line, { options: { review: true } }, async ({ id }) => {
    const handle = server.client.workflow.getHandle(id);
    await eventually(() => line.recorded.some(({ status: now }) => now === 'awaiting_review'));
    const rewriting = handle.executeUpdate(rewriteSlide, { args: [{ slide: 1, wish: 'shorter' }] });
    await eventually(() => line.calls.includes('draftSlide'));
    const script = { key: 'edited', version: 2, language: 'en', slides: [] };
    await handle.executeUpdate(editScript, { args: [{ baseVersion: 1, script }] });
    release();
    expect(await rewriting).toEqual({ version: 3 });
    await handle.executeUpdate(approve, { args: [{ version: 3 }] });
  });
  expect(status).toBe('COMPLETED');
  expect(put).toEqual(['edited']);
  expect(line.recorded.find(({ scriptVersion }) => scriptVersion === 3)?.scriptKey).toBe('edited+draft');
});

test('a provider that is away is waited for where the task says so, and asked again', async () => {
  let asked = 0;
  const away = async (): Promise<Narration> => {
    asked += 1;
    if (asked < 3) throw ApplicationFailure.nonRetryable('away', 'provider_unavailable', { known: true });
    return { slide: 1, key: 'spoken', durationMs: 1000 };
  };
  const voice = { provider: 'openai' as const };
  const waiting = verbs({ speakSlide: away });
  expect(await run(waiting, { options: { voice, onProviderFailure: 'wait' } })).toBe('COMPLETED');
  expect(asked).toBe(3);
  asked = 0;
  const failing = verbs({ speakSlide: away });
  expect(await run(failing, { options: { voice } })).toBe('FAILED');
  expect(failing.recorded.at(-1)).toMatchObject({ status: 'failed', error: { code: 'provider_unavailable' } });
});

test('a film that failed at the vendor’s is ordered anew, three times in all', async () => {
  const film = (failures: number) => {
    let count = 0;
    return verbs({
      castPresenter: async () => ({ provider: 'heygen', name: 'ann', layout: 'corner', shape: 'circle' }),
      awaitPresenter: async ({ narration: { slide } }) => {
        count += 1;
        if (count <= failures)
          throw ApplicationFailure.nonRetryable('failed', 'presenter_failed', { known: true, slide });
        return { slide, key: 'film' };
      },
    });
  };
  const orders = ({ calls }: { calls: string[] }): number => calls.filter((name) => name === 'submitPresenter').length;
  const options = { presenter: { provider: 'heygen' as const } };
  const unlucky = film(2);
  expect(await run(unlucky, { options })).toBe('COMPLETED');
  expect(orders(unlucky)).toBe(3);
  const hopeless = film(9);
  expect(await run(hopeless, { options })).toBe('FAILED');
  expect(orders(hopeless)).toBe(3);
  expect(hopeless.recorded.at(-1)).toMatchObject({ status: 'failed', error: { code: 'presenter_failed', slide: 1 } });
});
