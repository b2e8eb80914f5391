/** A task's own files in the store. */

/** Everything that goes when the task is deleted. */
export const taskFolder = (id: string): string => `tasks/${id}/`;
/** Its deck, or that of a revision. Of revisions sent at once one is accepted: each brings a random name. */
export const deckKey = (id: string, revision?: string): string =>
  `${taskFolder(id)}deck${revision === undefined ? '' : `-${revision}`}`;
/** The request of a version, as the workflow gets it (platform/kept-requests.ts). */
export const requestKey = (id: string, version = 1): string =>
  `${taskFolder(id)}request${version === 1 ? '' : `-${version}`}.json`;
/** Who sent the deck, while it is no task yet. */
export const draftKey = (id: string): string => `${taskFolder(id)}draft.json`;
/** A small picture of a slide, painted before the deck is a task. */
export const previewKey = (id: string, slide: number): string => `${taskFolder(id)}slides/${slide}.png`;
/** The owner's lexicon as it was when the task was made. */
export const lexiconKey = (id: string): string => `${taskFolder(id)}lexicon.json`;
/** Where the verb `deliver` puts an output. Every version of the video has its own. */
export const outputKey = (id: string, name: string, version = 1): string =>
  `${taskFolder(id)}outputs/${version === 1 ? '' : `${version}/`}${name}`;
