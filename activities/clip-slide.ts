/** One slide's part of the video: its picture, encoded once, and its narration, copied; or silence. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import {
  framesFor,
  framesToMs,
  packetsFor,
  PlatformError,
  type Clip,
  type Narration,
  type Picture,
  type VideoFormat,
} from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { readAdtsPackets, SILENT_PACKET } from './adapters/mp4/adts.ts';
import {
  assertSameParameters,
  ENCODER_VERSION,
  SILENCE_DB,
  type ClipMeasure,
  type Encoder,
} from './adapters/encoder.ts';
import { groupsOf, type Segment } from './adapters/mp4/film.ts';
import { avcConfiguration, readPictures, type Pictures } from './adapters/mp4/h264.ts';
import { writeMp4 } from './adapters/mp4/write-mp4.ts';
import { layersOf, type Overlays } from './clip/layers.ts';
import { movingTrack, stillTrack, type PictureTrack } from './clip/picture-track.ts';
import { cornerFor } from './presenter/corner-for.ts';
import type { Corner } from './presenter/layout.ts';
import type { Run } from './run.ts';
import type { Activities } from './verbs.ts';

/** Raised when the same presenter or subtitles would be drawn otherwise. */
const LAYERS_VERSION = 1;

type ClipInput = Parameters<Activities['clipSlide']>[0];

/**
 * Retry: safe. The clip is named by the picture, the narration, the format and the encoder's version, is whole once it
 * has its name, and is measured before it gets it; a second attempt finds it.
 * @throws PlatformError `picture_not_encoded`, `clip_damaged`, `clip_silent`, each with the slide.
 */
export function createClipSlide({ artifacts, encoder }: { artifacts: Artifacts; encoder: Encoder }) {
  const skipPictures = createSkipPictures({ artifacts, encoder });
  const moving = async (
    { picture, crf, ...slide }: Parameters<typeof layersOf>[0] & { picture: Picture; crf: number },
    skip: Pictures,
    run: Run,
  ): Promise<PictureTrack> => {
    const { moments, keys, ...layered } = await layersOf(slide, { artifacts }, run);
    const encoded = join(run.scratch, 'encoded.h264');
    await encoder.layered({
      ...{ ...layered, keys, crf, run, slide: slide.slide, format: slide.format },
      ...{ picture: await artifacts.file(picture.key), count: moments.length, file: encoded },
    });
    // The pictures between them are known ones: to decode those too would cost more than to encode these.
    await encoder.decodePictures({ file: encoded, count: moments.length, slide: slide.slide, run });
    return movingTrack({
      ...{ encoded, file: join(run.scratch, 'numbered.bin'), moments, skip: skip.pictures.slice(1) },
      ...{ frames: slide.frames, fps: slide.format.fps },
    });
  };
  return async (
    { picture, narration, holdMs = 0, format, presenter, captions }: ClipInput,
    run: Run,
  ): Promise<Clip> => {
    const { slide } = picture;
    const frames = framesFor(narration?.durationMs ?? holdMs, format.fps);
    const plain = { version: ENCODER_VERSION, picture: picture.key, narration: narration?.key, frames, format };
    // Without words there is nobody who speaks them, and no subtitle.
    const overlays: Overlays | undefined =
      narration && (presenter ?? captions)
        ? { ...(presenter ? { presenter } : {}), ...(captions ? { captions } : {}) }
        : undefined;
    const corner = overlays?.presenter?.layout === 'corner' ? await freeCorner(picture, format, artifacts) : undefined;
    const inputs = overlays ? { ...plain, ...keyOf(overlays, corner), layers: LAYERS_VERSION } : plain;
    const clip: Clip = {
      slide,
      frames,
      key: artifactKey('clip', inputs, 'mp4'),
      ...(narration ? { narrationKey: narration.key } : {}),
      ...(overlays?.presenter ? { presenter: seen(overlays.presenter) } : {}),
    };
    if (await artifacts.has(clip.key)) return clip;

    const skip = await skipPictures(format, run);
    // Where something moves, the finished clip's sound is decoded instead.
    const heard = narration && !overlays ? narration : undefined;
    const sound = heard ? { sound: { file: await artifacts.file(heard.key), durationMs: heard.durationMs } } : {};
    const still = await encoder.still({ picture: await artifacts.file(picture.key), ...sound, slide, format, run });
    assertSameParameters(still, skip, slide);
    if (heard) assertHeard(still.peakDb, slide);
    const track =
      narration && overlays
        ? await moving({ slide, narration, frames, format, picture, crf: still.crf, corner, ...overlays }, skip, run)
        : stillTrack(still, skip.pictures.slice(1), frames, format.fps);
    assertSameParameters(track, skip, slide);
    const packets = await narrationPackets(narration, packetsFor(frames, format.fps), artifacts);
    const segment = segmentOf(track, packets, frames, format, run);
    await artifacts.write(clip.key, async (file) => {
      await writeMp4(file, {
        format,
        avcConfiguration: avcConfiguration(still),
        language: 'und',
        segments: [segment],
        chapters: [],
        subtitles: [],
      });
      // A plain slide was measured as it was encoded, and is read back before it is joined; to decode it would cost as much again.
      if (!overlays) return;
      const durationMs = framesToMs(frames, format.fps);
      checkMeasure(await encoder.measureClip({ file, durationMs, slide, run }), { slide, durationMs });
    });
    return clip;
  };
}

