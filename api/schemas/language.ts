/** A language, as people and files name it. */

import { z } from 'zod';

export const languageSchema = z
  .string()
  .max(35) // the longest tag that RFC 5646 asks implementations to take
  .refine(isLanguageTag, 'must be a language tag such as "en", "de" or "pt-BR"')
  .meta({ description: 'BCP 47', examples: ['de', 'pt-BR'] });

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
