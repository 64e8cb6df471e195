"""What an import brings for articles, and what becomes of each capture: let in, waiting, put aside. Plain values, pure rules."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pipeline.feeds import wholetext
from pipeline.model import Capture

Kind = Literal["page", "feed", "aside"]


@dataclass(frozen=True, slots=True)
class Sighted:
    """An announcement as another Wireroom stored it."""

    feed: str
    url: str
    guid: str | None
    title: str | None
    published_at: datetime | None
    first_seen_at: datetime
    text_key: bytes | None


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a page could not be fetched."""

    reason: str
    message: str
    attempts: int
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What another Wireroom knew of an article besides its pages; `aliases`: more names of it, with when they were seen."""

    first_seen_at: datetime
    withdrawn_at: datetime | None
    sightings: tuple[Sighted, ...]
    aliases: tuple[tuple[str, datetime], ...]
    failed: Failed | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A capture for the article at `url` (canonical), or an article that has none. `kind` feed: the body is an HTML fragment
    as a feed carried it. `read` False: it is kept, but no text was made of it."""

    url: str
    capture: Capture | None = None
    policy: Mapping[str, Any] | None = None
    kind: Kind = "page"
    read: bool = True
    known: Known | None = None

    @property
    def mark(self) -> tuple[datetime, bytes] | None:
        """By what it is recognised among an article's captures: when it was fetched, SHA-256 of what is compared."""
        if self.capture is None:
            return None
        body = self.capture.body
        return self.capture.fetched_at, words(body) if self.kind == "feed" else hashlib.sha256(body).digest()


def words(body: bytes) -> bytes:
    return wholetext.key(body.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Source:
    """A feed as another Wireroom stored it; `refused`: entries that are no articles: (url, reason, message, seen at)."""

    url: str
    title: str | None = None
    site_url: str | None = None
    source: str | None = None
    folder: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[tuple[str, str, str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """An article before a batch: times of the newest page and feed's text let in; whether the next one must wait."""

    page: datetime | None = None
    text: datetime | None = None
    busy: bool = False
    marks: frozenset[tuple[datetime, bytes]] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an article's arrivals, in the order in which they are stored; whether its cursor goes to `clean`."""

    kinds: tuple[tuple[Arrival, str], ...] = ()
    enters: bool = False
    waits: bool = False
    stored: int = 0


def decide(standing: Standing, arrivals: Iterable[Arrival]) -> Decision:
    """Pure: which arrival is read at once, which waits, which comes too late."""
    marks, fresh, stored = set(standing.marks), [], 0
    for arrival in arrivals:
        mark = arrival.mark
        if mark is None:
            continue
        if mark in marks:
            stored += 1
            continue
        marks.add(mark)
        fresh.append((mark[0], arrival))
    page, said, busy = standing.page, standing.text, standing.busy
    kinds: list[tuple[Arrival, str]] = []
    enters = waits = False
    for at, arrival in sorted(fresh, key=lambda pair: pair[0]):
        newest = max(filter(None, (page, said if arrival.kind == "feed" else None)), default=None)
        late = newest is not None and at <= newest
        if not arrival.read:
            kinds.append((arrival, "aside" if late and arrival.kind == "feed" else arrival.kind))
        elif late:
            kinds.append((arrival, "aside"))
        elif busy:
            kinds.append((arrival, "waiting"))
            waits = True
        else:
            kinds.append((arrival, arrival.kind))
            enters = busy = True
            page, said = (page, at) if arrival.kind == "feed" else (at, said)
    return Decision(tuple(kinds), enters, waits, stored)
