/** What is behind a link to a video: no more than is needed to watch it, and its files where the link allows that. */

import { z } from 'zod';
import type { Output } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { Share, Shares } from '../../platform/share-store.ts';
import { outputKey } from '../../platform/task-files.ts';
import type { TaskRecord, TaskStore } from '../../platform/task-store.ts';
import { contentTypeOf } from '../content-types.ts';
import { createSharedRoute, nothing, type Route } from '../operation.ts';
import { downloadName, outputViews } from '../output-view.ts';
import { refuse } from '../problems.ts';
import { sharedSchema } from '../schemas/shared.ts';
import { sendArtifact } from '../send-artifact.ts';

export interface SharedDeps {
  store: Pick<TaskStore, 'get'>;
  shares: Pick<Shares, 'find'>;
  artifacts: Artifacts;
}

/** A manifest names keys and cents, too: of it goes out what chapters are made of, and nothing else. */
const tellingSchema = z.object({
  language: z.string(),
  slides: z.array(z.object({ slide: z.int(), title: z.string(), seconds: z.number() })),
});
const manifestSchema = tellingSchema.extend({ more: z.array(tellingSchema).default([]) });

export function createSharedRoutes({ store, shares, artifacts }: SharedDeps): Route[] {
  const sharedRoute = createSharedRoute(store, shares);

  const chaptersOf = async ({ request, outputs }: TaskRecord) => {
    if (!outputs.some(({ kind }) => kind === 'manifest')) return undefined;
    const key = outputKey(request.id, 'manifest.json', request.version);
    return artifacts.readJson(key, (value) => manifestSchema.parse(value));
  };

  const get = sharedRoute(
    {
      id: 'getShared',
      method: 'get',
      path: '/api/shared/{token}',
      summary: 'A video behind a link',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'What is needed to watch it', schema: sharedSchema },
      problems: [],
    },
    async ({ req, res, task, share }) => {
      const token = z.string().parse(req.params['token']);
      res.json({
        name: task.request.deck.name,
        ready: task.status === 'completed',
        version: task.request.version ?? 1,
        downloads: share.downloads,
        expiresAt: new Date(share.expiresAt).toISOString(),
        outputs: outputViews(visible(task, share), `/api/shared/${token}`),
        story: await chaptersOf(task),
      });
    },
  );

  const getOutput = sharedRoute(
    {
      id: 'getSharedOutput',
      method: 'get',
      path: '/api/shared/{token}/outputs/{name}',
      summary: 'A file behind a link',
      description: 'Parts (Range) and conditional requests (ETag) are understood.',
      query: z.strictObject({
        download: z.string().max(10).exactOptional().meta({ description: 'Present: saved instead of shown' }),
      }),
      body: nothing,
      headers: { Range: 'bytes=…', 'If-None-Match': 'An ETag', 'If-Range': 'An ETag' },
      answer: { status: 200, description: 'The file, or with 206 the part asked for', contentType: '*/*' },
      problems: ['output_not_found', 'range_not_satisfiable', 'artifact_missing'],
    },
    async ({ req, res, task, share, query }) => {
      const output = visible(task, share).find(({ name }) => name === req.params['name']);
      if (!output) throw refuse('output_not_found', 'There is no such file behind this link.');
      const saved = query.download !== undefined && share.downloads;
      await sendArtifact(artifacts, req, res, {
        key: outputKey(task.request.id, output.name, task.request.version),
        version: output.sha256,
        contentType: contentTypeOf(output.name),
        // A link may be taken back: the browser asks each time.
        cacheControl: 'private, no-cache',
        ...(saved ? { downloadName: downloadName(task.request.deck.name, output.name) } : {}),
      });
    },
  );
  return [get, getOutput];
}

/** What a player needs; the other files only where they may be saved. The manifest and the script's own file say more than a viewer is meant to know. */
function visible({ outputs }: TaskRecord, { downloads }: Share): Output[] {
  return outputs.filter(({ kind, name }) => {
    if (kind === 'video' || kind === 'poster' || (kind === 'subtitles' && name.endsWith('.vtt'))) return true;
    return downloads && kind !== 'manifest' && !name.endsWith('.json');
  });
}
