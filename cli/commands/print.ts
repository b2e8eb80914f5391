/** Answers of the command line: JSON for programs, a few words for people. */

/** Prints `value` as JSON where --json was given, else `words`. */
export function print(json: boolean | undefined, value: unknown, words: string): void {
  console.log(json ? JSON.stringify(value, undefined, 2) : words);
}
