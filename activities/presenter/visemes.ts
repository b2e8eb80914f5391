/** Which mouth makes which sound, by the IPA that the offline voice reports. */

import type { TimedText } from '../../domain/index.ts';
import type { Mouth } from '../../platform/presenter-figures.ts';

/** A mouth from `startMs` on, until the next one. */
export interface MouthMoment {
  mouth: Mouth;
  startMs: number;
}

/** By the phoneme's first letter that is in here. What is not, such as marks of stress, length and tone, is passed over. */
const LETTERS: Record<Mouth, string> = {
  closed: 'mbpɓʙɱ',
  teeth: 'fvʋⱱɸβ',
  round: 'ouʊɔwɒyøœɵʉɥʍɯɤʏɹʃʒɕʑ',
  open: 'aɑæʌɐäɶ',
  wide: 'eiɛɪəɜɚɝɘɨjɞ',
  narrow: 'tdnszlkgɡŋrɾɽθðhxɣçʝcɟɲʎqɢχʁħʕʔɦɬɮʈɖɳʂʐɭɻʟɴ',
};
const MOUTH_OF = new Map(
  Object.entries(LETTERS).flatMap(([mouth, letters]) => Array.from(letters, (letter) => [letter, mouth] as const)),
);

/** The mouth for a phoneme such as `ˈoːɹ`; undefined for what no mouth shows. */
export function mouthFor(ipa: string): Mouth | undefined {
  for (const letter of ipa.normalize('NFD')) {
    const mouth = MOUTH_OF.get(letter);
    if (mouth !== undefined) return isMouth(mouth) ? mouth : undefined;
  }
  return undefined;
}

/** A rest shorter than this is part of speaking: the mouth stays as it is. */
const REST_MS = 90;

/** Mouths that follow the phonemes, closed where there are none. */
export function mouthsOfPhonemes(phonemes: readonly TimedText[]): MouthMoment[] {
  const moments: MouthMoment[] = [];
  let spokenUntilMs = -Infinity;
  for (const { text, startMs, endMs } of phonemes) {
    const mouth = mouthFor(text);
    if (mouth === undefined) continue;
    if (startMs - spokenUntilMs >= REST_MS && moments.length > 0)
      moments.push({ mouth: 'closed', startMs: spokenUntilMs });
    moments.push({ mouth, startMs });
    spokenUntilMs = endMs;
  }
  return moments.length === 0 ? [] : [...moments, { mouth: 'closed', startMs: spokenUntilMs }];
}

function isMouth(name: string): name is Mouth {
  return Object.hasOwn(LETTERS, name);
}
