"""Short ways to say what is found in a text written on a Saturday, 21 February 2026."""

from datetime import datetime

from pipeline.extract.dates import find
from pipeline.extract.dates.model import DateFound

WRITTEN = datetime(2026, 2, 21, 12)


def found(text: str, language: str = "en", *, news: bool = True, anchor: datetime | None = WRITTEN) -> list[DateFound]:
    """What is found."""
    return find(text, language, anchor, news)


def only(text: str, language: str = "en", *, news: bool = True, anchor: datetime | None = WRITTEN) -> DateFound:
    """The one expression of a text."""
    (one,) = found(text, language, news=news, anchor=anchor)
    return one


def days(one: DateFound) -> str:
    """`2026-02-16`, `2026-02-01..2026-02-28`, `..2018-12-31`, `` without days."""
    first, last = one.starts_on, one.ends_on
    if first == last:
        return first.isoformat() if first else ""
    return f"{first.isoformat() if first else ''}..{last.isoformat() if last else ''}"
