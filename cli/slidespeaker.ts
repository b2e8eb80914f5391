/** The command line, as a process. */

import { toError } from '../domain/index.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (thrown) {
  console.error(toError(thrown).message);
  process.exitCode = 1;
}
