/** The offline voice: espeak-ng, through its library in a child process. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasWords, ProviderError, toError, type Voice } from '../../domain/index.ts';
import { runCommand } from '../../platform/run-command.ts';
import { childReportSchema, type ChildRequest } from '../speech/espeak-report.ts';
import { readableText, spellsLatin, unreadableLetters } from '../speech/readability.ts';
import type { Speaker } from '../speech/speaker.ts';
import { listEspeakVoices, type EspeakVoice } from './espeak-voices.ts';

const CHILD = fileURLToPath(new URL('../speech/espeak-child.ts', import.meta.url));
/** What the child is made of. */
const CODE = ['activities', 'domain', 'node_modules', 'package.json'].map((name) =>
  fileURLToPath(new URL(`../../${name}`, import.meta.url)),
);
/** The longest notes seen (30,000 characters) take a few seconds; only a hang takes five minutes. */
const TIMEOUT_MS = 300_000;
/** The voice for foreign words in Latin letters, nearly all of them English. */
const ENGLISH = 'gmw/en-US';
const WORDS_PER_MINUTE = 175;
/** The library's own limits. */
const SLOWEST = 80;
const FASTEST = 450;
/** Variants of espeak-ng that any of its voices can take (`!v` of its data): the clearest of each sex. */
const TIMBRES = { female: 'f2', male: 'm3' } as const;
/** Rests after a sentence and after a paragraph, at the voice's own speed. */
const SENTENCE_PAUSE_MS = 350;
const PARAGRAPH_PAUSE_MS = 600;

/** Speaks with espeak-ng: every language it has, no network, no key; the same words make the same bytes. */
export function createEspeakSpeaker(): Speaker {
  let listed: Promise<EspeakVoice[]> | undefined;
  const list = (): Promise<EspeakVoice[]> => {
    // Shared by all tasks, so no one task's cancel may end it; a failure must not stay for the tasks to come.
    listed ??= listEspeakVoices(new AbortController().signal).catch((thrown: unknown) => {
      listed = undefined;
      throw toError(thrown);
    });
    return listed;
  };

  return {
    version: 'espeak-ng 1',
    voices: async () => (await list()).map(publicPart),
    twin: (voice) => {
      const gender = voice.gender === 'female' ? ('male' as const) : ('female' as const);
      return { ...voice, name: `${voice.name}+${TIMBRES[gender]}`, label: `${voice.label}, second voice`, gender };
    },
    maxCharacters: () => Infinity,
    unreadable: (text, voice) => unreadableLetters(text, withoutTimbre(voice)),
    speak: async ({ sentences, voice: asked, language }, run) => {
      const voice = withoutTimbre(asked);
      const file = (await list()).find(({ name }) => name === voice.name)?.file;
      if (file === undefined) throw failed(`There is no offline voice called ${voice.name}.`);
      const spoken = sentences.map(({ text }) => readableText(text.normalize('NFC'), voice));
      if (!spoken.some(hasWords)) throw unreadable(voice);
      const wav = join(run.scratch, 'speech.wav');
      const report = join(run.scratch, 'speech.json');
      const kana = voice.languages.includes('ja');
      const request: ChildRequest = {
        voice: file + asked.name.slice(voice.name.length),
        ...(spellsLatin(voice) ? { latinVoice: ENGLISH } : {}),
        wordsPerMinute: Math.round(Math.min(FASTEST, Math.max(SLOWEST, WORDS_PER_MINUTE * voice.rate))),
        kana,
        sentences: sentences.map(({ text, endsParagraph }, index) => ({
          text: text.normalize('NFC'), // as many code points as what is spoken
          spoken: spoken[index] ?? '',
          pauseMs:
            index === sentences.length - 1 ? 0 : (endsParagraph ? PARAGRAPH_PAUSE_MS : SENTENCE_PAUSE_MS) / voice.rate,
        })),
        wav,
        report,
      };
      await runCommand(process.execPath, [CHILD], {
        signal: run.signal,
        timeoutMs: TIMEOUT_MS,
        cwd: run.scratch,
        cell: { reads: CODE, writes: [run.scratch] },
        input: JSON.stringify(request),
      }).catch((thrown: unknown) => {
        run.signal.throwIfAborted();
        throw failed(`The offline voice ${voice.label} could not speak this text (${language}).`, toError(thrown));
      });
      const said = await readFile(report, 'utf8').then((json) => {
        const value: unknown = JSON.parse(json);
        return childReportSchema.parse(value);
      });
      return {
        wav,
        durationMs: said.durationMs,
        sentences: said.sentences.map((sentence, index) => ({
          ...sentence,
          text: sentences[index]?.text ?? sentence.text,
        })),
        words: said.words,
        phonemes: said.timedPhonemes,
      };
    },
  };
}

/** `de+f2` speaks as `de` does, in another timbre. */
const withoutTimbre = (voice: Voice): Voice => ({ ...voice, name: voice.name.replace(/\+.*/, '') });

const failed = (message: string, cause?: Error): ProviderError =>
  new ProviderError('speech_failed', message, { retry: 'later' }, cause ? { cause } : {});

const unreadable = ({ label }: Voice): ProviderError =>
  new ProviderError('voice_cannot_read', `The voice ${label} can read no word of this text.`, { retry: 'never' });

const publicPart = ({ provider, name, label, languages, gender, rate }: EspeakVoice): Voice => ({
  provider,
  name,
  label,
  languages,
  ...(gender === undefined ? {} : { gender }),
  rate,
});
