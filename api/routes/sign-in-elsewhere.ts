/** A sign-in with OpenID Connect: people go out by one address and come back by another, and leave by a third. Each sends them on. */

import { z } from 'zod';
import { toError } from '../../domain/index.ts';
import type { Log } from '../../platform/log.ts';
import type { Auth } from '../auth.ts';
import { NotAdmittedError, OIDC_CALLBACK, type Oidc } from '../oidc.ts';
import { nothing, route, type Route } from '../operation.ts';

export const OIDC_BEGIN = '/api/session/oidc';
export const OIDC_END = '/api/session/oidc/end';

export function createSignInElsewhere({ oidc, auth, log }: { oidc: Oidc; auth: Auth; log: Log }): Route[] {
  const answer = { status: 302, description: 'Onwards', headers: { Location: 'Where to' } };
  const begin = route(
    {
      id: 'signInElsewhere',
      method: 'get',
      path: OIDC_BEGIN,
      summary: 'For browsers: sign in at the OpenID provider of this server',
      open: true,
      query: z.strictObject({
        to: z.string().max(500).exactOptional().meta({ description: 'The page to come back to' }),
      }),
      body: nothing,
      answer,
      problems: [],
    },
    async ({ res, query }) => {
      try {
        const { url, cookie } = await oidc.begin(query.to ?? '/');
        res.set('Set-Cookie', cookie).redirect(url);
      } catch (thrown) {
        log.warn({ reason: toError(thrown).message }, 'the OpenID provider cannot be reached');
        res.redirect('/?signIn=failed');
      }
    },
  );
  const finish = route(
    {
      id: 'signedInElsewhere',
      method: 'get',
      path: OIDC_CALLBACK,
      summary: 'For browsers: where the OpenID provider sends people back to',
      open: true,
      query: z.looseObject({}).meta({ description: 'As OpenID Connect has it: code, state, iss, error' }),
      body: nothing,
      answer,
      problems: [],
    },
    async ({ req, res }) => {
      res.append('Set-Cookie', oidc.endCookie);
      try {
        const { person, returnTo } = await oidc.finish(req);
        res.append('Set-Cookie', auth.signInPerson(person)).redirect(returnTo);
      } catch (thrown) {
        log.warn({ reason: toError(thrown).message }, 'a sign-in with OpenID Connect was refused');
        res.redirect(thrown instanceof NotAdmittedError ? '/?signIn=refused' : '/?signIn=failed');
      }
    },
  );
  const end = route(
    {
      id: 'signOutElsewhere',
      method: 'get',
      path: OIDC_END,
      summary: 'For browsers, after signing out here: sign out at the OpenID provider, too',
      open: true,
      query: nothing,
      body: nothing,
      answer,
      problems: [],
    },
    async ({ res }) => {
      const url = await oidc.endUrl().catch((thrown: unknown) => {
        log.warn({ reason: toError(thrown).message }, 'the OpenID provider cannot be reached');
        return undefined;
      });
      res.redirect(url ?? '/');
    },
  );
  return [begin, finish, end];
}
