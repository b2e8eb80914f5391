/**
 * Where the provider of a voice fails and the task says `onProviderFailure: "otherVoice"`, the whole deck is told anew in another
 * provider's voice, the offline one last: one voice from the first slide to the last, and a warning that names both.
 */

import { ActivityFailure, CancellationScope } from '@temporalio/workflow';
import { voiceProvider, type ProviderName, type TaskRequest, type Warning } from '../domain/index.ts';
import { failureCode } from './ending.ts';

const ORDER: readonly ProviderName[] = ['elevenlabs', 'openai', 'offline'];
/** Steps that a voice's provider carries out. */
const SPEAKING = ['castVoice', 'speakSlide', 'speakTurn'];
/** What another provider may do better. A lost answer that a person must judge is not among them. */
const PROVIDER_FAILS = [
  'answer_lost',
  'provider_busy',
  'provider_key_invalid',
  'provider_quota',
  'provider_refused',
  'provider_unavailable',
  'speech_failed',
  'speech_provider_missing',
  'speech_unusable',
];

/** @param tell tells `what` with the voice that this task asks for; `warnings` say whose voice it replaces. */
export async function inSomeVoice<T>(
  task: TaskRequest,
  what: 'deck' | 'podcast',
  tell: (task: TaskRequest, warnings: Warning[]) => Promise<T>,
): Promise<T> {
  const wanted = providerOf(task);
  const left = ORDER.filter((name) => name !== wanted);
  const tryFrom = async (asked: TaskRequest, warnings: Warning[]): Promise<T> => {
    try {
      return await tell(asked, warnings);
    } catch (thrown) {
      const next = mayReplace(task, thrown) ? left.shift() : undefined;
      if (next === undefined) throw thrown;
      return tryFrom(inVoiceOf(task, next), [otherVoice(what, wanted, next)]);
    }
  };
  return tryFrom(task, []);
}

function mayReplace(task: TaskRequest, thrown: unknown): boolean {
  return (
    task.options.onProviderFailure === 'otherVoice' &&
    // The offline voice is never replaced by one that costs money.
    providerOf(task) !== 'offline' &&
    !CancellationScope.current().consideredCancelled &&
    thrown instanceof ActivityFailure &&
    SPEAKING.includes(thrown.activityType) &&
    PROVIDER_FAILS.includes(failureCode(thrown) ?? '')
  );
}

const providerOf = ({ options }: TaskRequest): ProviderName => voiceProvider(options.voice);

/** The task as if it had asked for that provider's voice. Names and models are the provider's own; the rate is the person's. */
export function inVoiceOf(task: TaskRequest, provider: ProviderName): TaskRequest {
  if (providerOf(task) === provider) return task;
  const rate = task.options.voice?.rate;
  return { ...task, options: { ...task.options, voice: { provider, ...(rate === undefined ? {} : { rate }) } } };
}

const NAMES: Record<ProviderName, string> = {
  elevenlabs: 'ElevenLabs',
  openai: 'OpenAI',
  offline: 'the offline voice',
};

const otherVoice = (what: string, wanted: ProviderName, used: ProviderName): Warning => ({
  code: 'other_voice',
  message: `The voices of ${NAMES[wanted]} could not be used, so the whole ${what} is spoken by ${NAMES[used]}, as the task allows.`,
});
