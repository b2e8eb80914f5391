/** A master: drains the stream of new tasks and starts one workflow a task. Any number may run. */

import { hostname } from 'node:os';
import { createFileArtifacts } from '../platform/artifacts.ts';
import { readConfig } from '../platform/config.ts';
import { serveHealth, startMetrics } from '../platform/health.ts';
import { createLog } from '../platform/log.ts';
import { connectRedis, untilAnswers } from '../platform/redis.ts';
import { createRedisTaskStore } from '../platform/redis-task-store.ts';
import { runProcess } from '../platform/run-process.ts';
import { createTaskDeletions } from '../platform/task-deletions.ts';
import { createTaskMending } from '../platform/task-mending.ts';
import { createTaskQueue } from '../platform/task-queue.ts';
import { connectClient, ensureSearchAttributes } from '../platform/temporal.ts';
import { deliverCancels } from './cancels.ts';
import { makeBuildCurrent } from './current-build.ts';
import { finishDeletions } from './deletions.ts';
import { pollTasks } from './poller.ts';
import { reconcile } from './reconciler.ts';
import { keepRetention } from './retention.ts';

const config = readConfig();
const log = createLog('master', config.logLevel);

await runProcess(log, async (own, stop) => {
  startMetrics('master');
  const connect = () => own(connectRedis(config.redisUrl, log), (connection) => connection.disconnect());
  const redis = connect();
  await untilAnswers(redis, stop);
  const tasks = own(createRedisTaskStore(redis, connect()), (store) => store.close());
  const queue = own(await createTaskQueue(redis, connect(), `${hostname()}-${process.pid}`), (group) => group.leave());
  const client = own(await connectClient(config.temporal, log, stop), ({ connection }) => connection.close());
  await ensureSearchAttributes(client, log, stop);
  const checks = {
    redis: () => redis.ping(),
    temporal: () => client.workflowService.getSystemInfo({}),
  };
  own(await serveHealth(checks, { host: config.host, port: config.masterPort }, log), (server) => server.close());
  const mending = createTaskMending(redis);
  const artifacts = createFileArtifacts(config.dataDir, log);
  await Promise.all([
    pollTasks({ queue, tasks, artifacts, client, log, stop }),
    deliverCancels({ tasks, client, log, stop }),
    finishDeletions({ deletions: createTaskDeletions(redis), artifacts, client, log, stop }),
    makeBuildCurrent({ client, buildId: config.buildId, log, stop }),
    keepRetention({ client, days: config.retentionDays, log, stop }),
    reconcile({ tasks, mending, artifacts, client, log, stop }),
  ]);
});
