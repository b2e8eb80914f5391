/** What is said where words were asked of a model, and none is set up here. */

import { ProviderError } from '../../domain/index.ts';
import type { WritingPorts } from './ask-writer.ts';

/** @throws ProviderError `script_provider_missing` */
export function writerOf(writing: WritingPorts | undefined): WritingPorts {
  if (writing) return writing;
  throw new ProviderError(
    'script_provider_missing',
    'Words written by AI were asked for, but no AI provider is set up on this server. Choose script mode "notes" or "auto".',
    { retry: 'never' },
  );
}

/** @throws ProviderError `translation_unavailable` */
export function translatorOf(writing: WritingPorts | undefined, to: string): WritingPorts {
  if (writing) return writing;
  throw new ProviderError(
    'translation_unavailable',
    `Words in ${to} were asked for, but no translator is set up on this server. Ask for one language, the one that the deck is written in.`,
    { retry: 'never' },
  );
}
