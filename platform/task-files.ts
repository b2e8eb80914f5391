/** A task's own files in the store. */

/** Everything that goes when the task is deleted. */
export const taskFolder = (id: string): string => `tasks/${id}/`;
/** Its deck, or that of a later version. */
export const deckKey = (id: string, version = 1): string =>
  `${taskFolder(id)}deck${version === 1 ? '' : `-${version}`}`;
/** The request as the workflow gets it, kept beside the deck before Redis hears of it (P1). */
export const requestKey = (id: string): string => `${taskFolder(id)}request.json`;
/** Who sent the deck, while it is no task yet. */
export const draftKey = (id: string): string => `${taskFolder(id)}draft.json`;
/** The owner's lexicon as it was when the task was made. */
export const lexiconKey = (id: string): string => `${taskFolder(id)}lexicon.json`;
/** Where the verb `deliver` puts an output. Every version of the video has its own. */
export const outputKey = (id: string, name: string, version = 1): string =>
  `${taskFolder(id)}outputs/${version === 1 ? '' : `${version}/`}${name}`;
