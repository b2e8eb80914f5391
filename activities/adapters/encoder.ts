/** Runs ffmpeg to make and to measure pictures: the only encoding of pictures there is, one per slide. */

import { z } from 'zod';
import { PlatformError, toError, VIDEO_DAMAGED, type VideoFormat } from '../../domain/index.ts';
import { runCommand, type CommandResult } from '../../platform/run-command.ts';
import type { Run } from '../run.ts';
import {
  decodePicturesArgs,
  inspectArgs,
  measureClipArgs,
  SKIP_PICTURES,
  skipPicturesArgs,
  stillArgs,
} from './ffmpeg.ts';
import { layeredArgs, type LayeredPictures } from './ffmpeg-layers.ts';
import { readPictures, sameParameters, type Parameters } from './mp4/h264.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

/** Changed whenever the same picture and sound would make other bytes: it is part of every clip's key. */
export const ENCODER_VERSION = 1;

/** What a slide's picture is to reach against its PNG: what it must, with room for how others measure it. */
const GOOD = { psnrDb: 46, ssim: 0.985 };
/** What it must reach (issue 3). */
const LEAST = { psnrDb: 45, ssim: 0.98 };
/** x264's scale, tried in order: the first serves nearly every slide, grainy photos need the others. At the last, noise reaches 51 dB. */
const QUALITIES = [17, 13, 9, 5] as const;
/** A picture takes a fifth of a second, four times that at 2160p; two minutes is a hang, also on a busy machine. */
const PICTURE_TIMEOUT_MS = 120_000;
/** One of many takes 10 to 60 ms, and 10 to be decoded; ten times that on a busy machine. */
const LAYERED_PICTURE_MS = 600;
const layeredTimeoutMs = (count: number): number => PICTURE_TIMEOUT_MS + count * LAYERED_PICTURE_MS;
/** To start a program and to read a file; a clip's sound may besides take as long as it lasts: to decode it takes a thousandth of that. */
const MEASURE_TIMEOUT_MS = 300_000;

/** How ffmpeg's H.264 decoder begins a complaint; of a whole picture it says nothing. */
const PICTURE_DAMAGED = '[h264 @';
/** Peaks below this are no speech: 16-bit silence is -91 dBFS, speech at -16 LUFS peaks above -15. */
export const SILENCE_DB = -60;

export interface Encoder {
  /** Raw H.264 of the "as before" pictures of a format, made once and kept. @throws PlatformError `picture_not_encoded` */
  skipPictures(format: VideoFormat, run: Run): Promise<Buffer>;
  /**
   * One slide's picture, a PNG at `picture`, as an IDR picture, measured against it; and all of `sound`, decoded.
   * @throws PlatformError `picture_not_encoded`, and `clip_damaged` where it is the sound that cannot be decoded.
   */
  still(input: { picture: string; sound?: Sound; slide: number; format: VideoFormat; run: Run }): Promise<Still>;
  /** A slide with something moving on it, raw H.264 in `file`. @throws PlatformError `picture_not_encoded` */
  layered(input: LayeredPictures & { slide: number; run: Run }): Promise<void>;
  /** Decodes all `count` pictures of raw H.264. @throws PlatformError `picture_not_encoded` */
  decodePictures(input: { file: string; count: number; slide: number; run: Run }): Promise<void>;
  /** Decodes all of a clip's sound, and its first picture. @throws PlatformError `clip_damaged` */
  measureClip(input: Sound & { slide: number; run: Run }): Promise<ClipMeasure>;
  /** What a finished file says of itself, and the pictures at these moments. @throws PlatformError VIDEO_DAMAGED */
  inspect(file: string, secondsFromStart: readonly number[], run: Run): Promise<Inspection>;
}

/** A file that is heard from its beginning to its end. */
export interface Sound {
  file: string;
  durationMs: number;
}

export interface Still extends Parameters {
  idr: Buffer;
  /** At which x264 kept enough of the picture. */
  crf: number;
  /** The loudest sample of its sound; -91 or less is digital silence. Undefined where it has none. */
  peakDb: number | undefined;
}

export interface Inspection extends VideoProbe {
  /** Those that could be decoded. */
  pictures: DecodedPicture[];
  /** What ffprobe found wrong; empty where nothing is. */
  complaint: string;
}

