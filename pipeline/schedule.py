"""When things happen next: pure functions of what is known, no clock of their own. Times are in seconds."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipeline.errors import Reason
from pipeline.model import Capture, Pace

MAX_BACKOFF = 6 * 3600.0
MAX_RETRY_AFTER = 7 * 86_400.0
FLOOR = 15 * 60  # no feed is asked more often, unless a person has set that for it
CEILING = 24 * 3600  # nor more rarely, whatever it says, while it answers
SUBSCRIBED = 6 * 3600  # a feed that a hub delivers is only looked after
_HOUR = 3600.0
REDELIVERY = 5.0  # the first wait after a webhook's address has not taken a delivery
MAX_REDELIVERY = 300.0
DELIVERY_PATIENCE = 24 * _HOUR  # for which one delivery is tried, counted from its first failure
# The first wait after a failure, by class: what comes and goes is asked again soon, what a person must mend later.
_FIRST_WAIT = {
    Reason.CONNECT: 0.0,
    Reason.TIMEOUT: 0.0,
    Reason.HTTP_5XX: 0.0,
    Reason.BAD_FEED: 0.0,
    Reason.RATE_LIMITED: _HOUR,
    Reason.DNS: _HOUR,
    Reason.TLS: _HOUR,
    Reason.HTTP_4XX: _HOUR,
    Reason.CHALLENGE: 2 * _HOUR,
}
_DIRECTIVE = re.compile(r"(?:^|,)\s*([\w-]+)\s*(?:=\s*\"?([^\",]*)\"?)?")


def _spread(item: int) -> float:
    """From 0 to 1, different for items that come one after the other."""
    return item * 2_654_435_761 % 1_000 / 1_000


def backoff(attempts: int, base: float, retry_after: float | None = None, spread: int = 0) -> float:
    """Seconds until the next attempt: `base`·5^(attempts−1), at most six hours, never before `retry_after`.

    `spread` (an item's id) moves it by up to a tenth, so that what failed together does not come back together.
    """
    delay = min(base * 5.0 ** min(max(0, attempts - 1), 50), MAX_BACKOFF)
    delay *= 1 + _spread(spread) / 10
    return max(delay, min(retry_after or 0.0, MAX_RETRY_AFTER))


def interval(current: int, lowest: int, entries: int, new: int, *, first: bool = False) -> int:
    """The interval after a poll that showed `entries`, `new` of them for the first time; within `lowest` and 24 hours.

    It follows how much a poll overlaps the one before it: nothing new, a quarter longer; more than a third new, a quarter
    shorter; more than half, half; nothing in common, the shortest. The first poll says nothing.
    """
    share = new / entries if entries else 0.0
    if first:
        factor = 1.0
    elif share >= 1:
        factor = 0.0
    elif share > 0.5:
        factor = 0.5
    elif share > 0.3:
        factor = 0.75
    else:
        factor = 1.0 if share > 0.1 else 1.1 if new else 1.25
    return int(min(max(current * factor, lowest), max(CEILING, lowest)))


def next_poll(
    now: datetime,
    interval: int,
    declared: Pace = Pace(),
    fresh: float | None = None,
    *,
    subscribed: bool = False,
    spread: int = 0,
) -> tuple[float, str]:
    """Seconds until the next poll of a feed that answered, and what decided: the largest of what is wished for.

    `fresh`: how long the answer may be used (RFC 9111 §4.2). A feed's own wishes count up to 24 hours. Up to a tenth is
    added, never taken away; hours and days it wants to be spared are skipped.
    """
    wishes = [
        (float(interval), "interval"),
        (float(min(declared.every or 0, CEILING)), "the feed's ttl or updatePeriod"),
        (min(fresh or 0.0, float(CEILING)), "Cache-Control or Expires"),
        (float(SUBSCRIBED if subscribed else 0), "a hub delivers it"),
    ]
    seconds, because = max(wishes, key=lambda wish: wish[0])
    seconds *= 1 + _spread(spread) / 10
    wished = now + timedelta(seconds=seconds)
    spared = spare(wished, declared)
    return ((spared - now).total_seconds(), "skipHours or skipDays") if spared > wished else (seconds, because)


def spare(at: datetime, declared: Pace) -> datetime:
    """The first moment from `at` on that the feed has not asked to be spared (RSS 2.0 skipHours and skipDays, GMT).

    A feed that wants to be spared always is taken as saying nothing.
    """
    moment = at.astimezone(UTC)
    for _ in range(8 * 24):
        if moment.hour not in declared.skip_hours and moment.weekday() not in declared.skip_days:
            return moment
        moment += timedelta(hours=1)
    return at


def after_failure(
    interval: int, failures: int, reason: Reason, retry_after: float | None = None, *, spread: int = 0
) -> float:
    """Seconds until a feed that failed `failures` times in a row is asked again; doubled each time, at most a week.

    Never below its interval, never before `retry_after`.
    """
    first = max(float(interval), _FIRST_WAIT.get(reason, 6 * _HOUR))
    seconds = min(first * 2.0 ** min(max(0, failures - 1), 30), MAX_RETRY_AFTER)
    seconds = min(seconds * (1 + _spread(spread) / 10), MAX_RETRY_AFTER)
    return max(seconds, min(retry_after or 0.0, MAX_RETRY_AFTER))


def redelivery(attempts: int, retry_after: float | None = None, *, spread: int = 0) -> float:
    """Seconds until a delivery that was not taken `attempts` times in a row is sent again: doubled each time, at most five
    minutes and a tenth; never before `retry_after`, up to an hour."""
    delay = min(REDELIVERY * 2.0 ** min(max(0, attempts - 1), 30), MAX_REDELIVERY)
    return max(delay * (1 + _spread(spread) / 10), min(retry_after or 0.0, _HOUR))


def fresh_for(capture: Capture) -> float | None:
    """Seconds for which an answer may be used unasked (RFC 9111 §4.2.1): max-age, else Expires − Date; less its Age.

    None where it says nothing, or that it must be asked for each time.
    """
    stated = capture.header("cache-control") or ""
    directives = {match[1].lower(): match[2] for match in _DIRECTIVE.finditer(stated[:1_000])}
    if "no-cache" in directives or "no-store" in directives:
        return None
    age = (capture.header("age") or "").strip()
    spent = float(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0.0
    given = (directives.get("max-age") or "").strip()
    if given.isascii() and given.isdigit():
        return max(0.0, float(given[:10]) - spent)
    ends, begins = _date(capture.header("expires")), _date(capture.header("date")) or capture.fetched_at
    return max(0.0, (ends - begins).total_seconds() - spent) if ends else None


def _date(value: str | None) -> datetime | None:
    """An HTTP date in any of its three forms (RFC 9110 §5.6.7)."""
    try:
        at = parsedate_to_datetime(value.strip()) if value else None
    except (ValueError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def retry_after(value: str | None, now: datetime, date: str | None = None) -> float | None:
    """Seconds a Retry-After header asks for, in either form (RFC 9110 §10.2.3); None where it says nothing.

    A date in it is by the server's clock, as the answer's own `date` header tells it; without that, by ours.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), int(MAX_RETRY_AFTER)))
    at = _date(value)
    return max(0.0, (at - (_date(date) or now)).total_seconds()) if at else None
