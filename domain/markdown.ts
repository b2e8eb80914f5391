/** Text in Markdown files: it is shown and means nothing. */

/** Where they stand anywhere in a line (CommonMark 2.4: every punctuation mark may be escaped). */
const ANYWHERE = /[\\`*_[\]<>&|~]/g;
/** Where they start a line: headings, lists, rules. */
const AT_START = /^(\s*)(#+|[-+=]|\d+(?=[.)]))/gm;

/** The text so that Markdown's readers show just that; without HTML, links and pictures. */
export function markdownText(text: string): string {
  return text
    .replace(ANYWHERE, '\\$&')
    .replace(AT_START, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`,
    );
}
