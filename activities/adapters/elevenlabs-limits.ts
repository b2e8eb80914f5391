/** How long a call of ElevenLabs' client may take, to the end of its answer: the client's own limit ends where that begins. */
export function within(seconds: number, cancel?: AbortSignal): { timeoutInSeconds: number; abortSignal: AbortSignal } {
  const limit = AbortSignal.timeout(Math.ceil(seconds * 1000));
  return { timeoutInSeconds: seconds, abortSignal: cancel ? AbortSignal.any([cancel, limit]) : limit };
}
