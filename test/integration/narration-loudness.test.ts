import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { measureNarrationArgs } from '../../activities/adapters/ffmpeg.ts';
import { encodeNarration, parseLoudness } from '../../activities/adapters/narration-encoder.ts';
import { wavLoudness } from '../../activities/adapters/wav-loudness.ts';
import { LEAD_MS, TAIL_MS } from '../../domain/index.ts';
import { runCommand } from '../../platform/run-command.ts';
import { speakSound } from '../support/slides.ts';
import { decodeSound, soundOffsetMs } from '../support/sound.ts';

jest.setTimeout(120_000);

let folder: string;
const run = () => ({ task: { id: 'test', attempt: 1 }, signal: AbortSignal.timeout(60_000), scratch: folder });
const file = (name: string): string => join(folder, name);
const ffmpeg = (...args: string[]): Buffer => execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slidespeaker-loudness-'));
  await speakSound(file('loud.wav'), 1, 8);
  ffmpeg('-i', file('loud.wav'), '-af', 'volume=-25dB', file('quiet.wav'));
  ffmpeg('-f', 'lavfi', '-i', 'sine=440:d=0.15:r=22050', file('tiny.wav'));
  ffmpeg('-i', file('loud.wav'), '-t', '3', '-b:a', '64k', file('other.mp3'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(['loud.wav', 'quiet.wav', 'tiny.wav'])('our meter agrees with ffmpeg on %s', async (name) => {
  const ours = await wavLoudness(file(name));
  const { stderr } = await runCommand('ffmpeg', measureNarrationArgs(file(name)), { ...run(), timeoutMs: 60_000 });
  const theirs = parseLoudness(stderr);
  expect(Math.abs((ours?.lufs ?? 0) - theirs.lufs)).toBeLessThanOrEqual(0.1);
  expect(Math.abs((ours?.peakDb ?? 0) - theirs.peakDb)).toBeLessThanOrEqual(0.1);
});

test('what is no plain WAV is left to ffmpeg', async () => {
  expect(await wavLoudness(file('other.mp3'))).toBeUndefined();
});

test.each(['loud.wav', 'quiet.wav', 'tiny.wav', 'other.mp3'])(
  '%s becomes a narration of -16 LUFS with its lead and tail',
  async (name) => {
    const { durationMs } = await encodeNarration({ wav: file(name), file: file('narration.aac'), run: run() });
    const { stderr } = await runCommand(
      'ffmpeg',
      [
        '-nostdin',
        '-hide_banner',
        '-nostats',
        '-i',
        file('narration.aac'),
        '-af',
        'ebur128=framelog=verbose:peak=sample',
        '-f',
        'null',
        '-',
      ],
      { ...run(), timeoutMs: 60_000 },
    );
    const heard = parseLoudness(stderr);
    // A sound shorter than the meter's block of 400 ms is heard by where it falls among the blocks.
    expect(Math.abs(heard.lufs + 16)).toBeLessThanOrEqual(name === 'tiny.wav' ? 1 : 0.5);
    const spokenMs = decodeSound(file(name), 0, 60).length / 48;
    expect(durationMs).toBeGreaterThanOrEqual(spokenMs + LEAD_MS + TAIL_MS - 1);
    expect(durationMs).toBeLessThan(spokenMs + LEAD_MS + TAIL_MS + 60);
  },
);

test('without its priming packet, a narration begins with its lead to the sample', async () => {
  await encodeNarration({ wav: file('loud.wav'), file: file('narration.aac'), run: run() });
  const primingMs = 1024 / 48;
  const offsetMs = soundOffsetMs({
    video: file('narration.aac'),
    sound: file('loud.wav'),
    expectedMs: LEAD_MS + primingMs,
  });
  expect(Math.abs(offsetMs)).toBeLessThanOrEqual(0.1);
});
