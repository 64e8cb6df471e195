"""What is believed of a feed, whatever its format."""

from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def plausible(at: datetime | None, now: datetime) -> datetime | None:
    """A time as a fact: not before 1990, not more than two days ahead; else None."""
    return at if at is not None and EARLIEST <= at <= now + timedelta(days=2) else None
