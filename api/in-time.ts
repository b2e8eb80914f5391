/** An answer, if it comes in time. */

/** @throws what `late` makes, where `answer` takes longer; how that ends then is of no interest. */
export async function inTime<T>(answer: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  // A plain timer: stopping one by a signal took a quarter of the CPU of a status call.
  const timer = setTimeout(() => reject(late()), limitMs);
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
