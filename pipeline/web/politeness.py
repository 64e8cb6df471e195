"""One host, one rhythm: spacing, concurrency and pace across all workers and machines, decided by one Lua script in Redis.

What a process asks and gives back within a moment goes to Redis in one call. Of a host Redis keeps the `last` start, the
`next` free one in the line of those who wait here, the `tail` of those sent away, the learned `pace`, until when it wants
`quiet`, and the requests in flight.

An emptied Redis notes since when it remembers. Every start it has forgotten was before that: a host without a known start is
taken to have been asked at that moment, so its spacing holds. What is in flight is entered again by its process every `RENEWAL`,
and whoever has known an older memory makes everybody wait `GRACE` for that. At a first start there is nobody who has: then only
hosts with a spacing wait, once, for that spacing or a second (two renewals), whichever is longer.
"""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from pipeline.errors import Deferred
from pipeline.model import HostNote, Manners

SLOW = 2.0  # an answer that takes longer sets the pace
SLOWEST = 30.0  # but not beyond this
CEILING, LEAST = 60.0, 0.1  # of any pace; a shorter one is none
MAX_SILENCE = 7 * 86_400.0
RENEWAL = 0.5  # how often what is in flight is entered again
_RECOVERY = 0.75  # of the pace stays after each quick good answer: from a minute to the usual delay within four
_MEMORY = "wireroom:politeness"
_GATHER = 0.005  # calls to Redis are so far apart when much is in flight: what comes between goes together
_STALE = 0.05  # a turn heard of later than this is asked for again: started so late it would be too near the next one
_TELL_AGAIN = 10.0  # what is not found stored by then is reported again

# KEYS: since when Redis remembers. ARGV: [concurrency, hold, memory the caller knows, kept, ended, asked], times in ms.
#   kept  [host, token]                                               still in flight
#   ended [host, token, factor, floor, spacing, stored pace, quiet]   → the host's pace
#   asked [host, token, spacing, standing, patience, quiet]           → 0: go; ms to wait here; −ms to come back in
# standing: 0 new, 1 has a place in the line, 2 was given a turn that came too late to be used.
_SCRIPT = """
local GRACE, FIRST, LOOK_AGAIN, MINUTE, DAY = 3000, 1000, 50, 60000, 86400000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, hold, known, kept, ended, asked = unpack(cjson.decode(ARGV[1]))

local memory = redis.call('HMGET', KEYS[1], 'since', 'open')
local since, open = tonumber(memory[1]) or now, tonumber(memory[2]) or now
if known ~= since then
  if known > 0 then open = math.max(open, since + GRACE) end
  redis.call('HSET', KEYS[1], 'since', since, 'open', open)
end

local function name(host) return 'wireroom:host:' .. host end
local function enter(flight, token)
  redis.call('ZADD', flight, now + hold, token)
  redis.call('PEXPIRE', flight, hold)
end
local function remember(key, ms)
  if redis.call('PTTL', key) < ms then redis.call('PEXPIRE', key, math.ceil(ms)) end
end

for _, row in ipairs(kept) do enter(name(row[1]) .. ':flight', row[2]) end

local paces = {}
for i, row in ipairs(ended) do
  local host, token, factor, floor, spacing, stored, quiet = unpack(row)
  local key = name(host)
  redis.call('ZREM', key .. ':flight', token)
  local before = tonumber(redis.call('HGET', key, 'pace'))
  local pace = math.min(math.max((before or stored) * factor, floor), 60000)
  if pace <= math.max(spacing, 100) then pace = 0 end
  if pace ~= (before or 0) then
    redis.call('HSET', key, 'pace', pace)
    remember(key, DAY)
  end
  if quiet > 0 then
    redis.call('HSET', key, 'quiet', math.max(now + quiet, tonumber(redis.call('HGET', key, 'quiet')) or 0))
    remember(key, quiet)
  end
  paces[i] = pace
end

local answer = {since}
for _, row in ipairs(asked) do
  local host, token, spacing, standing, patience, quiet = unpack(row)
  local key = name(host)
  local flight = key .. ':flight'
  local state = redis.call('HMGET', key, 'last', 'next', 'tail', 'quiet', 'pace', 'by')
  local last, line, tail = tonumber(state[1]) or since, tonumber(state[2]) or 0, tonumber(state[3]) or 0
  quiet = math.max(tonumber(state[4]) or 0, now + quiet)
  spacing = math.max(spacing, tonumber(state[5]) or 0)

  local start = math.max(last + spacing, open)
  if spacing > 0 then
    start = math.max(start, since + FIRST)
    if standing == 0 then start = math.max(start, line) end
  end
  if standing == 2 then
    redis.call('ZREM', flight, token)
    if state[6] == token then start = now end
  end
  redis.call('ZREMRANGEBYSCORE', flight, '-inf', now)
  local room = redis.call('ZCARD', flight) < limit

  local wait = 0
  if quiet > now then
    wait = now - quiet
  elseif now >= start and room then
    enter(flight, token)
    redis.call('HSET', key, 'last', now, 'next', math.max(line, now + spacing), 'by', token)
    remember(key, math.max(spacing, MINUTE))
  else
    local step = spacing > 0 and spacing or LOOK_AGAIN
    if not room then start = math.max(start, now + LOOK_AGAIN) end
    if standing == 0 then start = math.max(start, line) end
    if start - now > patience then
      tail = math.max(tail + step, start)
      wait = now - tail
      redis.call('HSET', key, 'tail', tail)
      remember(key, tail - now)
    else
      wait = start - now
      if standing == 0 then
        redis.call('HSET', key, 'next', start + step)
        remember(key, start + step - now)
      end
    end
  end
  answer[#answer + 1] = wait
end
for _, pace in ipairs(paces) do answer[#answer + 1] = pace end
return cjson.encode(answer)
"""


