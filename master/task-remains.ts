/** What is left of a task outside Redis: its outputs in the store, its run and what that reported in Temporal. */

import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { z } from 'zod';
import type { Output, RunRef, TaskRequest, Warning } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { sha256Of } from '../platform/file-pieces.ts';
import { outputKey } from '../platform/task-files.ts';
import type { TaskChange } from '../platform/task-store.ts';
import { workflowIdFor } from '../platform/temporal.ts';

/** What this system wrote itself is trusted beyond its outer shape. */
const ours = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
type Report = { run: RunRef } & TaskChange;

/** What the reconciler needs of the manifest that the verb `deliver` writes last. */
const manifestSchema = z.object({
  outputs: z.array(ours<Output>()),
  warnings: z.array(ours<Warning>()),
  slides: z.array(
    z.object({ slide: z.number(), title: z.string(), picture: z.object({ key: z.string() }).optional() }),
  ),
  script: z.object({ key: z.string(), version: z.number() }),
});

/** The task's newest run; undefined where there is none, or Temporal has forgotten it. */
export async function newestRun(id: string, client: Client): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowIdFor(id)).describe();
  } catch (thrown) {
    if (thrown instanceof WorkflowNotFoundError) return undefined;
    throw thrown;
  }
}

/** Which attempt this run is; a master wrote it there. */
export const attemptOf = ({ memo }: WorkflowExecutionDescription): number =>
  z.number().catch(1).parse(memo?.['attempt']);

/** Everything that the workflow itself told the task, in order: it stands in the history as what `recordProgress` was given. */
export async function reportsOf(run: WorkflowExecutionDescription, client: Client): Promise<Report[]> {
  const { events } = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
  const reports: Report[] = [];
  for (const { activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
    if (scheduled?.activityType?.name !== 'recordProgress') continue;
    const given = await decodeArrayFromPayloads(client.options.loadedDataConverter, scheduled.input?.payloads);
    reports.push(ours<Report>().parse(given[0]));
  }
  return reports;
}

/** The end as `deliver` reports it, read from the store; undefined unless every output is there in its full size. */
export async function readDelivered(
  { id, version }: Pick<TaskRequest, 'id' | 'version'>,
  artifacts: Artifacts,
): Promise<TaskChange | undefined> {
  const key = outputKey(id, 'manifest.json', version);
  if (!(await artifacts.has(key))) return undefined;
  const { outputs, warnings, slides, script } = await artifacts.readJson(key, (value) => manifestSchema.parse(value));
  for (const { name, sizeBytes } of outputs) {
    if (!(await artifacts.has(outputKey(id, name, version)))) return undefined;
    if ((await artifacts.sizeOf(outputKey(id, name, version))) !== sizeBytes) return undefined;
  }
  const sizeBytes = await artifacts.sizeOf(key);
  const sha256 = await sha256Of(await artifacts.file(key));
  return {
    status: 'completed',
    stage: 'done',
    outputs: [...outputs, { name: 'manifest.json', kind: 'manifest', sizeBytes, sha256 }],
    warnings,
    slides: slides.map(({ slide: number, title }) => ({ number, title, stage: 'done' })),
    pictures: slides.flatMap(({ slide, picture }) => (picture ? [{ slide, key: picture.key }] : [])),
    scriptKey: script.key,
    scriptVersion: script.version,
  };
}
