/** The atomic steps of a paid call's life (platform/paid-records.ts), in Lua: each happens whole or not at all. */

import { EVENTS_CHANNEL } from './redis.ts';

/** Above this, a lost answer waits for a person (charter P3). */
const CHEAP_CENTS = 5;
/** What a task may lose to lost and unusable answers before a person is asked, and again after a person's retry (charter P3). */
const CHEAP_CENTS_A_TASK = 25;
/** Rounding of sums in floating point. */
const DUST = 1e-6;
/** An intent that nobody came back to; no vendor is asked about a bill later than that. */
const FORGOTTEN_MS = 30 * 24 * 3_600_000;

/**
 * Shared by all steps. Everything of a task lies under names made of its id, because a call may be settled by another task than
 * the one that made it: the bill stays with the maker.
 */
export const PAID_PRELUDE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function name(id, part) return 'task:' .. id .. part end
local function exists(id) return redis.call('HEXISTS', name(id, ''), 'status') == 1 end
local function number(value) return tonumber(value or 0) or 0 end

local function tell(id)
  redis.call('XADD', name(id, ':events'), 'MAXLEN', '~', 1000, '*', 'status', redis.call('HGET', name(id, ''), 'status'))
  redis.call('PUBLISH', '${EVENTS_CHANNEL}', id)
end

local function outcomeOf(id, call)
  local line = redis.call('HGET', name(id, ':ledger'), call)
  return line and cjson.decode(line).outcome
end

-- It was not billed after all, or is the same call as one that is made now.
local function strike(id, call)
  if outcomeOf(id, call) ~= 'unknown' then return end
  local cents = cjson.decode(redis.call('HGET', name(id, ':ledger'), call)).cents
  redis.call('HINCRBYFLOAT', name(id, ''), 'upToCents', string.format('%.9f', -cents))
  redis.call('HDEL', name(id, ':ledger'), call)
  redis.call('HDEL', name(id, ':doubts'), call)
  tell(id)
end

-- One line of the bill. A line once called unknown is replaced by what became known of it; any other stays.
local function book(id, call, entry, cents, outcome)
  local before = outcomeOf(id, call)
  if not exists(id) or (before and before ~= 'unknown') or before == outcome then return end
  strike(id, call)
  redis.call('HSET', name(id, ':ledger'), call, entry)
  redis.call('HINCRBYFLOAT', name(id, ''), 'upToCents', cents)
  if outcome ~= 'unknown' then redis.call('HINCRBYFLOAT', name(id, ''), 'costCents', cents) end
  if outcome == 'wasted' then redis.call('HINCRBYFLOAT', name(id, ''), 'wastedCents', cents) end
  tell(id)
end

-- The task ends: what is under way may be billed, and perhaps nobody comes back to say so. Whoever does corrects the line.
local function bookUnderWay(id)
  for _, call in ipairs(redis.call('HKEYS', name(id, ':held'))) do
    local intent = redis.call('HGET', name(id, ':intents'), call)
    local known = intent and redis.call('HMGET', intent, 'call', 'entry', 'cents') or {}
    if known[1] == call then book(id, call, known[2], known[3], 'unknown') end
  end
  redis.call('DEL', name(id, ':held'))
end

local function doubt(id, call, warning)
  if exists(id) then redis.call('HSETNX', name(id, ':doubts'), call, warning) end
end

local function options(id)
  local request = redis.call('HGET', name(id, ''), 'request')
  return request and cjson.decode(request).options or {}
end

-- Whether money that was lost may be spent again without asking anybody.
local function cheap(id, cents)
  local task = redis.call('HMGET', name(id, ''), 'costCents', 'upToCents', 'wastedCents', 'acceptedCents')
  local lost = number(task[2]) - number(task[1]) + number(task[3]) - number(task[4])
  return options(id).onUnknownOutcome ~= 'hold'
    and number(cents) <= ${CHEAP_CENTS} + ${DUST} and lost <= ${CHEAP_CENTS_A_TASK} + ${DUST}
end

local function drop(id, call)
  redis.call('HDEL', name(id, ':held'), call)
  redis.call('HDEL', name(id, ':intents'), call)
end

local function close(intent, call, id)
  drop(id, call)
  if redis.call('HGET', intent, 'call') == call then redis.call('DEL', intent) end
end
`;

/**
 * KEYS intent · ARGV call, task, attempt, cents at most, lease ms, how long the call may be sent again in ms, entry JSON if its outcome
 * stays unknown, warning JSON for when it is made again. Answers `go`, `wait`, `hold`, or `budget` with what is spent and held back.
 */
export const BEGIN = `${PAID_PRELUDE}
local call, task, attempt = ARGV[1], ARGV[2], number(ARGV[3])
-- Cancelled, and the worker has not heard of it yet: from the cancel's answer on, no call begins.
if number(redis.call('GET', name(task, ':cancel'))) >= attempt then return {'wait'} end
local fields = {'call', 'task', 'attempt', 'until', 'lost', 'cents', 'entry', 'warning', 'at', 'asked:' .. task}
local before = redis.call('HMGET', KEYS[1], unpack(fields))
local at = now
if before[1] then
  if not before[5] and number(before[4]) > now then return {'wait'} end
  local maker, cents = before[2], before[6]
  if now - number(before[9]) < number(ARGV[6]) then
    at = before[9]
    strike(maker, before[1])
  else
    book(maker, before[1], before[7], cents, 'unknown')
    local consent = (before[10] and number(before[10]) < attempt) or (maker == task and number(before[3]) < attempt)
    if not consent and not cheap(maker, cents) then
      redis.call('HSET', KEYS[1], 'lost', 1)
      redis.call('HSETNX', KEYS[1], 'asked:' .. task, attempt)
      return {'hold'}
    end
    doubt(maker, before[1], before[8])
  end
  drop(maker, before[1])
