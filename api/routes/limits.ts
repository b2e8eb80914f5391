/** GET /api/limits: what the keeper of this server has set, for whoever plans with it. */

import { nothing, route, type Route } from '../operation.ts';
import { limitsSchema } from '../schemas/limits.ts';

export interface LimitsDeps {
  config: { maxUploadBytes: number; maxSlides: number; retentionDays?: number | undefined };
}

export function createLimitsRoutes({ config }: LimitsDeps): Route[] {
  const { maxUploadBytes, maxSlides, retentionDays } = config;
  const get = route(
    {
      id: 'getLimits',
      method: 'get',
      path: '/api/limits',
      summary: 'How large a deck may be, and how long tasks are kept',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The limits', schema: limitsSchema },
      problems: [],
    },
    ({ res }) => {
      res.json({ maxUploadBytes, maxSlides, ...(retentionDays === undefined ? {} : { retentionDays }) });
      return Promise.resolve();
    },
  );
  return [get];
}
