/** Which subtitles run with which film. */
import { expect, test } from '@jest/globals';
import type { OutputView } from '../../../domain/task-view.ts';
import { isPodcastScript, podcastCuesFor, podcastsIn, tracksFor, videosIn } from '../../../web/src/task/outputs-of.ts';

const file = (kind: OutputView['kind'], name: string, language?: string): OutputView => ({
  kind,
  name,
  bytes: 1,
  url: '',
  ...(language === undefined ? {} : { language }),
});
// As activities/deliver.ts names them: narrated in German and English, subtitles in French too.
const outputs = [
  file('video', 'video.mp4', 'de'),
  file('subtitles', 'subtitles.fr.vtt', 'fr'),
  file('subtitles', 'subtitles.de.srt', 'de'),
  file('subtitles', 'subtitles.de.vtt', 'de'),
  file('video', 'video.en.mp4', 'en'),
  file('subtitles', 'subtitles.en.vtt', 'en'),
  file('subtitles', 'subtitles.fr.for-en.vtt', 'fr'),
  file('audio', 'podcast.m4a', 'de'),
  file('audio', 'podcast.mp3', 'de'),
  file('script', 'podcast.vtt', 'de'),
];

test('every film runs with the subtitles that were timed for it, its own language first', () => {
  const [german, english] = videosIn(outputs);
  if (german === undefined || english === undefined) throw new Error('two films were put there');
  expect(tracksFor(outputs, german).map(({ name }) => name)).toEqual(['subtitles.de.vtt', 'subtitles.fr.vtt']);
  expect(tracksFor(outputs, english).map(({ name }) => name)).toEqual(['subtitles.en.vtt', 'subtitles.fr.for-en.vtt']);
});

test('a podcast is one file to listen to, with its own words', () => {
  const [podcast] = podcastsIn(outputs);
  expect(podcast?.name).toBe('podcast.m4a');
  expect(podcast && podcastCuesFor(outputs, podcast)).toBe('podcast.vtt');
});

test('the words of a podcast are told from the script of the video', () => {
  const scripts = [...outputs, file('script', 'script.md', 'de'), file('script', 'podcast.en.md', 'en')];
  expect(scripts.filter(isPodcastScript).map(({ name }) => name)).toEqual(['podcast.vtt', 'podcast.en.md']);
});
