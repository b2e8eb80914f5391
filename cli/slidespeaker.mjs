#!/usr/bin/env node
/** The command `slidespeaker`: hands over to cli/slidespeaker.ts with the project's own Node, whichever Node npx has. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const node = fromRoot('node_modules/.bin/node');
if (!existsSync(node)) {
  console.error('SlideSpeaker is not set up yet. Run: npm run setup');
  process.exit(1);
}
const child = spawn(node, [fromRoot('cli/slidespeaker.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('close', (code) => process.exit(code ?? 1));