export interface DecodedPicture {
  ticks: number;
  whole: boolean;
}

export interface ClipMeasure {
  durationMs: number;
  startMs: number;
  /** The loudest sample; -91 or less is digital silence. */
  peakDb: number;
}

export function createEncoder(): Encoder {
  return {
    skipPictures: async (format, run) => {
      const { stdout } = await ffmpeg(
        skipPicturesArgs(format, QUALITIES[0]),
        PICTURE_TIMEOUT_MS,
        run,
        (cause) =>
          new PlatformError('picture_not_encoded', 'ffmpeg could not prepare pictures of this size.', { cause }),
      );
      const count = readPictures(stdout).pictures.length;
      if (count !== SKIP_PICTURES + 1)
        throw new PlatformError('picture_not_encoded', `ffmpeg made ${count} pictures of ${SKIP_PICTURES + 1}.`);
      return stdout;
    },

    still: async ({ picture, sound, slide, format, run }) => {
      const encode = async (crf: Quality, heard?: Sound): Promise<Attempt> => {
        const args = stillArgs(picture, format, crf, heard?.file);
        const timeoutMs = PICTURE_TIMEOUT_MS + (heard?.durationMs ?? 0);
        return { ...(await ffmpeg(args, timeoutMs, run, (cause) => notEncoded(slide, cause))), crf };
      };
      const [first, ...others] = QUALITIES;
      const heard = await encode(first, sound).catch(async (thrown: unknown) => {
        run.signal.throwIfAborted();
        // Either of the two: without its sound, it is the picture or nothing.
        if (sound !== undefined) await encode(first);
        throw sound === undefined ? thrown : damaged(slide, toError(thrown));
      });
      const peakDb = parsePeak(heard.stderr);
      if (sound !== undefined && peakDb === undefined) throw damaged(slide);
      let best = heard;
      for (const crf of others) {
        if (reaches(GOOD, parseQuality(best.stderr))) break;
        best = await encode(crf);
      }
      assertLikeness(best.stderr, slide);
      const { pictures, ...parameters } = readPictures(best.stdout);
      const [idr, ...more] = pictures;
      if (!idr || more.length > 0) throw notEncoded(slide);
      return { ...parameters, idr, crf: best.crf, peakDb };
    },

    layered: async ({ slide, run, ...pictures }) => {
      const timeoutMs = layeredTimeoutMs(pictures.count);
      await ffmpeg(layeredArgs(pictures), timeoutMs, run, (cause) => notEncoded(slide, cause));
    },

    decodePictures: async ({ file, count, slide, run }) => {
      await ffmpeg(decodePicturesArgs(file), layeredTimeoutMs(count), run, (cause) => notEncoded(slide, cause));
    },

    measureClip: async ({ file, durationMs, slide, run }) => {
      const fail = (cause: Error): PlatformError => damaged(slide, cause);
      const { stderr } = await ffmpeg(measureClipArgs(file), MEASURE_TIMEOUT_MS + durationMs, run, fail);
      const measured = parseClipMeasure(stderr);
      if (!measured || stderr.includes(PICTURE_DAMAGED)) throw damaged(slide);
      return measured;
    },

    inspect: async (file, secondsFromStart, run) => {
      const { answer, complaint } = await ffprobe(inspectArgs(file, secondsFromStart), run);
      const { frames, ...probe } = answer;
      const pictures = frames.filter((frame) => frame.media_type === 'video');
      return {
        ...probe,
        complaint,
        pictures: pictures.map((frame) => ({ ticks: frame.pts ?? -1, whole: frame.key_frame === 1 })),
      };
    },
  };
}

type Quality = (typeof QUALITIES)[number];
type Attempt = CommandResult & { crf: Quality };

const damaged = (slide: number, cause?: Error): PlatformError =>
  new PlatformError('clip_damaged', `The clip of slide ${slide} could not be decoded.`, {
    slide,
    ...(cause ? { cause } : {}),
  });

const notEncoded = (slide: number, cause?: Error): PlatformError =>
  new PlatformError('picture_not_encoded', `The picture of slide ${slide} could not be encoded.`, {
    slide,
    ...(cause ? { cause } : {}),
  });

