"""What a process does beside its work: on an event loop in a thread of its own, with the database in other threads."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection, Engine

from pipeline.store.engine import transaction
from pipeline.web.listener import where

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")

_CONNECTIONS = 3  # of the process's pool
_STEADY = 120.0  # seconds: what fails after so long has not failed before


class Database:
    """Functions of the store, called off the loop, a few at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._places = asyncio.Semaphore(_CONNECTIONS)

    async def __call__(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function in a transaction of its own.

        Raises:
            Unavailable: the database is away.
        """

        def run() -> T:
            with transaction(self._engine) as conn:
                return function(conn, *args, **kwargs)

        async with self._places:
            return await asyncio.to_thread(run)


class Background:
    """An event loop in a thread, until told to end. When what runs on it fails it is begun anew, and the process does not
    notice."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ending = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name=name)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """Take nothing more on; returns at once."""
        self._ending.set()
        self.nudge()

    def join(self, seconds: float) -> None:
        """Wait for what is under way."""
        self._thread.join(seconds)

    def nudge(self) -> None:
        """Wake what waits on the loop; from any thread."""
        loop, wake = self._loop, self._wake
        if loop is not None and wake is not None:
            try:
                loop.call_soon_threadsafe(wake.set)
            except RuntimeError:
                pass  # the loop has ended already

    @property
    def running(self) -> bool:
        """Whether it has begun and not ended."""
        return self._thread.is_alive()

    async def _serve(self, wake: asyncio.Event) -> None:
        """What runs; `wake` is set by `nudge`, and when it is to end."""
        raise NotImplementedError

    async def _begin(self) -> None:
        wake = asyncio.Event()
        self._wake, self._loop = wake, asyncio.get_running_loop()
        if self._ending.is_set():
            return
        await self._serve(wake)

    def _run(self) -> None:
        failures = 0
        while not self._ending.is_set():
            begun = time.monotonic()
            try:
                asyncio.run(self._begin())
            except Exception as error:  # noqa: BLE001
                failures = 1 if time.monotonic() - begun > _STEADY else failures + 1
                wait = min(2.0 ** min(failures, 6), 60.0)
                reason = {"error": str(error)} if isinstance(error, OSError) else where(error)
                log.error(f"{self._name} failed", again_in=wait, **reason)
                self._ending.wait(wait)
