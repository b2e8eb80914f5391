/** Ids of tasks, and of decks that may become one. */

import { randomBytes } from 'node:crypto';

/** 80 random bits in 16 characters: not to be guessed, and fit for URLs, file names, Redis keys and workflow ids. */
export function newTaskId(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  // 32 divides 256, so every character is equally likely.
  return Array.from(randomBytes(16), (byte) => alphabet.charAt(byte % 32)).join('');
}
