/** `fetch` for the vendors' clients, which take answers whole: one that has no end, from whoever stands in for a vendor, fills neither memory nor disk. */

/** @param maxBytes of an answer's body, as unpacked; beyond, its reader meets an error and the connection is closed. */
export function boundedFetch(maxBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.body) return response;
    let bytes = 0;
    const bounded = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        bytes += chunk.length;
        if (bytes > maxBytes) controller.error(new Error(`the answer is longer than ${maxBytes} bytes`));
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(bounded), response);
  };
}
