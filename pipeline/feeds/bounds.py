"""What is believed of a feed, whatever its format, and how much of it one reading takes."""

import re
import time
from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MAX_DOCUMENT = 10_000_000  # bytes that one reading takes within the time below, whatever they are
MAX_NEW = 5_000  # entries not known yet that one reading takes
MAX_CONTENT = 1_000_000  # characters of one entry's text
MAX_LINK = 64_000  # longer than any URL that can be canonical, so that cutting never makes another one
CPU_SECONDS = 0.6  # after which no more entries are read; what is under way then ends well below 2 s

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Stopwatch:
    """CPU time of this thread since it was made."""

    def __init__(self, seconds: float = CPU_SECONDS) -> None:
        self._end = time.thread_time() + seconds

    @property
    def up(self) -> bool:
        """Whether the time is used up."""
        return time.thread_time() > self._end


def plausible(at: datetime | None, now: datetime) -> datetime | None:
    """A time as a fact: not before 1990, not more than two days ahead; else None."""
    return at if at is not None and EARLIEST <= at <= now + timedelta(days=2) else None


def iso_time(text: str | None, now: datetime) -> datetime | None:
    """An ISO 8601 time in UTC (without a zone: UTC) if it is plausible."""
    try:
        at = datetime.fromisoformat(text or "")
        return plausible((at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), now)
    except (ValueError, OverflowError):
        return None


def fit(text: str) -> str:
    """A text without characters that XML or PostgreSQL cannot hold."""
    return _UNFIT.sub("", text)


def line(text: str | None) -> str | None:
    """A text as one line; None where nothing is left."""
    return " ".join(fit(text).split()) or None if text else None
