/**
 * The atomic steps of a task's life, in Lua: each happens whole or not at all, whatever dies around it. The time is that of
 * Redis, in ms since 1970: the clocks of the processes need not agree.
 */

import { PAID_PRELUDE } from './paid-scripts.ts';

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * A run under way reports every few seconds; of a task that was silent for this long, a master asks what became of it. The
 * set of open tasks is sorted by when that is due.
 */
const SILENT_MS = 20_000;

/** KEYS task, owner, new-tasks, events, idempotency or '', open-tasks · ARGV id, owner, name, request JSON, fingerprint, ttl seconds */
export const CREATE = `${NOW}
-- A client whose connection broke before the answer sends the same call again.
if redis.call('EXISTS', KEYS[1]) == 1 then return {'created', ARGV[1]} end
if KEYS[5] ~= '' then
  local known = redis.call('HMGET', KEYS[5], 'id', 'fingerprint')
  if known[1] then
    if known[2] ~= ARGV[5] then return {'reused', known[1]} end
    return {'known', known[1]}
  end
  redis.call('HSET', KEYS[5], 'id', ARGV[1], 'fingerprint', ARGV[5])
  redis.call('EXPIRE', KEYS[5], ARGV[6])
end
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'name', ARGV[3], 'request', ARGV[4], 'attempt', 1, 'status', 'queued',
  'stage', 'queued', 'createdAt', now, 'updatedAt', now, 'idempotencyKey', KEYS[5])
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('ZADD', KEYS[6], now + ${SILENT_MS}, ARGV[1])
redis.call('HSET', KEYS[1], 'entry', redis.call('XADD', KEYS[3], '*', 'id', ARGV[1], 'attempt', 1))
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
return {'created', ARGV[1]}
`;

/**
 * KEYS task, slides, pictures, events, open-tasks, ended-tasks · ARGV id, attempt, fields JSON {name: value}, slides JSON
 * [[number, rank, title?]], pictures JSON [[number, key]], channel, further parts JSON [[name, share]]. Answers 0 where the run is not the task's current one, or the task has ended.
 */
export const RECORD = `${PAID_PRELUDE}
local task = redis.call('HMGET', KEYS[1], 'attempt', 'status')
if task[1] ~= ARGV[2] or task[2] == 'completed' or task[2] == 'failed' or task[2] == 'cancelled' then return 0 end
redis.call('HSET', KEYS[1], 'updatedAt', now)
for name, value in pairs(cjson.decode(ARGV[3])) do redis.call('HSET', KEYS[1], name, value) end
for _, slide in ipairs(cjson.decode(ARGV[4])) do
  local rank = tonumber(redis.call('HGET', KEYS[2], slide[1]) or -1)
  if slide[2] > rank then redis.call('HSET', KEYS[2], slide[1], slide[2]) end
  if slide[3] then redis.call('HSET', KEYS[2], slide[1] .. 't', slide[3]) end
end
for _, picture in ipairs(cjson.decode(ARGV[5])) do redis.call('HSET', KEYS[3], picture[1], picture[2]) end
for _, part in ipairs(cjson.decode(ARGV[7])) do redis.call('HSET', KEYS[2], part[1], part[2]) end
local status = redis.call('HGET', KEYS[1], 'status')
if status == 'completed' or status == 'failed' or status == 'cancelled' then
  redis.call('ZREM', KEYS[5], ARGV[1])
  redis.call('ZADD', KEYS[6], now, ARGV[1])
  bookUnderWay(ARGV[1])
else redis.call('ZADD', KEYS[5], now + ${SILENT_MS}, ARGV[1]) end
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', status)
redis.call('PUBLISH', ARGV[6], ARGV[1])
return 1
`;

/** KEYS task, cancel, undelivered-cancels, events, open-tasks, ended-tasks · ARGV id, events channel, cancels channel. 1 = is now, or was, cancelled. */
export const CANCEL = `${PAID_PRELUDE}
local task = redis.call('HMGET', KEYS[1], 'attempt', 'status')
if task[2] == 'cancelled' then return 1 end
if not task[2] or task[2] == 'completed' or task[2] == 'failed' then return 0 end
redis.call('SET', KEYS[2], task[1])
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('ZADD', KEYS[6], now, ARGV[1])
redis.call('HSET', KEYS[1], 'status', 'cancelled', 'updatedAt', now)
bookUnderWay(ARGV[1])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', 'cancelled')
redis.call('PUBLISH', ARGV[2], ARGV[1])
redis.call('PUBLISH', ARGV[3], ARGV[1])
return 1
`;

