/** Before every route: who asks, whether the key may, and whether it asks too often or sends too much. */

import { isIP } from 'node:net';

import type { Request } from 'express';
import type { Scope } from '../platform/api-keys.ts';
import type { OwnerLimits } from '../platform/owner-limits.ts';
import type { Auth } from './auth.ts';
import { LimitReachedError } from './problems.ts';
import { withinStoreLimit } from './time-limited-store.ts';
import { chargeUpload } from './uploads.ts';

/** @param scope undefined: anybody may. @returns the owner; nobody's name is ''. @throws RequestError 401, 403 or 429 */
export type Admit = (scope: Scope | undefined, req: Request) => Promise<string>;

export function createAdmission(auth: Pick<Auth, 'ownerWith'>, limits: OwnerLimits): Admit {
  /** Guesses of keys and of links are counted here, and so is who watches what a link shows. */
  const countStranger = async (req: Request): Promise<void> => {
    const waitMs = await withinStoreLimit(limits.countStranger(networkOf(req.ip)));
    if (waitMs === undefined) return;
    const why = 'More is asked from your address, without a key, than this server allows.';
    throw new LimitReachedError('too_many_requests', why, waitMs);
  };

  const ownerOf = async (scope: Scope, req: Request): Promise<string> => {
    try {
      return auth.ownerWith(scope, req);
    } catch (thrown) {
      await countStranger(req);
      throw thrown;
    }
  };

  return async (scope, req) => {
    if (scope === undefined) {
      await countStranger(req);
      return '';
    }
    const owner = await ownerOf(scope, req);
    const waitMs = await withinStoreLimit(limits.countRequest(owner));
    if (waitMs !== undefined)
      throw new LimitReachedError('too_many_requests', 'You ask more often than this server allows.', waitMs);
    chargeUpload(req, async (bytes) => {
      const uploadWaitMs = await withinStoreLimit(limits.countUpload(owner, bytes));
      if (uploadWaitMs === undefined) return;
      const hours = Math.ceil(uploadWaitMs / 3_600_000);
      throw new LimitReachedError(
        'upload_quota_reached',
        `You have sent as many bytes of decks as this server takes in a day. In ${hours} h it takes more.`,
        uploadWaitMs,
      );
    });
    return owner;
  };
}

/** Who is at one address, as far as it can be told: of IPv6 everybody has 2^64, and of those only the network stands for somebody. */
export function networkOf(address = ''): string {
  const [, v4] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (v4 !== undefined) return v4;
  // What a proxy that is trusted says may still be no address.
  if (isIP(address) !== 6) return isIP(address) === 4 ? address : 'unknown';
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  const groups = address.includes('::') ? [...before, ...zeros, ...after] : before;
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join('.');
}
