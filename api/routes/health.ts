/** /healthz, /readyz and /metrics of this process. */

import { metricsText, readiness, type Checks } from '../../platform/health.ts';
import { nothing, route, type Route } from '../operation.ts';

export function createHealthRoutes({ checks }: { checks: Checks }): Route[] {
  const edge = { method: 'get', open: true, query: nothing, body: nothing, problems: [] } as const;
  const health = route(
    {
      ...edge,
      uncounted: true,
      id: 'health',
      path: '/healthz',
      summary: 'This process lives',
      answer: { status: 200, description: 'Alive', contentType: 'application/json' },
    },
    ({ res }) => Promise.resolve(void res.json({ status: 'ok' })),
  );
  const ready = route(
    {
      ...edge,
      uncounted: true,
      id: 'ready',
      path: '/readyz',
      summary: 'Redis, Temporal and the store can be used',
      description: 'With 503 where one cannot; the body then says which.',
      answer: { status: 200, description: 'Ready', contentType: 'application/json' },
    },
    async ({ res }) => {
      const result = await readiness(checks);
      res.status(result.ready ? 200 : 503).json(result);
    },
  );
  const metrics = route(
    {
      ...edge,
      id: 'metrics',
      path: '/metrics',
      summary: 'Counters for Prometheus',
      answer: { status: 200, description: 'Metrics', contentType: 'text/plain' },
    },
    async ({ res }) => {
      const { contentType, body } = await metricsText();
      res.set('Content-Type', contentType).send(body);
    },
  );
  return [health, ready, metrics];
}
