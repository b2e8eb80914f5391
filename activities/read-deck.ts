/** Reads the deck's words from the file itself. */

import { DeckError, type Deck, type DeckFile, type DeckRef, type TaskRequest } from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { openPackage, type DeckPackage } from '../platform/deck-package.ts';
import type { OfficeConverter } from './adapters/libreoffice.ts';
import type { PdfTools } from './adapters/poppler.ts';
import { readOdp } from './deck/odp.ts';
import { readPdf } from './deck/pdf.ts';
import { readPptx } from './deck/pptx.ts';
import { deckSchema } from './deck/schema.ts';
import type { Run } from './run.ts';

/** Raise it when a reader finds other words in the same file. */
const READER_VERSION = 1;
/** What travels through Temporal stays small: titles name chapters there, and are no text. */
const TITLE_LENGTH = 80;

/** Retry: safe. The key is made of the file's content; a second attempt finds the first one's deck. */
export const createReadDeck =
  ({ artifacts, office, pdf }: { artifacts: Artifacts; office: OfficeConverter; pdf: PdfTools }) =>
  async ({ task }: { task: TaskRequest }, run: Run): Promise<DeckRef> => {
    const { deck: file } = task;
    const key = artifactKey('deck', { version: READER_VERSION, format: file.format, sha256: file.sha256 }, 'json');
    if (!(await artifacts.has(key))) {
      const deck = await readFormat(file, await artifacts.file(file.key));
      if (deck.slides.length === 0) throw new DeckError('no_slides', 'The deck has no slides. Add at least one.');
      await artifacts.writeJson(key, deck);
    }
    return deckRef(key, file, await artifacts.readJson(key, (value) => deckSchema.parse(value)));

    async function readFormat({ format }: DeckFile, path: string): Promise<Deck> {
      switch (format) {
        case 'pptx':
          return readPackage(path, readPptx);
        case 'odp':
          return readPackage(path, readOdp);
        case 'ppt':
          return {
            ...(await readPackage(await office.toOdp({ file: path, format, slideCount: 1 }, run), readOdp)),
            format,
          };
        case 'pdf':
          return readPdf(path, pdf, run);
      }
    }
  };

async function readPackage(path: string, read: (pkg: DeckPackage) => Promise<Deck>): Promise<Deck> {
  const pkg = await openPackage(path);
  try {
    return await read(pkg);
  } finally {
    pkg.close();
  }
}

function deckRef(key: string, file: DeckFile, { language, slides }: Deck): DeckRef {
  return {
    key,
    file,
    ...(language === undefined ? {} : { language }),
    slides: slides.map(({ number, title, hidden, notes }) => ({
      number,
      title: shorten(title),
      hidden,
      hasNotes: notes !== '',
    })),
  };
}

/** By characters as people count them, so that no emoji is cut in half. */
function shorten(title: string): string {
  if (title.length <= TITLE_LENGTH) return title;
  let short = '';
  for (const { segment } of new Intl.Segmenter().segment(title)) {
    if (short.length + segment.length >= TITLE_LENGTH) break;
    short += segment;
  }
  return `${short.trimEnd()}…`;
}
