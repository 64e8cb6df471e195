"""One host, one rhythm: spacing and concurrency across all workers and machines, decided in one Lua script in Redis."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis.asyncio
from redis.exceptions import RedisError

from pipeline.errors import Deferred

# KEYS: next start, requests in flight, end of the line of those sent away. Times are Redis's, in milliseconds.
_TURN = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local delay, limit, hold = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local start = tonumber(redis.call('GET', KEYS[1]) or '0')
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if now >= start and redis.call('ZCARD', KEYS[2]) < limit then
  redis.call('ZADD', KEYS[2], now + hold, ARGV[4])
  redis.call('PEXPIRE', KEYS[2], hold)
  if delay > 0 then redis.call('SET', KEYS[1], now + delay, 'PX', delay) end
  return 0
end
if ARGV[5] == '1' then return math.max(start - now, 50) end
local tail = math.max(tonumber(redis.call('GET', KEYS[3]) or '0') + math.max(delay, 50), start, now + 50)
redis.call('SET', KEYS[3], tail, 'PX', tail - now)
return tail - now
"""

_HOLD_OFF = """
local t = redis.call('TIME')
local ends = t[1] * 1000 + math.floor(t[2] / 1000) + tonumber(ARGV[1])
if ends > tonumber(redis.call('GET', KEYS[1]) or '0') then redis.call('SET', KEYS[1], ends, 'PX', ARGV[1]) end
"""


class Politeness:
    """Turns at hosts. `patience`: seconds a caller waits here before its item is put back instead."""

    def __init__(self, client: "redis.asyncio.Redis", *, concurrency: int, hold: float, patience: float = 2.0) -> None:
        self._redis = client
        self._script = client.register_script(_TURN)
        self._concurrency = concurrency
        self._hold = int(hold * 1000)
        self._patience = patience

    @asynccontextmanager
    async def turn(self, host: str, delay: float, *, begun: bool = False) -> AsyncIterator[None]:
        """Hold one of the host's places, taken not sooner than `delay` seconds after the one before.

        `begun`: the caller has had a turn for the same errand (a redirect, the page behind its robots.txt) and takes the
        next one, however long that is: sent to the end of the line it would start anew and never get through.

        Raises:
            Deferred: the turn is further away than patience goes, or Redis does not answer.
        """
        token = secrets.token_hex(8)
        keys = [f"wireroom:host:{host}:{part}" for part in ("next", "flight", "tail")]
        arguments: list[str | int] = [int(delay * 1000), self._concurrency, self._hold, token, int(begun)]
        waited = 0.0
        while True:
            try:
                wait = int(await self._script(keys=keys, args=arguments)) / 1000
            except (RedisError, OSError):
                raise Deferred(5.0) from None
            if wait == 0:
                break
            if waited + wait > self._patience and not begun:
                raise Deferred(wait)
            await asyncio.sleep(wait)
            waited += wait
        try:
            yield
        finally:
            try:
                await self._redis.zrem(keys[1], token)
            except (RedisError, OSError):
                pass  # the place frees itself when its hold ends

    async def hold_off(self, host: str, seconds: float) -> None:
        """Give nobody a turn at this host for so long: it has asked for that (RFC 9110 §10.2.3)."""
        try:
            await self._redis.eval(_HOLD_OFF, 1, f"wireroom:host:{host}:next", int(seconds * 1000))
        except (RedisError, OSError):
            pass  # the item that was told waits by itself
