/**
 * Loaded before one of our mains (`node --import`): what the main is made of becomes full of points at which to crash
 * (test/support/crash.ts), while the main itself and everything it imports are the product's own. Instead of the workflows
 * it bundles a ready-made bundle, whose heartbeats time out sooner (test/support/crash-fleet.ts).
 */

import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { CRASH_BUNDLE } from './crash.ts';

/** Module → what it exports that makes a part, and the name of the part's points. */
const PARTS: Record<string, Record<string, string>> = {
  '/platform/redis-task-store.ts': { createRedisTaskStore: 'store' },
  '/platform/task-queue.ts': { createTaskQueue: 'queue' },
  '/platform/artifacts.ts': { createFileArtifacts: 'artifacts' },
  '/platform/temporal.ts': { connectClient: 'temporal' },
  '/api/engine.ts': { createTemporalEngine: 'engine' },
  '/activities/index.ts': { createActivities: 'activity' },
};
const CRASH = new URL('./crash.ts', import.meta.url).href;
const ROOT = new URL('../..', import.meta.url).href.replace(/\/$/, '');

registerHooks({
  load: (url, context, next) => {
    const parts = PARTS[url.replace(ROOT, '')];
    if (parts) return { format: 'module', source: wrapped(url, parts), shortCircuit: true };
    const loaded = next(url, context);
    if (url !== `${ROOT}/worker/workers.ts`) return loaded;
    const source = readFileSync(new URL(url), 'utf8').replace(
      "fileURLToPath(new URL('../workflows/bundle.cjs', import.meta.url))",
      JSON.stringify(process.env[CRASH_BUNDLE]),
    );
    return { ...loaded, source };
  },
});

function wrapped(url: string, parts: Record<string, string>): string {
  const real = JSON.stringify(`${url}?real`);
  const names = Object.keys(parts);
  return [
    `export * from ${real};`,
    `import { ${names.map((name) => `${name} as real_${name}`).join(', ')} } from ${real};`,
    `import { withCrashes } from ${JSON.stringify(CRASH)};`,
    ...names.map((name) => `export const ${name} = withCrashes('${parts[name] ?? ''}', real_${name});`),
  ].join('\n');
}
