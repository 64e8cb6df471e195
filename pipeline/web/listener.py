"""Where WebSub hubs call: their questions and deliveries, taken over HTTP within bounds. What they mean is decided by the
`Desk` that a listener is given.

    GET  …/TOKEN?hub.mode=…   200 with the challenge · 404 what we did not ask for
    POST …/TOKEN              204 saved · 202 taken notice of, no more · 410 nobody waits for it · 413 · 503 come back later

Nothing of a request is logged: a callback's path is a secret. What was turned away is counted.
"""

import asyncio
import logging
import os
import traceback
import weakref
from collections import Counter
from dataclasses import dataclass
from typing import Literal, Protocol

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError

from pipeline.errors import Transient, Unavailable
from pipeline.web import websub

log = structlog.get_logger()
Verdict = Literal["saved", "ignored", "gone"]

_HEADERS = {"Server": "wireroom", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
_PER_CALLBACK = 2
_LATER = {"Retry-After": "60"}
_BROKEN_OFF = (web.RequestPayloadError, HttpProcessingError, OSError)

# aiohttp would log what it cannot parse, which may hold a callback's path.
_silent = logging.Logger("websub", logging.CRITICAL + 1)
_open: "weakref.WeakSet[Listener]" = weakref.WeakSet()


def where(error: BaseException) -> dict[str, str]:
    """An unforeseen error for the log: its kind and its place. Its message may hold a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    places = "; ".join(f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)
    return {"error": type(error).__name__, "at": places}


class Desk(Protocol):
    """Who decides. Each may raise Unavailable, which is answered with 503; so is a Transient that a delivery ends in."""

    async def intended(self, token: str, question: websub.Intent | websub.Denial) -> bool:
        """Whether it is as the hub says."""

    async def awaits(self, token: str) -> bool:
        """Whether deliveries to this callback are wanted; asked before the body is read."""

    async def deliver(self, token: str, delivery: websub.Delivery) -> Verdict:
        """Take a delivery."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one caller, and all together, may take up. Sizes in bytes, times in seconds."""

    body: int
    bodies: int = 8  # read and worked on at a time
    connections: int = 128
    head_time: float = 15.0  # for a request's head; as long a connection may be idle
    body_time: float = 30.0
    queue_time: float = 5.0  # waiting for one of `bodies`


class Listener:
    """One listening port. `refused` counts what was turned away, by kind."""

    def __init__(self, desk: Desk, bounds: Bounds) -> None:
        self.refused: Counter[str] = Counter()
        self._desk = desk
        self._bounds = bounds
        self._places = asyncio.Semaphore(bounds.bodies)
        self._busy: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_silent,
            auto_decompress=False,
            keepalive_timeout=bounds.head_time,
            lingering_time=1.0,
            max_headers=64,
            max_line_size=16_384,
            read_bufsize=65_536,
            shutdown_timeout=10.0,
        )

    @property
    def connections(self) -> int:
        """Connections that are open."""
        return len(self._runner.server.connections) if self._runner.server else 0

    @property
    def under_way(self) -> int:
        """Deliveries that are read, worked on, or wait for that."""
        return self._busy.total()

    async def start(self, host: str, port: int) -> int:
        """Listen; the port, which is chosen by the system where `port` is 0.

        Raises:
            OSError: the address cannot be listened on.
        """
        await self._runner.setup()
        self._server = await asyncio.get_running_loop().create_server(self._admit, host, port, backlog=128)
        _open.add(self)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Take no more connections, let those under way end."""
        _open.discard(self)
        if self._server is not None:
            self._server.close()
        await self._runner.cleanup()

    def disown(self) -> None:
        """In a forked child: let go of every socket, under its number, which the child's own objects still name."""
        served = self._runner.server.connections if self._runner.server else []
        held = [connection.transport.get_extra_info("socket") for connection in served if connection.transport]
        nothing = os.open(os.devnull, os.O_RDWR)
        for sock in [*(self._server.sockets if self._server else ()), *held]:
            if sock is not None and sock.fileno() >= 0:
                os.dup2(nothing, sock.fileno(), inheritable=False)
        os.close(nothing)

    def _admit(self) -> asyncio.Protocol:
        server = self._runner.server
        assert server is not None
        if self.connections >= self._bounds.connections:
            self.refused["connections"] += 1
            return _TurnedAway()
        return server()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answered(request)
        except (Unavailable, Transient):
            return self._refuse(503, "unavailable", _LATER)
        except TimeoutError:
            return self._refuse(408, "too slow")
        except _BROKEN_OFF:
            return self._refuse(400, "broken off")
        except Exception as error:  # noqa: BLE001
            log.error("a hub's request failed", **where(error))
            return self._refuse(500, "failed")

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        token = request.path.rpartition("/")[2]
        if request.method not in ("GET", "POST"):
            return self._refuse(405, "method", {"Allow": "GET, POST"})
        if not websub.is_token(token):
            return self._refuse(404, "path")
        if request.method == "POST":
            return await self._delivered(token, request)
        question = websub.question(request.query.items())
        if question is None or not await self._desk.intended(token, question):
            return self._refuse(404, "not asked for")
        challenge = question.challenge if isinstance(question, websub.Intent) else ""
        return web.Response(text=challenge, headers=_HEADERS)  # text/plain

    async def _delivered(self, token: str, request: web.Request) -> web.StreamResponse:
        if not await self._desk.awaits(token):
            return self._refuse(410, "not awaited")
        if (request.content_length or 0) > self._bounds.body:
            return self._refuse(413, "too large")
        if self._busy[token] >= _PER_CALLBACK:
            return self._refuse(503, "busy", _LATER)
        self._busy[token] += 1
        try:
            try:
                await asyncio.wait_for(self._places.acquire(), self._bounds.queue_time)
            except TimeoutError:
                return self._refuse(503, "busy", _LATER)
            try:
                return await self._take(token, request)
            finally:
                self._places.release()
        finally:
            self._busy[token] -= 1
            if not self._busy[token]:
                del self._busy[token]

    async def _take(self, token: str, request: web.Request) -> web.StreamResponse:
        body = await self._read(request)
        if body is None:
            return self._refuse(413, "too large")
        headers = request.headers
        signatures = (*headers.getall("X-Hub-Signature", ()), *headers.getall("X-Hub-Signature-256", ()))
        delivery = websub.Delivery(
            body, headers.get("Content-Type"), headers.get("Content-Encoding"), tuple(signatures)
        )
        verdict = await self._desk.deliver(token, delivery)
        if verdict == "saved":
            return web.Response(status=204, headers=_HEADERS)
        if verdict == "gone":
            return self._refuse(410, "not awaited")
        self.refused["ignored"] += 1
        return web.Response(status=202, headers=_HEADERS)

    async def _read(self, request: web.Request) -> bytes | None:
        body = bytearray()
        async with asyncio.timeout(self._bounds.body_time):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > self._bounds.body:
                    return None
        return bytes(body)

    def _refuse(self, status: int, kind: str, headers: dict[str, str] | None = None) -> web.Response:
        self.refused[kind] += 1
        response = web.Response(status=status, headers={**_HEADERS, **(headers or {})})
        response.force_close()
        return response


class _TurnedAway(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


def _disown_all() -> None:
    for listener in list(_open):
        listener.disown()


# A child that kept the sockets would keep the port taken, and callers waiting for the end of closed connections.
os.register_at_fork(after_in_child=_disown_all)
