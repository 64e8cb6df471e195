"""When things happen next: pure functions of what is known, no clock of their own."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_BACKOFF = 6 * 3600.0
MAX_RETRY_AFTER = 7 * 86_400.0


def backoff(attempts: int, base: float, retry_after: float | None = None, spread: int = 0) -> float:
    """Seconds until the next attempt: `base`·5^(attempts−1), at most six hours, never before `retry_after`.

    `spread` (an item's id) moves it by up to a tenth, so that what failed together does not come back together.
    """
    delay = min(base * 5.0 ** min(max(0, attempts - 1), 50), MAX_BACKOFF)
    delay *= 1 + (spread * 2_654_435_761 % 1_000) / 10_000
    return max(delay, min(retry_after or 0.0, MAX_RETRY_AFTER))


def next_poll(now: datetime, interval: int, failures: int, retry_after: float | None = None) -> datetime:
    """When a feed is polled again: after its interval, doubled for each failure in a row, at most a week."""
    seconds = min(interval * 2.0 ** min(failures, 20), MAX_RETRY_AFTER)
    return now + timedelta(seconds=max(seconds, min(retry_after or 0.0, MAX_RETRY_AFTER)))


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for, in either form (RFC 9110 §10.2.3); None where it says nothing."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), int(MAX_RETRY_AFTER)))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:  # the asctime form of RFC 9110 §5.6.7 names no zone: HTTP dates are in GMT
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
