/** The whole set, in the order of its table. */

import type { HostileDeck } from './deck.ts';
import { KIND_DECKS } from './kind-decks.ts';
import { linkDecks } from './link-decks.ts';
import { PDF_DECKS } from './pdf-decks.ts';
import { TEXT_DECKS } from './text-decks.ts';
import { ZIP_DECKS } from './zip-decks.ts';

/** @param server where a listener waits for whoever fetches something, `127.0.0.1:port` */
export const hostileDecks = (server: string): HostileDeck[] => [
  ...KIND_DECKS,
  ...ZIP_DECKS,
  ...linkDecks(server),
  ...PDF_DECKS,
  ...TEXT_DECKS,
];
