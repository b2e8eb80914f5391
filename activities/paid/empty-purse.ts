/** A purse that buys nothing: with it the task's own steps say what they would buy, and find what is kept as they will find it. */

import type { PaidCall, PaidCalls } from './paid-calls.ts';

/** Thrown where a step would pay. */
class NotBoughtError extends Error {
  readonly call: PaidCall;
  constructor(call: PaidCall) {
    super('an estimate buys nothing');
    this.call = call;
  }
}

/** @param isKept whether the step may go on with what it asks for, since that lies in the store. */
export const createEmptyPurse = (isKept: (key: string) => Promise<boolean>): PaidCalls => ({
  ask: () => Promise.resolve(),
  settle: () => Promise.resolve(),
  once: async (call) => {
    if (!(await isKept(call.key))) throw new NotBoughtError(call);
  },
});

/** What a step comes to without paying, or else the call that it would pay for. */
export async function withoutPaying<T>(step: Promise<T>): Promise<{ found: T } | { call: PaidCall }> {
  try {
    return { found: await step };
  } catch (thrown) {
    if (thrown instanceof NotBoughtError) return { call: thrown.call };
    throw thrown;
  }
}
