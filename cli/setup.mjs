/**
 * Installs what is missing, says what and why and how long it took, then runs the command after `--then`.
 *
 *   node cli/setup.mjs [--tests] [--then command argument…]
 *
 * What it says goes to standard error: standard output is the command's own, `--json` above all.
 *
 * Plain JavaScript for Node 20 and without dependencies, because it runs before anything is installed. What it starts
 * runs with the project's own Node (the `node` package), which comes first on its PATH.
 */

import { join } from 'node:path';
import { npmPackages } from './setup/npm-packages.mjs';
import { runForeground, root } from './setup/processes.mjs';
import { SetupProblem } from './setup/problem.mjs';
import { systemPackages } from './setup/system-packages.mjs';
import { needsPip, temporalCli } from './setup/temporal-cli.mjs';
import { webPage } from './setup/web-page.mjs';

const args = process.argv.slice(2);
const then = args.indexOf('--then');
const [program, ...programArgs] = then === -1 ? [] : args.slice(then + 1);
const flags = then === -1 ? args : args.slice(0, then);
const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

/**
 * A step is `{ name, why, missing() → reason or undefined, install() }`; `missing` costs milliseconds once all is here. What only root
 * can install comes first: a person who has to be asked for it is asked at once.
 */
const steps = [systemPackages({ forTests: flags.includes('--tests'), needsPip }), npmPackages, temporalCli, webPage];

try {
  const startedAt = performance.now();
  let installed = 0;
  for (const step of steps) {
    const reason = await step.missing();
    if (reason === undefined) continue;
    console.error(`Set-up: ${step.name} (${step.why}): ${reason}`);
    const stepStartedAt = performance.now();
    await step.install();
    console.error(`        ${step.name} ready after ${seconds(stepStartedAt)}`);
    installed += 1;
  }
  console.error(`Set-up: ${installed === 0 ? 'everything is here' : 'done'} (${seconds(startedAt)})`);
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(`\nSet-up stopped: ${error.message}`);
  process.exit(1);
}

if (program !== undefined) {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  process.exit(await runForeground(program, programArgs, { ...process.env, PATH }));
}
