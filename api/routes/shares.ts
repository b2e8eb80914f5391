/** Links to a video for people without a key: made, listed and taken back by the task's owner. */

import { z } from 'zod';
import type { Share, Shares } from '../../platform/share-store.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { createTaskRoute, nothing, type Route } from '../operation.ts';
import { refuse } from '../problems.ts';
import { newShareSchema, shareSchema, sharesSchema } from '../schemas/share.ts';

export interface ShareRouteDeps {
  store: Pick<TaskStore, 'get'>;
  shares: Shares;
  config: { linkBase: string };
}

const path = '/api/tasks/{id}/shares';
const DAY_MS = 86_400_000;

export function createShareRoutes({ store, shares, config }: ShareRouteDeps): Route[] {
  const taskRoute = createTaskRoute(store);

  const create = taskRoute(
    {
      id: 'shareTask',
      method: 'post',
      path,
      summary: 'Make a link under which anybody may watch the video for a while',
      description:
        'The answer is the only place where the link stands: only its hash is kept. With `?embed=1` the page is made to stand in others.',
      query: nothing,
      body: newShareSchema,
      answer: { status: 201, description: 'The link', schema: shareSchema },
      problems: ['cross_site'],
    },
    async ({ res, task, body }) => {
      const { days, downloads } = body;
      const { token, share } = await shares.create(task.request.id, { forMs: days * DAY_MS, downloads });
      res.status(201).json({ ...shown(share), url: `${config.linkBase}/s/${token}` });
    },
  );

  const list = taskRoute(
    {
      id: 'listShares',
      method: 'get',
      path,
      summary: 'The links that still lead to the video',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The links, without what opens them', schema: sharesSchema },
      problems: [],
    },
    async ({ res, task }) => {
      res.json({ shares: (await shares.list(task.request.id)).map(shown) });
    },
  );

  const revoke = taskRoute(
    {
      id: 'revokeShare',
      method: 'delete',
      path: `${path}/{share}`,
      summary: 'Take a link back: from this answer on it leads nowhere',
      query: nothing,
      body: nothing,
      answer: { status: 204, description: 'It is gone' },
      problems: ['share_not_found', 'cross_site'],
    },
    async ({ req, res, task }) => {
      const id = z.string().catch('').parse(req.params['share']);
      if (!(await shares.revoke(task.request.id, id)))
        throw refuse('share_not_found', 'This video has no such link (any more).');
      res.status(204).end();
    },
  );
  return [create, list, revoke];
}

const shown = ({ id, downloads, createdAt, expiresAt }: Share) => ({
  id,
  downloads,
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: new Date(expiresAt).toISOString(),
});
