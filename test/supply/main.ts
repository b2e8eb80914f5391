/** `npm run licences`: every package that runs in production, by its licence. */

import { lockedPackages } from './locked-packages.ts';

const shipped = lockedPackages().filter(({ dev }) => !dev);
for (const [license, packages] of [...Map.groupBy(shipped, (one) => one.license ?? 'see the package')].sort()) {
  const names = [...new Set(packages.map(({ name, version }) => `${name}@${version}`))].sort();
  process.stdout.write(`${license} (${names.length})\n${names.map((name) => `  ${name}\n`).join('')}`);
}
