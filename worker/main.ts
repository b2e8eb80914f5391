/** A task-worker: executes workflows and activities. Any number, on any machines that reach Redis, Temporal and the store. */

import { hostname } from 'node:os';
import { join } from 'node:path';
import { createFileArtifacts, incomingFolder } from '../platform/artifacts.ts';
import { checkCell } from '../platform/cell-check.ts';
import { openCpuSlots } from '../platform/cpu-slots.ts';
import { readConfig } from '../platform/config.ts';
import { serveHealth, startMetrics } from '../platform/health.ts';
import { createLog } from '../platform/log.ts';
import { announceProviders } from '../platform/provider-catalog.ts';
import { createBills, createPaidRecords } from '../platform/paid-records.ts';
import { readPrices } from '../platform/prices-file.ts';
import { announcePresenters } from '../platform/presenter-catalog.ts';
import { createPresenterSlots } from '../platform/presenter-slots.ts';
import { createProviderLimits } from '../platform/provider-limits.ts';
import { connectRedis, untilAnswers } from '../platform/redis.ts';
import { createRedisTaskStore } from '../platform/redis-task-store.ts';
import { limitCommands } from '../platform/run-command.ts';
import { runProcess } from '../platform/run-process.ts';
import { announceVoices, isAnnounced } from '../platform/voice-catalog.ts';
import { createActivities } from '../activities/index.ts';
import { createPaidCalls } from '../activities/paid/create-paid-calls.ts';
import { openScratch } from './scratch.ts';
import { connectNative, installRuntime, createWorkers } from './workers.ts';

const config = readConfig();
const log = createLog('worker', config.logLevel);
/** Names this process among all workers, in Temporal's console and in Redis. */
const identity = `${hostname()}-${process.pid}`;

await runProcess(log, async (own, stop) => {
  startMetrics('worker');
  installRuntime(log);
  const redis = own(connectRedis(config.redisUrl, log), (connection) => connection.disconnect());
  const subscriber = own(connectRedis(config.redisUrl, log), (connection) => connection.disconnect());
  await untilAnswers(redis, stop);
  const tasks = own(createRedisTaskStore(redis, subscriber), (store) => store.close());
  const connection = own(await connectNative(config.temporal, log, stop), (native) => native.close());
  const scratch = own(
    await openScratch({
      folder: join(config.dataDir, 'scratch'),
      incoming: incomingFolder(config.dataDir),
      host: hostname(),
      pid: process.pid,
      isAnnounced: (worker) => isAnnounced(redis, worker),
      log,
    }),
    (opened) => opened.close(),
  );

  limitCommands(await openCpuSlots(join(config.dataDir, 'cpu-slots'), config.cpuSlots));
  const artifacts = createFileArtifacts(config.dataDir, log);
  const records = createPaidRecords(redis);
  const limits = createProviderLimits(redis, config.providers);
  const { activities, voices, presenters } = await createActivities({
    artifacts,
    tasks,
    scratchRoot: scratch.root,
    providers: config.providers,
    prices: await readPrices(config),
    ledger: (id) => createBills(redis).ledger(id),
    paid: createPaidCalls({ artifacts, records, limits }),
    limits,
    slots: createPresenterSlots(redis, config.providers.heygen ?? { concurrency: 1 }),
  });
  own(await announceProviders(redis, identity, config.providers), (announcement) => announcement.stop());
  own(await announceVoices(redis, identity, voices), (announcement) => announcement.stop());
  own(await announcePresenters(redis, identity, presenters), (announcement) => announcement.stop());
  const workers = await createWorkers({ config, connection, activities, identity, scratch: scratch.root, stop });
  const checks = {
    redis: () => redis.ping(),
    temporal: () => connection.healthService.check({}),
    workers: () => workers.check(),
    cell: checkCell,
  };
  own(await serveHealth(checks, { host: config.host, port: config.workerPort }, log), (server) => server.close());
  const { note: cell } = await checkCell();
  log.info({ cell, queues: config.workerQueues, cpuSlots: config.cpuSlots, identity }, 'takes work');
  await workers.run(stop);
});
