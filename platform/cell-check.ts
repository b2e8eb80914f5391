/** Which cell foreign programs run in, for /readyz and /metrics. A weaker one is no fault: whether it will do is its keeper's decision. */

import { Gauge } from 'prom-client';
import { cellInForce } from './run-command.ts';

const gauge = new Gauge({
  name: 'slidespeaker_cell',
  help: '1 for the kind of cell that foreign programs run in: sandbox, no-network or open',
  labelNames: ['kind'],
});

export async function checkCell(): Promise<{ note: string }> {
  const { kind, says } = await cellInForce();
  gauge.set({ kind }, 1);
  return { note: says };
}