/** ffprobe complains of damage on standard error, leaves out what it could not decode, and ends with 0 all the same. */
async function ffprobe(args: string[], run: Run) {
  const damaged = (cause?: Error): PlatformError =>
    new PlatformError(VIDEO_DAMAGED, 'The finished video could not be read back.', cause ? { cause } : {});
  const { stdout, stderr } = await runCommand('ffprobe', args, {
    signal: run.signal,
    timeoutMs: MEASURE_TIMEOUT_MS,
    cell: { reads: args.slice(-1) },
  }).catch((thrown: unknown) => {
    run.signal.throwIfAborted();
    throw damaged(toError(thrown));
  });
  const complaint = stderr.trim();
  try {
    return { answer: probeSchema.parse(JSON.parse(stdout.toString())), complaint };
  } catch (thrown) {
    throw damaged(complaint === '' ? toError(thrown) : new Error(complaint));
  }
}

const seconds = z.string().transform(Number);
const probeSchema = z.object({
  format: z.object({ start_time: seconds, duration: seconds }),
  streams: z.array(
    z.object({
      codec_name: z.string(),
      codec_type: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      avg_frame_rate: z.string(),
      nb_frames: seconds.optional(),
      start_time: seconds.optional(),
      color_space: z.string().optional(),
    }),
  ),
  chapters: z.array(z.object({ start_time: seconds })),
  frames: z.array(z.object({ media_type: z.string(), pts: z.number().optional(), key_frame: z.number().optional() })),
});
/** The part of ffprobe's answer that is looked at; times in seconds. */
export type VideoProbe = Omit<z.infer<typeof probeSchema>, 'frames'>;

async function ffmpeg(
  args: string[],
  timeoutMs: number,
  run: Run,
  fail: (cause: Error) => Error,
): Promise<CommandResult> {
  return runFfmpeg(args, { signal: run.signal, timeoutMs }).catch((thrown: unknown) => {
    run.signal.throwIfAborted();
    throw fail(toError(thrown));
  });
}

/** How like its PNG an encoded picture is: NaN where that is not known. */
interface Likeness {
  psnrDb: number;
  ssim: number;
}

const reaches = (wanted: Likeness, { psnrDb, ssim }: Likeness): boolean =>
  psnrDb >= wanted.psnrDb && ssim >= wanted.ssim;

/** Stops a picture that is too unlike its slide, and one of which x264 does not say how like it is. */
export function assertLikeness(report: string, slide: number): void {
  const found = parseQuality(report);
  if (reaches(LEAST, found)) return;
  const how = `${found.psnrDb} dB of ${LEAST.psnrDb}, SSIM ${found.ssim} of ${LEAST.ssim}`;
  throw new PlatformError('picture_not_encoded', `The picture of slide ${slide} was encoded unlike itself (${how}).`, {
    slide,
  });
}

/** What x264 says of its own picture; a picture without any loss has no finite PSNR. */
export function parseQuality(report: string): Likeness {
  const psnr = /PSNR Mean .*Global:(\S+)/.exec(report)?.[1];
  const ssim = /SSIM Mean Y:([\d.]+)/.exec(report)?.[1];
  return { psnrDb: psnr === 'inf' ? Infinity : Number(psnr), ssim: Number(ssim) };
}

/** Reads ffmpeg's own description of the file, and volumedetect's report. */
export function parseClipMeasure(report: string): ClipMeasure | undefined {
  const [, hours, minutes, seconds, start] = /Duration: (\d+):(\d+):([\d.]+), start: (-?[\d.]+)/.exec(report) ?? [];
  const peakDb = parsePeak(report);
  if (peakDb === undefined || start === undefined) return undefined;
  const durationMs = Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
  return { durationMs, startMs: Number(start) * 1000, peakDb };
}

function parsePeak(report: string): number | undefined {
  const peak = /max_volume: (-?[\d.]+|-inf) dB/.exec(report)?.[1];
  return peak === '-inf' ? -Infinity : peak === undefined ? undefined : Number(peak);
}

/** Stops a format whose stills and skip pictures do not fit together before anything is written. */
export function assertSameParameters(still: Parameters, skip: Parameters, slide: number): void {
  if (sameParameters(still, skip)) return;
  throw new PlatformError('picture_not_encoded', `The picture of slide ${slide} was encoded unlike the others.`, {
    slide,
  });
}