end
local budget = redis.call('HGET', name(task, ''), 'budgetCents')
local asked = options(task).budget
if not budget and asked then budget = asked.cents end
local spent = number(redis.call('HGET', name(task, ''), 'upToCents'))
for _, cents in ipairs(redis.call('HVALS', name(task, ':held'))) do spent = spent + number(cents) end
if budget and number(ARGV[4]) > 0 and spent + number(ARGV[4]) > number(budget) + ${DUST} then
  return {'budget', string.format('%.9f', spent)}
end
if exists(task) then
  redis.call('HSET', name(task, ':held'), call, ARGV[4])
  redis.call('HSET', name(task, ':intents'), call, KEYS[1])
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'call', call, 'task', task, 'attempt', attempt, 'until', string.format('%.0f', now + ARGV[5]),
  'cents', ARGV[4], 'entry', ARGV[7], 'warning', ARGV[8], 'at', at)
redis.call('PEXPIRE', KEYS[1], ${FORGOTTEN_MS})
return {'go'}
`;

/** KEYS intent · ARGV call, lease ms. 0 where the call is no longer ours: it was thought dead, and was taken over. */
export const RENEW = `${PAID_PRELUDE}
if redis.call('HGET', KEYS[1], 'call') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + ARGV[2]))
return 1
`;

/** KEYS intent · ARGV call, task, entry JSON, cents. The result lies in the store. */
export const FINISH = `${PAID_PRELUDE}
book(ARGV[2], ARGV[1], ARGV[3], ARGV[4], 'paid')
close(KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/** KEYS intent · ARGV call, task, entry JSON, cents, warning JSON. 1 = may be bought again without asking. */
export const WASTE = `${PAID_PRELUDE}
book(ARGV[2], ARGV[1], ARGV[3], ARGV[4], 'wasted')
doubt(ARGV[2], ARGV[1], ARGV[5])
close(KEYS[1], ARGV[1], ARGV[2])
return cheap(ARGV[2], ARGV[4]) and 1 or 0
`;

/** KEYS intent · ARGV call, task, attempt, cents, entry JSON or '' where it is sent again. 1 = may be called again without asking. */
export const LOSE = `${PAID_PRELUDE}
if ARGV[5] == '' then
  if redis.call('HGET', KEYS[1], 'call') == ARGV[1] then redis.call('HSET', KEYS[1], 'until', 0) end
  return 1
end
book(ARGV[2], ARGV[1], ARGV[5], ARGV[4], 'unknown')
redis.call('HDEL', name(ARGV[2], ':held'), ARGV[1])
local mine = redis.call('HGET', KEYS[1], 'call') == ARGV[1]
if mine then redis.call('HSET', KEYS[1], 'lost', 1) end
if cheap(ARGV[2], ARGV[4]) then return 1 end
if mine then redis.call('HSETNX', KEYS[1], 'asked:' .. ARGV[2], ARGV[3]) end
return 0
`;

/**
 * KEYS ledger · ARGV call, task, entry JSON or '' where nothing was billed after all, cents, warning JSON or ''. What the vendor said
 * later of a call that it bills when its work is done, also when its task has ended meanwhile.
 */
export const SETTLE = `${PAID_PRELUDE}
local line = redis.call('HGET', KEYS[1], ARGV[1])
if not line then return 0 end
local before = cjson.decode(line)
if before.outcome ~= 'paid' then return 0 end
local outcome = ARGV[3] ~= '' and cjson.decode(ARGV[3]).outcome
if outcome then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) else redis.call('HDEL', KEYS[1], ARGV[1]) end
local function add(field, cents) redis.call('HINCRBYFLOAT', name(ARGV[2], ''), field, string.format('%.9f', cents)) end
local cents = number(ARGV[4])
add('upToCents', cents - before.cents)
add('costCents', (outcome == 'unknown' and 0 or cents) - before.cents)
if outcome == 'wasted' then add('wastedCents', cents) end
if ARGV[5] ~= '' then doubt(ARGV[2], ARGV[1], ARGV[5]) end
tell(ARGV[2])
return 1
`;

/** KEYS intent · ARGV call, task. Nothing was billed. */
export const RELEASE = `${PAID_PRELUDE}
strike(ARGV[2], ARGV[1])
close(KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/** KEYS task · ARGV task, cents. A budget is only ever raised. 0 where there is no such task. */
export const RAISE_BUDGET = `${PAID_PRELUDE}
if not exists(ARGV[1]) then return 0 end
if number(redis.call('HGET', KEYS[1], 'budgetCents')) < number(ARGV[2]) then redis.call('HSET', KEYS[1], 'budgetCents', ARGV[2]) end
return 1
`;
