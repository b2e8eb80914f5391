/**
 * `npm run fuzz:api [-- more arguments of schemathesis]`: asks our API everything that its own description allows and much that it
 * does not, and fails on any answer of 500. Needs schemathesis (`pip install schemathesis`) on the PATH.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startApi } from '../support/api.ts';

const EXAMPLES = '50';

const api = await startApi();
try {
  const args = ['run', `${api.url}/api/openapi.json`, '--checks', 'not_a_server_error', '--max-examples', EXAMPLES];
  const tool = spawn('schemathesis', [...args, ...process.argv.slice(2)], { stdio: 'inherit' });
  const [code]: unknown[] = await once(tool, 'exit').catch(() => {
    process.stderr.write('schemathesis is not installed: pip install schemathesis\n');
    return [1];
  });
  process.exitCode = Number(code);
} finally {
  await api.stop();
}
