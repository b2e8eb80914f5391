/** What a task made, as files: the outputs, and the slides' pictures as soon as they exist. */

import { z } from 'zod';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { contentTypeOf } from '../content-types.ts';
import { createTaskRoute, nothing, type Route } from '../operation.ts';
import { downloadName } from '../output-view.ts';
import { refuse } from '../problems.ts';
import { sendArtifact, versionIn } from '../send-artifact.ts';
import { outputKey } from '../../platform/task-files.ts';
import { thumbnailOf, THUMBNAIL_WIDTHS } from '../thumbnails.ts';

/** Kept by the browser, and asked for again each time: a retry may replace the file behind the address. */
const REVALIDATE = 'private, no-cache';
/** For addresses that name the attempt too. */
const FOR_EVER = 'private, max-age=31536000, immutable';

const pictureQuerySchema = z.strictObject({
  w: z.coerce
    .number()
    .pipe(z.literal(THUMBNAIL_WIDTHS))
    .exactOptional()
    .meta({ description: 'Width in pixels of a smaller picture (WebP)' }),
  attempt: z
    .string()
    .max(20)
    .exactOptional()
    .meta({ description: 'The task’s attempt: then the picture may be cached for ever' }),
});

export function createFileRoutes({
  store,
  artifacts,
}: {
  store: Pick<TaskStore, 'get'>;
  artifacts: Artifacts;
}): Route[] {
  const taskRoute = createTaskRoute(store);

  const getOutput = taskRoute(
    {
      id: 'getOutput',
      method: 'get',
      path: '/api/tasks/{id}/outputs/{name}',
      summary: 'A finished file',
      description: 'Parts (Range) and conditional requests (ETag) are understood.',
      query: z.strictObject({
        download: z.string().max(10).exactOptional().meta({ description: 'Present: saved instead of shown' }),
      }),
      body: nothing,
      headers: { Range: 'bytes=…', 'If-None-Match': 'An ETag', 'If-Range': 'An ETag' },
      answer: {
        status: 200,
        description: 'The file, or with 206 the part asked for',
        contentType: '*/*',
        headers: { ETag: 'The SHA-256 of the file' },
      },
      problems: ['output_not_found', 'range_not_satisfiable', 'artifact_missing'],
    },
    async ({ req, res, task, query }) => {
      const output = task.outputs.find(({ name }) => name === req.params['name']);
      if (!output)
        throw refuse('output_not_found', 'This task has no output of this name (yet). The task lists those it has.');
      await sendArtifact(artifacts, req, res, {
        key: outputKey(task.request.id, output.name, task.request.version),
        version: output.sha256,
        contentType: contentTypeOf(output.name),
        cacheControl: REVALIDATE,
        ...(query.download === undefined ? {} : { downloadName: downloadName(task.request.deck.name, output.name) }),
      });
    },
  );

  const getPicture = taskRoute(
    {
      id: 'getSlidePicture',
      method: 'get',
      path: '/api/tasks/{id}/slides/{number}.png',
      summary: 'A slide’s picture',
      query: pictureQuerySchema,
      body: nothing,
      headers: { 'If-None-Match': 'An ETag' },
      answer: { status: 200, description: 'The picture', contentType: 'image/png' },
      problems: ['picture_not_found', 'range_not_satisfiable', 'artifact_missing'],
    },
    async ({ req, res, task, query }) => {
      const picture = task.pictures.find(({ slide }) => String(slide) === req.params['number']);
      if (!picture) throw refuse('picture_not_found', 'There is no picture of this slide (yet).');
      const key = query.w === undefined ? picture.key : await thumbnailOf(artifacts, picture.key, query.w);
      await sendArtifact(artifacts, req, res, {
        key,
        version: versionIn(key),
        contentType: contentTypeOf(key),
        cacheControl: query.attempt === undefined ? REVALIDATE : FOR_EVER,
      });
    },
  );

  const getClip = taskRoute(
    {
      id: 'getSlideClip',
      method: 'get',
      path: '/api/tasks/{id}/slides/{number}/clip.mp4',
      summary: 'A slide’s part of the video, as soon as it is finished',
      description: 'In the first language. Parts (Range) and conditional requests (ETag) are understood.',
      query: nothing,
      body: nothing,
      headers: { Range: 'bytes=…', 'If-None-Match': 'An ETag', 'If-Range': 'An ETag' },
      answer: { status: 200, description: 'The clip, or with 206 the part asked for', contentType: 'video/mp4' },
      problems: ['clip_not_found', 'range_not_satisfiable', 'artifact_missing'],
    },
    async ({ req, res, task }) => {
      const done = task.slides.find(({ number }) => String(number) === req.params['number'])?.stage === 'done';
      const clip = task.clips.find(({ slide }) => String(slide) === req.params['number']);
      if (!done || !clip) throw refuse('clip_not_found', 'There is no clip of this slide (yet).');
      const { key } = clip;
      await sendArtifact(artifacts, req, res, {
        ...{ key, version: versionIn(key), contentType: 'video/mp4', cacheControl: REVALIDATE },
      });
    },
  );

  return [getOutput, getPicture, getClip];
}
