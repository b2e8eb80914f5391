/** A task's own files in the store. */

/** Everything that goes when the task is deleted. */
export const taskFolder = (id: string): string => `tasks/${id}/`;
export const deckKey = (id: string): string => `${taskFolder(id)}deck`;
/** The request as the workflow gets it, kept beside the deck before Redis hears of it (P1). */
export const requestKey = (id: string): string => `${taskFolder(id)}request.json`;
/** Where the verb `deliver` puts an output. */
export const outputKey = (id: string, name: string): string => `${taskFolder(id)}outputs/${name}`;
