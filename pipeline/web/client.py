"""GET, within bounds: guarded addresses, bounded time and bytes, redirects followed by hand, the body as the wire had it."""

import asyncio
import ssl
import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import cache
from typing import Any

import aiohttp
import redis.asyncio
from yarl import URL

from pipeline import schedule, urls
from pipeline.encoding import ACCEPT_ENCODING
from pipeline.errors import Permanent, Reason, Setback, Transient
from pipeline.model import Capture
from pipeline.web.guard import RefusedAddress
from pipeline.web.knobs import WebKnobs
from pipeline.web.politeness import Politeness
from pipeline.web.resolver import Resolver

MAX_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@cache
def _tls() -> ssl.SSLContext:
    """The trusted roots, read once a process: reading them takes longer than most answers."""
    return ssl.create_default_context()


class Client:
    """One per process and event loop; connections are kept alive per host."""

    def __init__(self, knobs: WebKnobs) -> None:
        self.knobs = knobs
        self._resolver = Resolver(knobs.guard)
        self._redis = redis.asyncio.from_url(knobs.redis_url, socket_timeout=5, socket_connect_timeout=5)
        self._politeness = Politeness(self._redis, concurrency=knobs.host_concurrency, hold=knobs.timeout + 5)
        connector = aiohttp.TCPConnector(
            limit=0,
            resolver=self._resolver,
            ttl_dns_cache=60,
            socket_factory=knobs.guard.open_socket,
            ssl=_tls(),
            keepalive_timeout=15,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            timeout=aiohttp.ClientTimeout(
                total=knobs.timeout, sock_connect=min(10, knobs.timeout), sock_read=knobs.timeout
            ),
            headers={"User-Agent": knobs.agent, "Accept-Encoding": ACCEPT_ENCODING},
            max_line_size=16_384,
            max_field_size=16_384,
        )

        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    def once(self, errand: str) -> AbstractAsyncContextManager[None]:
        """A lock by name: what several items of a batch need is asked for once."""
        lock = self._locks.get(errand)
        if lock is None:
            lock = self._locks[errand] = asyncio.Lock()
        return lock

    async def close(self) -> None:
        """Close connections."""
        await self._session.close()
        await self._redis.aclose()

    async def _delay(self, url: URL) -> float:
        """The host's delay. None at all is for addresses opened by a setting, never for the public web."""
        guard, port = self.knobs.guard, url.port or 0
        if guard.exact or (self.knobs.host_delay == 0 and guard.allow):
            try:
                found = await self._resolver.resolve(url.host or "", port)
            except OSError:
                return self.knobs.host_delay or 1.0
            if all((result["host"], port) in guard.exact for result in found):
                return 0.0
            if self.knobs.host_delay == 0 and all(guard.allowed_privately(result["host"], port) for result in found):
                return 0.0
        return self.knobs.host_delay or 1.0

    async def get(
        self,
        url: str,
        *,
        cap: int,
        headers: Mapping[str, str] | None = None,
        wanted: Callable[[int, str | None], bool] = lambda status, content_type: True,
        cut: bool = False,
        begun: bool = False,
        crawl_delay: float = 0.0,
    ) -> Capture:
        """GET `url` (canonical), redirects followed; the body is left unread where `wanted(status, content type)` says no.

        `cut`: of a body beyond `cap` the beginning is taken. `begun`: another request of this errand has just been answered,
        so it does not go to the end of the line again; nor does any redirect. `crawl_delay`: what the host's robots.txt asks for;
        it lengthens the delay, never shortens it.

        Raises:
            Transient, Permanent: with the reason why there is no answer.
            Deferred: it is not this host's turn.
        """
        sent_at, started = datetime.now(UTC), time.monotonic()
        current, seen = url, {url}
        try:
            async with asyncio.timeout(self.knobs.timeout + 10):
                for hop in range(MAX_REDIRECTS + 1):
                    target = URL(current, encoded=True)
                    delay = max(await self._delay(target), crawl_delay if hop == 0 else 0.0)
                    async with self._politeness.turn(target.host or "", delay, begun=begun or hop > 0):
                        status, answer_headers, body = await self._one(target, cap, headers, wanted, cut)
                    await self._heed(target.host or "", status, answer_headers)
                    location = next((value for name, value in answer_headers if name.lower() == "location"), None)
                    if status in _REDIRECTS and location:
                        current = urls.canonical(location, current)
                        if current in seen:
                            raise Permanent(Reason.TOO_MANY_REDIRECTS, f"redirected in a circle, back to {current}")
                        seen.add(current)
                        continue
                    elapsed = int((time.monotonic() - started) * 1000)
                    return Capture(url, current, sent_at, elapsed, status, answer_headers, body)
                raise Permanent(Reason.TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS} redirects")
        except TimeoutError:
            raise Transient(Reason.TIMEOUT, f"no complete answer within {self.knobs.timeout:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _translated(error) from error

    async def _heed(self, host: str, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        """A host that says 429 or 503 and for how long is left alone by everybody, at most an hour at a time."""
        if status in (429, 503):
            value = next((value for name, value in headers if name.lower() == "retry-after"), None)
            seconds = schedule.retry_after(value, datetime.now(UTC))
            if seconds:
                await self._politeness.hold_off(host, min(seconds, 3600.0))

    async def _one(
        self,
        target: URL,
        cap: int,
        headers: Mapping[str, str] | None,
        wanted: Callable[[int, str | None], bool],
        cut: bool,
    ) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        async with self._session.get(target, headers=headers, allow_redirects=False) as response:
            pairs = tuple(
                (name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in response.raw_headers
            )
            declared = response.headers.get("Content-Length", "")
            if response.status in _REDIRECTS or not wanted(response.status, response.headers.get("Content-Type")):
                response.close()
                return response.status, pairs, b""
            if declared.isdigit() and int(declared) > cap and not cut:
                response.close()
                raise Permanent(Reason.TOO_LARGE, f"{int(declared):,} bytes announced, at most {cap:,} are taken")
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > cap:
                    response.close()
                    if cut:
                        return response.status, pairs, bytes(body[:cap])
                    raise Permanent(Reason.TOO_LARGE, f"more than {cap:,} bytes")
            return response.status, pairs, bytes(body)


def _translated(error: BaseException) -> Setback:
    """The one place where aiohttp's exceptions become ours."""
    cause: Any = getattr(error, "os_error", None) or error
    message = " ".join(str(cause).split())[:300] or type(error).__name__
    if isinstance(cause, RefusedAddress):
        return Permanent(Reason.REFUSED_ADDRESS, message)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Transient(Reason.DNS, f"the host name cannot be resolved: {message}")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError | aiohttp.ClientConnectorCertificateError):
        return Transient(Reason.TLS, message)
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return Permanent(Reason.ERROR, f"not a URL that can be fetched: {message}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return Transient(Reason.CONNECT, f"the answer broke off: {message}")
    return Transient(Reason.CONNECT, message)
