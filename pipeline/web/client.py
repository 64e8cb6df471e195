"""GET and POST, within bounds: guarded addresses, bounded time and bytes, redirects by hand, the body as the wire had it."""

import asyncio
import ssl
import time
import weakref
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Literal, cast

import aiohttp
import redis.asyncio
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from pipeline import schedule, urls
from pipeline.encoding import ACCEPT_ENCODING
from pipeline.errors import Permanent, Reason, Setback, Transient
from pipeline.model import Capture, Hop, HostNote, Manners
from pipeline.web.connection import MAX_HEAD, MAX_HEADERS, Connection, Lost
from pipeline.web.guard import RefusedAddress
from pipeline.web.knobs import WebKnobs
from pipeline.web.politeness import Politeness
from pipeline.web.resolver import TTL, Resolver
from pipeline.web.robots import Answered

MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD = frozenset({307, 308})  # RFC 9110 §15.4.8–9: the request is made again as it was
_WITHIN_ORIGIN = frozenset({"authorization", "cookie"})
_KNOWN_DELAYS = 10_000
_IDLE_HOSTS = 300  # whose connections are kept: each is an open file, and 1,024 are usual

Headers = tuple[tuple[str, str], ...]
Wanted = Callable[[int, str | None], bool]
Permit = Callable[[str], Awaitable[float]]
_PLAIN = Manners()
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@cache
def _tls() -> ssl.SSLContext:
    """The trusted roots, read once a process: reading them takes longer than most answers."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


class _Connector(aiohttp.TCPConnector):
    """Connections of our own class, and so many kept; aiohttp has no public place for either."""

    def __init__(self, header_timeout: float, idle_timeout: float, **options: Any) -> None:
        super().__init__(**options)
        self._factory = cast(Any, partial(Connection, self._loop, header_timeout, idle_timeout))

    def _release(self, key: Any, protocol: Any, *, should_close: bool = False) -> None:
        super()._release(key, protocol, should_close=should_close or len(self._conns) >= _IDLE_HOSTS)


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for, whatever the address."""

    method: Literal["GET", "POST"]
    headers: Mapping[str, str]
    cap: int
    body: bytes | None = None
    wanted: Wanted = lambda status, content_type: True
    cut: bool = False
    redirects: frozenset[int] = REDIRECTS
    conditions: tuple[str | None, Mapping[str, str]] = (None, _NO_HEADERS)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)

    def retry_after(self) -> float | None:
        """Seconds for which the host wants to be left alone."""
        if self.status not in (429, 503):
            return None
        return schedule.retry_after(self.header("retry-after"), datetime.now(UTC), self.header("date"))


