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
  const lines = linesOf(input, bill);
  const slidesOf = async (version: Version): Promise<unknown[]> => {
    const { clips: own, voice } = version;
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
        ...paidBy(lines.of(version.script.language, clip.slide)),
      });
    }
    return slides;
  };
  const others: unknown[] = [];
  for (const version of more) {
    const { script: translated, video: other } = version;
    others.push({
      language: translated.language,
      script: { key: translated.key, version: translated.version },
      seconds: framesToMs(other.frames, format.fps) / 1000,
      slides: await slidesOf(version),
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
    rest: paidBy(lines.rest),
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

/** The deck told in one language. */
type Version = Pick<DeliverInput, 'script' | 'clips' | 'voice'>;

/**
 * Every line of the bill in one place: at a slide of its language's video, or with the rest: the outline, a dialogue, words that are
 * only read. What was bought before lines said their language is the main one's.
 */
function linesOf(input: Delivered, bill: readonly LedgerEntry[]) {
  const main = input.script.language;
  const of = (language: string, slide: number): LedgerEntry[] =>
    bill.filter((entry) => entry.slide === slide && (entry.language ?? main) === language);
  const versions: Version[] = [input, ...(input.more ?? [])];
  const told = versions.flatMap(({ script, clips }) => clips.flatMap(({ slide }) => of(script.language, slide)));
  return { of, rest: bill.filter((entry) => !told.includes(entry)) };
}

/** What this task paid, to whom and for how much of it; what was kept from earlier tasks costs nothing. */
function paidBy(lines: readonly LedgerEntry[]): Cost & { models: string[]; calls: unknown[] } {
  return {
    ...costOf(lines),
    models: [...new Set(lines.map(({ provider, model, stage }) => `${stage}: ${provider} ${model}`))],
    calls: lines.map((line) => ({
      stage: line.stage,
      provider: line.provider,
      model: line.model,
      usage: line.usage,
      cents: line.cents,
      outcome: line.outcome,
    })),
  };
}
