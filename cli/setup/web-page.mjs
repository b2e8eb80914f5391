/** The web page, built into web/dist when its sources have changed. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './processes.mjs';

/** The hash of what the page was built from; outside of web/dist, which every build empties. */
const STAMP = join(root, 'node_modules/.web-built-from');
/** The page imports words from domain/; the lock file decides which React and Vite it gets. */
const SOURCES = ['web', 'domain', 'package-lock.json'];

export const webPage = {
  name: 'web page',
  why: 'what people see in the browser',
  missing: () => {
    if (!existsSync(STAMP) || !existsSync(join(root, 'web/dist/index.html'))) return 'not built yet';
    return readFileSync(STAMP, 'utf8') === sourcesHash() ? undefined : 'its sources have changed';
  },
  install: async () => {
    const hash = sourcesHash();
    await run('npm', ['run', 'build', '-w', 'web'], { doing: 'vite build' });
    writeFileSync(STAMP, hash);
  },
};

function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesIn))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function filesIn(path) {
  if (path.includes('.')) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter(({ name }) => name !== 'dist' && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)]));
}
