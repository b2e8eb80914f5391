/** The script under review: read, edited against the version that was read, approved. */

import type { Request, Response } from 'express';
import { DEFAULT_HOLD_SECONDS, scriptRef, taskCan, type Script } from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import type { ApprovalMarks } from '../../platform/approval-marks.ts';
import { usedBy } from '../../platform/artifact-uses.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { TaskRecord, TaskStore } from '../../platform/task-store.ts';
import { editedScript, readKeptScript } from '../edited-script.ts';
import { notAwaitingReview, scriptChanged, type Engine } from '../engine.ts';
import { createTaskRoute, nothing, type Route } from '../operation.ts';
import { refuse } from '../problems.ts';
import { scriptSchema, wishSchema, type ScriptView } from '../schemas/script.ts';
import { taskSchema } from '../schemas/task.ts';
import type { TaskView } from '../../domain/index.ts';

export interface ScriptDeps {
  store: Pick<TaskStore, 'get'>;
  artifacts: Artifacts;
  approvalMarks: ApprovalMarks;
  engine: Pick<Engine, 'approve' | 'editScript' | 'rewriteSlide'>;
  view: (task: TaskRecord) => TaskView;
}

const path = '/api/tasks/{id}/script';
const answer = {
  status: 200,
  description: 'The script',
  schema: scriptSchema,
  headers: { ETag: 'Its version', 'Content-Language': 'The language of its words' },
};

export function createScriptRoutes({ store, artifacts, approvalMarks, engine, view }: ScriptDeps): Route[] {
  const taskRoute = createTaskRoute(store);

  const read = async ({ scriptKey, scriptVersion }: TaskRecord): Promise<{ script: Script; version: number }> => {
    if (scriptKey === undefined) throw refuse('script_not_ready', 'The script of this task is not written yet.');
    return { script: await readKeptScript(artifacts, scriptKey), version: scriptVersion ?? 1 };
  };

  const answerWith = async (res: Response, task: TaskRecord, { slides, language }: Script, version: number) => {
    const isApproved = await approvalMarks.read(task.request.id);
    const shown = slides.map(({ number, text, flags }) => ({ number, text, flags }));
    res.set({ ETag: `"${version}"`, 'Content-Language': language, 'Cache-Control': 'private, no-cache' }).json({
      slides: shown.map((slide) => (isApproved(slide) ? { ...slide, approved: true } : slide)),
    } satisfies ScriptView);
  };

  const getScript = taskRoute(
    {
      id: 'getScript',
      method: 'get',
      path,
      summary: 'What is said on each slide',
      query: nothing,
      body: nothing,
      answer,
      problems: ['script_not_ready'],
    },
    async ({ res, task }) => {
      const { script, version } = await read(task);
      await answerWith(res, task, script, version);
    },
  );

  const putScript = taskRoute(
    {
      id: 'putScript',
      method: 'put',
      path,
      summary: 'Change what is said, while the task waits for approval',
      description:
        'Slides that are not sent stay as they are. An empty text holds the slide in silence. `approved` marks the words that are sent with it as good; speaking starts with `approve`.',
      query: nothing,
      body: scriptSchema,
      headers: { 'If-Match': 'The ETag of the script that was changed' },
      answer,
      problems: [
        'not_awaiting_review',
        'script_not_ready',
        'if_match_required',
        'script_changed',
        'unknown_slide',
        'temporal_unavailable',
        'cross_site',
      ],
    },
    async ({ req, res, task, body }) => {
      if (!taskCan.editScript(task.status)) throw notAwaitingReview();
      const { script, version: baseVersion } = await read(task);
      const asked = ifMatch(req);
      if (asked === undefined)
        throw refuse('if_match_required', 'Send the ETag of the script that you changed as If-Match.');
      const holdMs = (task.request.options.script?.emptySlides?.seconds ?? DEFAULT_HOLD_SECONDS) * 1000;
      const edited = editedScript(script, body, holdMs);
      const key = artifactKey('script', edited, 'json');
      const finish = async (version: number): Promise<void> => {
        const marks = body.slides.flatMap(({ approved, ...slide }) =>
          approved === undefined ? [] : { ...slide, approved },
        );
        await approvalMarks.write(task.request.id, marks);
        await answerWith(res, task, edited, version);
      };
      // Marks alone, or sent again after an answer was lost: these words stand already.
      if (key === artifactKey('script', script, 'json')) {
        await finish(baseVersion);
        return;
      }
      if (asked !== '*' && asked !== `"${baseVersion}"`) throw scriptChanged();
      await usedBy(task.request.id, () => artifacts.writeJson(key, edited));
      const { version } = await engine.editScript(task.request.id, {
        baseVersion,
        script: scriptRef(edited, key, baseVersion + 1),
      });
      await finish(version);
    },
  );

  const rewrite = taskRoute(
    {
      id: 'rewriteSlide',
      method: 'post',
      path: `${path}/rewrite`,
      summary: 'Have one slide written anew by AI, while the task waits for approval',
      description:
        'The wish is in your own words: “shorter”, “explain the chart”. The answer comes when the new version stands.',
      query: nothing,
      body: wishSchema,
      answer,
      problems: ['not_awaiting_review', 'unknown_slide', 'rewrite_failed', 'temporal_unavailable', 'cross_site'],
    },
    async ({ res, task, body }) => {
      if (!taskCan.editScript(task.status)) throw notAwaitingReview();
      const { version } = await engine.rewriteSlide(task.request.id, body);
      const { script } = await read((await store.get(task.request.id)) ?? task);
      await answerWith(res, task, script, version);
    },
  );

  const approve = taskRoute(
    {
      id: 'approveScript',
      method: 'post',
      path: `${path}/approve`,
      summary: 'Approve the script: it is spoken now',
      query: nothing,
      body: nothing,
      headers: { 'If-Match': 'Optional: the ETag of the script that was read; another one is then not approved' },
      answer: { status: 200, description: 'The task', schema: taskSchema },
      problems: ['not_awaiting_review', 'script_changed', 'temporal_unavailable', 'cross_site'],
    },
    async ({ req, res, task }) => {
      if (!taskCan.approve(task.status)) throw notAwaitingReview();
      const version = task.scriptVersion ?? 1;
      const asked = ifMatch(req) ?? '*';
      if (asked !== '*' && asked !== `"${version}"`) throw scriptChanged();
      await engine.approve(task.request.id, { version });
      res.json(view((await store.get(task.request.id)) ?? task));
    },
  );

  return [getScript, putScript, rewrite, approve];
}

/** A weak mark, which proxies that compress put before an ETag, does not make it another version. */
const ifMatch = (req: Request): string | undefined => req.get('if-match')?.trim().replace(/^W\//, '');
