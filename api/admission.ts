/** Before every route that belongs to somebody: who asks, whether the key may, and whether it asks too often or sends too much. */

import type { Request } from 'express';
import type { Scope } from '../platform/api-keys.ts';
import type { OwnerLimits } from '../platform/owner-limits.ts';
import type { Auth } from './auth.ts';
import { LimitReachedError } from './problems.ts';
import { withinStoreLimit } from './time-limited-store.ts';
import { chargeUpload } from './uploads.ts';

/** @returns the owner. @throws RequestError 401, 403 or 429 */
export type Admit = (scope: Scope, req: Request) => Promise<string>;

export function createAdmission(auth: Pick<Auth, 'ownerWith'>, limits: OwnerLimits): Admit {
  return async (scope, req) => {
    const owner = auth.ownerWith(scope, req);
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
