/** GET and PUT /api/lexicon: how the owner's words are spoken, in the tasks that are made from now on. */

import type { Lexicons } from '../../platform/lexicon-store.ts';
import { nothing, route, type Route } from '../operation.ts';
import { lexiconSchema } from '../schemas/lexicon.ts';

const path = '/api/lexicon';
const answer = { status: 200, description: 'The lexicon', schema: lexiconSchema };

export function createLexiconRoutes({ lexicons }: { lexicons: Lexicons }): Route[] {
  const getLexicon = route(
    {
      id: 'getLexicon',
      method: 'get',
      path,
      summary: 'How some words are spoken',
      query: nothing,
      body: nothing,
      answer,
      problems: [],
    },
    async ({ res, owner }) => {
      res.json(await lexicons.read(owner));
    },
  );

  const putLexicon = route(
    {
      id: 'putLexicon',
      method: 'put',
      path,
      summary: 'Say how some words are to be spoken',
      description:
        'The whole list takes the place of the one before; an empty one takes it away. It changes the speech and never the subtitles, from the next task on. A word written in small letters fits any capitals; with a capital it fits only itself.',
      query: nothing,
      body: lexiconSchema,
      answer,
      problems: ['cross_site'],
    },
    async ({ res, owner, body }) => {
      await lexicons.write(owner, body);
      res.json(body);
    },
  );
  return [getLexicon, putLexicon];
}
