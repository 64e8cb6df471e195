"""Documents that hubs deliver, read in a process of their own: whatever reading one costs, the worker does not pay it."""

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.deadline import cpu_limit
from pipeline.encoding import inflate
from pipeline.errors import Setback
from pipeline.feeds import identity
from pipeline.feeds.parse import parse
from pipeline.model import Announcement, Rejection
from pipeline.stages.poll import PARSE_SECONDS

END_AFTER = 20.0  # seconds after which a process that is still reading is ended, whatever it is doing


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document as it came; `url` is what its links are relative to, `cap` the bytes it may have when inflated."""

    body: bytes = field(repr=False)
    content_type: str | None
    content_encoding: str | None
    url: str
    now: datetime
    cap: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document announces; `complete` False: it could not be read, or not to its end, because of `problem`."""

    announcements: Sequence[Announcement] = ()
    rejections: Sequence[Rejection] = ()
    complete: bool = True
    problem: str | None = None


def read(document: Document) -> Reading:
    """Read it as a poll would."""
    try:
        body = inflate(document.body, document.content_encoding, document.cap)
        with cpu_limit(PARSE_SECONDS, "reading the delivery"):
            parsed = parse(body, document.content_type, document.url, document.now)
            found, rejections = identity.announcements(parsed, document.url)
    except Setback as error:
        return Reading(complete=False, problem=f"{error.reason}: {error.message}")
    except Exception as error:  # noqa: BLE001
        return Reading(complete=False, problem=f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
    return Reading(found, rejections, parsed.complete)


def _begin(parent: int, memory: int) -> None:
    """A new process: it ends with its parent, which alone is told to stop, and stays within `memory` bytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (memory if hard < 0 else min(memory, hard), hard))
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()


def end_with(parent: int) -> None:
    """End this process when that one has ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def _read_in_time(document: Document, seconds: float) -> Reading:
    """The alarm's default action ends the process, even within a C call that does not return."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return read(document)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Reader:
    """One process, started when first needed and again after it was lost; documents are read one after the other."""

    def __init__(self, memory: int, end_after: float = END_AFTER) -> None:
        self._memory = memory
        self._end_after = end_after
        self._turn = asyncio.Lock()
        self._pool: ProcessPoolExecutor | None = None

    async def read(self, document: Document) -> Reading:
        """What the document announces; a process that is lost over it is a document that cannot be read."""
        async with self._turn:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    1,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_begin,
                    initargs=(os.getpid(), self._memory),
                )
            try:
                return await asyncio.wrap_future(self._pool.submit(_read_in_time, document, self._end_after))
            except BrokenProcessPool:
                self.close()
                return Reading(complete=False, problem="the process reading it was lost, or ended for taking too long")

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
