"""aiohttp's connection with the bounds that it lacks: on what a server sends before a body, around it and behind it."""

import asyncio
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

from pipeline.errors import Permanent, Reason, Setback, Transient

MAX_HEAD = 65_536  # bytes of status line and headers, those of interim answers included
MAX_HEADERS = 200
MAX_INTERIM = 10  # 1xx answers before the one that counts (RFC 9110 §15.2 names no limit)
MAX_FRAMING = 131_072  # bytes of chunk sizes, chunk extensions and trailers, besides half of what the body has
_END_OF_HEAD = b"\r\n\r\n"


class Lost(aiohttp.ClientConnectionError):
    """The connection has ended. `stale`: it had served before, and not a byte came in answer to this request.

    Not one of the classes after which aiohttp asks again by itself, at once and unseen by politeness.
    """

    def __init__(self, message: str, stale: bool) -> None:
        super().__init__(message)
        self.stale = stale


class Connection(ResponseHandler):
    """One connection to a server, for one request after the other.

    What arrives unasked ends it: behind a complete answer, or while it waits in the pool. A bound that is passed ends the
    request under way with one of our own errors.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, header_timeout: float, idle_timeout: float) -> None:
        super().__init__(loop)
        self._header_timeout = header_timeout
        self._idle_timeout = idle_timeout
        self._watch: asyncio.TimerHandle | None = None
        self._began = self._heard = 0.0  # the request; the last bytes in answer to it
        self._awaiting = False  # the head of an answer
        self._received = 0  # bytes since the request
        self._interim = 0
        self._answers = 0

    def set_response_params(self, **params: Any) -> None:
        """A request is about to be sent."""
        super().set_response_params(**params)
        self._awaiting = True
        self._received = self._interim = 0
        self._began = self._heard = self._loop.time()
        if self._watch is None:
            self._watch_until(self._began + min(self._header_timeout, self._idle_timeout))

    def data_received(self, data: bytes) -> None:
        """Bytes from the server; none where aiohttp goes on with what it has put back."""
        if not data:
            super().data_received(data)
        self._heard = self._loop.time()
        while self._awaiting and (end := data.find(_END_OF_HEAD)) >= 0:
            # Apart from what follows: the parser forgets a whole answer for the rubbish behind it, such as a 304's body.
            head, data = data[: end + 4], data[end + 4 :]
            self._take(head)
        if data:
            self._take(data)

    def feed_data(self, data: Any, size: int = 0) -> None:
        """The head of an answer, from the parser."""
        message = data[0]
        if not self._awaiting:
            self.abort()
        elif 100 <= message.code < 200 and message.code != 101:
            self._interim += 1
            if self._interim > MAX_INTERIM:
                self._fail(Permanent(Reason.TOO_LARGE, f"more than {MAX_INTERIM} interim answers"))
        else:
            self._awaiting = False
            self._answers += 1
            super().feed_data(data, size)

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        """What ends the request under way; the first is the reason, later ones follow from it."""
        if self._exception is not None:
            return
        if isinstance(exc, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError):
            message = str(exc) if isinstance(exc, OSError) else "the server hung up without a complete answer"
            exc = Lost(message, stale=self._answers > 0 and not self._received)
        super().set_exception(exc, *cause)
        if isinstance(exc, HttpProcessingError) and self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(exc)  # which else would only learn that it is not complete

    def connection_lost(self, exc: BaseException | None) -> None:
        """The end of the connection; a body without a declared length is whole only where it ended in order."""
        if self._watch is not None:
            self._watch.cancel()
        payload = self._payload
        if exc is not None and payload is not None and not payload.is_eof():
            payload.set_exception(aiohttp.ClientPayloadError(f"the connection broke: {exc}"))
        super().connection_lost(exc)

    def _complete(self) -> bool:
        return not self._awaiting and (self._payload is None or self._payload.is_eof())

    def _take(self, data: bytes) -> None:
        if self._complete():
            self.abort()
            return
        self._received += len(data)
        if self._awaiting and self._received > MAX_HEAD:
            self._fail(Permanent(Reason.TOO_LARGE, f"more than {MAX_HEAD:,} bytes of headers"))
            return
        super().data_received(data)
        if not self._awaiting and self._payload is not None:
            body = self._payload.total_bytes
            if self._received > MAX_HEAD + MAX_FRAMING + body + body // 2:
                self._fail(Permanent(Reason.TOO_LARGE, "more framing than body"))

    def _watch_until(self, when: float) -> None:
        self._watch = self._loop.call_at(when, self._look)

    def _look(self) -> None:
        """One timer a connection: it is set again for what remains, and not while the connection waits in the pool."""
        self._watch = None
        if self._complete():
            return
        now, silence = self._loop.time(), self._heard + self._idle_timeout
        ends = min(silence, self._began + self._header_timeout) if self._awaiting else silence
        if now < ends:
            self._watch_until(ends)
        elif now < silence:
            self._fail(Transient(Reason.TIMEOUT, f"no complete headers within {self._header_timeout:g} s"))
        else:
            self._fail(Transient(Reason.TIMEOUT, f"nothing was heard for {self._idle_timeout:g} s"))

    def _fail(self, error: Setback) -> None:
        payload = self._payload
        self._awaiting = False
        self.abort()
        self.set_exception(error)
        if payload is not None:
            payload.set_exception(error)
