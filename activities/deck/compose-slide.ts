/** A Slide from what a reader found on it: the same rules for titles, empty text and notes whatever the format. */

import type { Block, Slide } from '../../domain/index.ts';
import { cleanNotes, cleanText, oneLine, withoutBullets } from './clean-text.ts';

export interface RawSlide {
  number: number;
  /** The title placeholder's text; empty where there is none. */
  title: string;
  blocks: Block[];
  notes: string;
  hidden: boolean;
}

/** Without a title of its own, the first line of text is the title and no longer part of the body. */
export function composeSlide({ number, title, blocks, notes, hidden }: RawSlide): Slide {
  const body = blocks
    .map(cleanBlock)
    .filter((block) => (block.kind === 'text' ? block.text !== '' : block.rows.length > 0));
  const rest = { number, notes: cleanNotes(notes, number), hidden };
  const given = oneLine(title);
  if (given !== '') return { ...rest, title: given, body };
  const first = body.find((block) => block.kind === 'text');
  if (first === undefined) return { ...rest, title: '', body };
  const [line = '', ...others] = first.text.split('\n');
  const shortened = others.length === 0 ? [] : [{ ...first, text: others.join('\n') }];
  return { ...rest, title: line, body: body.flatMap((block) => (block === first ? shortened : [block])) };
}

function cleanBlock(block: Block): Block {
  if (block.kind === 'text') return { ...block, text: withoutBullets(cleanText(block.text)) };
  const rows = block.rows.map((row) => row.map(oneLine)).filter((row) => row.some((cell) => cell !== ''));
  return { ...block, rows };
}
