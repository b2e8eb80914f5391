/**
 * The verbs: everything that SlideSpeaker does to a deck, in the order in which it is done. The workflow calls them by
 * these names; activities/index.ts puts them together. One object in, one small object out; bytes go to the store.
 */

import type {
  Clip,
  DeckRef,
  Narration,
  Picture,
  RunRef,
  ScriptRef,
  TaskRequest,
  Video,
  VideoFormat,
  Voice,
  Warning,
} from '../domain/index.ts';
import type { TaskChange } from '../platform/task-store.ts';

export interface Activities {
  /** Reads titles, words, notes and hidden marks from the file itself; refuses what is no deck. */
  readDeck(input: { task: TaskRequest }): Promise<DeckRef>;
  /** Converts the deck into a PDF of its shown slides; a PDF stays as it is. `pages[i]` belongs to `slides[i]`. */
  convertDeck(input: { deck: DeckRef; slides: number[] }): Promise<{ pdfKey: string }>;
  /** Paints some of the PDF's pages at the video's size. `pages` counts from 1. */
  pictureSlides(input: {
    pdfKey: string;
    pages: { page: number; slide: number }[];
    format: VideoFormat;
  }): Promise<Picture[]>;
  /** Decides what is said on every shown slide. */
  writeScript(input: {
    task: TaskRequest;
    deck: DeckRef;
    slides: number[];
  }): Promise<{ script: ScriptRef; warnings: Warning[] }>;
  /** Finds the voice for the script's language, and says before anything is spoken what it cannot read. */
  castVoice(input: { task: TaskRequest; script: ScriptRef }): Promise<{ voice: Voice; warnings: Warning[] }>;
  speakSlide(input: { script: ScriptRef; slide: number; voice: Voice }): Promise<Narration>;
  /** One slide's picture with its narration, or with silence for `holdMs`; measured before it counts (P5). */
  clipSlide(input: { picture: Picture; narration?: Narration; holdMs?: number; format: VideoFormat }): Promise<Clip>;
  /** Writes the MP4: chapters, subtitles and cover included. Encodes nothing. */
  joinClips(input: { deck: DeckRef; script: ScriptRef; clips: Clip[]; format: VideoFormat }): Promise<Video>;
  /** Measures the finished video against what it was to be; throws where they differ (P5). */
  checkVideo(input: { video: Video; deck: DeckRef; clips: Clip[]; format: VideoFormat }): Promise<void>;
  /** Puts the files where the person finds them, and records them in the task. */
  deliver(input: {
    task: TaskRequest;
    deck: DeckRef;
    script: ScriptRef;
    voice?: Voice;
    pictures: Picture[];
    clips: Clip[];
    video: Video;
    format: VideoFormat;
    warnings: Warning[];
  }): Promise<void>;
  /** Tells the person how far the task is. */
  recordProgress(input: { run: RunRef } & TaskChange): Promise<void>;
}
