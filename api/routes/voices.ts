/** GET /api/voices: what the living workers can speak with. */

import type { Voice } from '../../domain/index.ts';
import { nothing, route, type Route } from '../operation.ts';
import { voicesSchema } from '../schemas/voices.ts';

export function createVoiceRoutes({ voices }: { voices: { read: () => Promise<Voice[]> } }): Route[] {
  const list = route(
    {
      id: 'listVoices',
      method: 'get',
      path: '/api/voices',
      summary: 'The voices there are',
      description: 'Empty while no worker runs.',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'Voices', schema: voicesSchema },
      problems: [],
    },
    async ({ res }) => {
      const known = await voices.read();
      const views = known.map(({ provider, name, label, languages, gender, models, sampleUrl }) => ({
        provider,
        name,
        label,
        languages,
        ...(gender === undefined ? {} : { gender }),
        ...(models === undefined ? {} : { models }),
        ...(provider === 'offline' || sampleUrl !== undefined
          ? { sample: `/api/voices/${provider}/${encodeURIComponent(name)}/sample` }
          : {}),
      }));
      res.json({
        voices: views.sort(
          (a, b) => (a.languages[0] ?? '').localeCompare(b.languages[0] ?? '') || a.label.localeCompare(b.label),
        ),
      });
    },
  );
  return [list];
}
