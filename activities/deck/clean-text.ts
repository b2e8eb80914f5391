/** Text as authors leave it in decks, made fit to be read, spoken and shown (media.md 11). */

/** Line breaks by all their names: soft ones (vertical tab), Unicode's, and OOXML's escaped ones. */
const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]|_x000[bBdD]_/g;
/** Marks that show nothing. The joiners U+200C and U+200D stay: Persian, Hindi and emoji are written with them. */
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
const CONTROLS = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g;
/** A bullet typed by hand; "-5 degrees" is none, for it lacks the space. */
const BULLET = /^[•‣⁃◦▪▫●○■□◆◇▶►➢➤✓·∙*\-–—]\s+/u;
/** How programs write the field of the slide's number where they do not fill it in. */
const NUMBER_FIELD = /^(‹#›|<#>|<number>|<編號>|‹Nr\.›)$/u;

/** Lines without invisible marks and outer spaces; runs of spaces become one. */
export function cleanText(text: string): string {
  return text
    .replace(LINE_BREAKS, '\n')
    .replace(INVISIBLE, '')
    .replace(CONTROLS, '')
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
