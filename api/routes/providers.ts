/** GET /api/providers: which paid providers the living workers have keys for. */

import type { ProviderCatalog } from '../../platform/provider-catalog.ts';
import { nothing, route, type Route } from '../operation.ts';
import { providersSchema } from '../schemas/providers.ts';

export function createProviderRoutes({ providers }: { providers: ProviderCatalog }): Route[] {
  const list = route(
    {
      id: 'listProviders',
      method: 'get',
      path: '/api/providers',
      summary: 'The paid providers there are',
      description: 'Empty while no worker runs. Offline voices and presenters are always there.',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'Providers', schema: providersSchema },
      problems: [],
    },
    async ({ res }) => {
      res.json({ providers: (await providers.read()) ?? [] });
    },
  );
  return [list];
}
