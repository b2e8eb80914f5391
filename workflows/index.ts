/** The story: every workflow that a worker can run. */
export { estimateDeck } from './estimate-deck.ts';
export { hearSlide, hearVoice } from './hear.ts';
export { narrateDeck } from './narrate-deck.ts';
export { openDeck } from './open-deck.ts';
export { pictureDeck } from './picture-deck.ts';
export { tidy } from './tidy.ts';
export { approve, editScript, progress, raiseBudget, rewriteSlide } from './messages.ts';
