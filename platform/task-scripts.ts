/** The atomic steps of a task's life, in Lua: each happens whole or not at all, whatever dies around it. */

/**
 * A run under way reports every few seconds; of a task that was silent for this long, a master asks what became of it. The
 * set of open tasks is sorted by when that is due.
 */
const SILENT_MS = 20_000;

/** KEYS task, owner, new-tasks, events, idempotency or '', open-tasks · ARGV id, owner, name, request JSON, now, fingerprint, ttl seconds */
export const CREATE = `
-- A client whose connection broke before the answer sends the same call again.
if redis.call('EXISTS', KEYS[1]) == 1 then return {'created', ARGV[1]} end
if KEYS[5] ~= '' then
  local known = redis.call('HMGET', KEYS[5], 'id', 'fingerprint')
  if known[1] then
    if known[2] ~= ARGV[6] then return {'reused', known[1]} end
    return {'known', known[1]}
  end
  redis.call('HSET', KEYS[5], 'id', ARGV[1], 'fingerprint', ARGV[6])
  redis.call('EXPIRE', KEYS[5], ARGV[7])
end
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'name', ARGV[3], 'request', ARGV[4], 'attempt', 1, 'status', 'queued',
  'stage', 'queued', 'createdAt', ARGV[5], 'updatedAt', ARGV[5], 'idempotencyKey', KEYS[5])
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
redis.call('ZADD', KEYS[6], ARGV[5] + ${SILENT_MS}, ARGV[1])
redis.call('HSET', KEYS[1], 'entry', redis.call('XADD', KEYS[3], '*', 'id', ARGV[1], 'attempt', 1))
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
return {'created', ARGV[1]}
`;

/**
 * KEYS task, slides, pictures, events, open-tasks · ARGV id, attempt, now, fields JSON {name: value}, slides JSON [[number,
 * rank, title?]], pictures JSON [[number, key]], channel. Answers 0 where the run is not the task's current one, or the task has ended.
 */
export const RECORD = `
local task = redis.call('HMGET', KEYS[1], 'attempt', 'status')
if task[1] ~= ARGV[2] or task[2] == 'completed' or task[2] == 'failed' or task[2] == 'cancelled' then return 0 end
redis.call('HSET', KEYS[1], 'updatedAt', ARGV[3])
for name, value in pairs(cjson.decode(ARGV[4])) do redis.call('HSET', KEYS[1], name, value) end
for _, slide in ipairs(cjson.decode(ARGV[5])) do
  local rank = tonumber(redis.call('HGET', KEYS[2], slide[1]) or -1)
  if slide[2] > rank then redis.call('HSET', KEYS[2], slide[1], slide[2]) end
  if slide[3] then redis.call('HSET', KEYS[2], slide[1] .. 't', slide[3]) end
end
for _, picture in ipairs(cjson.decode(ARGV[6])) do redis.call('HSET', KEYS[3], picture[1], picture[2]) end
local status = redis.call('HGET', KEYS[1], 'status')
if status == 'completed' or status == 'failed' or status == 'cancelled' then redis.call('ZREM', KEYS[5], ARGV[1])
else redis.call('ZADD', KEYS[5], ARGV[3] + ${SILENT_MS}, ARGV[1]) end
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', status)
redis.call('PUBLISH', ARGV[7], ARGV[1])
return 1
`;

/** KEYS task, cancel, undelivered-cancels, events, open-tasks · ARGV id, now, events channel, cancels channel. 1 = is now, or was, cancelled. */
export const CANCEL = `
local task = redis.call('HMGET', KEYS[1], 'attempt', 'status')
if task[2] == 'cancelled' then return 1 end
if not task[2] or task[2] == 'completed' or task[2] == 'failed' then return 0 end
redis.call('SET', KEYS[2], task[1])
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('HSET', KEYS[1], 'status', 'cancelled', 'updatedAt', ARGV[2])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', 'cancelled')
redis.call('PUBLISH', ARGV[3], ARGV[1])
redis.call('PUBLISH', ARGV[4], ARGV[1])
return 1
`;

