/**
 * Who asks, and for what they may ask. With API_KEYS, a key in `Authorization: Bearer`, or the cookie that the web page gets for it
 * or for a sign-in with OpenID Connect; its name owns the tasks. Without, everybody on this machine is `local`; then web
 * pages of others must not ask in their visitors' name.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { OWN_TASKS, SCOPES, type ApiKey, type Scope } from '../platform/api-keys.ts';
import { refuse } from './problems.ts';

export interface AuthConfig {
  /** Empty: no key is asked for. */
  apiKeys: readonly ApiKey[];
  /** What people type to reach this server. */
  publicUrl: string;
  /** Signs the cookies of people who signed in elsewhere; undefined: nobody does. */
  peopleSecret?: string | undefined;
}

export interface Caller {
  owner: string;
  scopes: readonly Scope[];
  /** What people call the owner, where that is something else. */
  name?: string;
}

export interface Auth {
  keyNeeded: boolean;
  /** @throws RequestError 401 `unauthorized`, `wrong_key` */
  callerOf(req: Request): Caller;
  /** Every route that belongs to somebody asks here, and nowhere else. @throws RequestError as `callerOf`, 403 `scope_missing` */
  ownerWith(scope: Scope, req: Request): string;
  /** The `Set-Cookie` for whoever sends this key. @throws RequestError 401 `wrong_key` */
  signIn(key: string): Caller & { cookie: string };
  /** The `Set-Cookie` for somebody whom the OpenID provider knows. */
  signInPerson(person: { owner: string; name: string }): string;
  signOut(): string;
  /** @throws RequestError 403 `wrong_host`, `cross_site` where another web site asks through somebody's browser. */
  guard(req: Request): void;
}

const LOCAL: Caller = { owner: 'local', scopes: SCOPES };
const COOKIE = 'slidespeaker';
/** A month: long enough not to ask a teacher every week; a changed or removed key ends it at once. */
const KEY_SESSION_SECONDS = 30 * 24 * 3600;
/** A working day: whom the provider does not know any more is out by tomorrow. */
const PERSON_SESSION_SECONDS = 12 * 3600;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

export function createAuth({ apiKeys, publicUrl, peopleSecret }: AuthConfig): Auth {
  const keyNeeded = apiKeys.length > 0;
  const setCookie = (value: string, seconds: number): string =>
    sessionCookie(COOKIE, value, { seconds, sameSite: 'Strict', publicUrl });

  const holderOf = (key: string): ApiKey => {
    // Every key is compared, so that the time tells nothing about which one was nearly right.
    const [found] = apiKeys.filter((known) => sameText(known.key, key));
    if (!found) throw refuse('wrong_key', 'This API key is not known here. Ask the keeper of this server for one.');
    return found;
  };

  /** `name~expires~signature` of a key, `owner~expires~name~signature` of a person. */
  const callerOfCookie = (value: string): Caller | undefined => {
    const [owner = '', expires = '', ...rest] = value.split('~');
    if (Number(expires) <= Date.now()) return undefined;
    if (rest.length === 1) {
      const [found] = apiKeys.filter(
        (known) => known.name === owner && sameText(signed(known, expires), rest[0] ?? ''),
      );
      return found && callerWith(found);
    }
    const [name = '', signature = ''] = rest;
    if (peopleSecret === undefined || !sameText(signedPerson(peopleSecret, owner, expires, name), signature))
      return undefined;
    return { owner, scopes: OWN_TASKS, name: Buffer.from(name, 'base64url').toString() };
  };

  const callerOf = (req: Request): Caller => {
    if (!keyNeeded) return LOCAL;
    const [, key] = /^Bearer +(\S+) *$/i.exec(req.get('authorization') ?? '') ?? [];
    if (key !== undefined) return callerWith(holderOf(key));
    const session = cookieOf(req, COOKIE);
    const caller = session === undefined ? undefined : callerOfCookie(session);
    if (caller === undefined) throw refuse('unauthorized', 'Send your API key as "Authorization: Bearer <key>".');
    return caller;
  };

  return {
    keyNeeded,
    callerOf,

    ownerWith: (scope, req) => {
      const { owner, scopes } = callerOf(req);
      if (scopes.includes(scope)) return owner;
      const has = scopes.map((one) => `"${one}"`).join(' and ');
      throw refuse(
        'scope_missing',
        `This needs the scope "${scope}", and your key has ${has}. Ask the keeper of this server for one that may.`,
      );
    },

    signIn: (key) => {
      if (!keyNeeded) return { ...LOCAL, cookie: setCookie('', 0) };
      const holder = holderOf(key);
      const expires = String(Date.now() + KEY_SESSION_SECONDS * 1000);
      const value = [holder.name, expires, signed(holder, expires)].join('~');
      return { ...callerWith(holder), cookie: setCookie(value, KEY_SESSION_SECONDS) };
    },

    signInPerson: ({ owner, name }) => {
      if (peopleSecret === undefined) throw new Error('nobody signs in elsewhere here');
      const expires = String(Date.now() + PERSON_SESSION_SECONDS * 1000);
      const encoded = Buffer.from(name).toString('base64url');
      const value = [owner, expires, encoded, signedPerson(peopleSecret, owner, expires, encoded)].join('~');
      return setCookie(value, PERSON_SESSION_SECONDS);
    },

    signOut: () => setCookie('', 0),

    guard: (req) => {
      // Without keys the address is the only fence: a foreign name that resolves to this machine (DNS rebinding) ends here.
      const host = (req.get('host') ?? '').replace(/:\d+$/, '');
      if (!keyNeeded && !LOOPBACK_HOST.test(host) && host !== new URL(publicUrl).hostname) {
        throw refuse(
          'wrong_host',
          'Without API_KEYS this server answers as localhost and as PUBLIC_URL only. Set one of the two to use it under this name.',
        );
      }
      if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) return;
      // Browsers say where a request comes from; whoever says nothing is no browser.
      const site = req.get('sec-fetch-site');
      const origin = req.get('origin');
      const foreign =
        site === undefined
          ? origin !== undefined && hostOf(origin) !== req.get('host')
          : !['same-origin', 'none'].includes(site);
      if (foreign)
        throw refuse(
          'cross_site',
          'Another web site asked for this through your browser. Open SlideSpeaker itself to do it.',
        );
    },
  };
}

/** A `Set-Cookie` that no script can read; over https where people come over https. Zero seconds removes it. */
export function sessionCookie(
  name: string,
  value: string,
  { seconds, sameSite, publicUrl }: { seconds: number; sameSite: 'Strict' | 'Lax'; publicUrl: string },
): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${name}=${value}; Path=/; HttpOnly; SameSite=${sameSite}; Max-Age=${seconds}${secure}`;
}

export function cookieOf(req: Request, name: string): string | undefined {
  const pairs = (req.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

const callerWith = ({ name, scopes = OWN_TASKS }: ApiKey): Caller => ({ owner: name, scopes });

/** Proves that the cookie was made here for this key, and holds nothing from which the key could be found. */
function signed({ name, key }: ApiKey, expires: string): string {
  return createHmac('sha256', key).update(`session~${name}~${expires}`).digest('base64url');
}

function signedPerson(secret: string, owner: string, expires: string, name: string): string {
  return createHmac('sha256', secret).update(`person~${owner}~${expires}~${name}`).digest('base64url');
}

/** Compares hashes, which have one length, in constant time. */
function sameText(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
