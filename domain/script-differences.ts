/** Where two scripts differ: by the slides' numbers; a slide that is in only one of them says nothing in the other. */

interface Said {
  number: number;
  text: string;
}

export interface ScriptDifference {
  number: number;
  before: string;
  after: string;
}

export function scriptDifferences(before: readonly Said[], after: readonly Said[]): ScriptDifference[] {
  const textIn = (slides: readonly Said[], number: number): string =>
    slides.find((slide) => slide.number === number)?.text ?? '';
  const numbers = [...new Set([...before, ...after].map(({ number }) => number))].sort((a, b) => a - b);
  return numbers
    .map((number) => ({ number, before: textIn(before, number), after: textIn(after, number) }))
    .filter((slide) => slide.before !== slide.after);
}