/** A person who has it made again knows what was lost so far (paid-scripts.ts): the allowance for losses begins anew. */
const ACCEPT_LOSSES = `
local money = redis.call('HMGET', KEYS[1], 'upToCents', 'costCents', 'wastedCents')
local lost = (tonumber(money[1] or 0) or 0) - (tonumber(money[2] or 0) or 0) + (tonumber(money[3] or 0) or 0)
redis.call('HSET', KEYS[1], 'acceptedCents', string.format('%.9f', lost))
`;

/** KEYS task, slides, new-tasks, events, open-tasks, ended-tasks · ARGV id, channel. Answers the new attempt, or 0 where the task has not failed or been cancelled. */
export const RETRY = `${NOW}
local status = redis.call('HGET', KEYS[1], 'status')
if status ~= 'failed' and status ~= 'cancelled' then return 0 end
local attempt = redis.call('HINCRBY', KEYS[1], 'attempt', 1)
redis.call('HSET', KEYS[1], 'status', 'queued', 'stage', 'queued', 'updatedAt', now)
redis.call('HDEL', KEYS[1], 'error', 'warnings', 'outputs', 'rebuilt')
${ACCEPT_LOSSES}
redis.call('DEL', KEYS[2])
redis.call('ZREM', KEYS[6], ARGV[1])
redis.call('ZADD', KEYS[5], now + ${SILENT_MS}, ARGV[1])
redis.call('HSET', KEYS[1], 'entry', redis.call('XADD', KEYS[3], '*', 'id', ARGV[1], 'attempt', attempt))
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
redis.call('PUBLISH', ARGV[2], ARGV[1])
return attempt
`;

/**
 * KEYS task, slides, pictures, new-tasks, events, open-tasks, ended-tasks · ARGV id, the attempt that was read, fields JSON {name: value},
 * names JSON of fields that go, channel, a name of this call's own. Answers the new attempt, or 0 where the task goes on, or is another attempt by now.
 */
export const REVISE = `${NOW}
local task = redis.call('HMGET', KEYS[1], 'attempt', 'status', 'revision')
-- A client whose connection broke before the answer sends the same call again.
if task[3] == ARGV[6] then return tonumber(task[1]) end
if task[1] ~= ARGV[2] or (task[2] ~= 'completed' and task[2] ~= 'failed' and task[2] ~= 'cancelled') then return 0 end
local attempt = redis.call('HINCRBY', KEYS[1], 'attempt', 1)
for _, name in ipairs(cjson.decode(ARGV[4])) do redis.call('HDEL', KEYS[1], name) end
for name, value in pairs(cjson.decode(ARGV[3])) do redis.call('HSET', KEYS[1], name, value) end
redis.call('HSET', KEYS[1], 'status', 'queued', 'stage', 'queued', 'updatedAt', now, 'revision', ARGV[6])
${ACCEPT_LOSSES}
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('ZREM', KEYS[7], ARGV[1])
redis.call('ZADD', KEYS[6], now + ${SILENT_MS}, ARGV[1])
redis.call('HSET', KEYS[1], 'entry', redis.call('XADD', KEYS[4], '*', 'id', ARGV[1], 'attempt', attempt))
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
redis.call('PUBLISH', ARGV[5], ARGV[1])
return attempt
`;

/**
 * KEYS task, slides, pictures, events, cancel, owner's tasks, open-tasks, ended-tasks, deletions · ARGV id, channel, cancels
 * channel. From then on there is no such task; of its hash remains who owned it, until FORGET, so that nothing makes it again, and
 * its cancel key, so that nothing of it goes on. Answers 0 where there is no task.
 */
