/** `node test/hostile/make-decks.ts <folder>`: writes the set of hostile decks, to be tried with other programs. Keep them in a cell. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostileDecks } from './decks.ts';

const [folder = 'hostile-decks'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const { file, tries, ends, make } of hostileDecks('127.0.0.1:9')) {
  const bytes = await make();
  await writeFile(join(folder, file), bytes);
  process.stdout.write(`${file.padEnd(28)} ${String(bytes.length).padStart(9)} bytes  ${ends.padEnd(20)} ${tries}\n`);
}
