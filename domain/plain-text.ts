/** Words that somebody wrote, without the characters that show nothing and change, turn or end what stands around them. */

/** Line breaks by all their names: soft ones (vertical tab), and Unicode's. */
const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** Marks that show nothing. The joiners U+200C and U+200D stay: Persian, Hindi and emoji are written with them. */
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
const CONTROLS = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g;

export function plainText(text: string): string {
  return text.toWellFormed().replace(LINE_BREAKS, '\n').replace(INVISIBLE, '').replace(CONTROLS, '');
}
