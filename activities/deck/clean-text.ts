/** Text as authors leave it in decks, made fit to be read, spoken and shown (media.md 11). */

import { plainText } from '../../domain/index.ts';

/** Line breaks as OOXML escapes them. */
const ESCAPED_BREAKS = /_x000[bBdD]_/g;
/** A bullet typed by hand; "-5 degrees" is none, for it lacks the space. */
const BULLET = /^[•‣⁃◦▪▫●○■□◆◇▶►➢➤✓·∙*\-–—]\s+/u;
/** How programs write the field of the slide's number where they do not fill it in. */
const NUMBER_FIELD = /^(‹#›|<#>|<number>|<編號>|‹Nr\.›)$/u;

/** Lines without invisible marks and outer spaces; runs of spaces become one. */
export function cleanText(text: string): string {
  return plainText(text.replace(ESCAPED_BREAKS, '\n'))
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/gu, ' ').trim())
    .join('\n')
    .trim();
}

/** Without the bullets that the author typed at the start of lines: marks, not words. */
export function withoutBullets(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(BULLET, ''))
    .join('\n');
}

/** Cleaned, on one line. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\n+/g, ' ');
}

/**
 * A slide's notes as they are to be spoken: without bullet marks and the slide-number field; paragraphs stay apart by one
 * line break. Notes of nothing but the slide's own number are that field, and count as empty.
 */
export function cleanNotes(text: string, slideNumber: number): string {
  const notes = withoutBullets(cleanText(text))
    .split('\n')
    .filter((line) => line !== '' && !NUMBER_FIELD.test(line))
    .join('\n');
  return notes === String(slideNumber) ? '' : notes;
}
