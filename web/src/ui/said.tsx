/** What the server says of a task, in the page's language. The server speaks English: its own sentence follows where it tells more. */

import { copy, language } from '../copy.ts';
import './said.css';

/** Sentences that are the same each time: nothing follows them. The others name slides, words, sums or causes. */
const TELLS_NO_MORE: ReadonlySet<string> = new Set([
  'held',
  'skipped',
  'written_from_slide',
  'slide_changed',
  'nothing_spoken',
  'engine_unreachable',
]);

interface Props {
  code: string;
  message: string;
  /** Where there is no room for more. */
  short?: boolean;
}

export function Said({ code, message, short = false }: Props) {
  const own = copy.problems[code];
  if (own !== undefined && (short || TELLS_NO_MORE.has(code))) return own;
  const english = language === 'en' ? {} : { lang: 'en', dir: 'ltr' };
  if (own === undefined) return <span {...english}>{message}</span>;
  return (
    <>
      {own}{' '}
      <span className="said-english" {...english}>
        {message}
      </span>
    </>
  );
}
