/** A video's chapters, out of its manifest.json. Pure. */

export interface Chapter {
  /** The slide's number in the deck. */
  number: number;
  title: string;
  /** Seconds from the start of the video. */
  start: number;
  end: number;
}

/** One chapter for every slide of the manifest, one after the other; none where it is not the shape we know. */
export function chaptersOf(manifest: unknown): Chapter[] {
  if (!isRecord(manifest) || !Array.isArray(manifest['slides'])) return [];
  const slides: unknown[] = manifest['slides'];
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

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
