import { expect, test } from '@jest/globals';
import { encodeNarrationArgs, h264Level, skipPicturesArgs, stillArgs } from '../../../../activities/adapters/ffmpeg.ts';
import { pictureSize } from '../../../../domain/index.ts';

const format = { width: 1920, height: 1080, fps: 30 } as const;
const encoderPart = (args: string[]): string[] => args.slice(args.indexOf('-c:v'));

test('a still and its skip pictures are encoded by the same words', () => {
  expect(encoderPart(stillArgs('p.png', format, 17))).toEqual(encoderPart(skipPicturesArgs(format, 17)));
});

test('a picture is letterboxed, converted by BT.709 and tagged so', () => {
  const args = stillArgs('p.png', format, 17);
  expect(args[args.indexOf('-vf') + 1]).toBe(
    'scale=1920:1080:force_original_aspect_ratio=decrease:flags=lanczos+accurate_rnd+full_chroma_int:out_color_matrix=bt709:' +
      'out_range=tv,pad=1920:1080:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p',
  );
  expect(args.join(' ')).toContain('-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv');
});

test('every size that can be asked for has its H.264 level', () => {
  const level = (resolution: '720p' | '1080p' | '2160p', aspect: '16:9' | '9:16' | '4:3'): string =>
    h264Level({ ...pictureSize({ output: { resolution, aspect } }), fps: 30 });
  expect([
    level('720p', '16:9'),
    level('1080p', '16:9'),
    level('1080p', '9:16'),
    level('1080p', '4:3'),
    level('2160p', '16:9'),
  ]).toEqual(['3.1', '4.0', '4.0', '4.0', '5.1']);
  expect(() => h264Level({ width: 9999, height: 9999, fps: 30 })).toThrow('no H.264 level');
});

test('a narration gets its silence, its gain and the fast coder', () => {
  const words = encodeNarrationArgs('a.wav', 4.123, 'a.aac').join(' ');
  expect(words).toContain('adelay=200:all=1,apad=pad_dur=0.342667,volume=4.12dB,alimiter=limit=0.84:level=0:latency=1');
  expect(words).toContain('-c:a aac -aac_coder fast -q:a 1.4 -ar 48000 -ac 1 -cutoff 14400');
});

test('nothing is coded above what a voice’s sound holds', () => {
  expect(encodeNarrationArgs('a.wav', 0, 'a.aac', 22_050).join(' ')).toContain('-ac 1 -cutoff 11025 ');
  expect(encodeNarrationArgs('a.wav', 0, 'a.aac', 44_100).join(' ')).toContain('-ac 1 -cutoff 14400 ');
});
