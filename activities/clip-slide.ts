/** One slide's part of the video: its picture, encoded once, and its narration, copied; or silence. */

import { readFile, writeFile } from 'node:fs/promises';
import {
  framesFor,
  framesToMs,
  packetsFor,
  PlatformError,
  type Clip,
  type Narration,
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
import type { Run } from './run.ts';
import type { Activities } from './verbs.ts';

type ClipInput = Parameters<Activities['clipSlide']>[0];

/**
 * Retry: safe. The clip is named by the picture, the narration, the format and the encoder's version, is whole once it
 * has its name, and is measured before it gets it; a second attempt finds it.
 * @throws PlatformError `picture_not_encoded`, `clip_damaged`, `clip_silent`, each with the slide.
 */
export function createClipSlide({ artifacts, encoder }: { artifacts: Artifacts; encoder: Encoder }) {
  const skipPictures = createSkipPictures({ artifacts, encoder });
  return async ({ picture, narration, holdMs = 0, format }: ClipInput, run: Run): Promise<Clip> => {
    const { slide } = picture;
    const frames = framesFor(narration?.durationMs ?? holdMs, format.fps);
    const inputs = { version: ENCODER_VERSION, picture: picture.key, narration: narration?.key, frames, format };
    const clip: Clip = {
      slide,
      frames,
      key: artifactKey('clip', inputs, 'mp4'),
      ...(narration ? { narrationKey: narration.key } : {}),
    };
    if (await artifacts.has(clip.key)) return clip;

    const skip = await skipPictures(format, run);
    const still = await encoder.still({ picture: await artifacts.file(picture.key), slide, format, run });
    assertSameParameters(still, skip, slide);
    const packets = await narrationPackets(narration, packetsFor(frames, format.fps), artifacts);
    const segment = segmentOf(still.idr, skip.pictures.slice(1), packets, frames, format);
    await artifacts.write(clip.key, async (file) => {
      await writeMp4(file, {
        format,
        avcConfiguration: avcConfiguration(still),
        language: 'und',
        segments: [segment],
        chapters: [],
      });
      const speaks = narration !== undefined;
      const measure = await encoder.measureClip({ file, slide, speaks, run });
      checkMeasure(measure, { slide, durationMs: framesToMs(frames, format.fps), speaks });
    });
    return clip;
  };
}

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
  idr: Buffer,
  skip: readonly Buffer[],
  packets: readonly Buffer[],
  frames: number,
  { fps }: VideoFormat,
): Segment {
  const groups = groupsOf(frames, fps);
  const pictures = (count: number): Buffer[] =>
    Array.from({ length: count }, (_, index) => (index === 0 ? idr : (skip[(index - 1) % skip.length] ?? idr)));
  return {
    frames,
    pictureSizes: Uint32Array.from(groups.flatMap((group) => pictures(group.frames).map(({ length }) => length))),
    packetSizes: Uint32Array.from(packets, ({ length }) => length),
    *bytes() {
      let packet = 0;
      for (const group of groups) {
        yield Buffer.concat([...pictures(group.frames), ...packets.slice(packet, (packet += group.packets))]);
      }
    },
  };
}

function checkMeasure(measure: ClipMeasure, wanted: { slide: number; durationMs: number; speaks: boolean }): void {
  const { slide } = wanted;
  // ffmpeg prints hundredths of a second.
  if (Math.abs(measure.durationMs - wanted.durationMs) > 11 || Math.abs(measure.startMs) > 1) {
    throw new PlatformError(
      'clip_damaged',
      `The clip of slide ${slide} lasts ${measure.durationMs} ms instead of ${wanted.durationMs}.`,
      { slide },
    );
  }
  if (wanted.speaks && measure.peakDb < SILENCE_DB) {
    throw new PlatformError(
      'clip_silent',
      `Nothing can be heard on slide ${slide}, although it has words to be spoken.`,
      { slide },
    );
  }
}
