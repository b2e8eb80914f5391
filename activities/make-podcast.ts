/** The same words to listen to: narrations joined, with chapters, as M4A and MP3, and what is said as text. */

import { writeFile } from 'node:fs/promises';
import {
  cuesFor,
  markdownText,
  PACKET_SAMPLES,
  PlatformError,
  SAMPLE_RATE,
  toVtt,
  type Cue,
  type DeckRef,
  type Narration,
  type Podcast,
  type Turn,
} from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { msToTicks, type Label } from './adapters/mp4/film.ts';
import { writeM4a } from './adapters/mp4/write-m4a.ts';
import type { Mp3Encoder } from './adapters/mp3-encoder.ts';
import { narrationTimesSchema, timesKey } from './narration-times.ts';
import type { Run } from './run.ts';
import type { Activities } from './verbs.ts';

type PodcastInput = Parameters<Activities['makePodcast']>[0];

/** Raise it when the same narrations would make other files. */
const PODCAST_VERSION = 1;

/**
 * Retry: safe. The files are named by the narrations and the chapters, and whole once they have their names.
 * @throws PlatformError `podcast_damaged`
 */
export const createMakePodcast =
  ({ artifacts, encodeMp3 }: { artifacts: Artifacts; encodeMp3: Mp3Encoder }) =>
  async (input: PodcastInput, run: Run): Promise<Podcast> => {
    const { deck, script, narrations, dialogue } = input;
    const { language } = script;
    const chapters = chaptersOf(narrations, deck);
    const speakers = dialogue?.turns.map(({ speaker }) => speaker) ?? [];
    const title = titleOf(deck);
    const inputs = {
      version: PODCAST_VERSION,
      narrations: narrations.map(({ key }) => key),
      chapters,
      speakers,
      title,
      language,
    };
    const keyOf = (extension: string): string => artifactKey('podcast', inputs, extension);
    const make = async (extension: string, fill: (file: string) => Promise<void>): Promise<string> => {
      const key = keyOf(extension);
      if (!(await artifacts.has(key))) await artifacts.write(key, fill);
      return key;
    };

    const m4a = await make('m4a', async (file) => {
      const sounds = [];
      for (const { key, durationMs } of narrations)
        sounds.push({ file: await artifacts.file(key), packets: packetsIn(durationMs) });
      await writeM4a(file, { language, chapters, narrations: sounds }).catch((cause: unknown) => {
        throw new PlatformError('podcast_damaged', 'A narration of the podcast is damaged.', { cause });
      });
    });
    const mp3 = await make('mp3', async (file) => encodeMp3({ sound: await artifacts.file(m4a), title, file, run }));
    const parts = await partsOf(input, artifacts);
    const cues = await make('vtt', (file) => writeFile(file, toVtt(parts.flatMap((part) => part.cues))));
    const transcript = await make('md', (file) => writeFile(file, asMarkdown(title, parts, deck)));
    return {
      language,
      m4a,
      mp3,
      cues,
      transcript,
      chapters: chapters.map(({ text, start }) => ({
        title: text,
        startMs: Math.round((1000 * start) / msToTicks(1000)),
      })),
      warnings: dialogue?.warnings ?? [],
    };
  };

const packetsIn = (durationMs: number): number => Math.round((durationMs * SAMPLE_RATE) / 1000 / PACKET_SAMPLES);

/** One chapter for each slide that is spoken of, from its first narration to the next slide's. */
function chaptersOf(narrations: readonly Narration[], deck: DeckRef): Label[] {
  const chapters: { slide: number; label: Label }[] = [];
  let reachedMs = 0;
  for (const { slide, durationMs } of narrations) {
    const start = msToTicks(reachedMs);
    reachedMs += durationMs;
    const end = msToTicks(reachedMs);
    const last = chapters.at(-1);
    if (last?.slide === slide) chapters[chapters.length - 1] = { slide, label: { ...last.label, end } };
    else chapters.push({ slide, label: { text: slideTitle(slide, deck), start, end } });
  }
  return chapters.map(({ label }) => label);
}

function slideTitle(slide: number, { slides }: DeckRef): string {
  const title = slides.find(({ number }) => number === slide)?.title.trim() ?? '';
  return title === '' ? `Slide ${slide}` : title;
}

/** The first slide's, which is the talk's; else the file's name without its ending. */
const titleOf = ({ slides, file }: DeckRef): string =>
  slides.find(({ hidden, title }) => !hidden && title.trim() !== '')?.title.trim() ?? file.name.replace(/\.\w+$/, '');

/** What one narration says, in the time of the podcast. */
interface Part {
  slide: number;
  speaker?: Turn['speaker'];
  sentences: string[];
  cues: (Cue & { speaker?: string })[];
}

async function partsOf({ narrations, script, dialogue }: PodcastInput, artifacts: Artifacts): Promise<Part[]> {
  const parts: Part[] = [];
  let reachedMs = 0;
  for (const [index, { slide, key, durationMs }] of narrations.entries()) {
    const startMs = reachedMs;
    reachedMs += durationMs;
    const times = await artifacts.readJson(timesKey(key), (value) => narrationTimesSchema.parse(value));
    const speaker = dialogue?.turns[index]?.speaker;
    const named = speaker === undefined ? {} : { speaker: SPEAKER_NAMES[speaker] };
    const cues = cuesFor(times.sentences, times.words, script.language).map((cue) => ({
      ...cue,
      startMs: startMs + cue.startMs,
      endMs: Math.min(reachedMs, startMs + cue.endMs),
      ...named,
    }));
    const sentences = times.sentences.map(({ text }) => text);
    parts.push({ slide, sentences, cues, ...(speaker === undefined ? {} : { speaker }) });
  }
  return parts;
}

const SPEAKER_NAMES = { host: 'Host', guest: 'Guest' } as const;

function asMarkdown(title: string, parts: readonly Part[], deck: DeckRef): string {
  const lines = parts.flatMap(({ slide, speaker, sentences }, index) => {
    const heading = parts[index - 1]?.slide === slide ? [] : [`## ${markdownText(slideTitle(slide, deck))}`];
    const said = markdownText(sentences.join(' '));
    return [...heading, speaker === undefined ? said : `**${SPEAKER_NAMES[speaker]}:** ${said}`];
  });
  return `${[`# ${markdownText(title)}`, ...lines].join('\n\n')}\n`;
}
