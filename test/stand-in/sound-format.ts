/** Writes speech in the formats that the vendors deliver, with their quirks. */

import { wavHeader } from '../../activities/speech/wav-header.ts';
import { runCommand } from '../../platform/run-command.ts';
import { SPEECH_RATE, type Speech } from './speech.ts';

/** Ten minutes of sound take some seconds. */
const TIMEOUT_MS = 60_000;
const CONTENT_TYPES: Record<string, string> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
  ulaw: 'audio/basic',
  alaw: 'audio/x-alaw-basic',
};
/** ffmpeg's containers and coders. */
const CODERS: Record<string, string[]> = {
  mp3: ['-f', 'mp3'],
  opus: ['-c:a', 'libopus', '-f', 'ogg'],
  aac: ['-c:a', 'aac', '-f', 'adts'],
  flac: ['-f', 'flac'],
  ulaw: ['-f', 'mulaw'],
  alaw: ['-f', 'alaw'],
  pcm: ['-f', 's16le'],
};

export interface SoundFormat {
  name: string;
  /** Samples a second. */
  rate: number;
  bitsPerSecond?: number;
  /** Whether a WAV says how long it is; OpenAI's do not: seen in public reports. */
  hasKnownLength?: boolean;
}

export async function writeSound(
  { samples }: Speech,
  { name, rate, bitsPerSecond, hasKnownLength = true }: SoundFormat,
): Promise<{ bytes: Buffer; contentType: string }> {
  const contentType = CONTENT_TYPES[name] ?? 'application/octet-stream';
  const pcm = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const sampled = rate === SPEECH_RATE ? pcm : await convert(pcm, ['-ar', String(rate), '-f', 's16le']);
  if (name === 'pcm') return { bytes: sampled, contentType };
  if (name === 'wav') {
    const header = wavHeader(sampled.length, rate);
    if (!hasKnownLength) for (const at of [4, 40]) header.writeUInt32LE(0xff_ff_ff_ff, at);
    return { bytes: Buffer.concat([header, sampled]), contentType };
  }
  const bits = bitsPerSecond === undefined ? [] : ['-b:a', String(bitsPerSecond)];
  return { bytes: await convert(pcm, ['-ar', String(rate), ...bits, ...(CODERS[name] ?? [])]), contentType };
}

async function convert(pcm: Buffer, to: readonly string[]): Promise<Buffer> {
  const from = ['-nostdin', '-v', 'error', '-f', 's16le', '-ar', String(SPEECH_RATE), '-ac', '1', '-i', 'pipe:0'];
  const { stdout } = await runCommand('ffmpeg', [...from, ...to, 'pipe:1'], {
    input: pcm,
    signal: new AbortController().signal,
    timeoutMs: TIMEOUT_MS,
  });
  return stdout;
}
