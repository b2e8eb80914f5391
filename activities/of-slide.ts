/** What a speaker or an adapter throws, told of its slide: they know no slides, and the person who reads their failure must. */

import { ProviderError } from '../domain/index.ts';

/** @returns the ProviderError with the slide in its words; anything else, and what names a slide already, as it is. */
export function ofSlide(thrown: unknown, slide: number): unknown {
  if (!(thrown instanceof ProviderError) || thrown.slide !== undefined) return thrown;
  const when =
    thrown.retryAfterMs === undefined
      ? { retry: thrown.retry === 'never' ? thrown.retry : ('later' as const) }
      : { retry: 'after' as const, retryAfterMs: thrown.retryAfterMs };
  return new ProviderError(thrown.code, `Slide ${slide}: ${thrown.message}`, when, {
    slide,
    cause: thrown,
    ...(thrown.provider === undefined ? {} : { provider: thrown.provider }),
  });
}
