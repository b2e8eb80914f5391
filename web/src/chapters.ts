/** A video's chapters, out of its manifest.json. Pure. */

export interface Chapter {
  /** The slide's number in the deck. */
  number: number;
  title: string;
  /** Seconds from the start of the video. */
  start: number;
  end: number;
}

/** One chapter for every slide the manifest gives a time; none where it is not the shape we know. */
export function chaptersOf(manifest: unknown): Chapter[] {
  if (!isRecord(manifest) || !Array.isArray(manifest['slides'])) return [];
  const slides: unknown[] = manifest['slides'];
  return slides.flatMap((slide) => {
    if (!isRecord(slide)) return [];
    const { number, title, startMs, endMs } = slide;
    if (typeof number !== 'number' || typeof startMs !== 'number' || typeof endMs !== 'number') return [];
    return [{ number, title: typeof title === 'string' ? title : '', start: startMs / 1000, end: endMs / 1000 }];
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
