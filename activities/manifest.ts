/** The manifest: what every slide of a video was made of, so that anybody can tell later, and make it again. */

import { costOf, framesToMs, type Cost, type LedgerEntry, type Output } from '../domain/index.ts';
import { ENCODER_VERSION } from './adapters/encoder.ts';
import { JOIN_VERSION } from './join-clips.ts';
import type { Activities } from './verbs.ts';

type DeliverInput = Parameters<Activities['deliver']>[0];
type Delivered = DeliverInput & { outputs: readonly Output[]; bill: readonly LedgerEntry[] };
type HashOf = (key: string) => Promise<{ sizeBytes: number; sha256: string }>;

/** Names keys, hashes, voices, seconds and cents; no time of its own making, so the same inputs make the same bytes. */
export async function manifestOf(input: Delivered, hashOf: HashOf): Promise<unknown> {
  const { task, deck, script, pictures, clips, video, format, warnings, more = [], podcasts, outputs, bill } = input;
  const hashed = async (key: string | undefined): Promise<unknown> =>
    key === undefined ? undefined : { key, ...(await hashOf(key)) };
  const slidesOf = async ({ clips: own, voice }: Pick<DeliverInput, 'clips' | 'voice'>): Promise<unknown[]> => {
    const slides: unknown[] = [];
    for (const clip of own) {
      slides.push({
        slide: clip.slide,
        title: deck.slides.find(({ number }) => number === clip.slide)?.title ?? '',
        seconds: framesToMs(clip.frames, format.fps) / 1000,
        picture: await hashed(pictures.find(({ slide }) => slide === clip.slide)?.key),
        narration: await hashed(clip.narrationKey),
        clip: await hashed(clip.key),
        voice: clip.narrationKey === undefined ? undefined : voice,
        presenter: clip.presenter && { ...clip.presenter, video: await hashed(clip.presenter.videoKey) },
        ...paidFor(bill, clip.slide),
      });
    }
    return slides;
  };
  const others: unknown[] = [];
  for (const { script: translated, video: other, ...parts } of more) {
    others.push({
      language: translated.language,
      script: { key: translated.key, version: translated.version },
      seconds: framesToMs(other.frames, format.fps) / 1000,
      slides: await slidesOf(parts),
      video: { key: other.key },
    });
  }
  return {
    manifest: 1,
    deck: { name: deck.file.name, sha256: deck.file.sha256, format: deck.file.format, slides: deck.slides.length },
    options: task.options,
    language: script.language,
    script: { key: script.key, version: script.version },
    format,
    seconds: framesToMs(video.frames, format.fps) / 1000,
    ...costOf(bill),
    slides: await slidesOf(input),
    leftOut: deck.slides
      .filter(({ number }) => !clips.some(({ slide }) => slide === number))
      .map(({ number, hidden }) => ({ slide: number, hidden })),
    warnings,
    video: { key: video.key },
    more: others,
    podcasts,
    outputs: outputs.map(({ name, kind, language, sizeBytes, sha256 }) => ({
      name,
      kind,
      language,
      sizeBytes,
      sha256,
    })),
    versions: { encoder: ENCODER_VERSION, join: JOIN_VERSION },
  };
}

/** What this task paid for a slide, and to whom; what was kept from earlier tasks costs nothing. */
function paidFor(bill: readonly LedgerEntry[], slide: number): Cost & { models: string[] } {
  const lines = bill.filter((entry) => entry.slide === slide);
  return {
    ...costOf(lines),
    models: [...new Set(lines.map(({ provider, model, stage }) => `${stage}: ${provider} ${model}`))],
  };
}