def fit_for(target: URL, first: URL, headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers meant for `first` that `target` may see: another origin learns nothing of what is between us and that."""
    if target is first or (target.scheme, target.raw_host, target.port) == (first.scheme, first.raw_host, first.port):
        return headers
    return {name: value for name, value in headers.items() if name.lower() not in _WITHIN_ORIGIN}


class Client:
    """One per process and event loop; connections are kept alive per host."""

    def __init__(self, knobs: WebKnobs) -> None:
        self.knobs = knobs
        self._resolver = Resolver(knobs.guard, knobs.look_up, 0.8 * knobs.connect_timeout)
        self._redis = redis.asyncio.from_url(knobs.redis_url, socket_timeout=5, socket_connect_timeout=5)
        self._politeness = Politeness(self._redis, concurrency=knobs.host_concurrency)
        connector = _Connector(
            knobs.header_timeout,
            knobs.idle_timeout,
            limit=0,
            resolver=self._resolver,
            use_dns_cache=False,
            socket_factory=knobs.guard.open_socket,
            ssl=_tls(),
            keepalive_timeout=15,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, connect=knobs.connect_timeout, sock_connect=None, sock_read=None),
            headers={"User-Agent": knobs.agent, "Accept-Encoding": ACCEPT_ENCODING},
            max_line_size=MAX_HEAD,
            max_field_size=MAX_HEAD,
            max_headers=MAX_HEADERS,
        )
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._delays: dict[tuple[str, int], tuple[float, float]] = {}
        self.robots_elsewhere: dict[str, Answered] = {}  # of redirects' targets, by origin; what is asked for is stored

    def once(self, errand: str) -> AbstractAsyncContextManager[None]:
        """A lock by name: what several items of a batch need is asked for once."""
        lock = self._locks.get(errand)
        if lock is None:
            lock = self._locks[errand] = asyncio.Lock()
        return lock

    async def close(self) -> None:
        """Close connections."""
        await self._session.close()
        await self._resolver.close()
        await self._politeness.close()
        await self._redis.aclose()

    def learnt(self) -> list[HostNote]:
        """What answers have taught about hosts since it was last asked, to be stored."""
        return self._politeness.learnt()

    async def get(
        self,
        url: str,
        *,
        cap: int,
        headers: Mapping[str, str] | None = None,
        conditions: Mapping[str, str] = _NO_HEADERS,
        conditions_for: str | None = None,
        wanted: Wanted = lambda status, content_type: True,
        cut: bool = False,
        begun: bool = False,
        manners: Manners = _PLAIN,
        delay: float | None = None,
        agent: str | None = None,
        credentials: str | None = None,
        permit: Permit | None = None,
    ) -> Capture:
        """GET `url` (canonical), redirects followed; the body is left unread where `wanted(status, content type)` says no.

        `cut`: of a body beyond `cap` the beginning is taken. `begun`: another request of this errand has just been answered,
        so it does not go to the end of the line again; nor does any redirect. `conditions` are headers for the one address that
        gave the validators in them, be it `url` or where it redirects. `manners`, `delay` (seconds, which only lengthen
        the general one) and `credentials` ("user:password", RFC 7617) are for the host of `url`; credentials never go to
        another origin. `permit` is asked before a redirect is followed: it raises why not, or returns the
        crawl-delay there.

        Raises:
            Transient, Permanent: with the reason why there is no answer.
            Deferred: it is not this host's turn.
        """
        given = dict(headers or {})
        if agent:
            given["User-Agent"] = agent
        if credentials:
            given["Authorization"] = f"Basic {b64encode(credentials.encode()).decode()}"
        request = _Request("GET", given, cap, wanted=wanted, cut=cut, conditions=(conditions_for, conditions))
        return await self._follow(request, url, begun, manners, delay or 0.0, permit)

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], cap: int = 65_536) -> Capture:
        """POST `body` to `url` (canonical); made again where a 307 or 308 points, unless that leaves https.

        Raises:
            Transient, Permanent: with the reason why there is no answer.
            Deferred: it is not this host's turn.
        """
        request = _Request("POST", headers, cap, body, redirects=_SAME_METHOD)
        return await self._follow(request, url, False, _PLAIN, 0.0, None)

    async def post_once(self, url: str, *, body: bytes, headers: Mapping[str, str], cap: int = 65_536) -> Capture:
        """POST `body` to `url` as it stands: at once, nobody's turn is waited for and no redirect followed. Of the answer's
        body the first `cap` bytes are taken.

        Raises:
            Transient, Permanent: with the reason why there is no answer.
        """
        target, clock = URL(url, encoded=True), asyncio.get_running_loop().time
        if refusal := self.knobs.guard.refusal_of_host(target.raw_host or "", target.port or 0):
            raise Permanent(Reason.REFUSED_ADDRESS, refusal)
        request = _Request("POST", headers, cap, body, cut=True, redirects=frozenset())
        sent_at, started = datetime.now(UTC), clock()
        try:
            answer = await self._send(request, target, headers, self.knobs.timeout)
        except Transient as error:
            if not _stale(error):
                raise
            answer = await self._send(request, target, headers, self.knobs.timeout - (clock() - started))
        return Capture(url, url, sent_at, round((clock() - started) * 1000), answer.status, answer.headers, answer.body)

    async def _follow(
        self, request: _Request, url: str, begun: bool, manners: Manners, delay: float, permit: Permit | None
    ) -> Capture:
        first = target = URL(url, encoded=True)
        current = url
        hops: list[Hop] = []
        theirs, spent, repeated = manners, 0.0, False
        clock = asyncio.get_running_loop().time
        while True:
            host = target.raw_host or ""
            pause = max(await self._delay(target), delay if host == first.raw_host else 0.0)
            async with self._politeness.turn(host, pause, begun=begun, manners=theirs) as turn:
                sent_at, started = datetime.now(UTC), clock()
                try:
                    headers = fit_for(target, first, request.headers)
                    if current == request.conditions[0]:
                        headers = {**headers, **request.conditions[1]}
                    answer = await self._send(request, target, headers, self.knobs.timeout - spent)
                except Transient as error:
                    if request.body is None and _stale(error) and not repeated:
                        begun = repeated = True  # a connection that its server had given up: once more, in its turn
                        continue
                    if error.reason in (Reason.TIMEOUT, Reason.CONNECT):
                        turn.heard(None, clock() - started)
                    raise
                seconds = clock() - started
                turn.heard(answer.status, seconds, answer.retry_after())
            begun, spent = True, spent + seconds
            location = answer.header("location") if answer.status in request.redirects else None
            onward = urls.canonical(location, current) if location else None
            if onward is None or (request.body is not None and url.startswith("https:") > onward.startswith("https:")):
                elapsed = round(spent * 1000)
                return Capture(url, current, sent_at, elapsed, answer.status, answer.headers, answer.body, tuple(hops))
            hops.append(Hop(current, answer.status, onward))
            if any(hop.url == onward for hop in hops):
                raise Permanent(Reason.TOO_MANY_REDIRECTS, f"redirected in a circle, back to {onward}")
            if len(hops) > MAX_REDIRECTS:
                raise Permanent(Reason.TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS} redirects")
            crawl_delay = await permit(onward) if permit else 0.0
            current, target = onward, URL(onward, encoded=True)
            theirs = manners if target.raw_host == first.raw_host else _PLAIN
            theirs = replace(theirs, crawl_delay=max(theirs.crawl_delay, crawl_delay))

    async def _delay(self, url: URL) -> float:
        """The host's delay. None at all is for addresses opened by a setting, never for the public web.

        Raises:
            Permanent, Transient: the guard refuses the host, or it has no address.
        """
        guard, host, port = self.knobs.guard, url.raw_host or "", url.port or 0
        known, now = self._delays.get((host, port)), time.monotonic()
        if known and now < known[1]:
            return known[0]
        if refusal := guard.refusal_of_host(host, port):
            raise Permanent(Reason.REFUSED_ADDRESS, refusal)
        if len(self._delays) >= _KNOWN_DELAYS:
            self._delays.clear()
        delay = await self._delay_at(host, port)
        self._delays[host, port] = delay, now + TTL
        return delay

    async def _delay_at(self, host: str, port: int) -> float:
        guard = self.knobs.guard
        usual = self.knobs.host_delay or 1.0
        if not guard.exact and (self.knobs.host_delay or not guard.allow):
            return usual
        found = await self._resolver.resolve(host, port)
        if all((result["host"], port) in guard.exact for result in found):
            return 0.0
        private = all(guard.allowed_privately(result["host"], port) for result in found)
        return 0.0 if private and self.knobs.host_delay == 0 else usual

    async def _send(self, request: _Request, target: URL, headers: Mapping[str, str], limit: float) -> _Answer:
        try:
            async with asyncio.timeout(limit):
                response = await self._session.request(
                    request.method, target, headers=headers, data=request.body, allow_redirects=False
                )
                try:
                    return await _read(response, request)
                except BaseException:
                    response.close()
                    raise
        except (aiohttp.ClientError, HttpProcessingError, OSError, ValueError) as error:
            raise self._translated(error) from error

    def _translated(self, error: Exception) -> Setback:
        """The one place where aiohttp's exceptions become ours."""
        knobs = self.knobs
        cause: Any = getattr(error, "os_error", None) or error
        message = " ".join(str(cause).split())[:300] or type(error).__name__
        match error:
            case _ if isinstance(cause, RefusedAddress):
                return Permanent(Reason.REFUSED_ADDRESS, message)
            case aiohttp.ClientSSLError() | ssl.SSLError() | aiohttp.ClientConnectorCertificateError():
                return Transient(Reason.TLS, message)
            case aiohttp.ConnectionTimeoutError():
                return Transient(Reason.TIMEOUT, f"no connection within {knobs.connect_timeout:g} s")
            case TimeoutError():
                return Transient(Reason.TIMEOUT, f"no complete answer within {knobs.timeout:g} s")
            case aiohttp.ClientResponseError() | HttpProcessingError():
                return _unreadable(error.message)
            case aiohttp.InvalidURL() | ValueError():
                return Permanent(Reason.ERROR, f"not a URL that can be fetched: {message}")
            case aiohttp.ClientPayloadError():
                return Transient(Reason.CONNECT, f"the answer broke off: {message}")
        return Transient(Reason.CONNECT, message)


def _unreadable(message: str) -> Setback:
    """What came is no HTTP, or has more headers than aiohttp was told to take."""
    if "Too many headers" in message:
        return Permanent(Reason.TOO_LARGE, f"more than {MAX_HEADERS} headers")
    return Transient(Reason.CONNECT, f"the answer is not HTTP: {' '.join(message.split()).removesuffix(' ^')[:300]}")


def _stale(error: Setback) -> bool:
    return isinstance(error.__cause__, Lost) and error.__cause__.stale


async def _read(response: aiohttp.ClientResponse, request: _Request) -> _Answer:
    """The answer, its body bounded. The connection is kept where the body has come to its end."""
    headers = tuple(
        [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in response.raw_headers]
    )
    status, declared = response.status, response.headers.get("Content-Length", "")
    if status in request.redirects or not request.wanted(status, response.headers.get("Content-Type")):
        if not response.content.is_eof():
            response.close()
        return _Answer(status, headers, b"")
    if declared.isdigit() and int(declared) > request.cap and not request.cut:
        raise Permanent(Reason.TOO_LARGE, f"{int(declared):,} bytes announced, at most {request.cap:,} are taken")
    parts, size = [], 0
    while part := await response.content.readany():
        parts.append(part)
        size += len(part)
        if size > request.cap:
            if not request.cut:
                raise Permanent(Reason.TOO_LARGE, f"more than {request.cap:,} bytes")
            response.close()
            break
    return _Answer(status, headers, b"".join(parts)[: request.cap])
