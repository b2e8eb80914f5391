/** Writes the workflows' bundle that a worker would otherwise make at each start. Run where the sources will not change: in the image. */

import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode } from '@temporalio/worker';
import { WORKFLOW_BUNDLE, WORKFLOWS } from './workers.ts';

const { code } = await bundleWorkflowCode({ workflowsPath: WORKFLOWS });
await writeFile(WORKFLOW_BUNDLE, code);
