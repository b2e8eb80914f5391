import { expect, test } from '@jest/globals';
import { assertLikeness, parseClipMeasure, parseQuality } from '../../../../activities/adapters/encoder.ts';
import { parseLoudness } from '../../../../activities/adapters/narration-encoder.ts';

test('reads what x264 says of its picture, also of a perfect one', () => {
  const report =
    '[libx264] SSIM Mean Y:0.9921667 (21.061db)\n[libx264] PSNR Mean Y:49.2 U:49.5 V:49.4 Avg:49.3 Global:49.338 kb/s:2';
  expect(parseQuality(report)).toEqual({ psnrDb: 49.338, ssim: 0.9921667 });
  expect(parseQuality(report.replace('Global:49.338', 'Global:inf')).psnrDb).toBe(Infinity);
});

test.each([
  ['too much was lost', 'SSIM Mean Y:0.9921667 (21.061db)\n[libx264] PSNR Mean Y:44.2 Avg:44.3 Global:44.938 kb/s:2'],
  [
    'its structure was lost',
    'SSIM Mean Y:0.9791667 (16.8db)\n[libx264] PSNR Mean Y:49.2 Avg:49.3 Global:49.338 kb/s:2',
  ],
  ['nothing is said of it', '[libx264] kb/s:2'],
])('a picture is refused by its slide’s number where %s', (_, report) => {
  expect(() => assertLikeness(report, 7)).toThrow(expect.objectContaining({ code: 'picture_not_encoded', slide: 7 }));
});

test.each(['45.000', 'inf'])('a picture that keeps %s dB is not refused', (psnr) => {
  const report = `SSIM Mean Y:0.9800000 (17db)\n[libx264] PSNR Mean Y:45 Avg:45 Global:${psnr} kb/s:2`;
  expect(() => assertLikeness(report, 7)).not.toThrow();
});

test('reads the length and the loudest sample of a clip', () => {
  expect(parseClipMeasure('Duration: 00:01:02.50, start: 0.000000, bitrate\n max_volume: -1.4 dB')).toEqual({
    durationMs: 62_500,
    startMs: 0,
    peakDb: -1.4,
  });
  expect(parseClipMeasure('Duration: 00:00:01.00, start: 0.02,\n max_volume: -inf dB')?.peakDb).toBe(-Infinity);
  expect(parseClipMeasure('nothing of use')).toBeUndefined();
});

test('reads the loudness, also of silence', () => {
  expect(parseLoudness('    I:         -20.1 LUFS\n  Peak:       -1.0 dBFS')).toEqual({ lufs: -20.1, peakDb: -1 });
  expect(parseLoudness('    I:         -70.0 LUFS\n  Peak:       -inf dBFS')).toEqual({ lufs: -70, peakDb: -Infinity });
  expect(() => parseLoudness('')).toThrow('loudness');
});
