/** libespeak-ng (1.50 and newer), called from Node: sound, and events that say when each word was said. */

import koffi from 'koffi';
import { z } from 'zod';
import type { WordEvent } from './word-times.ts';

/** From speak_lib.h. */
const OUTPUT_SYNCHRONOUS = 2;
const PHONEME_EVENTS_IN_IPA = 0x0001 | 0x0002;
const POSITION_CHARACTER = 1;
const CHARS_UTF8 = 1; // and neither SSML nor [[phonemes]]: the text is only ever text
const PARAMETER_RATE = 1;
const EVENT = { listEnd: 0, word: 1, phoneme: 7 } as const;
/** Softer samples at a sentence's edges are the voice's breath, not its words: -40 dB of full scale. */
const AUDIBLE = 328;
const EVENT_NAME_BYTES = 8;

const eventType = koffi.struct('espeak_EVENT', {
  type: 'int32',
  unique_identifier: 'uint32',
  text_position: 'int32',
  length: 'int32',
  audio_position: 'int32',
  sample: 'int32',
  user_data: 'void *',
  id: koffi.array('uint8', EVENT_NAME_BYTES), // a union: a number, a pointer, or the bytes of a phoneme's name
});
const callbackType = koffi.proto('int SynthCallback(int16_t *wav, int samples, espeak_EVENT *events)');
const eventSchema = z.object({
  type: z.number(),
  text_position: z.number(),
  length: z.number(),
  audio_position: z.number(),
  id: z.instanceof(Uint8Array),
});

/** What one call of the library said. */
interface Said {
  samples: number;
  /** The first and the last sample that can be heard; both 0 where none can. */
  firstAudible: number;
  lastAudible: number;
  words: WordEvent[];
  /** IPA, and when each begins, in ms from the start of the sound; a rest has no letters. */
  phonemes: { ipa: string; ms: number }[];
}

export interface Espeak {
  sampleRate: number;
  /** @param voice a file of espeak-ng-data/lang, or a language code */
  say(text: string, voice: string): Said;
}

/**
 * Opens the library, once a process. `onSound` is given the samples (16 bit, mono) while a text is being said.
 * @throws Error when the library is missing or has no such voice.
 */
export function openEspeak({
  wordsPerMinute,
  onSound,
}: {
  wordsPerMinute: number;
  onSound: (chunk: Buffer) => void;
}): Espeak {
  const library = koffi.load('libespeak-ng.so.1');
  const initialize = library.func('int espeak_Initialize(int output, int buflength, const char *path, int options)');
  const setCallback = library.func('void espeak_SetSynthCallback(SynthCallback *callback)');
  const setVoice = library.func('int espeak_SetVoiceByName(const char *name)');
  const setParameter = library.func('int espeak_SetParameter(int parameter, int value, int relative)');
  const synthesize = library.func(
    'int espeak_Synth(const char *text, size_t size, uint position, int position_type, uint end, uint flags, void *id, void *data)',
  );

  let said = nothing();
  const receive = (wav: unknown, samples: number, events: unknown): number => {
    if (samples > 0) {
      // A copy: the view is of the library's own buffer.
      const chunk = Buffer.from(koffi.view(wav, samples * 2));
      noteAudible(said, chunk);
      said.samples += samples;
      onSound(chunk);
    }
    for (const event of eventsAt(events)) noteEvent(said, event);
    return 0; // go on
  };

  const sampleRate = z
    .number()
    .positive()
    .parse(initialize(OUTPUT_SYNCHRONOUS, 0, null, PHONEME_EVENTS_IN_IPA));
  setCallback(koffi.register(receive, koffi.pointer(callbackType)));
  let current: string | undefined;
  const changeTo = (voice: string): void => {
    if (voice === current) return;
    check(setVoice(voice), `loading the voice ${voice}`);
    check(setParameter(PARAMETER_RATE, wordsPerMinute, 0), 'setting the rate');
    current = voice;
  };

  return {
    sampleRate,
    say: (text, voice) => {
      changeTo(voice);
      said = nothing();
      if (text.trim() === '') return said;
      check(
        synthesize(text, Buffer.byteLength(text) + 1, 0, POSITION_CHARACTER, 0, CHARS_UTF8, null, null),
        'speaking',
      );
      return said;
    },
  };
}

const nothing = (): Said => ({ samples: 0, firstAudible: 0, lastAudible: 0, words: [], phonemes: [] });

function noteAudible(said: Said, chunk: Buffer): void {
  for (let index = 0; index < chunk.length / 2; index++) {
    if (Math.abs(chunk.readInt16LE(index * 2)) < AUDIBLE) continue;
    if (said.lastAudible === 0) said.firstAudible = said.samples + index;
    said.lastAudible = said.samples + index;
  }
}

function* eventsAt(events: unknown): Generator<z.infer<typeof eventSchema>> {
  for (let offset = 0; ; offset += eventType.size) {
    const event = eventSchema.parse(koffi.decode(events, offset, eventType));
    if (event.type === EVENT.listEnd) return;
    yield event;
  }
}

function noteEvent(said: Said, event: z.infer<typeof eventSchema>): void {
  if (event.type === EVENT.phoneme) {
    said.phonemes.push({ ipa: Buffer.from(event.id).toString('utf8').split('\0')[0] ?? '', ms: event.audio_position });
  }
  // Words that stand nowhere in the text, such as a pause's, have position 0.
  if (event.type === EVENT.word && event.text_position > 0 && event.length > 0) {
    said.words.push({ position: event.text_position - 1, length: event.length, ms: event.audio_position });
  }
}

function check(error: unknown, doing: string): void {
  if (error !== 0) throw new Error(`espeak-ng failed at ${doing}: ${String(error)}`);
}
