/** The API process: REST and the web page. Any number of them. */

import { access, constants, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createApprovalMarks } from '../platform/approval-marks.ts';
import { createFileArtifacts } from '../platform/artifacts.ts';
import { checkCell } from '../platform/cell-check.ts';
import { readConfig } from '../platform/config.ts';
import { inspectDeck } from '../platform/deck-door.ts';
import { startMetrics } from '../platform/health.ts';
import { createLexicons } from '../platform/lexicon-store.ts';
import { createLog } from '../platform/log.ts';
import { createOwnerLimits } from '../platform/owner-limits.ts';
import { createRedisTaskStore } from '../platform/redis-task-store.ts';
import { connectRedis } from '../platform/redis.ts';
import { createTaskDeletions } from '../platform/task-deletions.ts';
import { aborted, runProcess } from '../platform/run-process.ts';
import { lazyClient } from '../platform/temporal.ts';
import { createBills } from '../platform/paid-records.ts';
import { createProviderCatalog } from '../platform/provider-catalog.ts';
import { createShares } from '../platform/share-store.ts';
import { createPresenterCatalog } from '../platform/presenter-catalog.ts';
import { createVoiceCatalog } from '../platform/voice-catalog.ts';
import { createApp } from './app.ts';
import { createAsks } from './asks.ts';
import { watchEngine } from './engine-watch.ts';
import { createTemporalEngine } from './engine.ts';
import { listen } from './server.ts';

const config = readConfig();
/** Nobody named an address: then localhost is only one of this server's names, and links that are paths hold under all of them. */
const isDefault = config.publicUrl === `http://localhost:${config.port}`;
const log = createLog('api', config.logLevel);
startMetrics('api');

await runProcess(log, async (own, stop) => {
  await mkdir(config.dataDir, { recursive: true });
  const redis = own(connectRedis(config.redisUrl, log), (connection) => connection.disconnect());
  const subscriber = own(connectRedis(config.redisUrl, log), (connection) => connection.disconnect());
  const store = own(createRedisTaskStore(redis, subscriber), (opened) => opened.close());
  // Never closed: the client's own retries would meet a closed channel and end the process by an uncaught error.
  const client = lazyClient(config.temporal);
  const engine = createTemporalEngine(client);
  const watch = own(watchEngine(engine, log), (watching) => watching.stop());
  const app = createApp({
    config: { ...config, linkBase: isDefault ? '' : config.publicUrl },
    store,
    deletions: createTaskDeletions(redis),
    engine,
    engineIsAway: () => watch.isAway(),
    log,
    inspectDeck,
    artifacts: createFileArtifacts(config.dataDir, log),
    voices: createVoiceCatalog(redis),
    lexicons: createLexicons(redis),
    limits: createOwnerLimits(redis, config.ownerLimits),
    approvalMarks: createApprovalMarks(redis),
    shares: createShares(redis),
    presenters: createPresenterCatalog(redis),
    trustedHosts: [...hostsOf(config.providers.heygen?.baseUrl), ...hostsOf(config.providers.elevenlabs?.baseUrl)],
    providers: createProviderCatalog(redis),
    bills: createBills(redis),
    asks: createAsks(client),
    checks: {
      redis: () => redis.ping(),
      temporal: () => engine.health(),
      store: () => access(config.dataDir, constants.R_OK | constants.W_OK),
      cell: checkCell,
    },
    webDir: fileURLToPath(new URL('../web/dist', import.meta.url)),
    closing: stop,
  });
  const server = await listen(app, config);
  log.info({ host: config.host, port: server.port }, 'the API listens');
  await aborted(stop);
  // Before anything that an upload needs is closed.
  await server.close();
});

function hostsOf(address: string | undefined): string[] {
  return address === undefined ? [] : [new URL(address).host];
}
