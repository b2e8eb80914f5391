/** Names that several processes use to find each other at Temporal. */

/** Task queues by what their work uses up; a worker serves all of them or some (WORKER_QUEUES). */
export const QUEUE_NAMES = ['workflows', 'quick', 'provider', 'cpu'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** The queue's name on the server. */
export const taskQueueFor = (queue: QueueName): string => `slidespeaker-${queue}`;

/** Under this name Temporal knows the builds of our workers (BUILD_ID). */
export const DEPLOYMENT = 'slidespeaker';

/** Searchable in the console. Only ids, the stage and the owner: their values are never encrypted (P9). */
export const SEARCH_ATTRIBUTES = { taskId: 'TaskId', owner: 'Owner', stage: 'Stage' } as const;
