/** How the parts of a PowerPoint package hang together (ECMA-376, Open Packaging Conventions). */

import { posix } from 'node:path';
import { damagedDeck, type DeckPackage } from './deck-package.ts';
import { childAt, childrenOf, readXml } from './deck-xml.ts';

export interface Relation {
  /** The last word of its type: `slide`, `notesSlide`, `chart`. */
  type: string;
  /** The part it leads to. Outside targets are left out: nothing is fetched. */
  part: string;
}

/** A part's relations by their id; none where it has none. */
export async function relationsOf(pkg: DeckPackage, part: string): Promise<Map<string, Relation>> {
  const name = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
  if (!pkg.has(name)) return new Map();
  const root = await readXml(await pkg.open(name));
  const inside = childrenOf(root, 'Relationship').filter(({ attributes }) => attributes['TargetMode'] !== 'External');
  return new Map(
    inside.map(({ attributes: { Id = '', Type = '', Target = '' } }) => [
      Id,
      { type: Type.slice(Type.lastIndexOf('/') + 1), part: posix.resolve('/', posix.dirname(part), Target).slice(1) },
    ]),
  );
}

/** The main part; in an office file of any kind. */
export async function mainPart(pkg: DeckPackage): Promise<string> {
  const main = [...(await relationsOf(pkg, '')).values()].find(({ type }) => type === 'officeDocument');
  if (main === undefined || !pkg.has(main.part)) throw damagedDeck();
  return main.part;
}

/** What a part declares itself to be, `application/vnd.…presentation.main+xml`; empty where it says nothing. */
export async function contentTypeOf(pkg: DeckPackage, part: string): Promise<string> {
  const root = await readXml(await pkg.open('[Content_Types].xml'));
  const own = childrenOf(root, 'Override').find(({ attributes }) => attributes['PartName'] === `/${part}`);
  const extension = posix.extname(part).slice(1);
  const usual = childrenOf(root, 'Default').find(({ attributes }) => attributes['Extension'] === extension);
  return (own ?? usual)?.attributes['ContentType'] ?? '';
}

/**
 * The slides' parts in the order in which they are shown: that of the presentation's list, which is not that of file names.
 * @throws DeckError `damaged_deck` where a listed slide is not there
 */
export async function slideParts(pkg: DeckPackage): Promise<string[]> {
  const main = await mainPart(pkg);
  const relations = await relationsOf(pkg, main);
  const list = childAt(await readXml(await pkg.open(main)), 'p:sldIdLst');
  return childrenOf(list, 'p:sldId').map(({ attributes }) => {
    const part = relations.get(attributes['r:id'] ?? '')?.part;
    if (part === undefined || !pkg.has(part)) throw damagedDeck();
    return part;
  });
}
