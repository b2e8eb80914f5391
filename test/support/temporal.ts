/** A real Temporal dev server of the test's own, in memory, on free ports, with our search attributes. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { findTemporalCli } from '../../cli/setup/temporal-cli.mjs';
import { SEARCH_ATTRIBUTES } from '../../domain/index.ts';
import { freePort } from '../../cli/environment.ts';

export interface TestTemporal {
  address: string;
  client: Client;
  stop(): Promise<void>;
}

/** The server is ready within a second; on a machine under load it takes longer. */
const READY_WITHIN_MS = 30_000;

export async function startTemporal(): Promise<TestTemporal> {
  const cli = findTemporalCli();
  if (!cli) throw new Error('There is no Temporal CLI. Run: npm run setup');
  const port = await freePort();
  const attributes = Object.values(SEARCH_ATTRIBUTES).flatMap((name) => ['--search-attribute', `${name}=Keyword`]);
  const args = [
    'server',
    'start-dev',
    '--headless',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--log-level',
    'never',
  ];
  const server = spawn(cli.path, [...args, ...attributes], { stdio: 'ignore' });
  const address = `127.0.0.1:${port}`;
  const connection = await Connection.connect({ address, connectTimeout: READY_WITHIN_MS });
  return {
    address,
    client: new Client({ connection }),
    stop: async () => {
      await connection.close();
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}