def lesson(delay: float, status: int | None, seconds: float) -> tuple[float, float]:
    """What an answer teaches about a host's pace: (factor on it, floor under it). `status` None: there was no answer."""
    floor = min(seconds, SLOWEST) if seconds > SLOW else 0.0
    if status is None or status in (429, 503):
        return 2.0, max(floor, 2 * max(delay, 1.0))
    good = status < 400 or status in (404, 410)
    return (_RECOVERY if good and not floor else 1.0), floor


def adapted(pace: float, delay: float, status: int | None, seconds: float) -> float:
    """The pace after an answer, in seconds between two starts; 0 where the `delay` is enough. The script does the same."""
    factor, floor = lesson(delay, status, seconds)
    learned = min(max(pace * factor, floor), CEILING)
    return learned if learned > max(delay, LEAST) else 0.0


_Answer = asyncio.Future[tuple[float, float] | None]


class Turn:
    """One place at a host, held while a request is in flight."""

    __slots__ = ("delay", "host", "lesson", "manners", "silence", "token")

    def __init__(self, host: str, delay: float, token: str, manners: Manners) -> None:
        self.host = host
        self.delay = max(delay, manners.crawl_delay)
        self.token = token
        self.manners = manners
        self.lesson = (1.0, 0.0)
        self.silence = 0.0

    def heard(self, status: int | None, seconds: float, retry_after: float | None = None) -> None:
        """How the request went, told before the turn ends. `status` None: no answer (timeout, reset)."""
        self.lesson = lesson(self.delay, status, seconds)
        self.silence = min(retry_after or 0.0, MAX_SILENCE)


