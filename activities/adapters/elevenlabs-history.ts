/**
 * Looks in ElevenLabs' history for speech whose answer was lost: what is found there was billed, and can be fetched. What is not found may
 * have been billed all the same (accounts may keep no history, and it may lag), so that its outcome stays unknown.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ElevenLabs, ElevenLabsClient } from 'elevenlabs';
import { within } from './elevenlabs-limits.ts';
import { decodeSpeechArgs } from './ffmpeg-speech.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import type { Run } from '../run.ts';
import { WAV_HEADER_BYTES } from '../speech/wav-header.ts';

export interface LostSpeech {
  text: string;
  voice: string;
  model: string;
  /** ms since 1970, by our clock: where the vendor's is behind it, nothing is found, and nothing wrong either. */
  sentAt: number;
}

export interface FoundSpeech {
  /** 16-bit mono samples at `rate`. */
  sound: Buffer;
  alignment: ElevenLabs.HistoryAlignmentResponseModel | undefined;
  vendorId: string;
}

/** It is a list of seconds ago; a vendor that takes longer is not well, and nobody is to wait for it. */
const LOOK_LIMIT_SECONDS = 10;
/** Five minutes of speech at 24 kHz are 14 MB. */
const FETCH_LIMIT_SECONDS = 60;
/** What breaks at once may be in the list a moment later. */
const LOOK_AGAIN_MS = 2_000;
const PAGE_SIZE = 100;
const DECODE_MS = 60_000;

/** The one item of these very words in this voice since then; undefined where there is none, or more than one. */
export async function findLostSpeech(
  client: ElevenLabsClient,
  lost: LostSpeech,
  rate: number,
  run: Pick<Run, 'signal' | 'scratch'>,
): Promise<FoundSpeech | undefined> {
  const look = async (): Promise<ElevenLabs.SpeechHistoryItemResponse[]> => {
    const { text, voice, model } = lost;
    const asked = { voiceId: voice, dateAfterUnix: Math.floor(lost.sentAt / 1000), pageSize: PAGE_SIZE };
    const { history } = await client.history.list(asked, within(LOOK_LIMIT_SECONDS, run.signal));
    // Which words the vendor looks for, and which times it counts, is its own affair: all is compared here.
    return history.filter(
      (item) =>
        item.text === text &&
        item.voiceId === voice &&
        item.modelId === model &&
        item.dateUnix >= asked.dateAfterUnix &&
        (item.source ?? 'TTS') === 'TTS',
    );
  };
  let found = await look();
  if (found.length === 0) {
    await sleep(LOOK_AGAIN_MS, undefined, { signal: run.signal });
    found = await look();
  }
  const [item, ...others] = found;
  if (!item || others.length > 0) return undefined;
  const limits = within(FETCH_LIMIT_SECONDS, run.signal);
  const { data, rawResponse } = await client.history.getAudio(item.historyItemId, limits).withRawResponse();
  const bytes = Buffer.from(await new Response(data).arrayBuffer());
  const type = rawResponse.headers.get('content-type') ?? item.contentType;
  return {
    sound: isPacked(bytes, type) ? await unpacked(bytes, rate, run) : bytes,
    alignment: item.alignments?.alignment,
    vendorId: item.requestId ?? item.historyItemId,
  };
}

/** The vendor does not say in which format the history gives what was ordered as samples. */
const isPacked = (bytes: Buffer, type: string): boolean =>
  /mpeg|mp3|wav|ogg|opus/.test(type) || /^(ID3|RIFF|OggS)/.test(bytes.toString('latin1', 0, 4));

async function unpacked(bytes: Buffer, rate: number, { signal, scratch }: Pick<Run, 'signal' | 'scratch'>) {
  const [packed, wav] = [join(scratch, 'history.sound'), join(scratch, 'history.wav')];
  await writeFile(packed, bytes);
  await runFfmpeg(decodeSpeechArgs(packed, rate, wav), { signal, timeoutMs: DECODE_MS });
  return (await readFile(wav)).subarray(WAV_HEADER_BYTES);
}
