/** What lies on a slide in its clip, drawn: the presenter, the subtitles, and the pictures at which one of them changes. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cue, Narration, Presenter, VideoFormat } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { layerList, type Layer } from '../adapters/ffmpeg-layers.ts';
import { groupsOf } from '../adapters/mp4/film.ts';
import { captionBand, drawCaption } from '../captions/draw-caption.ts';
import { narrationTimesSchema, timesKey } from '../narration-times.ts';
import { presenterStartMs, PRIMING_MS } from '../presenter/align.ts';
import { drawFace, drawMask, drawRing } from '../presenter/draw-presenter.ts';
import { mouthsOfSound } from '../presenter/envelope.ts';
import { faceTrack, type FaceMoment } from '../presenter/face-track.ts';
import { figureNamed } from '../../platform/presenter-figures.ts';
import { stageFor, type Corner, type Rectangle, type Stage } from '../presenter/layout.ts';
import { mouthsOfPhonemes } from '../presenter/visemes.ts';
import type { Run } from '../run.ts';
import type { Activities } from '../verbs.ts';
import { slideCues, translationAt } from '../video-cues.ts';

export type Overlays = Pick<Parameters<Activities['clipSlide']>[0], 'presenter' | 'captions'>;

export interface LayeredSlide {
  stage: Stage;
  layers: Layer[];
  /** Numbers of the pictures that differ from the one before, and of those that begin a group. */
  moments: number[];
  /** Which of the moments, by their place among them, begin a group. */
  keys: number[];
}

/** Something that changes, drawn: which file is seen from which picture on. */
interface Track {
  at: Rectangle;
  files: { file: string; frame: number }[];
}

/**
 * Draws everything into `run.scratch`.
 * @throws ProviderError `presenter_unusable`, where a filmed presenter says something else.
 */
export async function layersOf(
  {
    slide,
    narration,
    frames,
    format,
    presenter,
    captions,
    corner,
  }: Overlays & {
    slide: number;
    narration: Narration;
    frames: number;
    format: VideoFormat;
    corner?: Corner | undefined;
  },
  { artifacts }: { artifacts: Artifacts },
  run: Run,
): Promise<LayeredSlide> {
  const stage = stageFor(format, presenter?.layout, corner);
  const times = await artifacts.readJson(timesKey(narration.key), (value) => narrationTimesSchema.parse(value));
  const sound = await artifacts.file(narration.key);
  const tracks: Track[] = [];
  const films: Layer[] = [];
  if (presenter && stage.presenter) {
    const at = stage.presenter;
    if (presenter.video) {
      const video = await artifacts.file(presenter.video.key);
      const startMs = await presenterStartMs({ narration: sound, video, slide }, run);
      const mask = join(run.scratch, 'mask.png');
      const ring = join(run.scratch, 'ring.png');
      await drawMask(presenter.shape, at, mask);
      await drawRing(presenter.shape, at, ring);
      films.push({ kind: 'video', at, file: video, startMs, mask });
      tracks.push({ at, files: [{ file: ring, frame: 0 }] });
    } else {
      const mouths = times.phonemes ? mouthsOfPhonemes(times.phonemes) : await heard(sound, run);
      tracks.push(await drawFaces(presenter, at, faceTrack(mouths, frames, format.fps), run));
    }
  }
  if (captions) {
    const { language, scriptKey } = captions;
    const translation = scriptKey === undefined ? undefined : await translationAt(scriptKey, artifacts);
    const cues = slideCues(slide, times, language, translation);
    tracks.push(await drawCaptions(cues, stage.captions, { frames, format }, run));
  }

  const heads = headsOf(frames, format);
  const changes = films.length > 0 ? Array.from({ length: frames }, (_, frame) => frame) : [];
  const moments = [
    ...new Set([...heads, ...changes, ...tracks.flatMap(({ files }) => files.map(({ frame }) => frame))]),
  ].sort((a, b) => a - b);
  const placeOf = new Map(moments.map((frame, place) => [frame, place]));
  const drawn: Layer[] = [];
  for (const [index, { at, files }] of tracks.entries()) {
    const list = join(run.scratch, `layer-${index}.txt`);
    const pictures = files.map(({ file, frame }) => ({ file, from: placeOf.get(frame) ?? 0 }));
    await writeFile(list, layerList(pictures, moments.length, format.fps));
    drawn.push({ kind: 'pictures', at, list });
  }
  return { stage, layers: [...films, ...drawn], moments, keys: heads.map((frame) => placeOf.get(frame) ?? 0) };
}

/** The numbers of the pictures that begin a group. */
function headsOf(frames: number, { fps }: VideoFormat): number[] {
  let at = 0;
  return groupsOf(frames, fps).map((group) => (at += group.frames) - group.frames);
}

async function heard(sound: string, run: Run) {
  const mouths = await mouthsOfSound(sound, run);
  return mouths.map(({ mouth, startMs }) => ({ mouth, startMs: Math.max(0, startMs - PRIMING_MS) }));
}

/** Each face is drawn once, however often it is seen. */
async function drawFaces(
  { name, shape }: Presenter,
  at: Rectangle,
  moments: readonly FaceMoment[],
  run: Run,
): Promise<Track> {
  const figure = figureNamed(name);
  const drawn = new Set<string>();
  const files: Track['files'] = [];
  for (const { frame, mouth, eyesClosed } of moments) {
    const file = join(run.scratch, `face-${mouth}${eyesClosed ? '-blink' : ''}.png`);
    if (!drawn.has(file)) await drawFace({ figure, face: { mouth, eyesClosed }, shape, size: at }, file);
    drawn.add(file);
    files.push({ file, frame });
  }
  return { at, files };
}

/** A subtitle from the picture at which its sentence begins until that of its end, nothing between. */
async function drawCaptions(
  cues: readonly Cue[],
  room: Rectangle,
  { frames, format }: { frames: number; format: VideoFormat },
  run: Run,
): Promise<Track> {
  const frameAt = (ms: number): number => Math.min(frames, Math.round((ms * format.fps) / 1000));
  const none = join(run.scratch, 'caption-none.png');
  await drawCaption('', room, none);
  const files = [{ file: none, frame: 0 }];
  for (const [index, cue] of cues.entries()) {
    const [start, end] = [frameAt(cue.startMs), frameAt(cue.endMs)];
    if (end <= start) continue;
    const file = join(run.scratch, `caption-${index}.png`);
    await drawCaption(cue.text, room, file);
    // What ends where the next begins is not followed by nothing.
    if (files.at(-1)?.frame === start) files.pop();
    files.push({ file, frame: start });
    if (end < frames) files.push({ file: none, frame: end });
  }
  return { at: captionBand(room), files };
}
