/** POST /api/tasks/{id}/revise: another version of a video, of which only the difference is made; and the versions before. */

import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { PlatformError, taskCan, type PastVersion, type TaskView } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { keepRequest } from '../../platform/kept-requests.ts';
import { deckKey, outputKey } from '../../platform/task-files.ts';
import type { Revision, TaskRecord, TaskStore } from '../../platform/task-store.ts';
import { createChangeWords, nextVersion } from '../changed-words.ts';
import { contentTypeOf } from '../content-types.ts';
import { readKeptScript } from '../edited-script.ts';
import { notRevisable } from '../not-revisable.ts';
import { createTaskRoute, nothing, type Call, type Route } from '../operation.ts';
import { acceptOptions, parseOptions, type Offers } from '../options.ts';
import { outputViews } from '../output-view.ts';
import { refuse } from '../problems.ts';
import { optionsSchema } from '../schemas/options.ts';
import { revisionSchema } from '../schemas/revision.ts';
import { scriptSchema } from '../schemas/script.ts';
import { taskSchema } from '../schemas/task.ts';
import { versionsSchema } from '../schemas/versions.ts';
import { sendArtifact } from '../send-artifact.ts';
import { createReceiveUpload, UPLOAD_PROBLEMS, type UploadDeps } from '../uploads.ts';

export interface ReviseDeps extends Offers {
  store: Pick<TaskStore, 'get' | 'revise'>;
  artifacts: Artifacts;
  inspectDeck: UploadDeps['inspectDeck'];
  view: (task: TaskRecord) => TaskView;
  config: UploadDeps['config'] & { linkBase: string };
}

type RevisionBody = z.infer<typeof revisionSchema>;
type Asked = Call<unknown, RevisionBody> & { task: TaskRecord };

