/** The whole line: a deck becomes a checked, narrated video. Reads like the sentence that describes it. */

import { allHandlersFinished, CancellationScope, condition, patched } from '@temporalio/workflow';
import {
  DEFAULT_FPS,
  pictureSize,
  shownSlides,
  voiceProvider,
  wantsWriter,
  type Clip,
  type Narration,
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
import { endedBy, failure, isLoss } from './ending.ts';
import { casting, cpuFirst, cpuFor, cpuLast, provider, quick, spoken } from './policies.ts';
import { inSomeVoice } from './other-voice.ts';
import { openPatience } from './patience.ts';
import { makePodcasts } from './podcast.ts';
import { openPresenting, type Presenting } from './presenter.ts';
import { openReview, type Review } from './review.ts';
import { burnedScript, inAllLanguages, settleScript, SLIDES_AT_ONCE, type Languages } from './script.ts';
import { mapLimit, together } from './together.ts';

/** Pages painted by one activity: enough to pay for its overhead, few enough to share a deck between workers. */
const PAGES_AT_ONCE = 4;
/** A join is limited by its disk. */
const VIDEOS_AT_ONCE = 2;

/** Makes the video that the task asks for. Its end, good or bad, stands in the task's record before the run closes. */
export async function narrateDeck(task: TaskRequest): Promise<Video> {
  const run = { id: task.id, attempt: task.attempt };
  const review = openReview(run);
  openPatience(task);
  const presenting = openPresenting(task);
  try {
    const video = await makeVideo(task, review, presenting).catch((thrown: unknown) =>
      makeAgain(thrown, task, review, presenting),
    );
    await condition(allHandlersFinished);
    return video;
  } catch (thrown) {
    return await endedBy(thrown, run, () => presenting.giveUp());
  }
}

/**
 * Where the store lost or damaged a file between two steps, the line is followed once more: what is still whole is found and
 * costs nothing, what is not is made again. Words that were reviewed stay.
 */
async function makeAgain(thrown: unknown, task: TaskRequest, review: Review, presenting: Presenting): Promise<Video> {
  const isOver = CancellationScope.current().consideredCancelled;
  if (isOver || !isLoss(thrown) || !patched('make-again')) throw thrown;
  const script = review.kept();
  return makeVideo(script ? { ...task, script } : task, review, presenting);
}

async function makeVideo(task: TaskRequest, review: Review, presenting: Presenting): Promise<Video> {
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
  const deck = await cpuLast.readDeck.executeWithOptions({ summary: 'read the deck' }, [{ run, task }]);
  const shown = shownSlides(deck, task.options.hiddenSlides).map(({ number }) => number);
  if (shown.length === 0)
    throw failure(
      'no_slides_shown',
      'Every slide of this deck is hidden. Show at least one, or send it with hiddenSlides set to keep.',
    );
  await presenting.cast();
  await checkProviders(task);
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
        ...(deck.file.format === 'pdf' ? { sha256: deck.file.sha256 } : {}),
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

  /** Every slide in every language, in the voice that `asked` asks for. */
  const tellSlides = async (asked: TaskRequest, { script, languages, kept, warnings }: ToTell): Promise<Told> => {
    const speaks = kept.some(({ treatment }) => treatment === 'speak');
    const casts = await mapLimit(languages.spoken, SLIDES_AT_ONCE, async (script) => ({
      script,
      ...(speaks
        ? await titled(`cast the voice for ${script.language}`, casting(asked).castVoice, { run, task: asked, script })
        : { voice: undefined, warnings: [NOTHING_SPOKEN] }),
    }));
    const said = [...warnings, ...casts.flatMap((cast) => cast.warnings), ...presenting.warnings(script)];
    await enter('speaking', {
      warnings: said,
      slides: script.slides.map(({ number, treatment }) => ({
        number,
        stage: treatment === 'skip' ? 'skipped' : 'scripted',
      })),
    });
    const lexicon = task.lexiconKey === undefined ? {} : { lexiconKey: task.lexiconKey };
    // Slide by slide in the main language, then in the next.
    const parts = casts
      .flatMap((cast) => kept.map((slide) => ({ cast, ...slide })))
      .map((part, index) => ({ ...part, index }));
    const made = await mapLimit(parts, SLIDES_AT_ONCE, async ({ cast, number: slide, treatment, holdMs, index }) => {
      const { script, voice } = cast;
      const isMain = cast === casts[0];
      const name = `slide ${slide}/${deck.slides.length}${isMain ? '' : ` (${script.language})`}`;
      const narration =
        voice && treatment === 'speak'
          ? await titled(`${name}: speak`, spoken(voice, index).speakSlide, { run, script, slide, voice, ...lexicon })
          : undefined;
      tally.spoken += narration && isMain ? 1 : 0;
      showTally(tally);
      const picture = await pictureOf(slide);
      const seen = narration ? await presenting.on({ narration, format, language: script.language }, name) : {};
      const clip = await titled(`${name}: clip`, cpuFor(index).clipSlide, {
        run,
        picture,
        format,
        ...(narration
          ? { narration, ...seen, ...captionsOf(script, burnedScript(task, languages, script)) }
          : { holdMs }),
        ...(isMain ? {} : { further: script.language }),
      });
      tally.clips += isMain ? 1 : 0;
      showTally(tally);
      return { script, clip, narrations: narration ? [narration] : [] };
    });
    const tellings = casts.map(({ script, voice }) => {
      const own = made.filter((part) => part.script === script);
      const clips = own.map(({ clip }) => clip);
      return { script, clips, narrations: own.flatMap(({ narrations }) => narrations), ...(voice ? { voice } : {}) };
    });
    return { tellings, warnings: said };
  };

  const narrateSlides = async (): Promise<{ tellings: Telling[]; subtitles: ScriptRef[]; warnings: Warning[] }> => {
    const { script, warnings } = await settleScript({ task, deck, slides: shown, pictureOf }, review);
    const kept = script.slides.filter(({ treatment }) => treatment !== 'skip');
    if (kept.length === 0)
      throw failure(
        'no_slides_shown',
        'Every slide was skipped, so there is nothing to show. Choose another policy for slides without words.',
      );
    const languages = await inAllLanguages(task, script);
    const told = await inSomeVoice(task, 'deck', (asked, replaced) =>
      tellSlides(asked, { script, languages, kept, warnings: [...warnings, ...replaced] }),
    );
    return { ...told, subtitles: languages.subtitles };
  };

  const [, { tellings, subtitles, warnings }] = await together(() => [paintSlides(), narrateSlides()] as const);
  // Beside the joining, dialogues are spoken, which takes far longer.
  if (!(task.options.podcast?.speakers === 2 && patched('speaking-dialogues'))) await enter('joining');
  const join = async ({ script, clips, voice }: Telling): Promise<Version> => {
    const others = subtitles.filter((other) => other !== script);
    const burned = burnedScript(task, { subtitles }, script);
    const tracks = {
      ...(others.length > 0 ? { subtitles: others } : {}),
      ...(burned ? { burnedIn: burned.language } : {}),
    };
    const video = await titled('join', cpuFirst.joinClips, { run, deck, script, clips, format, ...tracks });
    return { script, clips, video, ...(voice ? { voice } : {}) };
  };
  const [versions, podcasts] = await together(
    () => [mapLimit(tellings, VIDEOS_AT_ONCE, join), makePodcasts({ task, deck }, tellings)] as const,
  );
  await enter('checking');
  await mapLimit(versions, VIDEOS_AT_ONCE, ({ video, clips }) =>
    titled('check', cpuFirst.checkVideo, { run, video, deck, clips, format }),
  );
  await enter('delivering');
  const [main, ...more] = versions;
  if (!main) throw new Error('a task has a language');
  await titled('deliver', cpuFirst.deliver, {
    run,
    task,
    deck,
    pictures: [...pictures.values()],
    format,
    warnings: [...warnings, ...podcasts.flatMap((podcast) => podcast.warnings)],
    ...main,
    more,
    subtitles,
    podcasts,
  });
  showStage('done');
  return main.video;
}

/** A wrong key is found before any slide is paid for. */
async function checkProviders(task: TaskRequest): Promise<void> {
  const pays = voiceProvider(task.options.voice) !== 'offline' || wantsWriter(task.options);
  if (!pays || !patched('check-providers')) return;
  await titled('check the providers', provider.checkProviders, { run: { id: task.id, attempt: task.attempt }, task });
}

interface ToTell {
  script: ScriptRef;
  languages: Languages;
  /** The slides of the script that are shown. */
  kept: ScriptRef['slides'];
  warnings: Warning[];
}

interface Told {
  tellings: Telling[];
  warnings: Warning[];
}

/** The deck told in one language. */
interface Telling {
  script: ScriptRef;
  /** Absent where nothing is spoken. */
  voice?: Voice;
  narrations: Narration[];
  clips: Clip[];
}

type Version = Omit<Telling, 'narrations'> & { video: Video };

/** Subtitles in the picture; their words are found by the script's key where they are a translation of what is spoken. */
const captionsOf = (spoken: ScriptRef, burned: ScriptRef | undefined) =>
  burned && { captions: { language: burned.language, ...(burned === spoken ? {} : { scriptKey: burned.key }) } };

const NOTHING_SPOKEN: Warning = {
  code: 'nothing_spoken',
  message: 'No slide of this deck has words to speak, so the video is silent.',
};

function inGroups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function rangeOf(pages: readonly { page: number }[]): string {
  return `slides ${pages.at(0)?.page ?? 0}-${pages.at(-1)?.page ?? 0}`;
}
