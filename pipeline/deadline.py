"""Bounds on what one piece of work may take: CPU time and memory."""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from pipeline.errors import Permanent, Reason

_AGAIN = 0.5  # a broad `except` inside the block may swallow the first one
_STATM = Path("/proc/self/statm")  # proc(5): sizes in pages; the sixth is data and stack
_PAGE = resource.getpagesize()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one item may take of a compute stage: seconds of CPU time, bytes of memory on top of what is in use."""

    seconds: float = 10.0
    memory: int = 400_000_000


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

    message, spent = f"{what} took more than {seconds:g} s of CPU time", False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal spent
        spent = True
        raise Permanent(Reason.TOO_SLOW, message)

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    except Exception:
        if not spent:
            raise
    finally:
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        finally:  # once more where the clock ran out on the line above
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, previous)
    if spent:  # also where the block kept it to itself: what it made is cut off somewhere
        raise Permanent(Reason.TOO_SLOW, message)


@contextmanager
def memory_limit(size: int, what: str) -> Iterator[None]:
    """Refuse the block memory beyond that many bytes on top of what the process uses; no bound where there is no /proc.

    Holds for the whole process, in C calls too: for processes that do one thing at a time. The limit is on data, not on
    address space: a stack that may not grow would end the process.

    Raises:
        Permanent: `too_slow`.
    """
    if not _STATM.exists():
        yield
        return
    message, refused = f"{what} took more than {size // 1_000_000:,} MB of memory", False
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = int(_STATM.read_text().split()[5]) * _PAGE + size
    resource.setrlimit(resource.RLIMIT_DATA, (min([wanted, *(limit for limit in (soft, hard) if limit >= 0)]), hard))
    try:
        yield
    except MemoryError:
        refused = True
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
    if refused:  # only here: to raise it takes memory, too
        raise Permanent(Reason.TOO_SLOW, message)
