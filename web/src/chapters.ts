/** A video's chapters, out of its manifest.json. Pure. */

export interface Chapter {
  /** The slide's number in the deck. */
  number: number;
  title: string;
  /** Seconds from the start of the video. */
  start: number;
  end: number;
}

/**
 * One chapter for every slide of the manifest, one after the other; none where it is not the shape we know.
 * @param language of the video; absent, or its first: the video's own.
 */
export function chaptersOf(manifest: unknown, language?: string): Chapter[] {
  if (!isRecord(manifest)) return [];
  const telling = listOf(manifest['more']).find((one) => one['language'] === language) ?? manifest;
  if (!Array.isArray(telling['slides'])) return [];
  const slides: unknown[] = telling['slides'];
  const chapters: Chapter[] = [];
  for (const entry of slides) {
    if (!isRecord(entry)) return [];
    const { slide, title, seconds } = entry;
    if (typeof slide !== 'number' || typeof seconds !== 'number') return [];
    const start = chapters.at(-1)?.end ?? 0;
    chapters.push({ number: slide, title: typeof title === 'string' ? title : '', start, end: start + seconds });
  }
  return chapters;
}

/** Chapters of the podcast in a language. Nobody knows where the last ends but the player. */
export function podcastChaptersOf(manifest: unknown, language: string | undefined): Pick<Chapter, 'title' | 'start'>[] {
  if (!isRecord(manifest)) return [];
  const podcast = listOf(manifest['podcasts']).find((one) => one['language'] === language);
  return listOf(podcast?.['chapters']).flatMap(({ title, startMs }) =>
    typeof title === 'string' && typeof startMs === 'number' ? [{ title, start: startMs / 1000 }] : [],
  );
}

/** YouTube's rules (support.google.com/youtube/answer/9884579): the first at 0:00, three or more, ten seconds or longer each. */
const YOUTUBE = { least: 3, seconds: 10 };

/** The lines that make YouTube's chapters in a description; a short slide joins the one before. Undefined where there are too few. */
export function youtubeChapters(
  chapters: readonly Chapter[],
  clock: (seconds: number) => string,
  untitled: (number: number) => string,
): string | undefined {
  const kept: Chapter[] = [];
  for (const chapter of chapters) {
    const last = kept.at(-1);
    const tooSoon = last !== undefined && Math.floor(chapter.start) - Math.floor(last.start) < YOUTUBE.seconds;
    if (!tooSoon) kept.push(chapter);
  }
  const end = chapters.at(-1)?.end ?? 0;
  if (kept.length > 1 && end - (kept.at(-1)?.start ?? 0) < YOUTUBE.seconds) kept.pop();
  if (kept.length < YOUTUBE.least) return undefined;
  // Angle brackets are refused in descriptions.
  const titleOf = ({ number, title }: Chapter) => title.replace(/[<>\s]+/g, ' ').trim() || untitled(number);
  return kept.map((chapter) => `${clock(chapter.start)} ${titleOf(chapter)}`).join('\n');
}

/** The objects of a list that came as JSON. */
export function listOf(value: unknown): Record<string, unknown>[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.filter(isRecord);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
