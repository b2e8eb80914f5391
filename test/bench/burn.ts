/** Subtitles in the picture: our way, a picture for each change, against encoding every picture with ffmpeg's own filter. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toSrt, type Cue } from '../../domain/index.ts';
import { drawSlide, speakSound } from '../support/slides.ts';
import { measure } from './measure.ts';

const BURN_OURS = fileURLToPath(new URL('burn-ours.ts', import.meta.url));
const SECONDS = 30;
const CUES = 8;
const ROUNDS = 2;
const warm = { NODE_COMPILE_CACHE: join(tmpdir(), 'slidespeaker-bench-code') };

/** Eight subtitles in half a minute, as people speak. */
export const benchCues = (): Cue[] =>
  Array.from({ length: CUES }, (_, index) => ({
    text: `This is subtitle number ${index + 1}, and it says\nwhat is heard at this moment.`,
    startMs: 300 + (index * SECONDS * 1000) / CUES,
    endMs: 300 + ((index + 0.9) * SECONDS * 1000) / CUES,
  }));

/** Takes some two minutes on two cores. */
export async function benchBurn(say: (line: string) => void): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'slidespeaker-burn-'));
  try {
    await mkdir(join(folder, 'data'));
    await drawSlide(join(folder, '0.png'), 1, 'text', { width: 1920, height: 1080 });
    await speakSound(join(folder, '0.wav'), 0, SECONDS);
    await writeFile(join(folder, 'cues.srt'), toSrt(benchCues()));
    const classic = (preset: string): Promise<number> => {
      const input = '-loop 1 -framerate 30 -i 0.png -i 0.wav -vf subtitles=cues.srt';
      const line = `cd '${folder}' && ffmpeg -y -v error ${input} -c:v libx264 -preset ${preset} -tune stillimage -pix_fmt yuv420p -c:a aac -b:a 128k -shortest c.mp4 </dev/null`;
      return measure('bash', ['-c', line]).then(({ cpuSeconds }) => cpuSeconds);
    };
    const ours = (how: string): Promise<number> =>
      measure(process.execPath, [BURN_OURS, folder, how], warm).then(({ cpuSeconds }) => cpuSeconds);
    await ours('plain'); // the code is compiled and the format's pictures exist, as in a worker
    const ways = {
      plain: () => ours('plain'),
      burned: () => ours('burned'),
      presenter: () => ours('presenter'),
      veryfast: () => classic('veryfast'),
      medium: () => classic('medium'),
    };
    const sums: Record<string, number> = {};
    for (let round = 1; round <= ROUNDS; round++) {
      for (const [way, once] of Object.entries(ways)) {
        const cpuSeconds = await once();
        sums[way] = (sums[way] ?? 0) + cpuSeconds / ROUNDS;
        say(`round ${round}: ${way} ${cpuSeconds.toFixed(2)} CPU s`);
      }
    }
    const { plain = 0, burned = 0, presenter = 0, veryfast = 0, medium = 0 } = sums;
    return {
      seconds: SECONDS,
      cues: CUES,
      cpuSeconds: sums,
      veryfastToBurned: round2(veryfast / burned),
      mediumToBurned: round2(medium / burned),
      addedBySubtitles: round2(burned - plain),
      presenterPerSecond: round2((presenter - plain) / SECONDS),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const round2 = (value: number): number => Math.round(value * 100) / 100;
