/** Buys without a budget, and remembers what became of every call. For tests that are about what is bought. */

import type { PaidCall, PaidCalls, Receipt } from '../../activities/paid/paid-calls.ts';
import type { Artifacts } from '../../platform/artifacts.ts';

export interface Purchase extends PaidCall {
  outcome: 'paid' | 'failed';
  usage: Receipt['usage'];
  cents: number;
}

export function createTestPaidCalls(artifacts: Artifacts): PaidCalls & { purchases: Purchase[] } {
  const purchases: Purchase[] = [];
  return {
    purchases,
    ask: async (_provider, question) => {
      await question();
    },
    settle: () => Promise.resolve(),
    once: async (call, buy) => {
      if (await artifacts.has(call.key)) return;
      let receipt: Receipt | undefined;
      try {
        await artifacts.write(call.key, async (file) => {
          receipt = await buy(file);
        });
      } finally {
        const { usage, cents } = receipt ?? { usage: {}, cents: 0 };
        purchases.push({ ...call, outcome: receipt ? 'paid' : 'failed', usage, cents });
      }
    },
  };
}
