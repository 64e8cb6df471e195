"""The values that travel through the flow. Plain data: no I/O, no clock, no rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from pipeline.errors import Deferred, Setback

Kind = Literal["feed", "article"]
Lane = Literal["live", "replay"]
Precision = Literal["second", "minute", "day"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One item leased to one worker: results count only while its cursor still shows `token` and `attempts`."""

    id: int
    attempts: int
    lane: Lane
    token: str


@dataclass(frozen=True, slots=True)
class Move:
    """Where a claimed item's cursor goes; `delay` is seconds from the database's now."""

    claim: Claim
    stage: str
    state: Literal["due", "running", "done", "failed"]
    delay: float = 0.0
    attempts: int = 0
    reason: str | None = None
    message: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage made of one item: a value to save, an error that decides where the cursor goes, or both.

    `aside`: what went wrong without stopping it, for its story.
    """

    value: Any = None
    error: Setback | Deferred | None = None
    aside: Setback | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving found out: items that stay at their stage, due again in so many seconds; articles newly due; items that
    are through here, because another has taken their place; articles looked at again that are as they were."""

    again_in: Mapping[int, float] = field(default_factory=dict)
    announced: Sequence[int] = ()
    through: frozenset[int] = frozenset()
    unchanged: frozenset[int] = frozenset()


# ── feeds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Manners:
    """What is stored of a host's wishes besides the settings.

    `crawl_delay`: seconds its robots.txt asks for. `pace`: seconds between requests that its answers have taught us.
    `not_before`: it asked for silence until then (Retry-After).
    """

    crawl_delay: float = 0.0
    pace: float = 0.0
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class HostNote:
    """What an answer taught about a host, to be stored."""

    host: str
    pace: float
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed wants to be asked: RSS `ttl`, `sy:updatePeriod`, `skipHours` (GMT), `skipDays` (Monday is 0).

    `every` in seconds; None where it says nothing.
    """

    every: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """What a person has set for one source; None: the default."""

    interval: int | None = None  # seconds, instead of the floor between two polls
    delay: float | None = None  # seconds between two requests to its host, never below the general one
    user_agent: str | None = None
    full_text: Literal["auto", "feed", "page"] = "auto"  # auto: the page, and the feed's content where it cannot be had
    title: str | None = None  # instead of what it calls itself


@dataclass(frozen=True, slots=True)
class Feed:
    """A source as `poll` needs it."""

    id: int
    url: str
    etag: str | None
    last_modified: str | None
    body_sha256: bytes | None
    interval: int
    consecutive_failures: int
    now: datetime
    site_url: str | None = None
    polled_before: bool = False  # it has answered as a feed at least once
    last_polled_at: datetime | None = None
    last_entries: int = 0  # in the document read last
    unread: str | None = None  # why the document behind the validators could not be read
    validators_url: str | None = None  # the address that gave the validators; None: its own
    unfinished: bool = False  # one reading did not take all its entries
    gap_open: bool = False  # the next poll asks the site's news sitemap first
    moved_to: str | None = None
    moved_count: int = 0
    subscribed: bool = False  # a WebSub hub delivers it, and has done so lately
    declared: Pace = Pace()
    settings: SourceSettings = SourceSettings()
    credentials: str | None = field(default=None, repr=False)  # user:password
    manners: Manners = Manners()


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as announced; `url` is absolute but not yet canonical.

    `content`: the whole text as HTML, where the feed carries it (content:encoded, Atom content, JSON Feed).
    """

    guid: str | None
    url: str | None
    title: str | None
    published_at: datetime | None
    content: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document read; entries in the document's order."""

    title: str | None
    site_url: str | None
    entries: tuple[Entry, ...]
    sources: tuple[str, ...] = ()  # feeds that it lists instead: OPML, sitemap index
    declared: Pace = Pace()
    hub: str | None = None  # WebSub: who pushes it, and under which name
    topic: str | None = None
    complete: bool = True  # False: more entries than one reading takes, the rest at the next poll
    known: tuple[
        Entry, ...
    ] = ()  # entries that were not read again because their sightings are stored: names and links only


@dataclass(frozen=True, slots=True)
class Announcement:
    """An entry that names an article: `url` canonical, `link` as the feed has it.

    `fetchable` False: the entry has a text but no page of its own; `url` is the feed's or site's with a fragment.
    """

    url: str
    link: str
    guid: str | None
    title: str | None
    published_at: datetime | None
    content: str | None = field(default=None, repr=False)
    fetchable: bool = True


