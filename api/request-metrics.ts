/** How long requests take, by operation and status. Never by address: addresses hold ids. */

import type { Response } from 'express';
import { Histogram } from 'prom-client';

const durations = new Histogram({
  name: 'slidespeaker_http_request_seconds',
  help: 'Time from the request to the end of its answer',
  labelNames: ['operation', 'status'],
  // Status calls take milliseconds (p99 <= 20 ms), uploads minutes.
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600],
});

/** Counts the request that this response answers, when it is over. */
export function observe(operation: string, res: Response): void {
  const end = durations.startTimer({ operation });
  res.once('close', () => end({ status: res.statusCode }));
}