class Politeness:
    """Turns at hosts. `patience`: seconds a caller waits here before its item is put back instead.

    `hold`: seconds after which the place of a process that has died is free; one that lives renews it.
    """

    def __init__(
        self, client: "redis.asyncio.Redis", *, concurrency: int, hold: float = 15.0, patience: float = 2.0
    ) -> None:
        client.set_retry(Retry(NoBackoff(), 0))  # a turn asked for twice may be given twice
        self._script = client.register_script(_SCRIPT)
        self._concurrency = concurrency
        self._hold = int(hold * 1000)
        self._patience = patience
        self._name = secrets.token_hex(6)
        self._numbers = count()
        self._known = 0  # since when Redis remembers, as we were told last
        self._held: dict[str, str] = {}
        self._renew = False
        self._renewal: asyncio.TimerHandle | None = None
        self._asked: list[tuple[Turn, list[str | int], _Answer]] = []
        self._ended: list[tuple[Turn, asyncio.Future[None]]] = []
        self._call: asyncio.TimerHandle | asyncio.Task[None] | None = None
        self._next_call = 0.0
        self._notes: dict[str, HostNote] = {}
        self._told: dict[str, tuple[float, HostNote]] = {}

    @asynccontextmanager
    async def turn(
        self, host: str, delay: float, *, begun: bool = False, manners: Manners = Manners()
    ) -> AsyncIterator[Turn]:
        """Hold one of the host's places, taken not sooner after the one before than `delay` and the host's manners ask.

        `begun`: the caller has had a turn for the same errand (a redirect, the page behind its robots.txt) and takes the
        next one, however long that is: sent to the end of the line it would start anew and never get through.

        Raises:
            Deferred: the turn is further away than patience goes, the host has asked for silence, or Redis does not answer.
        """
        turn = Turn(host, delay, f"{self._name}{next(self._numbers)}", manners)
        await self._take(turn, begun)
        self._held[turn.token] = host
        if self._renewal is None:
            self._renewal = asyncio.get_running_loop().call_later(RENEWAL, self._renew_all)
        try:
            yield turn
        finally:
            del self._held[turn.token]
            await self._give_back(turn)

    def learnt(self) -> list[HostNote]:
        """What answers have taught since the last call and is worth storing. Any thread may ask."""
        notes = []
        while self._notes:
            notes.append(self._notes.popitem()[1])
        return notes

    async def close(self) -> None:
        """Give back what is still to be given back."""
        if self._renewal is not None:
            self._renewal.cancel()
        if isinstance(self._call, asyncio.Task):
            await self._call
        if isinstance(self._call, asyncio.TimerHandle):
            self._call.cancel()
            await self._talk()

    # ── one turn ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def _take(self, turn: Turn, begun: bool) -> None:
        loop = asyncio.get_running_loop()
        manners = turn.manners
        spacing = int(max(turn.delay, manners.pace) * 1000)
        standing, late, ends = int(begun), 0, loop.time() + self._patience
        while True:
            patience = 1 << 40 if begun else int(max(0.0, ends - loop.time()) * 1000)
            quiet = 0
            if manners.not_before is not None:
                quiet = max(0, int((manners.not_before - datetime.now(UTC)).total_seconds() * 1000))
            wait, sent = await self._ask(turn, [turn.host, turn.token, spacing, standing, patience, quiet])
            if wait < 0:
                raise Deferred(-wait)
            if wait > 0:
                standing = max(standing, 1)
                await asyncio.sleep(wait)
            elif spacing and loop.time() - sent > _STALE and late < 3:
                standing, late = 2, late + 1
            else:
                return

    async def _ask(self, turn: Turn, row: list[str | int]) -> tuple[float, float]:
        """Seconds to wait (negative: to come back in), and when that was asked."""
        answer: _Answer = asyncio.get_running_loop().create_future()
        self._asked.append((turn, row, answer))
        self._call_soon()
        try:
            heard = await answer
        except asyncio.CancelledError:
            if not answer.cancelled():
                self._give_back(turn)
            raise
        if heard is None:
            raise Deferred(5.0)
        return heard

    def _give_back(self, turn: Turn) -> "asyncio.Future[None]":
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ended.append((turn, done))
        self._call_soon()
        return done

    def _renew_all(self) -> None:
        self._renewal = None
        if self._held:
            self._renew = True
            self._call_soon()
            self._renewal = asyncio.get_running_loop().call_later(RENEWAL, self._renew_all)

    # ── all turns together ─────────────────────────────────────────────────────────────────────────────────────────

    def _call_soon(self) -> None:
        """Talk to Redis when this round of the loop is over, and not before the last call is answered."""
        if self._call is None:
            loop = asyncio.get_running_loop()
            self._call = loop.call_later(max(0.0, self._next_call - loop.time()), self._start)

    def _start(self) -> None:
        self._call = asyncio.create_task(self._talk())

    async def _talk(self) -> None:
        sent = asyncio.get_running_loop().time()
        self._next_call = sent + min(_GATHER, len(self._held) * _GATHER / 200)
        asked, self._asked = [row for row in self._asked if not row[2].cancelled()], []
        ended, self._ended = self._ended, []
        kept = [(host, token) for token, host in self._held.items()] if self._renew else []
        self._renew = False
        rows = [_ended_row(turn) for turn, _ in ended], [row for _, row, _ in asked]
        call = json.dumps((self._concurrency, self._hold, self._known, kept, *rows))
        answers: list[float] = []
        try:
            self._known, *answers = json.loads(await self._script(keys=[_MEMORY], args=[call]))
        except (RedisError, OSError):
            pass  # nobody is given a turn; places free themselves when their hold ends
        finally:
            self._call = None
            for number, (turn, _, answer) in enumerate(asked):
                if not answer.cancelled():
                    answer.set_result((answers[number] / 1000, sent) if answers else None)
                elif answers and answers[number] == 0:
                    self._give_back(turn)
            for number, (turn, done) in enumerate(ended, len(asked)):
                if answers:
                    self._learn(turn, round(answers[number] / 1000, 1))
                if not done.cancelled():
                    done.set_result(None)
            if self._asked or self._ended or self._renew:
                self._call_soon()

    def _learn(self, turn: Turn, pace: float) -> None:
        """Note what is not stored yet and has not just been told."""
        silent = datetime.now(UTC) + timedelta(seconds=turn.silence) if turn.silence else None
        if not _news(pace, silent, turn.manners):
            self._told.pop(turn.host, None)
            return
        now, told = time.monotonic(), self._told.get(turn.host)
        if told is None or now - told[0] > _TELL_AGAIN or _news(pace, silent, told[1]):
            before = turn.manners.not_before
            note = HostNote(turn.host, pace, max(silent, before) if silent and before else silent or before)
            self._notes[turn.host] = note
            self._told[turn.host] = now, note


def _ended_row(turn: Turn) -> list[str | float]:
    factor, floor = turn.lesson
    times = (floor, turn.delay, turn.manners.pace, turn.silence)
    return [turn.host, turn.token, factor, *(int(seconds * 1000) for seconds in times)]


def _news(pace: float, silent: datetime | None, known: HostNote | Manners) -> bool:
    """Whether the pace has doubled, halved, begun or ended, or silence is asked for beyond what answers of one moment differ by."""
    if pace != known.pace and (pace >= 2 * known.pace or pace <= known.pace / 2):
        return True
    return silent is not None and (known.not_before is None or silent > known.not_before + timedelta(seconds=1))
