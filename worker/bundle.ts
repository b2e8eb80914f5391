/**
 * Writes the bundle of the workflows. A program of its own, because bundling takes 200 MiB that a worker would never give back.
 * `node worker/bundle.ts [file] [failure converter]`; without a file, where every worker finds it: in an image, whose sources stay.
 */

import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode } from '@temporalio/worker';
import { WORKFLOW_BUNDLE, WORKFLOWS } from './workers.ts';

const [file = WORKFLOW_BUNDLE, failureConverterPath] = process.argv.slice(2);
const { code } = await bundleWorkflowCode({
  workflowsPath: WORKFLOWS,
  ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
});
await writeFile(file, code);
