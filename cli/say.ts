/** Lines for the person at the terminal. */

/** Prints each line with the time since the start; the same line twice in a row is printed once. */
export function createSay(): (line: string) => void {
  let last = '';
  return (line) => {
    if (line === last) return;
    last = line;
    console.log(`${new Date().toTimeString().slice(0, 8)}  ${line}`);
  };
}
