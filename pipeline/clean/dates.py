"""When the article was published: JSON-LD, then meta tags, what the page marks as its date, the feed, a line, the URL."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipeline.clean import visible_dates, written_dates, zones
from pipeline.model import Precision, Published

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
SLACK = timedelta(days=1)  # what a date in an unknown zone may be ahead of the clock
MAX_EVIDENCE = 20
MAX_TIMES = 8
MAX_LETTERS_BESIDE = 30
_FARTHEST = timedelta(hours=14)  # that a zone is from UTC
_CLOCKS_DIFFER = timedelta(minutes=5)

_PUBLISHED = (
    "article:published_time", "article:published:time", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "publish-date", "publish_date", "pubdate", "pub_date", "published", "published_at", "published_time",
    "date.available", "dc.date.issued", "dcterms.issued", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "citation_publication_date", "citation_online_date",
)  # fmt: skip
_GENERAL = ("date", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "date.created")
_MODIFIED = (
    "article:modified_time", "article:modified:time", "og:updated_time", "datemodified", "last-modified", "date.modified",
    "dcterms.modified",
)  # fmt: skip
_SPEAKING = re.compile(r"publi(?:sh|shed|cation)[_.:-]?(?:date|time|at|on)?$")
MAX_SPEAKING = 4
_YEAR = r"((?:19|20)\d\d)"
_IN_PATH = (
    re.compile(rf"/{_YEAR}(?P<s>[/_-])(\d\d?|[a-z]{{3}})(?P=s)(\d\d?)(?=[/_.-]|$)"),
    re.compile(rf"/{_YEAR}()(\d\d)(\d\d)(?=[/_.-]|$)"),
    re.compile(rf"[_-]{_YEAR}(?P<s>[_-]?)(\d\d)(?P=s)(\d\d)(?:\.[a-z]{{2,5}})?/?$"),
)


@dataclass(frozen=True, slots=True)
class Site:
    """How a site's dates are read: the zone of its wall clock, the order of 04/05/2025, the language of its months."""

    zone: tzinfo | None = None
    month_first: bool | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date somewhere, as written there and as read (naive where it names no zone); `why`: what speaks against it."""

    source: str
    where: str
    value: str
    at: datetime | None = None
    precision: Precision = "day"
    why: str | None = None


def site(tree: HtmlElement, url: str) -> Site:
    """What the page's address and declared language say of its dates."""
    language, _, region = (tree.get("lang") or "").strip().replace("_", "-").lower().partition("-")
    domain = (urlsplit(url).hostname or "").rpartition(".")[2]
    zone = zones.of_domain(domain)
    if language not in {"", "en"}:
        month_first: bool | None = False
    elif zone is not None:
        month_first = domain == "ph"
    else:
        month_first = region == "us" if region else None
    return Site(zone or zones.of_language(language), month_first, language)


def read(value: Any, source: str, fetched_at: datetime, here: Site = Site()) -> Published | None:
    """One date as written; None where it is none or cannot be true (before 1990, after the page was fetched)."""
    found = _candidate(source, "", value, fetched_at, here)
    return _settled(found, (), fetched_at, here) if found and not found.why else None


def read_all(
    tree: HtmlElement,
    ld: Mapping[str, Any],
    metas: Mapping[str, str],
    url: str,
    fetched_at: datetime,
    announced_at: datetime | None,
) -> tuple[Published | None, list[dict[str, Any]]]:
    """The publication time, and the evidence: each candidate with where it stands and what was made of it.

    `announced_at`: the feed's date. Evidence is JSON, the chosen first: `source`, `where`, `value` as written, `at` as read
    (without an offset where none is named), `precision`, `chosen`, `why` not.
    """
    here = site(tree, url)

    def seen(values: Iterable[tuple[str, str, Any]], why: str | None = None) -> list[Candidate]:
        found = (_candidate(source, where, value, fetched_at, here, why) for source, where, value in values)
        return [candidate for candidate in found if candidate]

    said = seen([("json-ld", "datePublished", ld.get("datePublished")), *_published(metas)])
    settled = any(found.precision != "day" and not found.why for found in said)
    marked, lines = ([], []) if settled else _shown(tree, fetched_at, here)
    feed = seen([("feed", "published", _counted(announced_at))]) if announced_at else []
    created = seen([("json-ld", "dateCreated", ld.get("dateCreated"))])
    address = seen([("url", "path", _in_path(url))])
    ranked = [*said, *marked, *feed, *address, *created, *lines]
    changes = seen([("json-ld", "dateModified", ld.get("dateModified")), *_named(metas, _MODIFIED)], "modified date")
    times = seen(("html", "time", element.get("datetime")) for element in islice(tree.iter("time"), MAX_TIMES))
    usable = [found for found in ranked if not found.why]
    chosen = next(iter(usable), None)
    if chosen and chosen.precision == "day":
        chosen = next((found for found in usable if _finer(found, chosen, here)), chosen)
    beside = [] if marked or lines else times
    best = _settled(chosen, [*usable, *changes, *times], fetched_at, here) if chosen else None
    everything = sorted([*ranked, *changes, *beside], key=lambda found: found is not chosen)
    return best, [_evidence(found, found is chosen) for found in everything[:MAX_EVIDENCE]]


