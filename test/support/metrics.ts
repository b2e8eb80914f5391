/** What Prometheus reads of a test system. */

import { readFile } from 'node:fs/promises';
import type { TestSystem } from './system.ts';

/** By process; where master and worker answer stands in their logs. */
export async function metricsOfAll({ url, files }: Pick<TestSystem, 'url' | 'files'>): Promise<Map<string, string>> {
  const logs = await Promise.all([...(await files('logs')).keys()].map((file) => readFile(file, 'utf8')));
  const served = [
    ...logs.join('\n').matchAll(/"name":"(master|worker)","address":\{[^}]*"port":(\d+)\},"msg":"answers/g),
  ];
  const addresses = new Map([
    ['api', url],
    ...served.map(([, name = '', port = '']) => [name, `http://127.0.0.1:${port}`] as const),
  ]);
  const read = [...addresses].map(async ([name, address]) => {
    const answer = await fetch(`${address}/metrics`);
    if (!answer.ok) throw new Error(`the metrics of ${name}: ${answer.status}`);
    return [name, await answer.text()] as const;
  });
  return new Map(await Promise.all(read));
}