export function createReviseRoutes({ store, artifacts, inspectDeck, view, config, ...offers }: ReviseDeps): Route[] {
  const taskRoute = createTaskRoute(store);
  const changeWords = createChangeWords(artifacts, offers);
  const receive = createReceiveUpload({ artifacts, inspectDeck, config });

  /** Another deck: its slides are matched with those before (activities/match-slides.ts), and keep their words where they stayed. */
  const redecked = async ({ req, res, task }: Asked, key: string): Promise<Revision> => {
    const upload = await receive(req, res, key);
    const options = upload.optionsText === undefined ? task.request.options : parseOptions(upload.optionsText);
    await acceptOptions(options, offers);
    const script = task.scriptKey === undefined ? undefined : { key: task.scriptKey, version: task.scriptVersion ?? 1 };
    const previous = script ? { previous: { deck: task.request.deck, script } } : {};
    return { request: nextVersion(task, { options, deck: upload.deck, ...previous }) };
  };

  const revise = taskRoute(
    {
      id: 'reviseTask',
      method: 'post',
      path: '/api/tasks/{id}/revise',
      summary: 'Make another version of the video, and of it only what changed',
      description:
        'Send other words or voices for some slides and other options as JSON, or another deck as multipart. `options` take the place of all options before. The version before keeps its files: see its versions.',
      query: nothing,
      body: revisionSchema,
      upload: {
        file: { name: 'deck', description: 'The next version of the deck' },
        fields: { options: optionsSchema },
      },
      answer: { status: 200, description: 'The task, queued again', schema: taskSchema },
      problems: [...UPLOAD_PROBLEMS, 'not_revisable', 'script_not_ready', 'unknown_slide'],
    },
    async (call) => {
      const { req, res, task } = call;
      const { id } = task.request;
      if (!taskCan.revise(task.status)) throw notRevisable();
      const deck = req.is('multipart/form-data') ? deckKey(id, randomUUID()) : undefined;
      let keep = false;
      try {
        const revision = await (deck === undefined ? changeWords(task, call.body) : redecked(call, deck));
        const accepted = await store.revise(task, revision).catch((thrown: unknown) => {
          // Redis did not answer: it may have taken the revision all the same, whose deck must then be there.
          keep = thrown instanceof PlatformError;
          throw thrown;
        });
        if (!accepted) throw notRevisable();
        keep = true;
        await keepRequest(accepted, artifacts);
      } finally {
        if (deck !== undefined && !keep) await artifacts.remove(deck);
      }
      res.json(view((await store.get(id)) ?? task));
    },
  );

  const listVersions = taskRoute(
    {
      id: 'listVersions',
      method: 'get',
      path: '/api/tasks/{id}/versions',
      summary: 'The versions of a video, newest first',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The versions that were finished', schema: versionsSchema },
      problems: [],
    },
    ({ res, task }) => {
      const finished = task.status === 'completed' ? [...task.pastVersions, standing(task)] : task.pastVersions;
      res.json({ versions: finished.toReversed().map((version) => viewOf(task.request.id, version)) });
      return Promise.resolve();
    },
  );

  const viewOf = (id: string, { version, name, options, outputs, scriptKey, finishedAt }: PastVersion) => {
    const self = `${config.linkBase}/api/tasks/${id}/versions/${version}`;
    return {
      version,
      name,
      options,
      finishedAt: new Date(finishedAt).toISOString(),
      ...(scriptKey === undefined ? {} : { script: `${self}/script` }),
      outputs: outputViews(outputs, self),
    };
  };

  const versionOf = (task: TaskRecord, number: unknown): PastVersion => {
    const found = [...task.pastVersions, standing(task)].find(({ version }) => String(version) === number);
    if (found) return found;
    throw refuse('version_not_found', 'This video has no such version.');
  };

  const getVersionScript = taskRoute(
    {
      id: 'getVersionScript',
      method: 'get',
      path: '/api/tasks/{id}/versions/{version}/script',
      summary: 'What was said in a version',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The script', schema: scriptSchema },
      problems: ['version_not_found', 'script_not_ready', 'artifact_missing'],
    },
    async ({ req, res, task }) => {
      const { scriptKey } = versionOf(task, req.params['version']);
      if (scriptKey === undefined) throw refuse('script_not_ready', 'The script of this version was never written.');
      const { slides, language } = await readKeptScript(artifacts, scriptKey);
      res.set('Content-Language', language);
      res.json({ slides: slides.map(({ number, text, flags }) => ({ number, text, flags })) });
    },
  );

  const getVersionOutput = taskRoute(
    {
      id: 'getVersionOutput',
      method: 'get',
      path: '/api/tasks/{id}/versions/{version}/outputs/{name}',
      summary: 'A file of a version',
      description: 'Parts (Range) and conditional requests (ETag) are understood.',
      query: nothing,
      body: nothing,
      headers: { Range: 'bytes=…', 'If-None-Match': 'An ETag', 'If-Range': 'An ETag' },
      answer: { status: 200, description: 'The file, or with 206 the part asked for', contentType: '*/*' },
      problems: ['version_not_found', 'output_not_found', 'range_not_satisfiable', 'artifact_missing'],
    },
    async ({ req, res, task }) => {
      const { version, outputs } = versionOf(task, req.params['version']);
      const output = outputs.find(({ name }) => name === req.params['name']);
      if (!output) throw refuse('output_not_found', 'This version has no output of this name.');
      await sendArtifact(artifacts, req, res, {
        key: outputKey(task.request.id, output.name, version),
        version: output.sha256,
        contentType: contentTypeOf(output.name),
        cacheControl: 'private, no-cache',
      });
    },
  );

  return [revise, listVersions, getVersionScript, getVersionOutput];
}

/** The version that stands now, in the words of those before. */
function standing({ request, outputs, scriptKey, updatedAt }: TaskRecord): PastVersion {
  const { version = 1, deck, options } = request;
  const script = scriptKey === undefined ? {} : { scriptKey };
  return { version, name: deck.name, options, outputs, finishedAt: updatedAt, ...script };
}
