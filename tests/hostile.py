"""A web server that misbehaves to order: raw sockets on loopback, in a background thread, every byte chosen by the test.

    with HostileWeb() as web:
        web.put("site", "/page", Reply(b"<html>…"))             # a well-formed answer
        web.put("site", "/page", [Reply(status=500), Reply()])  # one after the other, the last one again and again
        web.put("site", "/page", drip(b"HTTP/1.1 200 OK"))      # a script with the socket in its hands
        web.url("site", "/page")                                # http://site.localhost:PORT/page
        web.log                                                 # what was asked for, when, with which headers

A path nobody put anything under is answered 404, so a host has no robots.txt unless a test gives it one.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import struct
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape

HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml"
_HEAD_LIMIT = 64 * 1024
_SCRIPT_SECONDS = 20.0  # no script outlives that, whatever the other side does


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; `in_flight` counts the requests to that host, this one included."""

    at: float
    host: str
    path: str
    connection: int
    in_flight: int
    headers: tuple[tuple[str, str], ...]
    method: str = "GET"
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that (lower-case) name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(slots=True)
class Exchange:
    """A request and the socket to answer it on."""

    asked: Asked
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    keep_alive: bool = False

    async def send(self, data: bytes) -> None:
        """Write, waiting while the other side reads no more."""
        self.writer.write(data)
        await self.writer.drain()

    async def until_gone(self) -> None:
        """Wait for the other side to leave."""
        await self.reader.read(1)

    def cut(self) -> None:
        """Reset the connection without a goodbye."""
        held = self.writer.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Script = Callable[[Exchange], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """A well-formed answer; `declared` replaces the Content-Length, `kind` None leaves the Content-Type out."""

    body: bytes = b""
    status: int = 200
    kind: str | None = HTML
    headers: tuple[tuple[str, str], ...] = ()
    declared: int | None = None
    wait: float = 0.0

    async def __call__(self, exchange: Exchange) -> None:
        """Answer with it."""
        if self.wait:
            await asyncio.sleep(self.wait)
        length = len(self.body) if self.declared is None else self.declared
        pairs = [("Date", formatdate(usegmt=True)), ("Content-Length", str(length))]
        if self.kind is not None:
            pairs.append(("Content-Type", self.kind))
        await exchange.send(head(self.status, [*pairs, *self.headers]) + self.body)
        exchange.keep_alive = length == len(self.body)


def head(status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """Status line and headers, with the empty line behind them."""
    known = {item.value for item in HTTPStatus}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase if status in known else 'Odd'}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


# ── scripts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def raw(data: bytes) -> Script:
    """These bytes, then the end of the connection."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(data)

    return play


async def hang_up(exchange: Exchange) -> None:
    """Close at once, without a byte."""
    exchange.cut()


def drip(start: bytes, drop: bytes = b"x", every: float = 0.05) -> Script:
    """`start`, then `drop` again and again: a slow loris from the other side, for as long as anybody listens."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(start)
        while True:
            await asyncio.sleep(every)
            await exchange.send(drop)

    return play


def stream(total: int | None, kind: str = HTML, start: bytes = b"", filler: bytes = b"<p>more of it</p>\n") -> Script:
    """A chunked body of `total` bytes (None: without end) as fast as it is taken, no length declared."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(head(headers=[("Content-Type", kind), ("Transfer-Encoding", "chunked")]))
        block = filler * (65_536 // len(filler))
        sent = 0
        for part in itertools.chain([start] if start else [], itertools.repeat(block)):
            if total is not None and sent >= total:
                break
            await exchange.send(b"%x\r\n%s\r\n" % (len(part), part))
            sent += len(part)
        await exchange.send(b"0\r\n\r\n")

    return play


def pour(start: bytes, block: bytes) -> Script:
    """`start`, then `block` again and again, as fast as it is taken."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(start)
        many = block * (65_536 // len(block) + 1)
        while True:
            await exchange.send(many)

    return play


def silence(start: bytes = b"") -> Script:
    """`start`, and never another byte, with the connection open."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(start)
        await exchange.until_gone()

    return play


def and_then(first: bytes, rest: bytes, wait: float = 0.0) -> Script:
    """`first`, and after a while `rest`, for a connection that stays open."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(first)
        await asyncio.sleep(wait)
        await exchange.send(rest)
        exchange.keep_alive = True

    return play


async def header_flood(exchange: Exchange) -> None:
    """Headers without end."""
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    for number in itertools.count():
        await exchange.send(b"".join(b"X-Flood-%d-%d: aaaaaaaa\r\n" % (number, index) for index in range(500)))


def redirect(location: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(b"elsewhere", status, headers=(("Location", location),))


def bomb(megabytes: int, start: bytes) -> bytes:
    """gzip of `start` and megabytes of one letter, about 1:1000, built in pieces."""
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(start), *(packer.compress(b"a" * 1_000_000) for _ in range(megabytes))]
    return b"".join(pieces) + packer.flush()


# ── documents ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def page(title: str, paragraphs: Sequence[str], *, language: str = "en", extra: str = "", meta: str = "") -> str:
    """An ordinary article page."""
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><title>{title}</title>{meta}</head>\n'
        f"<body><article><h1>{title}</h1>\n{body}\n{extra}</article></body></html>\n"
    )


def rss(links: Iterable[str], title: str = "A feed", top: str = "") -> bytes:
    """RSS 2.0 that announces these links."""
    items = "\n".join(
        f"<item><title>Entry {number}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">entry-{number}</guid></item>'
        for number, link in enumerate(links, 1)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{top}<rss version="2.0"><channel><title>{title}</title>\n'
        f"<link>http://press.localhost/</link><description>Made for tests</description>\n{items}\n</channel></rss>\n"
    ).encode()


# ── the server ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Route:
    scripts: list[Script]
    used: int = 0

    def next(self) -> Script:
        script = self.scripts[min(self.used, len(self.scripts) - 1)]
        self.used += 1
        return script


@dataclass
class HostileWeb:
    """Hosts `*.localhost` on one port of 127.0.0.1, for as long as the context lasts."""

    port: int = 0
    log: list[Asked] = field(default_factory=list)
    _routes: dict[tuple[str, str], _Route] = field(default_factory=dict)
    _in_flight: dict[str, int] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _connections: int = 0

    def put(self, host: str, path: str, script: Script | Sequence[Script]) -> str:
        """Answer `path` of a host by a script, or by several in turn; its URL."""
        scripts = list(script) if isinstance(script, Sequence) else [script]
        self._routes[host, path] = _Route(scripts)
        return self.url(host, path)

    def url(self, host: str, path: str) -> str:
        """The URL of a path; a host without a dot is a name under localhost."""
        return f"http://{host if '.' in host else f'{host}.localhost'}:{self.port}{path}"

    def asked(self, host: str, path: str | None = None) -> list[Asked]:
        """The requests to a host (to one path of it), in the order in which they came."""
        return [item for item in self.log if item.host == host and path in (None, item.path)]

    def reset(self) -> None:
        """Forget routes and log."""
        self._routes.clear()
        self.log.clear()

    def __enter__(self) -> Self:
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = listener.getsockname()[1]
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, args=(listener, ready), daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self, listener: socket.socket, ready: threading.Event) -> None:
        loop = self._loop
        server = loop.run_until_complete(asyncio.start_server(self._connected, sock=listener, limit=_HEAD_LIMIT))
        loop.call_soon(ready.set)
        try:
            loop.run_forever()
        finally:
            server.close()
            loop.run_until_complete(self._end())
            loop.close()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._connections += 1
        number = self._connections
        try:
            while await self._exchange(number, reader, writer):
                pass
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the other side has left, or was kept long enough
        except asyncio.CancelledError:
            pass  # the server stops
        finally:
            self._tasks.discard(task)
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _exchange(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first = await reader.readexactly(1)
        if first == b"\x16":  # somebody speaks TLS
            writer.write(head(400))
            return False
        lines = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        at = time.monotonic()
        method, path, _ = lines[0].split(" ")
        headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:] if line))
        host = next((value for name, value in headers if name.lower() == "host"), "").partition(":")[0]
        host = host.removesuffix(".localhost")
        self._in_flight[host] = self._in_flight.get(host, 0) + 1
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        body = await reader.readexactly(length)
        asked = Asked(at, host, path, number, self._in_flight[host], headers, method, body)
        self.log.append(asked)
        exchange = Exchange(asked, reader, writer)
        route = self._routes.get((host, path))
        try:
            async with asyncio.timeout(_SCRIPT_SECONDS):
                await (route.next() if route else Reply(b"<h1>Nothing here</h1>", 404))(exchange)
        finally:
            self._in_flight[host] -= 1
        return exchange.keep_alive
