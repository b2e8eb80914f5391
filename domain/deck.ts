/** The deck as its author wrote it: slides in their own order, with words, notes and hidden marks. */

export type DeckFormat = 'pptx' | 'ppt' | 'odp' | 'pdf';

/** The uploaded file in the store. `name` is what the sender called it: data, never part of a path. */
export interface DeckFile {
  key: string;
  name: string;
  format: DeckFormat;
  sizeBytes: number;
  sha256: string;
}

export interface Deck {
  format: DeckFormat;
  /** The deck's own language mark (BCP 47), where most of its text carries one. */
  language?: string;
  slides: Slide[];
}

export interface Slide {
  /** Position in the deck from 1, hidden slides counted: the number PowerPoint shows. */
  number: number;
  /** The title placeholder's text, else the first line of text, else empty. One line. */
  title: string;
  /** Everything else on the slide, in reading order. */
  body: Block[];
  /** The speaker's notes, cleaned of slide-number fields, bullet marks and zero-width spaces; empty where there are none. */
  notes: string;
  hidden: boolean;
}

export type Block = { kind: 'text'; text: string; level: number } | { kind: 'table'; rows: string[][] };

/** What travels through Temporal in the deck's place: the key of the whole, and small facts for the workflow. */
export interface DeckRef {
  key: string;
  file: DeckFile;
  language?: string;
  slides: SlideRef[];
}

export interface SlideRef {
  number: number;
  /** Cut to 80 characters: it is shown and names a chapter, it is not the text. */
  title: string;
  hidden: boolean;
  hasNotes: boolean;
}

/** One slide's picture in the store: a PNG of exactly the video's size. The key is made of its pixels. */
export interface Picture {
  slide: number;
  key: string;
}

/** The slides that the video shows, in order. */
export function shownSlides(deck: Pick<DeckRef, 'slides'>, hiddenSlides: 'skip' | 'keep' = 'skip'): SlideRef[] {
  return deck.slides.filter((slide) => hiddenSlides === 'keep' || !slide.hidden);
}
