import { expect, test } from '@jest/globals';
import { encodeNarrationArgs, measureNarrationArgs, stillArgs } from '../../../../activities/adapters/ffmpeg.ts';
import { cellFor } from '../../../../activities/adapters/run-ffmpeg.ts';

test('ffmpeg may read its inputs and write its output, and nothing else', async () => {
  expect(await cellFor(encodeNarrationArgs('/in/speech.wav', 3, '/out/narration.aac'))).toEqual({
    reads: ['/in/speech.wav'],
    writes: ['/out/narration.aac'],
  });
  expect(await cellFor(measureNarrationArgs('/in/speech.wav'))).toEqual({ reads: ['/in/speech.wav'], writes: [] });
  const format = { width: 1920, height: 1080, fps: 30 } as const;
  expect(await cellFor(stillArgs('/in/slide.png', format, 17))).toEqual({ reads: ['/in/slide.png'], writes: [] });
  const heard = stillArgs('/in/slide.png', format, 17, '/in/words.aac');
  expect(await cellFor(heard)).toEqual({ reads: ['/in/slide.png', '/in/words.aac'], writes: [] });
});