@dataclass(frozen=True, slots=True)
class Rejection:
    """An entry that cannot become an article, and why."""

    url: str
    reason: str
    message: str


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Validators:
    """What the newest good answer gave to ask for changes by (RFC 9110 §13.1), and the address that gave it."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """An article to fetch.

    `spare`: the feed that announced it carried its whole text, which is kept as a capture. `revisit`: its page has been
    read before, and is only looked at again.
    """

    id: int
    url: str
    host: str
    spare: bool = False
    settings: SourceSettings = SourceSettings()
    manners: Manners = Manners()
    revisit: Validators | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect: who answered, how, and where it pointed (canonical)."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Capture:
    """An HTTP answer as the wire had it; `body` is still in its content-encoding."""

    url: str
    final_url: str
    fetched_at: datetime
    elapsed_ms: int
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    hops: tuple[Hop, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that (lower-case) name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Habits:
    """What a host's pages have taught about it.

    `furniture`: keys of lines that its pages repeat (`clean/furniture.py`). `titles`: for each source of titles, on how
    many pages it agreed with the page's own headline, and on how many it was there.
    """

    furniture: frozenset[bytes] = frozenset()
    titles: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A stored capture as `clean` needs it, with what the feeds said of it."""

    article_id: int
    capture_id: int
    url: str
    fetched_at: datetime
    content_type: str | None
    content_encoding: str | None
    body: bytes
    feed_title: str | None
    feed_published_at: datetime | None
    feed_source: str | None
    kind: Literal["page", "feed"] = "page"
    spare: "Page | None" = field(default=None, repr=False)  # the text as the feed carried it
    habits: Habits = field(default=Habits(), repr=False)
    before: "Before | None" = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Before:
    """The newest revision of an article whose page has been fetched anew; `page`: the capture it was made from."""

    title: str | None
    text_sha256: bytes
    page: Page | None


@dataclass(frozen=True, slots=True)
class Published:
    """A publication time with how exact it is and where it was read."""

    at: datetime
    precision: Precision
    source: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the body: absolute URL and the words it stands on."""

    url: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Words taken out of the body, kept so that a wrong rule can be seen and undone.

    `before`: how many lines of the text stand before them. `why`: the rule.
    """

    before: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page made readable.

    `cleaner`: what found the body. `evidence`: what was considered for it, for title, authors, date and verdict (JSON).
    `repeatable`: lines that are furniture if other pages of the host have them too. `titles`: for each source of titles,
    whether it agrees with the page's own headline.
    """

    text: str
    title: str | None
    authors: tuple[str, ...]
    published: Published | None
    canonical_url: str | None
    language: str | None
    source: str | None
    summary: str | None
    image_url: str | None
    tags: tuple[str, ...]
    verdict: str
    paywalled: bool
    links: tuple[Link, ...]
    text_from: Literal["page", "feed"] = "page"
    cleaner: str = ""
    wire_origin: str | None = None
    removed: tuple[Removed, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    repeatable: tuple[str, ...] = ()
    titles: Mapping[str, bool] = field(default_factory=dict)


# ── extraction ─────────────────────────────────────────────────────────────────────────────────────────────────────


EntityKind = Literal["person", "organisation", "place"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom or what a mention names, as far as one document tells.

    `name`: its fullest form in the document, in the nominative. `keys`: what the same one has in other spellings, scripts
    and documents, the surest first (`extract/identity`).
    """

    kind: EntityKind
    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A standoff fact about a document; offsets are code points into its text, None where it has no place in it.

    `attributes`: JSON. `entity`: whom it is about: of a mention the one named, of a quote its speaker, of a figure who
    claims it, of a citation who is cited.
    """

    kind: str
    start: int | None = None
    end: int | None = None
    text: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    entity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A stored revision as extractors see it; `language` is what the page declares until `language` has run.

    `found`: what the extractors before made of it, by their names.
    """

    article_id: int
    revision: int
    url: str
    title: str | None
    text: str
    language: str | None
    published_at: datetime | None
    links: tuple[Link, ...]
    found: Mapping[str, Sequence[Annotation]] = field(default_factory=dict)
    source: str | None = None


class Extractor(Protocol):
    """One extraction task. Deterministic: same document and version, same annotations; docs/extraction.md says more."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def languages(self) -> frozenset[str] | None:
        """None: any."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Extractors that must have run before."""

    def __call__(self, document: Document) -> list[Annotation]: ...


# ── selecting ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Selector:
    """Which articles a command is about; every part given must hold."""

    ids: tuple[int, ...] = ()
    urls: tuple[str, ...] = ()
    feed: int | None = None
    host: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    stage: str | None = None
    failed: str | None = None  # a reason, or "any"
    outdated: bool = False
    extractor: str | None = None
    all: bool = False
    limit: int | None = None

    @property
    def empty(self) -> bool:
        """Nothing was chosen (a limit alone chooses nothing)."""
        return self == Selector(limit=self.limit)
