/** Argument lists for ffmpeg that lay subtitles and presenters over a slide, and encode only the pictures that differ. */

import type { VideoFormat } from '../../domain/index.ts';
import type { Rectangle, Stage } from '../presenter/layout.ts';
import { h264Args, TELLING } from './ffmpeg.ts';

/** What lies on the slide. */
export type Layer =
  | {
      kind: 'pictures';
      at: Rectangle;
      /** A list for ffmpeg's concat demuxer (layerList). */
      list: string;
    }
  | {
      kind: 'video';
      at: Rectangle;
      file: string;
      /** What the video shows at this time belongs to the clip's beginning; below 0 where the video begins later. */
      startMs: number;
      /** A picture of the place's size: white where the video is seen. */
      mask: string;
    };

export interface LayeredPictures {
  picture: string;
  stage: Stage;
  layers: readonly Layer[];
  format: VideoFormat;
  crf: number;
  /** How many pictures are encoded, one for each moment at which something changes. */
  count: number;
  /** Those of them, from 0, that are IDR pictures. */
  keys: readonly number[];
  /** Raw H.264. */
  file: string;
}

/** Behind a slide that does not fill the picture because a presenter stands beside it. */
const BACKGROUND = '0x1f242c';

/** The slide is decoded and scaled once; every layer has a picture for every moment, or keeps the one before. */
export function layeredArgs({ picture, stage, layers, format, crf, count, keys, file }: LayeredPictures): string[] {
  const { fps } = format;
  const inputs = [['-framerate', String(fps), '-i', picture]];
  const chains = [`[0:v]${slideGraph(stage.slide, format)},${everyMoment(fps)}[film0]`];
  for (const [index, layer] of layers.entries()) {
    const from = inputs.length;
    if (layer.kind === 'pictures') {
      inputs.push(['-f', 'concat', '-safe', '0', '-i', layer.list]);
      chains.push(`[${from}:v]${TO_BT709},format=yuva420p[layer${index}]`);
    } else {
      inputs.push(['-i', layer.file], ['-i', layer.mask]);
      const { width, height } = layer.at;
      const cut = `scale=${width}:${height}:force_original_aspect_ratio=increase:out_color_matrix=bt709:out_range=tv,crop=${width}:${height}`;
      const timed = `setpts=PTS-(${(layer.startMs / 1000).toFixed(6)})/TB,fps=${fps}:start_time=0`;
      chains.push(`[${from}:v]${timed},${cut},setsar=1,format=yuva420p[video${index}]`);
      chains.push(`[${from + 1}:v]format=gray,${everyMoment(fps)}[mask${index}]`);
      chains.push(`[video${index}][mask${index}]alphamerge[layer${index}]`);
    }
    const { x, y } = layer.at;
    chains.push(`[film${index}][layer${index}]overlay=${x}:${y}:format=yuv420:eof_action=repeat[film${index + 1}]`);
  }
  const keyTimes = keys.map((key) => (Math.max(0, key - 0.4) / fps).toFixed(6)).join(',');
  return [
    ...[...TELLING, '-y', '-threads', '1', '-filter_complex_threads', '1', ...inputs.flat()],
    ...['-filter_complex', chains.join(';'), '-map', `[film${layers.length}]`, '-r', String(fps)],
    ...['-frames:v', String(count), '-force_key_frames', keyTimes],
    // qcomp=1: a picture's quality depends on nothing that was encoded before it, as with a still.
    ...h264Args(format, crf, { more: ':qcomp=1', file }),
  ];
}

/** The text of a list in which `files` follow one another, each from its moment on. */
export function layerList(pictures: readonly { file: string; from: number }[], count: number, fps: number): string {
  const lines = pictures.map(({ file, from }, index) => {
    const until = pictures[index + 1]?.from ?? count;
    // Half a picture early, so that no rounding of times makes it a picture late.
    const seconds = (until - from - (index === 0 ? 0.5 : 0)) / fps;
    return `file '${file}'\nduration ${seconds.toFixed(6)}`;
  });
  return `ffconcat version 1.0\n${lines.join('\n')}\n`;
}

const TO_BT709 = 'scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int';

const everyMoment = (fps: number): string => `loop=loop=-1:size=1,setpts=N/${fps}/TB`;

/** Letterboxed into its place, never stretched. */
function slideGraph(at: Rectangle, { width, height }: VideoFormat): string {
  const scale = `scale=${at.width}:${at.height}:force_original_aspect_ratio=decrease:flags=lanczos+accurate_rnd+full_chroma_int`;
  const colours = 'out_color_matrix=bt709:out_range=tv';
  return `${scale}:${colours},pad=${width}:${height}:${at.x}:${at.y}:${BACKGROUND},setsar=1,format=yuv420p`;
}
