/** The whole line: a deck becomes a checked, narrated video. Reads like the sentence that describes it. */

import { allHandlersFinished, condition } from '@temporalio/workflow';
import {
  DEFAULT_FPS,
  pictureSize,
  shownSlides,
  type Clip,
  type DeckRef,
  type Picture,
  type ScriptRef,
  type Stage,
  type TaskRequest,
  type Video,
  type VideoFormat,
  type Voice,
  type Warning,
} from '../domain/index.ts';
import { createTally, showStage, showTally, titled } from './console.ts';
import { endedBy, failure } from './ending.ts';
import { cpu, cpuFirst, provider, quick } from './policies.ts';
import { openReview, type Review } from './review.ts';
import { mapLimit, together } from './together.ts';

/** Slides under way at once in one task: enough for a fleet, few enough that small decks get their turn in the queue. */
const SLIDES_AT_ONCE = 16;
/** Pages painted by one activity: enough to pay for its overhead, few enough to share a deck between workers. */
const PAGES_AT_ONCE = 4;

/** Makes the video that the task asks for. Its end, good or bad, stands in the task's record before the run closes. */
export async function narrateDeck(task: TaskRequest): Promise<Video> {
  const run = { id: task.id, attempt: task.attempt };
  const review = openReview(run);
  try {
    const video = await makeVideo(task, review);
    await condition(allHandlersFinished);
    return video;
  } catch (thrown) {
    return await endedBy(thrown, run);
  }
}

async function makeVideo(task: TaskRequest, review: Review): Promise<Video> {
  const run = { id: task.id, attempt: task.attempt };
  const format: VideoFormat = { ...pictureSize(task.options), fps: task.options.output?.fps ?? DEFAULT_FPS };
  const tally = createTally();
  const enter = async (
    stage: Stage,
    change: Omit<Parameters<typeof quick.recordProgress>[0], 'run' | 'stage'> = {},
  ): Promise<void> => {
    showStage(stage);
    await quick.recordProgress({ run, stage, ...change });
  };

  await enter('reading', { status: 'running' });
  const deck = await cpu.readDeck({ run, task });
  const shown = shownSlides(deck, task.options.hiddenSlides).map(({ number }) => number);
  if (shown.length === 0)
    throw failure(
      'no_slides_shown',
      'Every slide of this deck is hidden. Show at least one, or send it with hiddenSlides set to keep.',
    );
  tally.slides = shown.length;
  await enter('picturing', {
    slides: deck.slides.map(({ number, title }) => ({
      number,
      title,
      stage: shown.includes(number) ? 'waiting' : 'hidden',
    })),
  });

  const pictures = new Map<number, Picture>();
  const paintSlides = async (): Promise<void> => {
    const { pdfKey } = await titled('all slides: convert', cpuFirst.convertDeck, { run, deck, slides: shown });
    const pages = shown.map((slide, i) => ({ page: i + 1, slide }));
    await mapLimit(inGroups(pages, PAGES_AT_ONCE), SLIDES_AT_ONCE, async (group) => {
      const painted = await titled(`${rangeOf(group)}/${shown.length}: paint`, cpuFirst.pictureSlides, {
        run,
        pdfKey,
        pages: group,
        format,
      });
      for (const picture of painted) pictures.set(picture.slide, picture);
      tally.pictured = pictures.size;
      showTally(tally);
    });
  };

  const pictureOf = async (slide: number): Promise<Picture> => {
    await condition(() => pictures.has(slide));
    return pictures.get(slide) ?? pictureOf(slide);
  };

  const narrateSlides = async (): Promise<Narrated> => {
    const { script, warnings } = await settleScript(task, deck, shown, review);
    const kept = script.slides.filter(({ treatment }) => treatment !== 'skip');
    if (kept.length === 0)
      throw failure(
        'no_slides_shown',
        'Every slide was skipped, so there is nothing to show. Choose another policy for slides without words.',
      );
    const cast = kept.some(({ treatment }) => treatment === 'speak')
      ? await cpu.castVoice({ run, task, script })
      : undefined;
    const said = [...warnings, ...(cast?.warnings ?? [NOTHING_SPOKEN])];
    await enter('speaking', {
      warnings: said,
      slides: script.slides.map(({ number, treatment }) => ({
        number,
        stage: treatment === 'skip' ? 'skipped' : 'scripted',
      })),
    });
    const clips = await mapLimit(kept, SLIDES_AT_ONCE, async ({ number: slide, treatment, holdMs }) => {
      const name = `slide ${slide}/${deck.slides.length}`;
      const narration =
        cast && treatment === 'speak'
          ? await titled(`${name}: speak`, spoken(cast.voice).speakSlide, { run, script, slide, voice: cast.voice })
          : undefined;
      tally.spoken += narration ? 1 : 0;
      showTally(tally);
      const picture = await pictureOf(slide);
      const clip = await titled(`${name}: clip`, cpu.clipSlide, {
        run,
        picture,
        format,
        ...(narration ? { narration } : { holdMs }),
      });
      tally.clips += 1;
      showTally(tally);
      return clip;
    });
    return { script, clips, warnings: said, ...(cast ? { voice: cast.voice } : {}) };
  };

  const [, narrated] = await together(() => [paintSlides(), narrateSlides()] as const);
  const { script, clips } = narrated;
  await enter('joining');
  const video = await titled('join', cpu.joinClips, { run, deck, script, clips, format });
  await enter('checking');
  await titled('check', cpu.checkVideo, { run, video, deck, clips, format });
  await enter('delivering');
  await titled('deliver', cpu.deliver, {
    run,
    task,
    deck,
    pictures: [...pictures.values()],
    video,
    format,
    ...narrated,
  });
  showStage('done');
  return video;
}

/** A paid voice speaks at its vendor's; the offline one needs a core of ours. */
const spoken = ({ provider: name }: Voice) => (name === 'offline' ? cpu : provider);

interface Narrated {
  script: ScriptRef;
  clips: Clip[];
  warnings: Warning[];
  /** Absent where nothing is spoken. */
  voice?: Voice;
}

const NOTHING_SPOKEN: Warning = {
  code: 'nothing_spoken',
  message: 'No slide of this deck has words to speak, so the video is silent.',
};

/** The script as it will be spoken: written, shown, and approved where the task asks for that. */
async function settleScript(task: TaskRequest, deck: DeckRef, slides: number[], review: Review) {
  const run = { id: task.id, attempt: task.attempt };
  const { script, warnings } = await titled('write script', quick.writeScript, { run, task, deck, slides });
  await quick.recordProgress({
    run,
    stage: 'scripting',
    scriptKey: script.key,
    scriptVersion: script.version,
    warnings,
  });
  const toReview = task.options.review === true && task.script?.approved !== true;
  return { script: toReview ? await review.of(script) : script, warnings };
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function rangeOf(pages: readonly { page: number }[]): string {
  return `slides ${pages.at(0)?.page ?? 0}-${pages.at(-1)?.page ?? 0}`;
}
