/** `moov`: the part of an MP4 that says what the bytes are. Written first, so that playing starts at once. */

import { SAMPLE_RATE, type VideoFormat } from '../../../domain/index.ts';
import { box, fullBox, looseBox, table32, table64, text, u16, u32, u8, zeros, runs } from './boxes.ts';
import { TICKS_PER_PACKET, TICKS_PER_SECOND, ticksPerFrame, type Film, type Label } from './film.ts';
import { matrix, track, type SampleTable } from './track.ts';

/** Every track's samples in the file. Texts hold their empty samples too. */
export interface Samples extends SoundSamples {
  video: SampleTable & { frames: number; syncSamples: number[] };
  /** One for each of the film's, in its order. */
  subtitles: (SampleTable & { durations: number[] })[];
}

export interface SoundSamples {
  audio: SampleTable;
  chapters?: SampleTable & { durations: number[] };
}

const VIDEO = 1;
const AUDIO = 2;
const CHAPTERS = 4;
/** The first stands before the chapters, the others behind them. */
const subtitlesId = (index: number): number => (index === 0 ? 3 : CHAPTERS + index);
/** `tkhd` flags: enabled, in the movie. A subtitle or chapter track is not enabled: the viewer turns it on. */
const SHOWN = 3;
const OFFERED = 2;
/** `chpl` counts in a byte; the chapter track has them all. */
const MOST_QUICK_CHAPTERS = 255;

/** In pieces. `large`: the file passes 4 GiB, so offsets have 64 bits. */
export function moov(film: Film, samples: Samples, large: boolean): Buffer[] {
  const duration = samples.video.frames * ticksPerFrame(film.format.fps);
  return looseBox(
    'moov',
    movieHeader(duration, subtitlesId(Math.max(1, samples.subtitles.length))),
    videoTrack(film, samples, duration, large),
    audioTrack(film, samples, duration, large),
    ...film.subtitles.map(({ language }, index) => {
      const table = samples.subtitles[index];
      return table ? subtitleTrack(subtitlesId(index), language, film.format, table, duration, large) : [];
    }),
    samples.chapters ? chapterTrack(film.language, samples.chapters, duration, large) : [],
    film.chapters.length > 0 ? box('udta', quickChapters(film.chapters)) : [],
  );
}

/** The same of a file without pictures. */
export function soundMoov(film: Pick<Film, 'language' | 'chapters'>, samples: SoundSamples, large: boolean): Buffer[] {
  // Packet 0 is not heard.
  const duration = (samples.audio.sizes.length - 1) * TICKS_PER_PACKET;
  return looseBox(
    'moov',
    movieHeader(duration, CHAPTERS + 1),
    audioTrack(film, samples, duration, large),
    samples.chapters ? chapterTrack(film.language, samples.chapters, duration, large) : [],
    film.chapters.length > 0 ? box('udta', quickChapters(film.chapters)) : [],
  );
}

function movieHeader(duration: number, nextTrack: number): Buffer {
  const times = [u32(0, 0, TICKS_PER_SECOND, duration, 0x10000), u16(0x100), zeros(10)];
  return fullBox('mvhd', 0, 0, times, matrix(), zeros(24), u32(nextTrack));
}

function videoTrack(
  { format, avcConfiguration }: Film,
  { video, chapters }: Samples,
  duration: number,
  large: boolean,
): Buffer[] {
  const { width, height, fps } = format;
  // BT.709 for all three, limited range: untagged HD would be guessed at, and guessed differently.
  const colours = box('colr', text('nclx'), u16(1, 1, 1), u8(0));
  const entry = box(
    'avc1',
    [zeros(6), u16(1), zeros(16), u16(width, height), u32(0x480000, 0x480000, 0), u16(1), zeros(32), u16(24, 0xffff)],
    [avcConfiguration, colours, box('pasp', u32(1, 1))],
  );
  return track({
    id: VIDEO,
    flags: SHOWN,
    size: format,
    large,
    duration,
    mediaDuration: duration,
    references: chapters ? box('tref', box('chap', u32(CHAPTERS))) : [],
    handler: 'vide',
    language: 'und',
    header: fullBox('vmhd', 0, 1, zeros(8)),
    entry,
    table: video,
    times: [[video.frames, ticksPerFrame(fps)]],
    more: fullBox('stss', 0, 0, u32(video.syncSamples.length), table32(video.syncSamples)),
  });
}

