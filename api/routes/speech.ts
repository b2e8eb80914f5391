/** What can be heard before it is made: a voice by its sample, a sentence, and a slide under review. */

import { z } from 'zod';
import {
  scriptRef,
  taskCan,
  withoutDirectives,
  type Script,
  type SlideScript,
  type Voice,
} from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import { usedBy } from '../../platform/artifact-uses.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { DownloadError, safeDownload } from '../../platform/safe-download.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import type { Asks } from '../asks.ts';
import { contentTypeOf } from '../content-types.ts';
import { readKeptScript } from '../edited-script.ts';
import { InvalidRequestError, refuse } from '../problems.ts';
import { notAwaitingReview } from '../engine.ts';
import { createTaskRoute, nothing, route, type Route } from '../operation.ts';
import { sampleSentence } from '../sample-sentences.ts';
import { speechSchema } from '../schemas/speech.ts';
import { sendArtifact, versionIn } from '../send-artifact.ts';

export interface SpeechDeps {
  store: Pick<TaskStore, 'get'>;
  artifacts: Artifacts;
  voices: { read: () => Promise<Voice[]> };
  asks: Pick<Asks, 'hearSlide' | 'hearVoice'>;
  /** `host:port` of vendors' addresses that the keeper has configured. */
  trustedHosts: readonly string[];
}

/** Whose the samples are: a task that never is. What nobody asked for in a day goes (master/reconciler.ts). */
const SAMPLES = 'voice-samples';
/** A vendor's sample is some hundred kilobytes, and a person waits for it. */
const MOST_BYTES = 8 * 1024 * 1024;
const DOWNLOAD_MS = 10_000;
/** The same words in the same voice are the same sound. */
const CACHE = 'private, max-age=3600';
const sound = { status: 200, description: 'The sound', contentType: 'audio/aac' };

