/** Argument lists for ffmpeg and ffprobe, and nothing else: what was learnt about them lives here and in the tests. */

import { LEAD_MS, PACKET_SAMPLES, SAMPLE_RATE, TAIL_MS, type VideoFormat } from '../../domain/index.ts';

/** Silent packets after a narration's tail, so that a clip can be cut anywhere in its tail and find packets there. */
export const SPARE_PACKETS = 2;
/** -1.5 dBFS, linear: room for what an AAC decoder overshoots. */
export const PEAK_LIMIT = 0.84;
/** "Copy the previous picture" pictures made once per format: frame_num has 4 bits, so they repeat after 16. */
export const SKIP_PICTURES = 16;

const QUIET = ['-nostdin', '-hide_banner', '-v', 'error'];
/** `ebur128` reports at this level; the progress line would push its report out of the kept end of stderr. */
export const TELLING = ['-nostdin', '-hide_banner', '-nostats', '-v', 'info'];
/** Damaged sound or pictures are an error, and nothing to be patched over. */
const EXPLODE = ['-err_detect', 'explode'];
/** Prints the loudest sample of what is decoded. */
const PEAK_TO_REPORT = ['-af', 'volumedetect', '-f', 'null', '-'];
/** Without these the encoder writes its own version into the first packet and into every picture. */
const BIT_EXACT = ['-fflags', '+bitexact', '-flags', '+bitexact'];
/** Prints the loudness at the end only (`verbose` moves the line per 100 ms below our log level). */
const METER = 'ebur128=framelog=verbose:peak=sample';
/** The highest sound of speech that is kept, in Hz: what ffmpeg's coder keeps of a mono sound at 72 kbit/s (libavcodec/psymodel.h: a fifth of the bits). */
const SPEECH_BAND = 14_400;
/** ffmpeg's scale for AAC, higher is better: speech has 80 to 90 kbit/s at it. */
const SPEECH_QUALITY = 1.4;
const PADDING =
  `aformat=channel_layouts=mono,adelay=${LEAD_MS}:all=1,` +
  `apad=pad_dur=${(TAIL_MS / 1000 + (SPARE_PACKETS * PACKET_SAMPLES) / SAMPLE_RATE).toFixed(6)}`;

/** Measures a narration as it will be delivered, silence around it included: shorter than 400 ms, EBU R128 hears nothing. */
export function measureNarrationArgs(sound: string): string[] {
  return [...TELLING, '-threads', '1', '-i', sound, '-vn', '-af', `${PADDING},${METER}`, '-f', 'null', '-'];
}

/**
 * Encodes a narration with a fixed gain and measures it again behind the limiter. The fast coder at one quality throughout costs a fifth
 * of the usual one, for no packet is coded twice to meet a rate, and keeps more: the SNR of four espeak-ng voices, English and Chinese, is
 * 35 to 38 dB (segments: 33 to 37), where the usual coder at 128 kbit/s has 30 to 35 (34 to 37) and the fast one at 72 kbit/s 30 to 34 (28 to 35).
 * @param rate of `sound`, in Hz, where it is known: above half of it there is nothing to code.
 */
export function encodeNarrationArgs(sound: string, gainDb: number, file: string, rate?: number): string[] {
  const limiter = `alimiter=limit=${PEAK_LIMIT}:level=0:latency=1`;
  // Resampled last: at a voice's own rate, often 22 or 24 kHz, the filters have half the work.
  const graph = `${PADDING},volume=${gainDb.toFixed(2)}dB,${limiter},${METER},aresample=${SAMPLE_RATE}`;
  const coder = ['-c:a', 'aac', '-aac_coder', 'fast', '-q:a', String(SPEECH_QUALITY)];
  const band = ['-cutoff', String(Math.min(SPEECH_BAND, Math.floor((rate ?? SAMPLE_RATE) / 2)))];
  return [
    ...[...TELLING, '-y', '-threads', '1', '-i', sound, '-vn', '-af', graph],
    ...[...coder, '-ar', String(SAMPLE_RATE), '-ac', '1', ...band, ...BIT_EXACT, '-f', 'adts', file],
  ];
}

/** Encodes a sound with chapters as MP3 with ID3 chapters, and reports its loudness. */
export function podcastArgs(sound: string, title: string, file: string): string[] {
  return [
    ...[...TELLING, '-xerror', '-y', '-threads', '1', '-i', sound, '-map', '0:a:0', '-map_chapters', '0'],
    ...['-af', METER, '-c:a', 'libmp3lame', '-b:a', '96k', '-ar', String(SAMPLE_RATE), '-ac', '1'],
    ...['-metadata', `title=${title}`, '-id3v2_version', '3'],
    ...[...BIT_EXACT, '-f', 'mp3', file],
  ];
}

/**
 * Encodes one picture as one IDR picture, raw H.264 to standard output; `crf` as x264 counts it. All of `sound` is decoded in the same
 * run, and its loudest sample reported: to start a program costs as much as to decode a minute and a half, which takes 0.1 s of CPU.
 */
export function stillArgs(picture: string, format: VideoFormat, crf: number, sound?: string): string[] {
  const heard = sound === undefined ? [] : [...EXPLODE, '-threads', '1', '-i', sound];
  return [
    ...[...TELLING, '-xerror', '-filter_threads', '1', '-threads', '1', '-framerate', String(format.fps)],
    // What a picture nearly always is: without a hint, it is decoded once to find out, and then again. A wrong one does no harm.
    ...['-pixel_format', 'rgb24', '-video_size', `${format.width}x${format.height}`, '-i', picture],
    ...[...heard, '-map', '0:v:0', '-vf', pictureGraph(format), '-frames:v', '1', ...h264Args(format, crf)],
    ...(sound === undefined ? [] : ['-map', '1:a:0', ...PEAK_TO_REPORT]),
  ];
}

