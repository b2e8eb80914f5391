/** Which files are taken for decks, and what a deck is called without its ending. Pure. */

/** What LibreOffice and poppler read for us; the server looks at the content, this only saves a wrong upload. */
const ENDINGS = ['pptx', 'ppt', 'ppsx', 'pptm', 'potx', 'pps', 'odp', 'pdf'];

/** For the file picker. */
export const DECK_ACCEPT = ENDINGS.map((ending) => `.${ending}`).join(',');

export const isDeckName = (name: string): boolean => ENDINGS.includes(endingOf(name));

/** "Lecture 3.pptx" is "Lecture 3". */
export function baseName(name: string): string {
  const ending = endingOf(name);
  return ENDINGS.includes(ending) ? name.slice(0, -ending.length - 1) : name;
}

/** The file's name with another base; an empty base leaves it as it is. */
export function renamed(name: string, base: string): string {
  const wanted = base.trim();
  return wanted === '' || !isDeckName(name) ? name : `${wanted}.${endingOf(name)}`;
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}
