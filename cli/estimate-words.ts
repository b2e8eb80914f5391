/** An estimate, said on the terminal. */

import type { RemoteEstimate } from './api-answers.ts';

export function estimateWords(estimate: RemoteEstimate): string {
  const { cents, atMostCents, parts, seconds, secondsToFinish, pricesAsOf } = estimate;
  const lines = parts.map(
    (part) =>
      `  ${part.stage.padEnd(12)} ${part.exact ? 'exactly' : 'about  '} ${part.cents.toFixed(2)} cents${part.exact ? '' : `, at most ${part.atMostCents.toFixed(2)}`}`,
  );
  return [
    `About ${cents.toFixed(2)} cents, at most ${atMostCents.toFixed(2)}; about ${seconds} s of video, ready in about ${secondsToFinish} s.`,
    ...lines,
    ...(pricesAsOf === undefined ? [] : [`By the price list of ${pricesAsOf}.`]),
  ].join('\n');
}