function audioTrack(
  { language }: Pick<Film, 'language'>,
  { audio, chapters }: SoundSamples,
  duration: number,
  large: boolean,
): Buffer[] {
  const entry = box('mp4a', zeros(6), u16(1), zeros(8), u16(1, 16, 0, 0), u32(SAMPLE_RATE * 65536), elementaryStream());
  return track({
    id: AUDIO,
    flags: SHOWN,
    volume: 0x100,
    group: 1,
    large,
    duration,
    mediaDuration: audio.sizes.length * TICKS_PER_PACKET,
    // Packet 0 is the decoder's run-up: what it decodes to is not heard.
    mediaStart: TICKS_PER_PACKET,
    references: chapters ? box('tref', box('chap', u32(CHAPTERS))) : [],
    handler: 'soun',
    language,
    header: fullBox('smhd', 0, 0, zeros(4)),
    entry,
    table: audio,
    times: [[audio.sizes.length, TICKS_PER_PACKET]],
  });
}

/** `esds`: AAC-LC (2), 48 kHz (3), one channel, as AudioSpecificConfig 0x1188. */
function elementaryStream(): Buffer {
  const descriptor = (tag: number, ...parts: Buffer[]): Buffer => {
    const content = Buffer.concat(parts);
    return Buffer.concat([u8(tag, content.length), content]);
  };
  const decoder = descriptor(4, u8(0x40, 0x15), u8(0, 0, 0), u32(0, 96_000), descriptor(5, u8(0x11, 0x88)));
  return fullBox('esds', 0, 0, descriptor(3, u16(AUDIO), u8(0), decoder, descriptor(6, u8(2))));
}

function subtitleTrack(
  id: number,
  language: string,
  size: VideoFormat,
  table: SampleTable & { durations: number[] },
  duration: number,
  large: boolean,
): Buffer[] {
  const fontSize = Math.round(size.height / 20);
  const style = [u16(0, 0, 1), u8(0, fontSize), u32(0xffffffff)];
  const fonts = box('ftab', u16(1, 1), u8(10), text('Sans-Serif'));
  // Centred, at the bottom.
  const entry = box('tx3g', [zeros(6), u16(1), u32(0), u8(1, 0xff), zeros(4), zeros(8)], style, fonts);
  return track({
    id,
    flags: OFFERED,
    group: 2,
    size,
    large,
    duration,
    mediaDuration: duration,
    handler: 'sbtl',
    language,
    header: fullBox('nmhd', 0, 0),
    entry,
    table,
    times: runs(table.durations),
  });
}

/** QuickTime's chapters: a text track that others point to. */
function chapterTrack(
  language: string,
  table: SampleTable & { durations: number[] },
  duration: number,
  large: boolean,
): Buffer[] {
  const textHeader = box('text', u16(1), zeros(14), u16(1), zeros(14), u16(0x4000), zeros(2));
  const baseHeader = fullBox('gmin', 0, 0, u16(0x40, 0x8000, 0x8000, 0x8000, 0, 0));
  return track({
    id: CHAPTERS,
    flags: OFFERED,
    large,
    duration,
    mediaDuration: duration,
    handler: 'text',
    language,
    header: box('gmhd', baseHeader, textHeader),
    entry: box('text', zeros(6), u16(1), u32(0, 1), zeros(35)),
    table,
    times: runs(table.durations),
  });
}

function quickChapters(chapters: readonly Label[]): Buffer {
  const entries = chapters.slice(0, MOST_QUICK_CHAPTERS).map(({ start, text: title }) => {
    const name = cutUtf8(title, 255);
    const hundredNanoseconds = Math.round((start * 1e7) / TICKS_PER_SECOND);
    return Buffer.concat([table64([hundredNanoseconds]), u8(name.length), name]);
  });
  return fullBox('chpl', 1, 0, zeros(4), u8(entries.length), entries);
}

/** As many whole characters as fit into `mostBytes`. */
export function cutUtf8(value: string, mostBytes: number): Buffer {
  const bytes = text(value);
  let end = Math.min(bytes.length, mostBytes);
  while (end < bytes.length && end > 0 && (bytes.readUInt8(end) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