/** Encodes black pictures with the same parameters: after the first, each says only "as before". */
export function skipPicturesArgs(format: VideoFormat, crf: number): string[] {
  const { width, height, fps } = format;
  return [
    ...QUIET,
    ...['-f', 'lavfi', '-i', `color=black:s=${width}x${height}:r=${fps}`, '-vf', 'setsar=1,format=yuv420p'],
    ...['-frames:v', String(SKIP_PICTURES + 1)],
    ...h264Args(format, crf),
  ];
}

/** Letterboxes, never stretches. `out_color_matrix`: ffmpeg would convert by BT.601 and browsers read HD as BT.709. */
function pictureGraph({ width, height }: VideoFormat): string {
  const scale = `scale=${width}:${height}:force_original_aspect_ratio=decrease:flags=lanczos+accurate_rnd+full_chroma_int`;
  return `${scale}:out_color_matrix=bt709:out_range=tv,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p`;
}

/**
 * Everything that ends up in SPS and PPS must be the same for all pictures of a video; `more` must not touch it. `stitchable` keeps the crf out of
 * the PPS; `keyint=1` would set num_ref_frames to 0; one thread and no lookahead make the bytes depend on nothing else.
 */
export function h264Args(
  format: VideoFormat,
  crf: number,
  { more = ':psnr=1:ssim=1', file = 'pipe:1' } = {},
): string[] {
  const x264 =
    'keyint=infinite:min-keyint=1:scenecut=0:bframes=0:ref=1:weightp=0:rc-lookahead=0:mbtree=0:sync-lookahead=0:' +
    `slices=1:threads=1:cabac=1:stitchable=1${more}`;
  return [
    ...[
      '-c:v',
      'libx264',
      '-profile:v',
      'high',
      '-level:v',
      h264Level(format),
      '-preset',
      'veryfast',
      '-tune',
      'stillimage',
    ],
    ...['-crf', String(crf), '-x264-params', x264, '-forced-idr', '1', '-pix_fmt', 'yuv420p'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...[...BIT_EXACT, '-f', 'h264', file],
  ];
}

/** The lowest usual level whose picture size and macroblock rate (H.264 table A-1) hold the format. */
export function h264Level({ width, height, fps }: VideoFormat): string {
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16);
  const level = LEVELS.find((candidate) => blocks <= candidate.blocks && blocks * fps <= candidate.blocksPerSecond);
  if (!level) throw new RangeError(`no H.264 level holds ${width}x${height} at ${fps} pictures a second`);
  return level.name;
}

const LEVELS = [
  { name: '3.1', blocks: 3_600, blocksPerSecond: 108_000 },
  { name: '4.0', blocks: 8_192, blocksPerSecond: 245_760 },
  { name: '5.1', blocks: 36_864, blocksPerSecond: 983_040 },
];

/**
 * What a file says of itself, and the picture shown at each of `secondsFromStart`, decoded, as JSON: it seeks, so it costs
 * by the slide. Of each place the first PACKETS_AT_A_PLACE packets are read: texts and sound may stand before the picture.
 */
export function inspectArgs(file: string, secondsFromStart: readonly number[]): string[] {
  const intervals = secondsFromStart.map((seconds) => `${seconds.toFixed(6)}%+#${PACKETS_AT_A_PLACE}`).join(',');
  const show = ['-show_format', '-show_streams', '-show_chapters', '-show_frames', '-of', 'json=compact=1'];
  // A small `probesize`: what the file says of itself is enough to begin with, its pictures are decoded below.
  const decoding = ['-probesize', '32', ...EXPLODE, '-skip_frame', 'nokey', '-read_intervals', intervals];
  return ['-v', 'error', ...decoding, ...show, '-show_entries', SHOWN, file];
}

const PACKETS_AT_A_PLACE = 8;
const SHOWN =
  'frame=media_type,pts,key_frame:format=start_time,duration:chapter=start_time:' +
  'stream=codec_name,codec_type,width,height,avg_frame_rate,nb_frames,start_time,color_space';

/**
 * Decodes all of the sound and reports its loudest sample. The first picture is decoded too: ffmpeg looks at it to learn what it is,
 * and says so at once where it is damaged. Asking for it would decode it twice.
 */
export function measureClipArgs(file: string): string[] {
  return [...TELLING, '-xerror', ...EXPLODE, '-threads', '1', '-i', file, '-map', '0:a:0', ...PEAK_TO_REPORT];
}

/** Decodes all pictures of raw H.264; fails at the first that is damaged. */
export function decodePicturesArgs(file: string): string[] {
  return [...QUIET, '-xerror', ...EXPLODE, '-threads', '1', '-i', file, '-fps_mode', 'passthrough', '-f', 'null', '-'];
}

/** A sound as MP3, for those who take no AAC; an hour of it has 29 MB. */
export function uploadArgs(sound: string, file: string): string[] {
  return [...QUIET, '-y', '-threads', '1', '-i', sound, '-vn', '-ac', '1', '-c:a', 'libmp3lame', '-b:a', '64k', file];
}

/** Decodes a file's sound to 16-bit mono on standard output. */
export function decodeSoundArgs(file: string, rate: number): string[] {
  return [
    ...QUIET,
    '-threads',
    '1',
    '-i',
    file,
    '-map',
    '0:a:0',
    '-ac',
    '1',
    '-ar',
    String(rate),
    '-f',
    's16le',
    'pipe:1',
  ];
}
