/** A task's files as REST shows them, whoever may see them. */

import type { Output, OutputView } from '../domain/index.ts';

/** @param under the address below which the files are served */
export const outputViews = (outputs: readonly Output[], under: string): OutputView[] =>
  outputs.map(({ name, kind, language, sizeBytes }) => ({
    name,
    kind,
    ...(language === undefined ? {} : { language }),
    bytes: sizeBytes,
    url: `${under}/outputs/${encodeURIComponent(name)}`,
  }));

/** What a file is saved as: its name alone would be the same for every deck. */
export const downloadName = (deckName: string, outputName: string): string =>
  `${deckName.replace(/\.\w{1,5}$/, '')} - ${outputName}`;