def _counted(at: datetime) -> str:
    """Feed dates always carry a full time; zero seconds were not counted by anyone."""
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def _published(metas: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Names that are known, names that speak of publication, and those that leave open which date they mean."""
    yield from _named(metas, _PUBLISHED)
    speaking = [name for name in metas if "publi" in name and name not in _PUBLISHED and _SPEAKING.search(name)]
    yield from _named(metas, speaking[:MAX_SPEAKING])
    yield from _named(metas, _GENERAL)


def _named(metas: Mapping[str, str], names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return (("meta", name, metas[name]) for name in names if name in metas)


def _candidate(
    source: str, where: str, value: Any, fetched_at: datetime, here: Site, why: str | None = None
) -> Candidate | None:
    """A value read; None where there is nothing."""
    value = value[0] if isinstance(value, list) and value else value
    value = value.get("@value") if isinstance(value, dict) else value
    if not isinstance(value, str | int) or not str(value).strip():
        return None
    text = str(value).strip()
    written = written_dates.parse(text, here.month_first, here.language)
    if written is None:
        return Candidate(source, where, text[:80], why="not a date")
    return Candidate(
        source, where, text[:80], written.at, written.precision, why or _impossible(written.at, fetched_at, here)
    )


def _impossible(at: datetime, fetched_at: datetime, here: Site) -> str | None:
    """Why a date cannot be that of a publication."""
    try:
        known = at if at.tzinfo else at.replace(tzinfo=here.zone or UTC)
        slack = _CLOCKS_DIFFER if at.utcoffset() else SLACK
        return "before 1990" if known < EARLIEST else "future" if known > fetched_at + slack else None
    except OverflowError:
        return "not a date"


def _shown(tree: HtmlElement, fetched_at: datetime, here: Site) -> tuple[list[Candidate], list[Candidate]]:
    """What the page shows: marked as a date, and lines beside the headline that are little but a date."""
    marked: list[Candidate] = []
    lines: list[Candidate] = []
    for shown in visible_dates.find(tree):
        why = "modified date" if shown.changed else None
        read = (_candidate("html", shown.where, value, fetched_at, here, why) for value in shown.values)
        found = next((candidate for candidate in read if candidate and candidate.at), None)
        if found and (shown.mark != "line" or _alone(shown.values[0], here)):
            (lines if shown.mark == "line" else marked).append(found)
    return marked, lines


def _alone(text: str, here: Site) -> bool:
    """Little but a date stands there: a weekday, a label, a name."""
    written = written_dates.parse(text, here.month_first, here.language)
    return written is not None and sum(map(str.isalpha, written.rest)) <= MAX_LETTERS_BESIDE


def _in_path(url: str) -> str | None:
    """The day in an address: a directory of its own, or the end of the name."""
    path = urlsplit(url).path[:500]
    for pattern in _IN_PATH:
        if found := pattern.search(path):
            year, _, month, day = found.groups()
            return f"{year}-{int(month):02}-{int(day):02}" if month.isdecimal() else f"{day} {month} {year}"
    return None


def _finer(found: Candidate, day: Candidate, here: Site) -> bool:
    """It has a clock, and it is on that day."""
    if found.precision == "day" or found.at is None or day.at is None:
        return False
    local = found.at.astimezone(here.zone) if found.at.tzinfo and here.zone else found.at
    return day.at.date() in {found.at.date(), local.date()}


def _settled(found: Candidate, others: Sequence[Candidate], fetched_at: datetime, here: Site) -> Published:
    """A candidate's instant.

    A wall clock without a zone is the site's own far more often than UTC (19 of 21 on real pages), and one in UTC that
    stands elsewhere on the page with another offset was given the wrong one.
    """
    at, precision = found.at, found.precision
    assert at is not None
    if precision == "day":
        return Published((at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), "day", found.source)
    if at.tzinfo is None:
        zone = _zone_beside(at, others) or here.zone or _zone_by_feed(at, others)
        if zone is None and found.source == "html":  # which hour that was, nobody says
            return Published(datetime(at.year, at.month, at.day, tzinfo=UTC), "day", found.source)
        at = at.replace(tzinfo=zone or UTC)
    elif not at.utcoffset():
        zone = _zone_beside(at.replace(tzinfo=None), others)
        if zone is None and here.zone and at > fetched_at + _CLOCKS_DIFFER:
            zone = here.zone  # a local clock called UTC lies ahead of us, east of Greenwich
        at = at.replace(tzinfo=zone or UTC)
    return Published(at.astimezone(UTC), precision, found.source)


def _zone_beside(wall: datetime, others: Sequence[Candidate]) -> tzinfo | None:
    """The offset, other than UTC's, of a date beside it that shows the same wall clock to the minute."""
    minute = wall.replace(second=0, microsecond=0)
    for other in others:
        if other.at and other.at.utcoffset() and other.at.replace(tzinfo=None, second=0, microsecond=0) == minute:
            return other.at.tzinfo
    return None


def _zone_by_feed(wall: datetime, others: Sequence[Candidate]) -> tzinfo | None:
    """The offset by which the page's wall clock tells the feed's time to the minute; offsets are whole quarters of an hour."""
    feed = next((other.at for other in others if other.source == "feed" and other.at and other.at.tzinfo), None)
    if feed is None:
        return None
    offset = wall.replace(second=0, microsecond=0) - feed.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    return timezone(offset) if abs(offset) <= _FARTHEST and not offset % timedelta(minutes=15) else None


def _evidence(found: Candidate, chosen: bool) -> dict[str, Any]:
    return {
        "source": found.source,
        "where": found.where[:80],
        "value": found.value,
        "at": found.at.isoformat() if found.at else None,
        "precision": found.precision if found.at else None,
        "chosen": chosen,
        "why": None if chosen else found.why or "another stands before it",
    }
