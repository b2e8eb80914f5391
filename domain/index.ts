/** The words of SlideSpeaker: types and pure functions. Imports nothing. */
export * from './cues.ts';
export * from './deck.ts';
export * from './directives.ts';
export * from './errors.ts';
export * from './money.ts';
export * from './prices.ts';
export * from './narration.ts';
export * from './options.ts';
export * from './script.ts';
export * from './subtitles.ts';
export * from './task.ts';
export * from './timeline.ts';
export * from './video.ts';
export * from './temporal-names.ts';
export * from './task-view.ts';
export * from './language.ts';
export * from './lexicon.ts';