export function createSpeechRoutes({ store, artifacts, voices, asks, trustedHosts }: SpeechDeps): Route[] {
  const find = async (provider: string, name: string): Promise<Voice> => {
    const voice = (await voices.read()).find((one) => one.provider === provider && one.name === name);
    if (voice) return voice;
    throw refuse('unknown_voice', 'There is no voice of this name. GET /api/voices lists the names there are.');
  };

  /** @returns the key of these words in this voice, spoken now unless they were before. */
  const speak = (voice: Voice, language: string, text: string): Promise<string> =>
    usedBy(SAMPLES, async () => {
      const script: Script = { language, slides: [{ ...SPOKEN, number: 1, text }] };
      const key = artifactKey('script', script, 'json');
      await artifacts.writeJson(key, script);
      const [model] = voice.models ?? [];
      const heard = await asks.hearVoice({
        run: { id: SAMPLES, attempt: 1 },
        script: scriptRef(script, key, 1),
        voice: { ...(model === undefined ? {} : { model }), ...voice },
      });
      return heard.key;
    });

  const fetchSample = ({ provider, name, sampleUrl = '' }: Voice): Promise<string> =>
    usedBy(SAMPLES, async () => {
      // Without the signature, which is another one each time the vendor is asked.
      const key = artifactKey('voice-sample', { provider, name, url: sampleUrl.split('?')[0] }, 'mp3');
      if (await artifacts.has(key)) return key;
      await artifacts.write(key, async (file) => {
        const signal = AbortSignal.timeout(DOWNLOAD_MS);
        const limits = { maxBytes: MOST_BYTES, timeoutMs: DOWNLOAD_MS, signal, isWanted: isMp3, trustedHosts };
        await safeDownload({ url: sampleUrl, file, ...limits }).catch((thrown: unknown) => {
          if (!(thrown instanceof DownloadError)) throw thrown;
          throw refuse('speech_failed', 'The sample of this voice could not be fetched. Try again in a moment.');
        });
      });
      return key;
    });

  const send = (req: Parameters<typeof sendArtifact>[1], res: Parameters<typeof sendArtifact>[2], key: string) =>
    sendArtifact(artifacts, req, res, {
      ...{ key, version: versionIn(key), contentType: contentTypeOf(key), cacheControl: CACHE },
    });

  const sample = route(
    {
      id: 'getVoiceSample',
      method: 'get',
      path: '/api/voices/{provider}/{name}/sample',
      summary: 'What a voice sounds like',
      description:
        'Free: the offline voices speak a sentence, others are heard by their maker’s own sample. Where there is none, `POST /api/speech` buys one.',
      query: z.strictObject({
        language: speechSchema.shape.language.exactOptional(),
      }),
      body: nothing,
      headers: { Range: 'bytes=…', 'If-None-Match': 'An ETag' },
      answer: sound,
      problems: [
        'unknown_voice',
        'sample_not_found',
        'speech_failed',
        'temporal_unavailable',
        'range_not_satisfiable',
        'artifact_missing',
      ],
    },
    async ({ req, res, query }) => {
      const voice = await find(String(req.params['provider']), String(req.params['name']));
      const language = query.language ?? voice.languages[0] ?? 'en';
      if (voice.provider === 'offline') return send(req, res, await speak(voice, language, sampleSentence(language)));
      if (voice.sampleUrl !== undefined) return send(req, res, await fetchSample(voice));
      throw refuse(
        'sample_not_found',
        'This voice has no free sample. POST /api/speech speaks a sentence with it, which costs a fraction of a cent.',
      );
    },
  );

  const say = route(
    {
      id: 'speak',
      method: 'post',
      path: '/api/speech',
      summary: 'Hear a sentence in a voice',
      description:
        'A paid voice is paid, once for the same words while they are kept; it stands in no task’s bill. Three hundred characters at most.',
      query: nothing,
      body: speechSchema,
      answer: sound,
      problems: [
        'unknown_voice',
        'speech_failed',
        'temporal_unavailable',
        'range_not_satisfiable',
        'artifact_missing',
        'cross_site',
      ],
    },
    async ({ req, res, body }) => {
      const { provider = 'offline', name, rate } = body.voice;
      const voice = await find(provider, name);
      const language = body.language ?? voice.languages[0] ?? 'en';
      const text = withoutDirectives(body.text ?? sampleSentence(language));
      const key = await speak(rate === undefined ? voice : { ...voice, rate }, language, text);
      await send(req, res, key);
    },
  );

  const hear = createTaskRoute(store)(
    {
      id: 'hearSlide',
      method: 'post',
      path: '/api/tasks/{id}/slides/{number}/speech',
      summary: 'Hear a slide of the script under review, as it will be spoken',
      description:
        'On the task’s bill and within its budget; what was heard is not paid for again when it is approved.',
      query: nothing,
      body: nothing,
      answer: sound,
      problems: [
        'not_awaiting_review',
        'script_not_ready',
        'unknown_slide',
        'speech_failed',
        'temporal_unavailable',
        'range_not_satisfiable',
        'artifact_missing',
        'cross_site',
      ],
    },
    async ({ req, res, task }) => {
      const { id } = task.request;
      if (!taskCan.editScript(task.status)) throw notAwaitingReview();
      if (task.scriptKey === undefined) throw refuse('script_not_ready', 'The script of this task is not written yet.');
      const script = await readKeptScript(artifacts, task.scriptKey);
      const slide = script.slides.find(({ number }) => String(number) === req.params['number']);
      if (slide?.treatment !== 'speak') throw nothingSaid();
      // Alone: a mistake on another slide is no matter of this one's.
      const alone: Script = { language: script.language, slides: [slide] };
      const key = artifactKey('script', alone, 'json');
      await usedBy(id, () => artifacts.writeJson(key, alone));
      const heard = await asks.hearSlide({ task: task.request, script: scriptRef(alone, key, 1), slide: slide.number });
      await send(req, res, heard.key);
    },
  );

  return [sample, say, hear];
}

const SPOKEN: Omit<SlideScript, 'number' | 'text'> = { source: 'edited', treatment: 'speak', holdMs: 0, flags: [] };

/** With its tags before it, or at once. */
const isMp3 = (beginning: Buffer): boolean =>
  beginning.subarray(0, 3).toString('latin1') === 'ID3' || (beginning.readUInt16BE(0) & 0xffe0) === 0xffe0;

const nothingSaid = () =>
  new InvalidRequestError('unknown_slide', 'Nothing is said on this slide.', [
    { field: 'number', message: 'is no slide with words' },
  ]);
