/**
 * The verbs: everything that SlideSpeaker does to a deck, in the order in which it is done. The workflow calls them by
 * these names; activities/index.ts puts them together. One object in, one small object out; bytes go to the store.
 */

import type {
  Clip,
  DeckRef,
  DialogueRef,
  Draft,
  Estimate,
  Narration,
  Picture,
  Podcast,
  Presenter,
  PresenterVideo,
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
  /** Paints some of the PDF's pages at the video's size. `pages` counts from 1; `sha256`: of a PDF that was sent as it is. */
  pictureSlides(input: {
    pdfKey: string;
    sha256?: string;
    pages: { page: number; slide: number }[];
    format: VideoFormat;
  }): Promise<Picture[]>;
  /** Paints some of the PDF's pages small, into the folder of a deck that is no task yet. */
  previewSlides(input: { pdfKey: string; pages: { page: number; slide: number }[] }): Promise<void>;
  /** What of an earlier version's script holds for this deck: a script of the slides that keep their words. */
  carryWords(input: {
    deck: DeckRef;
    before: DeckRef;
    script: Pick<ScriptRef, 'key'>;
  }): Promise<{ key: string; slides: number[] }>;
  /** Reads the whole deck for the writer (`script.mode: "ai"`): the thread of the talk, and each slide in a sentence. Paid. */
  outlineDeck(input: { task: TaskRequest; deck: DeckRef; slides: number[] }): Promise<{ outlineKey: string }>;
  /** Writes what is said on one slide, or writes it anew as a reviewer wishes. Paid. */
  draftSlide(input: {
    task: TaskRequest;
    deck: DeckRef;
    picture: Picture;
    /** Absent where a script from the notes is written anew: its neighbours' words say what it must fit to. */
    outlineKey?: string;
    rewrite?: { current: ScriptRef; wish: string };
  }): Promise<Draft>;
  /** Decides what is said on every shown slide. With `onto`, `drafts` replace their slides' words in that script; those in `carried` stand. */
  writeScript(input: {
    task: TaskRequest;
    deck: DeckRef;
    slides: number[];
    drafts?: Draft[];
    onto?: ScriptRef;
    carried?: { key: string };
  }): Promise<{ script: ScriptRef; warnings: Warning[] }>;
  /** One slide's words in another language. Paid. */
  translateSlide(input: { task: TaskRequest; script: ScriptRef; slide: number; to: string }): Promise<Draft>;
  /** The script in another language: each spoken slide's words from its draft. */
  gatherTranslation(input: { script: ScriptRef; to: string; drafts: Draft[] }): Promise<ScriptRef>;
  /** Finds the voice for the script's language, and says before anything is spoken what it cannot read. */
  castVoice(input: {
    task: TaskRequest;
    script: ScriptRef;
    /** The voice of the other speaker: another one is looked for. */
    besides?: Voice;
  }): Promise<{ voice: Voice; warnings: Warning[] }>;
  /**
   * Speaks one slide's words. `lexiconKey`: how the owner wants some of them to be said. `rehearsal`: for somebody who listens
   * before it is asked for, so the task is no further for it.
   */
  speakSlide(input: {
    script: ScriptRef;
    slide: number;
    voice: Voice;
    lexiconKey?: string;
    rehearsal?: true;
  }): Promise<Narration>;
  /** Asks the providers of the task's voice and words whether they take our key, before anything is paid. */
  checkProviders(input: { task: TaskRequest }): Promise<void>;
  /** Finds the presenter whom the task asks for, before anything is spoken or paid. */
  castPresenter(input: { task: TaskRequest }): Promise<Presenter>;
  /** Orders the video of the presenter who says this narration. Paid. */
  submitPresenter(input: {
    presenter: Presenter;
    narration: Narration;
    format: VideoFormat;
    /** The narration's, for the bill. */
    language?: string;
  }): Promise<void>;
  /** Fetches the video that was ordered. Until it is finished, it fails with the time to ask again. */
  awaitPresenter(input: { presenter: Presenter; narration: Narration; format: VideoFormat }): Promise<PresenterVideo>;
  /** Gives up a video that was ordered and is not finished, at the vendor's too. */
  dropPresenter(input: { presenter: Presenter; narration: Narration; format: VideoFormat }): Promise<void>;
  /** One slide's picture with its narration, or with silence for `holdMs`; measured before it counts (P5). */
  clipSlide(input: {
    picture: Picture;
    narration?: Narration;
    holdMs?: number;
    format: VideoFormat;
    /** With its video, where it was filmed. */
    presenter?: Presenter & { video?: PresenterVideo };
    /** Subtitles burned in, in this language (BCP 47); with the script of their words, where they are a translation. */
    captions?: { language: string; scriptKey?: string };
    /** The narration's language where it is a further one: the task shows the first one's. Runs of before only say that it is. */
    further?: string | true;
  }): Promise<Clip>;
  /** Writes the MP4: chapters, subtitles and cover included. Encodes nothing. */
  joinClips(input: {
    deck: DeckRef;
    script: ScriptRef;
    clips: Clip[];
    format: VideoFormat;
    /** The script in further languages, for subtitle tracks beside its own. */
    subtitles?: ScriptRef[];
    /** The language of the subtitles in the picture: they are no track beside. */
    burnedIn?: string;
  }): Promise<Video>;
  /** Measures the finished video against what it was to be; throws where they differ (P5). */
  checkVideo(input: { video: Video; deck: DeckRef; clips: Clip[]; format: VideoFormat }): Promise<void>;
  /** Makes a talk of host and guest of the script. Paid. */
  writeDialogue(input: { task: TaskRequest; deck: DeckRef; script: ScriptRef }): Promise<DialogueRef>;
  /** Speaks one turn of the dialogue; `turn` counts from 0. The narration's slide is the one that it is about. */
  speakTurn(input: { dialogue: DialogueRef; turn: number; voice: Voice; lexiconKey?: string }): Promise<Narration>;
  /** Joins narrations into sound with chapters: those of the slides, or of the dialogue's turns. */
  makePodcast(input: {
    deck: DeckRef;
    script: ScriptRef;
    narrations: Narration[];
    dialogue?: DialogueRef;
  }): Promise<Podcast>;
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
    /** The same in further languages, with the same pictures. */
    more?: { script: ScriptRef; voice?: Voice; clips: Clip[]; video: Video }[];
    /** Scripts in the languages asked for as subtitles. */
    subtitles?: ScriptRef[];
    podcasts?: Podcast[];
  }): Promise<void>;
  /** What the task will cost, as far as it can be known. Buys nothing. */
  estimateTask(input: { task: TaskRequest; deck: DeckRef; script: ScriptRef; voice?: Voice }): Promise<Estimate>;
  /** Tells the person how far the task is. */
  recordProgress(input: { run: RunRef } & TaskChange): Promise<void>;
}