/** KEYS task, slides, new-tasks, events, open-tasks · ARGV id, now, channel. Answers the new attempt, or 0 where the task has not failed or been cancelled. */
export const RETRY = `
local status = redis.call('HGET', KEYS[1], 'status')
if status ~= 'failed' and status ~= 'cancelled' then return 0 end
local attempt = redis.call('HINCRBY', KEYS[1], 'attempt', 1)
redis.call('HSET', KEYS[1], 'status', 'queued', 'stage', 'queued', 'updatedAt', ARGV[2])
redis.call('HDEL', KEYS[1], 'error', 'warnings', 'outputs', 'rebuilt')
redis.call('DEL', KEYS[2])
redis.call('ZADD', KEYS[5], ARGV[2] + ${SILENT_MS}, ARGV[1])
redis.call('HSET', KEYS[1], 'entry', redis.call('XADD', KEYS[3], '*', 'id', ARGV[1], 'attempt', attempt))
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
redis.call('PUBLISH', ARGV[3], ARGV[1])
return attempt
`;

/** KEYS task, slides, pictures, events, cancel, owner, undelivered-cancels, open-tasks · ARGV id, channel */
export const REMOVE = `
local idempotency = redis.call('HGET', KEYS[1], 'idempotencyKey')
if idempotency and idempotency ~= '' then redis.call('DEL', idempotency) end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
redis.call('ZREM', KEYS[6], ARGV[1])
redis.call('SREM', KEYS[7], ARGV[1])
redis.call('ZREM', KEYS[8], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[1])
return 1
`;

/**
 * KEYS task, new-tasks, events, open-tasks · ARGV id, attempt, now, channel. Answers 0 where the attempt is not the current
 * one, the task has ended, or its entry still waits. A task that had begun keeps its script, and says who lost its run.
 */
export const REQUEUE = `
local task = redis.call('HMGET', KEYS[1], 'attempt', 'status', 'entry')
if task[1] ~= ARGV[2] or task[2] == 'completed' or task[2] == 'failed' or task[2] == 'cancelled' then return 0 end
if task[3] and #redis.call('XRANGE', KEYS[2], task[3], task[3]) > 0 then return 0 end
if task[2] ~= 'queued' then redis.call('HSET', KEYS[1], 'rebuilt', 'Temporal') end
redis.call('HSET', KEYS[1], 'status', 'queued', 'stage', 'queued', 'updatedAt', ARGV[3],
  'entry', redis.call('XADD', KEYS[2], '*', 'id', ARGV[1], 'attempt', ARGV[2]))
redis.call('ZADD', KEYS[4], ARGV[3] + ${SILENT_MS}, ARGV[1])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
redis.call('PUBLISH', ARGV[4], ARGV[1])
return 1
`;

/**
 * KEYS task, slides, pictures, events, owner, open-tasks · ARGV id, owner, name, request JSON, attempt, created at, now,
 * channel. Answers 0 where Redis knows this attempt or a later one; what it knew of an earlier one is replaced.
 */
export const REBUILD = `
if tonumber(redis.call('HGET', KEYS[1], 'attempt') or 0) >= tonumber(ARGV[5]) then return 0 end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'name', ARGV[3], 'request', ARGV[4], 'attempt', ARGV[5], 'status', 'queued',
  'stage', 'queued', 'createdAt', ARGV[6], 'updatedAt', ARGV[7], 'rebuilt', 'Redis')
redis.call('ZADD', KEYS[5], ARGV[6], ARGV[1])
redis.call('ZADD', KEYS[6], ARGV[7] + ${SILENT_MS}, ARGV[1])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
redis.call('PUBLISH', ARGV[8], ARGV[1])
return 1
`;
