/** Which delivered file is which, for the player. Pure. */

import type { OutputView } from '../../../domain/task-view.ts';

type Outputs = readonly OutputView[];

/** The films, the main language's first. */
export const videosIn = (outputs: Outputs): OutputView[] =>
  outputs.filter(({ kind, name }) => kind === 'video' && name.endsWith('.mp4'));

/** What is listened to, in the one format that every browser plays. */
export const podcastsIn = (outputs: Outputs): OutputView[] =>
  outputs.filter(({ kind, name }) => kind === 'audio' && name.endsWith('.m4a'));

export const posterIn = (outputs: Outputs): string | undefined => outputs.find(({ kind }) => kind === 'poster')?.name;

export const manifestIn = (outputs: Outputs): string | undefined =>
  outputs.find(({ kind }) => kind === 'manifest')?.name;

/** Subtitles that browsers read (WebVTT) and that run with this film, those in its own language first (activities/deliver.ts). */
export function tracksFor(outputs: Outputs, video: OutputView): OutputView[] {
  const all = outputs.filter(({ kind, name }) => kind === 'subtitles' && name.endsWith('.vtt'));
  const videos = videosIn(outputs);
  if (videos.length < 2) return all;
  const others = videos.filter((other) => other !== video).map(({ language }) => language);
  const isMain = videos[0] === video;
  const own = all.filter(({ name, language }) => {
    const forFilm = /\.for-([A-Za-z0-9-]+)\.vtt$/.exec(name)?.[1];
    if (forFilm !== undefined) return forFilm === video.language;
    return language === video.language || (isMain && !others.includes(language));
  });
  return own.sort((a, b) => Number(b.language === video.language) - Number(a.language === video.language));
}

/** Its words, with their times or without. */
export const isPodcastScript = ({ kind, name }: Pick<OutputView, 'kind' | 'name'>): boolean =>
  kind === 'script' && name.startsWith('podcast.');

/** The words of a podcast with their times. */
export const podcastCuesFor = (outputs: Outputs, podcast: OutputView): string | undefined =>
  outputs.find(({ name, language }) => /^podcast\..*vtt$/.test(name) && language === podcast.language)?.name;
