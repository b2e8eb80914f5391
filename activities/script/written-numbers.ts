/** What the numbers of a text can mean: 1,000 · 1.000 · 1 000 · 2,5 · 11:30, by value and not by digits. Numbers in words stay unseen. Pure. */

export interface WrittenNumber {
  /** As it is written. */
  text: string;
  /** What it can mean as a whole, each in one form: `1000`, `2.5`, `11:30`. */
  values: string[];
  /** The numbers that it is made of, where it is more than one: the hours and minutes of a time, the days and months of a date. */
  parts: string[];
}

/** Digits with what stands between them; spaces only before groups of three (NFKC makes plain ones of all). */
const NUMBER = /(?<!\d)\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:/'’]\d+)*/g;
const SEPARATORS = /[.,:/'’ ]/g;

/** @param language in which the text is written, where that is certain; else `1.000` can be a thousand and one. */
export function numbersIn(text: string, language?: string): WrittenNumber[] {
  const point = language === undefined ? undefined : decimalPointOf(language);
  return [...withPlainDigits(text).matchAll(NUMBER)].map(([written]) => readNumber(written, point));
}

/** Every writing system's digits as 0 to 9, and the separators of Arabic: what Unicode calls digits comes in tens. */
function withPlainDigits(text: string): string {
  const isDigit = (code: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(code));
  return text
    .replaceAll('٫', '.')
    .replaceAll('٬', ',')
    .replaceAll('⁄', '/')
    .replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0;
      let value = 0;
      while (value < 9 && isDigit(code - value - 1)) value += 1;
      return String(value);
    });
}

function decimalPointOf(language: string): string {
  const parts = new Intl.NumberFormat(language, { numberingSystem: 'latn' }).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

function readNumber(text: string, point: string | undefined): WrittenNumber {
  const marks = text.match(SEPARATORS) ?? [];
  const pieces = text.split(SEPARATORS);
  const last = marks.at(-1);
  if (last === undefined) return { text, values: [plain(text)], parts: [] };
  const isMixed = marks.some((mark) => mark !== last);
  const grouping = isMixed ? marks.slice(0, -1) : marks;
  const isGrouped =
    new Set(grouping).size === 1 && groupsHold(isMixed ? pieces.slice(0, -1) : pieces, grouping[0] ?? '');
  const canBeDecimal = last === '.' || last === ',';

  if (isMixed && canBeDecimal && isGrouped)
    return { text, values: [decimal(pieces.slice(0, -1).join(''), pieces.at(-1) ?? '')], parts: [] };
  if (isMixed || !(canBeDecimal || isGrouped)) return compound(text, pieces, marks);
  const whole = plain(pieces.join(''));
  // A thousand in one country, and one in the next: the language decides, where it is known.
  if (isGrouped && (marks.length > 1 || !canBeDecimal)) {
    return { text, values: [whole], parts: last === ' ' ? pieces.map(plain) : [] };
  }
  if (marks.length > 1) return compound(text, pieces, marks);
  const [integer = '', fraction = ''] = pieces;
  const fractional = decimal(integer, fraction);
  if (isGrouped)
    return {
      text,
      values: point === undefined ? [whole, fractional] : [last === point ? fractional : whole],
      parts: [],
    };
  // 11.30 is a time, too.
  const isTime = last === '.' && fraction.length === 2 && Number(integer) < 24 && Number(fraction) < 60;
  return { text, values: [fractional, ...(isTime ? [`${plain(integer)}:${plain(fraction)}`] : [])], parts: [] };
}

/** Whether these are thousands, and the mark one that stands between such. */
function groupsHold([first = '', ...rest]: readonly string[], mark: string): boolean {
  if (mark === ':' || mark === '/' || first.startsWith('0')) return false;
  const last = rest.at(-1) ?? '';
  const isIndian =
    mark === ',' && first.length <= 2 && last.length === 3 && rest.slice(0, -1).every(({ length }) => length === 2);
  return isIndian || (first.length <= 3 && rest.every(({ length }) => length === 3));
}

const compound = (text: string, pieces: readonly string[], marks: readonly string[]): WrittenNumber => ({
  text,
  values: [pieces.map((piece, index) => plain(piece) + (marks[index] ?? '')).join('')],
  parts: pieces.map(plain),
});

const plain = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

function decimal(integer: string, fraction: string): string {
  const rest = fraction.replace(/0+$/, '');
  return plain(integer) + (rest === '' ? '' : `.${rest}`);
}