/** Letters are still letters, and lines lines; points enough for a corner, and few enough to be counted in a millisecond. */
const SEEN_SIDE = 480;

async function freeCorner(picture: Picture, { width, height }: VideoFormat, artifacts: Artifacts): Promise<Corner> {
  const scale = SEEN_SIDE / Math.max(width, height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const grey = await sharp(await artifacts.file(picture.key))
    .resize({ ...size, fit: 'contain', background: 'black' })
    .flatten()
    .greyscale()
    .raw()
    .toBuffer();
  return cornerFor({ grey, ...size });
}

/** Which artifacts and words determine what is laid over a slide, and where. */
const keyOf = ({ presenter, captions }: Overlays, corner: Corner | undefined) => ({
  ...(corner === undefined || corner === 'bottomRight' ? {} : { corner }),
  ...(presenter ? { presenter: { ...presenter, ...(presenter.video ? { video: presenter.video.key } : {}) } } : {}),
  captions,
});

const seen = ({ provider, name, video }: NonNullable<Overlays['presenter']>): NonNullable<Clip['presenter']> => ({
  provider,
  name,
  ...(video ? { videoKey: video.key } : {}),
});

/** The format's "as before" pictures, made once and kept. Slides that need them at the same time wait for the first. */
function createSkipPictures({ artifacts, encoder }: { artifacts: Artifacts; encoder: Encoder }) {
  const making = new Map<string, Promise<void>>();
  return async (format: VideoFormat, run: Run): Promise<Pictures> => {
    const key = artifactKey('skip-pictures', { version: ENCODER_VERSION, format }, 'h264');
    const make = async (): Promise<void> => {
      if (await artifacts.has(key)) return;
      const made = await encoder.skipPictures(format, run);
      await artifacts.write(key, (file) => writeFile(file, made));
    };
    const other = making.get(key);
    if (other) {
      await other.catch(make); // its task may have been cancelled: ours was not
    } else {
      const ours = make().finally(() => making.delete(key));
      making.set(key, ours);
      await ours;
    }
    return readPictures(await readFile(await artifacts.file(key)));
  };
}

/**
 * Exactly `count` packets: the narration's from its second on, for its first is the encoder's priming, then silence.
 * Decoded behind one priming packet, the narration's first sample falls on the slide's first.
 */
async function narrationPackets(
  narration: Narration | undefined,
  count: number,
  artifacts: Artifacts,
): Promise<Buffer[]> {
  const packets: Buffer[] = [];
  if (narration) {
    let index = 0;
    for await (const packet of readAdtsPackets(await artifacts.file(narration.key))) {
      if (index++ > 0) packets.push(packet);
      if (packets.length === count) break;
    }
  }
  while (packets.length < count) packets.push(SILENT_PACKET);
  return packets;
}

function segmentOf(
  track: PictureTrack,
  packets: readonly Buffer[],
  frames: number,
  { fps }: VideoFormat,
  run: Run,
): Segment {
  return {
    frames,
    pictureSizes: track.sizes,
    packetSizes: Uint32Array.from(packets, ({ length }) => length),
    async *bytes() {
      const counts = groupsOf(frames, fps).values();
      let packet = 0;
      for await (const pictures of track.groups()) {
        run.signal.throwIfAborted();
        const count = counts.next().value?.packets ?? 0;
        // Not the picture with its neighbours: copied once a group, it would be most of the memory that a clip takes.
        const [idr, ...others] = pictures;
        if (idr) yield idr;
        yield Buffer.concat([...others, ...packets.slice(packet, (packet += count))]);
      }
    },
  };
}

function checkMeasure(measure: ClipMeasure, wanted: { slide: number; durationMs: number }): void {
  const { slide } = wanted;
  // ffmpeg prints hundredths of a second.
  if (Math.abs(measure.durationMs - wanted.durationMs) > 11 || Math.abs(measure.startMs) > 1) {
    throw new PlatformError(
      'clip_damaged',
      `The clip of slide ${slide} lasts ${measure.durationMs} ms instead of ${wanted.durationMs}.`,
      { slide },
    );
  }
  assertHeard(measure.peakDb, slide);
}

function assertHeard(peakDb: number | undefined, slide: number): void {
  if ((peakDb ?? -Infinity) >= SILENCE_DB) return;
  throw new PlatformError(
    'clip_silent',
    `Nothing can be heard on slide ${slide}, although it has words to be spoken.`,
    { slide },
  );
}
