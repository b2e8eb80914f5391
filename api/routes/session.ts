/** The web page's sign-in: a key once, then a cookie. */

import { z } from 'zod';
import { RequestError } from '../../domain/index.ts';
import type { Auth } from '../auth.ts';
import { nothing, route, type Route } from '../operation.ts';
import { sessionSchema } from '../schemas/session.ts';

const path = '/api/session';
const answer = { status: 200, description: 'The session', schema: sessionSchema };

export interface SessionDeps {
  auth: Auth;
  /** Where people may say who they are instead of sending a key. */
  elsewhere?: { name: string; url: string; endUrl: string };
}

export function createSessionRoutes({ auth, elsewhere }: SessionDeps): Route[] {
  const get = route(
    {
      id: 'getSession',
      method: 'get',
      path,
      summary: 'Whether a key is needed, and who is signed in',
      open: true,
      query: nothing,
      body: nothing,
      answer,
      problems: [],
    },
    async ({ req, res }) => {
      const signInWith = elsewhere && { name: elsewhere.name, url: elsewhere.url };
      const edge = { keyNeeded: auth.keyNeeded, ...(signInWith && { signInWith }) };
      try {
        const caller = auth.callerOf(req);
        // Only people have names, and only they came from elsewhere.
        const signOutAt = caller.name === undefined ? undefined : elsewhere?.endUrl;
        res.json({ ...edge, ...caller, ...(signOutAt !== undefined && { signOutAt }) });
      } catch (thrown) {
        if (!(thrown instanceof RequestError)) throw thrown;
        res.json(edge);
      }
      return Promise.resolve();
    },
  );
  const signIn = route(
    {
      id: 'signIn',
      method: 'post',
      path,
      summary: 'Sign in with a key; the answer sets a cookie',
      open: true,
      query: nothing,
      body: z.strictObject({ key: z.string().min(1).max(1000) }),
      answer: { ...answer, headers: { 'Set-Cookie': 'HttpOnly, SameSite=Strict' } },
      problems: ['wrong_key', 'cross_site'],
    },
    async ({ res, body }) => {
      const { cookie, ...caller } = auth.signIn(body.key);
      res.set('Set-Cookie', cookie).json({ keyNeeded: auth.keyNeeded, ...caller });
      return Promise.resolve();
    },
  );
  const signOut = route(
    {
      id: 'signOut',
      method: 'delete',
      path,
      summary: 'Sign out',
      open: true,
      query: nothing,
      body: nothing,
      answer: { status: 204, description: 'Signed out' },
      problems: ['cross_site'],
    },
    async ({ res }) => {
      res.set('Set-Cookie', auth.signOut()).status(204).end();
      return Promise.resolve();
    },
  );
  return [get, signIn, signOut];
}
