/** What a person should see of a program's log: its warnings and errors, in one line each. */

/** pino's number for `warn`; everything above is worse. */
const WARN = 40;

/** The message of a warning or an error in our programs' JSON logs; undefined for any other line. */
export function problemIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const entry = parse(line);
  if (typeof entry !== 'object' || entry === null || !('level' in entry) || !('msg' in entry)) return undefined;
  if (typeof entry.level !== 'number' || entry.level < WARN || typeof entry.msg !== 'string') return undefined;
  const cause = 'err' in entry ? messageOf(entry.err) : undefined;
  return cause === undefined || entry.msg.includes(cause) ? entry.msg : `${entry.msg}: ${cause}`;
}

function messageOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
