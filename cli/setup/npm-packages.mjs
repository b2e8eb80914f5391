/** The npm packages of package-lock.json. What is installed is read from npm's own list, so another `npm install` counts too. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './processes.mjs';

export const npmPackages = {
  name: 'npm packages',
  why: 'the libraries and Node 24',
  missing: () => {
    if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return 'node_modules is missing';
    if (!existsSync(join(root, 'node_modules/.bin/node'))) return 'Node 24 is missing';
    const wanted = packagesIn('package-lock.json');
    const installed = packagesIn('node_modules/.package-lock.json');
    const changed = Object.keys(wanted).find((path) => !isInstalled(wanted[path], installed[path]));
    return changed === undefined
      ? undefined
      : `package-lock.json has changed (${changed.replace(/^node_modules\//, '')})`;
  },
  install: () => run('npm', ['ci', '--no-audit', '--no-fund'], { doing: 'npm ci' }),
};

const packagesIn = (lockFile) => {
  const { packages } = JSON.parse(readFileSync(join(root, lockFile), 'utf8'));
  // '' is this project and `web` its workspace: sources, not packages.
  return Object.fromEntries(Object.entries(packages).filter(([path]) => path.startsWith('node_modules/')));
};

/** Optional packages are for other machines where they are absent. */
const isInstalled = (wanted, installed) =>
  installed ? installed.version === wanted.version : Boolean(wanted.optional);
