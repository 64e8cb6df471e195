"""When the article was published: JSON-LD, then meta tags, the page's time elements, htmldate, the feed, the URL."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from dateutil import parser as dateutil_parser
from lxml.html import HtmlElement

from pipeline.model import Precision, Published

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_META = (
    "article:published_time", "og:article:published_time", "datepublished", "publishdate", "pubdate", "dc.date.issued",
    "dcterms.created", "dc.date", "date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "published_at",
)  # fmt: skip
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"[T ](\d{1,2}):(\d{2})(?::(\d{2}))?")
_IN_URL = re.compile(r"/(19\d\d|20\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)")
_HOURS = {"UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5,
          "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # fmt: skip
_ZONES = {name: int(hours * 3600) for name, hours in _HOURS.items()}


def _zone(name: str | None, offset: int | None) -> int | None:
    """Zone abbreviations as news sites mean them; an unknown one is taken for UTC."""
    return offset if offset is not None else _ZONES.get((name or "").upper(), 0 if name else None)


def read(value: Any, source: str, fetched_at: datetime) -> Published | None:
    """One machine-readable date; None where it is none or cannot be true (before 1990, after the page was fetched)."""
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 64:
        return None
    value = value.strip()
    try:
        at = datetime.fromisoformat(value) if _ISO.match(value) else dateutil_parser.parse(value, tzinfos=_zone)
    except (ValueError, OverflowError, TypeError):
        try:
            at = dateutil_parser.parse(value, tzinfos=_zone)
        except (ValueError, OverflowError, TypeError):
            return None
    clock = _TIME.search(value)
    precision: Precision = "day" if clock is None else "second" if clock[3] else "minute"
    try:
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Published(at, precision, source) if EARLIEST <= at <= fetched_at + timedelta(days=2) else None


def candidates(tree: HtmlElement, ld: dict[str, Any], metas: dict[str, str]) -> Iterator[tuple[Any, str]]:
    """(value, where from), best first."""
    yield ld.get("datePublished"), "json-ld"
    for name in _META:
        yield metas.get(name), "meta"
    for element in tree.iter("time", "abbr", "span", "meta"):
        if "datepublished" in (element.get("itemprop") or "").lower().split():
            yield element.get("datetime") or element.get("content") or element.text, "html"
    for element in tree.iter("time"):
        if "pubdate" in element.attrib or re.search(
            r"publish|entry-date|byline|dateline", element.get("class") or "", re.IGNORECASE
        ):
            yield element.get("datetime"), "html"
    for element in tree.iter("time"):
        yield element.get("datetime"), "html"
    yield ld.get("dateCreated"), "json-ld"


def published(
    tree: HtmlElement,
    ld: dict[str, Any],
    metas: dict[str, str],
    url: str,
    fetched_at: datetime,
    announced_at: datetime | None,
) -> Published | None:
    """The publication time with the best evidence. A page's bare day gives way to the feed's time on that day."""
    best = next(
        (found for value, source in candidates(tree, ld, metas) if (found := read(value, source, fetched_at))), None
    )
    feed = (
        Published(announced_at, _feed_precision(announced_at), "feed")
        if announced_at and announced_at <= fetched_at + timedelta(days=2)
        else None
    )
    if best is not None and not (best.precision == "day" and feed and feed.at.date() == best.at.date()):
        return best
    if feed is not None:
        return feed
    return best or _from_url(url, fetched_at) or _visible(tree, fetched_at)


def _feed_precision(at: datetime) -> Precision:
    """Feed dates always carry a full time; zeros at its end were not counted by anyone."""
    if at.second or at.microsecond:
        return "second"
    return "minute" if at.hour or at.minute else "day"


def _from_url(url: str, fetched_at: datetime) -> Published | None:
    found = _IN_URL.search(url)
    return read(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}", "url", fetched_at) if found else None


def _visible(tree: HtmlElement, fetched_at: datetime) -> Published | None:
    """htmldate's search of the text, which is dear: last."""
    from htmldate import find_date

    latest = (fetched_at + timedelta(days=2)).strftime("%Y-%m-%d")
    found = find_date(tree, original_date=True, outputformat="%Y-%m-%d", min_date="1990-01-01", max_date=latest)
    return read(found, "html", fetched_at) if found else None