export const REMOVE = `${NOW}
local task = redis.call('HMGET', KEYS[1], 'owner', 'attempt', 'idempotencyKey', 'status')
redis.call('ZREM', KEYS[8], ARGV[1])
if not task[4] then return 0 end
if task[3] and task[3] ~= '' then redis.call('DEL', task[3]) end
redis.call('SET', KEYS[5], task[2])
-- A call that is being given up may still be billed: until its lease ends, nobody else begins it.
for _, intent in ipairs(redis.call('HVALS', KEYS[1] .. ':intents')) do
  if redis.call('HGET', intent, 'task') == ARGV[1] then redis.call('PEXPIREAT', intent, redis.call('HGET', intent, 'until')) end
end
for _, share in ipairs(redis.call('ZRANGE', KEYS[1] .. ':shares', 0, -1)) do redis.call('DEL', 'share:' .. share) end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[1] .. ':ledger', KEYS[1] .. ':doubts', KEYS[1] .. ':held', KEYS[1] .. ':intents', KEYS[1] .. ':shares', KEYS[1] .. ':approved')
redis.call('HSET', KEYS[1], 'owner', task[1], 'deletedAt', now)
redis.call('ZREM', KEYS[6], ARGV[1])
redis.call('ZREM', KEYS[7], ARGV[1])
redis.call('ZADD', KEYS[9], now, ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[1])
redis.call('PUBLISH', ARGV[3], ARGV[1])
return 1
`;

/** A master that read the task before its deletion has started its run by then: a start takes at most the client's 10 s. */
const NOT_STARTED_AFTER_MS = 15_000;

/** KEYS task, cancel, undelivered-cancels, deletions · ARGV id. The last step of a deletion; 0 where it is too early for that. */
export const FORGET = `${NOW}
local deletedAt = redis.call('HGET', KEYS[1], 'deletedAt')
if deletedAt and now - deletedAt < ${NOT_STARTED_AFTER_MS} then return 0 end
if deletedAt then redis.call('DEL', KEYS[1], KEYS[2]) end
redis.call('SREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
return 1
`;

/**
 * KEYS task, new-tasks, events, open-tasks · ARGV id, attempt, channel. Answers 0 where the attempt is not the current
 * one, the task has ended, or its entry still waits. A task that had begun keeps its script, and says who lost its run.
 */
export const REQUEUE = `${NOW}
local task = redis.call('HMGET', KEYS[1], 'attempt', 'status', 'entry')
if task[1] ~= ARGV[2] or task[2] == 'completed' or task[2] == 'failed' or task[2] == 'cancelled' then return 0 end
if task[3] and #redis.call('XRANGE', KEYS[2], task[3], task[3]) > 0 then return 0 end
if task[2] ~= 'queued' then redis.call('HSET', KEYS[1], 'rebuilt', 'Temporal') end
redis.call('HSET', KEYS[1], 'status', 'queued', 'stage', 'queued', 'updatedAt', now,
  'entry', redis.call('XADD', KEYS[2], '*', 'id', ARGV[1], 'attempt', ARGV[2]))
redis.call('ZADD', KEYS[4], now + ${SILENT_MS}, ARGV[1])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
redis.call('PUBLISH', ARGV[3], ARGV[1])
return 1
`;

/**
 * KEYS task, slides, pictures, events, owner, open-tasks · ARGV id, owner, name, request JSON, attempt, created at,
 * channel, and of each call that is paid: call, entry JSON, cents. Answers 0 where Redis knows this attempt or a later one, or is deleting
 * the task; what it knew of an earlier one is replaced, all but the money.
 */
export const REBUILD = `${PAID_PRELUDE}
if redis.call('HEXISTS', KEYS[1], 'deletedAt') == 1 then return 0 end
if tonumber(redis.call('HGET', KEYS[1], 'attempt') or 0) >= tonumber(ARGV[5]) then return 0 end
local money = {'costCents', 'upToCents', 'wastedCents', 'acceptedCents', 'budgetCents'}
local spent = redis.call('HMGET', KEYS[1], unpack(money))
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
for i, field in ipairs(money) do
  if spent[i] then redis.call('HSET', KEYS[1], field, spent[i]) end
end
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'name', ARGV[3], 'request', ARGV[4], 'attempt', ARGV[5], 'status', 'queued',
  'stage', 'queued', 'createdAt', ARGV[6], 'updatedAt', now, 'rebuilt', 'Redis')
redis.call('ZADD', KEYS[5], ARGV[6], ARGV[1])
redis.call('ZADD', KEYS[6], now + ${SILENT_MS}, ARGV[1])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'status', 'queued')
redis.call('PUBLISH', ARGV[7], ARGV[1])
for i = 8, #ARGV, 3 do book(ARGV[1], ARGV[i], ARGV[i + 1], ARGV[i + 2], 'paid') end
return 1
`;
