/** Paid calls without a ledger: for tests of what is bought, not of how. */

import type { PaidCall, PaidCalls, Receipt } from '../../activities/paid/paid-calls.ts';
import type { Artifacts } from '../../platform/artifacts.ts';

export interface RememberedCalls extends PaidCalls {
  /** What was really bought. */
  bought: { call: PaidCall; receipt: Receipt }[];
}

export function rememberCalls(artifacts: Artifacts): RememberedCalls {
  const bought: RememberedCalls['bought'] = [];
  return {
    bought,
    once: async (call, buy) => {
      if (await artifacts.has(call.key)) return;
      await artifacts.write(call.key, async (file) => {
        bought.push({ call, receipt: await buy(file) });
      });
    },
  };
}
