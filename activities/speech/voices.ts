/** Choosing among voices: the one asked for by name, or the best for a language. */

import { languageName, matchLanguage, ProviderError, type Voice } from '../../domain/index.ts';
import type { Speaker, Speakers } from './speaker.ts';

/** Voices that people expect where several speak the language equally well. */
const PREFERRED = new Set(['en-us', 'es', 'fr-fr', 'pt-br', 'zh', 'vi', 'hy']);

/**
 * Who speaks with this voice.
 * @throws ProviderError `speech_provider_missing`
 */
export function speakerFor(speakers: Speakers, { provider }: Pick<Voice, 'provider'>): Speaker {
  const speaker = speakers[provider];
  if (speaker) return speaker;
  throw new ProviderError(
    'speech_provider_missing',
    `The voice provider ${provider} is not set up on this server. Choose one of: ${Object.keys(speakers).join(', ')}.`,
    { retry: 'never' },
  );
}

/**
 * The voice with this name, whatever its capitals.
 * @throws ProviderError `unknown_voice`, naming those that come near.
 */
export function voiceByName(voices: readonly Voice[], name: string): Voice {
  const wanted = name.trim().toLowerCase();
  const found =
    voices.find((voice) => voice.name.toLowerCase() === wanted) ??
    voices.find((voice) => voice.label.toLowerCase() === wanted);
  if (found) return found;
  const near = voicesNear(voices, wanted);
  const proposal =
    near.length === 0 ? 'GET /api/voices lists all of them' : `Similar ones are ${near.map(quote).join(', ')}`;
  throw new ProviderError('unknown_voice', `There is no voice called "${name}". ${proposal}.`, { retry: 'never' });
}

/** The voice that speaks a language best; undefined where none does. */
export function bestVoice(voices: readonly Voice[], language: string): Voice | undefined {
  const rated = voices.map((voice) => ({ voice, fit: fitOf(voice, language) })).filter(({ fit }) => fit > 0);
  return rated.sort((a, b) => b.fit - a.fit)[0]?.voice;
}

export const quote = ({ name, label }: Voice): string => `"${name}" (${label})`;

/** How well: what it speaks first counts more than what it also speaks. */
function fitOf(voice: Voice, language: string): number {
  const fits = voice.languages.map((offered, index) => {
    const match = matchLanguage(language, offered);
    return match === 0 ? 0 : match - index / 10;
  });
  const best = Math.max(0, ...fits);
  return best === 0 ? 0 : best + (PREFERRED.has(voice.name) ? 0.25 : 0);
}

function voicesNear(voices: readonly Voice[], wanted: string): Voice[] {
  const language = wanted.split(/[-_ ]/)[0] ?? wanted;
  const distanceOf = (voice: Voice): number => {
    if (voice.label.toLowerCase().includes(wanted) || languageName(voice.languages[0] ?? '').toLowerCase() === wanted)
      return 0;
    if (voice.languages.some((tag) => matchLanguage(language, tag) > 0)) return 1;
    return editDistance(voice.name.toLowerCase(), wanted);
  };
  return voices
    .map((voice) => ({ voice, distance: distanceOf(voice) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5)
    .map(({ voice }) => voice);
}

/** Levenshtein's: how many letters to add, drop or change. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
