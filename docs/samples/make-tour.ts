/** Draws docs/samples/tour.pptx, the deck that `npm run demo` narrates. Run it after a change: `node docs/samples/make-tour.ts`. */

import { writeFile } from 'node:fs/promises';
import { mock } from 'node:test';
import library from 'pptxgenjs';
import { addSlides } from './tour/slides.ts';
import { defineMasters, PAGE, SANS, SERIF } from './tour/style.ts';

// pptxgenjs 4 ships an ES module whose types describe a CommonJS one: at run time the class is the default export itself.
const isClass = (value: unknown): value is typeof library.default => typeof value === 'function';
if (!isClass(library)) throw new Error('pptxgenjs no longer exports its class as default');

// Times of making are written into the file and its zip entries; a fixed clock makes the same slides the same bytes.
mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) });

const deck = new library();
deck.defineLayout({ name: 'TOUR', width: PAGE.width, height: PAGE.height });
deck.layout = 'TOUR';
deck.theme = { headFontFace: SERIF, bodyFontFace: SANS };
deck.title = 'From slides to a narrated video';
deck.subject = 'What SlideSpeaker is, told by itself';
deck.author = 'SlideSpeaker';
deck.company = 'SlideSpeaker';
defineMasters(deck);
await addSlides(deck);

const bytes = await deck.write({ outputType: 'nodebuffer', compression: true });
if (!(bytes instanceof Uint8Array)) throw new Error('pptxgenjs wrote no bytes');
await writeFile(new URL('tour.pptx', import.meta.url), bytes);
