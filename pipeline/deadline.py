"""A bound on the CPU time of one piece of work."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.errors import Permanent, Reason

_AGAIN = 0.5  # a broad `except` inside the block may swallow the first one


@contextmanager
def cpu_limit(seconds: float, what: str) -> Iterator[None]:
    """Stop the block after that much user CPU time; outside a process's main thread there is no bound.

    Interrupts Python code and regular expressions; a C call that does not return is ended by the worker's hard limit.

    Raises:
        Permanent: `too_slow`.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise Permanent(Reason.TOO_SLOW, f"{what} took more than {seconds:g} s of CPU time")

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
