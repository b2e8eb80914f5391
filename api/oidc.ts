/**
 * Sign-in with OpenID Connect: the authorization code flow with PKCE, state and nonce. What has to be remembered between the two
 * visits lies in a cookie of the browser that began, so that nobody can be signed in by a link from somebody else.
 */

import type { Request } from 'express';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { z } from 'zod';
import type { OidcConfig } from '../platform/config.ts';
import { cookieOf, sessionCookie } from './auth.ts';

export interface Oidc {
  /** Where to send the browser, and the cookie to send with it. */
  begin(returnTo: string): Promise<{ url: string; cookie: string }>;
  /** @throws NotAdmittedError; any other error where the answer does not belong to a sign-in that this browser began. */
  finish(req: Request): Promise<{ person: Person; returnTo: string }>;
  /** Where the browser ends its session at the issuer as well; undefined where the issuer has no such place. */
  endUrl(): Promise<string | undefined>;
  /** Forgets what `begin` remembered. */
  endCookie: string;
}

export interface Person {
  /** Owns the tasks; cannot be the name of an API key. */
  owner: string;
  name: string;
}

/** The issuer knows this person, and the keeper of this server lets others in only. */
export class NotAdmittedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotAdmittedError';
  }
}

export const OIDC_CALLBACK = '/api/session/oidc/callback';

const COOKIE = 'slidespeaker-sign-in';
/** Time to find the password, and the second factor. */
const SIGN_IN_SECONDS = 15 * 60;
/** A sign-in service that needs longer is not there, for a person who waits. */
const REQUEST_LIMIT_SECONDS = 10;
const MAX_OWNER_LENGTH = 200;
const MAX_NAME_LENGTH = 80;

const rememberedSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
});

export function createOidc(config: OidcConfig, publicUrl: string): Oidc {
  const provider = rememberedOnce(() => discover(config));
  const cookie = (value: string, seconds: number): string =>
    // Lax: the browser comes back from another site, and Strict would keep the cookie from us.
    sessionCookie(COOKIE, value, { seconds, sameSite: 'Lax', publicUrl });
  return {
    endCookie: cookie('', 0),

    endUrl: async () => {
      const openId = await provider();
      if (openId.serverMetadata().end_session_endpoint === undefined) return undefined;
      // Without an ID token the issuer may ask whether it is meant: we keep none, and so nobody can take it from us.
      return buildEndSessionUrl(openId, { post_logout_redirect_uri: `${publicUrl}/` }).href;
    },

    begin: async (returnTo) => {
      const remembered = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
        returnTo: localPath(returnTo, publicUrl),
      };
      const url = buildAuthorizationUrl(await provider(), {
        redirect_uri: `${publicUrl}${OIDC_CALLBACK}`,
        scope: config.scopes,
        state: remembered.state,
        nonce: remembered.nonce,
        code_challenge: await calculatePKCECodeChallenge(remembered.verifier),
        code_challenge_method: 'S256',
      });
      const value = Buffer.from(JSON.stringify(remembered)).toString('base64url');
      return { url: url.href, cookie: cookie(value, SIGN_IN_SECONDS) };
    },

    finish: async (req) => {
      const value = Buffer.from(cookieOf(req, COOKIE) ?? '', 'base64url').toString();
      const { state, nonce, verifier, returnTo } = rememberedSchema.parse(JSON.parse(value));
      const openId = await provider();
      const tokens = await authorizationCodeGrant(openId, new URL(`${publicUrl}${req.originalUrl}`), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
      });
      const identity = tokens.claims();
      if (!identity) throw new Error('the issuer sent no ID token');
      // Many issuers say only there more than the subject.
      const about = openId.serverMetadata().userinfo_endpoint
        ? await fetchUserInfo(openId, tokens.access_token, identity.sub)
        : {};
      return { person: personOf({ ...about, ...identity }, config), returnTo: localPath(returnTo, publicUrl) };
    },
  };
}

/** What the issuer says of somebody → who they are here. @throws NotAdmittedError */
export function personOf(
  claims: Readonly<Record<string, unknown>>,
  { issuer, ownerClaim, emailDomains }: Pick<OidcConfig, 'issuer' | 'ownerClaim' | 'emailDomains'>,
): Person {
  const text = (claim: string): string | undefined => {
    const value = claims[claim];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  // What the issuer has not verified, anybody can have typed there.
  const email = isUnverified(claims['email_verified']) ? undefined : text('email')?.toLowerCase();
  if (emailDomains.length > 0 && !emailDomains.includes(email?.split('@').at(-1) ?? ''))
    throw new NotAdmittedError('no verified address of a domain that is let in');
  const word = ownerClaim === 'email' ? email : text(ownerClaim);
  if (word === undefined) throw new NotAdmittedError(`the issuer says no "${ownerClaim}" of this person`);
  // An "@" is in every owner from here and in no name of an API key, so that nobody becomes the owner of a key.
  const owner =
    ownerClaim === 'email' ? plain(word).replace('%40', '@') : `${plain(word)}@${plain(new URL(issuer).hostname)}`;
  if (owner.length > MAX_OWNER_LENGTH || !owner.includes('@'))
    throw new NotAdmittedError(`the "${ownerClaim}" of this person cannot be an owner here`);
  const name = text('name') ?? text('preferred_username') ?? email ?? owner;
  return { owner, name: Array.from(name).slice(0, MAX_NAME_LENGTH).join('') };
}

/** An issuer may say nothing of it (docs/hosting.md), or say it as a word; whatever else it says is no yes. */
const isUnverified = (said: unknown): boolean => ![undefined, true, 'true'].some((yes) => yes === said);

/** Letters, digits and `-_.%` only: it becomes a part of Redis' keys and of our cookie. */
function plain(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A page of ours, whatever was asked for. */
function localPath(wanted: string, publicUrl: string): string {
  if (!URL.canParse(wanted, publicUrl)) return '/';
  const { origin, pathname } = new URL(wanted, publicUrl);
  // A path that begins with two slashes would be another host again.
  return origin === new URL(publicUrl).origin ? pathname.replace(/^\/+/, '/') : '/';
}

async function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<Configuration> {
  return discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: REQUEST_LIMIT_SECONDS,
    // The configuration takes http only for a provider on this machine.
    execute: issuer.startsWith('http:') ? [allowInsecureRequests] : [],
  });
}

/** Asks once, and again only where that failed. */
function rememberedOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((thrown: unknown) => {
      answer = undefined;
      throw thrown;
    });
    return answer;
  };
}
