/**
 * Who asks. With API_KEYS, a key in `Authorization: Bearer`, or the cookie that the web page gets for it; its name owns
 * the tasks. Without, everybody on this machine is `local`; then web pages of others must not ask in their visitors' name.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { refuse } from './problems.ts';

export interface AuthConfig {
  /** Empty: no key is asked for. */
  apiKeys: readonly { name: string; key: string }[];
  /** What people type to reach this server. */
  publicUrl: string;
}

export interface Auth {
  keyNeeded: boolean;
  /** @throws RequestError 401 `unauthorized`, `wrong_key` */
  ownerOf(req: Request): string;
  /** The `Set-Cookie` for whoever sends this key. @throws RequestError 401 `wrong_key` */
  signIn(key: string): { owner: string; cookie: string };
  signOut(): string;
  /** @throws RequestError 403 `wrong_host`, `cross_site` where another web site asks through somebody's browser. */
  guard(req: Request): void;
}

const LOCAL_OWNER = 'local';
const COOKIE = 'slidespeaker';
/** A month: long enough not to ask a teacher every week; a changed or removed key ends it at once. */
const SESSION_SECONDS = 30 * 24 * 3600;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

export function createAuth({ apiKeys, publicUrl }: AuthConfig): Auth {
  const keyNeeded = apiKeys.length > 0;
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const cookie = (value: string, seconds: number): string =>
    `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;

  const ownerOfKey = (key: string): string => {
    // Every key is compared, so that the time tells nothing about which one was nearly right.
    const [found] = apiKeys.filter((known) => sameText(known.key, key));
    if (!found) throw refuse('wrong_key', 'This API key is not known here. Ask the keeper of this server for one.');
    return found.name;
  };

  const ownerOfCookie = (value: string): string | undefined => {
    const [name = '', expires = '', signature = ''] = value.split('~');
    const known = apiKeys.some((entry) => entry.name === name && sameText(signed(entry, expires), signature));
    return known && Number(expires) > Date.now() ? name : undefined;
  };

  return {
    keyNeeded,

    ownerOf: (req) => {
      if (!keyNeeded) return LOCAL_OWNER;
      const [, key] = /^Bearer +(\S+) *$/i.exec(req.get('authorization') ?? '') ?? [];
      if (key !== undefined) return ownerOfKey(key);
      const session = cookieOf(req);
      const owner = session === undefined ? undefined : ownerOfCookie(session);
      if (owner === undefined) throw refuse('unauthorized', 'Send your API key as "Authorization: Bearer <key>".');
      return owner;
    },

    signIn: (key) => {
      if (!keyNeeded) return { owner: LOCAL_OWNER, cookie: cookie('', 0) };
      const owner = ownerOfKey(key);
      const expires = String(Date.now() + SESSION_SECONDS * 1000);
      return {
        owner,
        cookie: cookie([owner, expires, signed({ name: owner, key }, expires)].join('~'), SESSION_SECONDS),
      };
    },

    signOut: () => cookie('', 0),

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

/** Proves that the cookie was made here for this key, and holds nothing from which the key could be found. */
function signed({ name, key }: { name: string; key: string }, expires: string): string {
  return createHmac('sha256', key).update(`session~${name}~${expires}`).digest('base64url');
}

/** Compares hashes, which have one length, in constant time. */
function sameText(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function cookieOf(req: Request): string | undefined {
  const pairs = (req.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
