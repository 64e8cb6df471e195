"""Feed documents of every format to `ParsedFeed`. The only module that calls feedparser.

feedparser knows how feeds write titles and times. It opens files and fetches URLs when it is given a path or a string,
raises all kinds of exceptions on hostile input, takes seconds for 40 kB of it, and forgets links that do not parse. So it
never sees a feed as it came: `carve` reads the XML, `entry` names and links, and feedparser a short document made of the
rest: at most `MAX_NEW` entries that are not known yet, of no more than a title and times.
"""

import io
import re
from calendar import timegm
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from pipeline import urls
from pipeline.encoding import decode, inflate
from pipeline.errors import Permanent, Reason, WireroomError, WrongUsage
from pipeline.feeds import jsonfeed, opml, sitemap
from pipeline.feeds.bounds import MAX_DOCUMENT, MAX_NEW, Stopwatch, line, plausible
from pipeline.feeds.carve import ATOM, NAMESPACES, Carving, carve
from pipeline.feeds.entry import (
    CORE,
    attributes,
    content,
    identified,
    local,
    namespace,
    rebased,
    resolved,
    text,
    wanted,
)
from pipeline.feeds.identity import Mark, mark_at, place
from pipeline.feeds.pace import pace
from pipeline.model import Entry, ParsedFeed

_FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
_MAX_TITLE, _MAX_TITLES, _MAX_TIME, _MAX_TIMES = 2_000, 500_000, 100, 3
_MAX_LIST, _MAX_TAGS, _MAX_SOURCES = 3_000_000, 50_000, 5_000  # a list of feeds is read whole
_GZIP = b"\x1f\x8b\x08"
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>")
_HTML = frozenset({"text/html", "application/xhtml+xml"})


_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>|/>\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry but for what feedparser reads of it, and that as XML."""

    guid: str | None
    link: str | None
    content: str | None
    rest: str


def parse(
    body: bytes, content_type: str | None, url: str, now: datetime, known: Container[Mark] = frozenset()
) -> ParsedFeed:
    """Read a feed document: RSS 0.9x–2.0, RSS 1.0, Atom, CDF, JSON Feed, news sitemaps and their indexes, OPML; gzipped too.

    A document broken half-way gives the entries before the break, a broken entry what is whole in it. `known`: marks
    (`identity.mark`) of entries not to be read again; they are listed in `ParsedFeed.known`. A document with more new
    entries than one reading takes is not complete: with those known, the next reading takes the next.

    Raises:
        Permanent: `bad_feed` where no feed can be read from it, `too_large` for a gzipped one that is.
    """
    if body.startswith(_GZIP):
        body = inflate(body, "gzip", MAX_DOCUMENT)
    if not body.strip():
        raise Permanent(Reason.BAD_FEED, "the answer is empty")
    if jsonfeed.looks_like(body, content_type):
        return jsonfeed.parse(body, url, now, known)
    data = decode(body, content_type).encode("utf-8", "replace")
    carving = carve(data)
    if carving.root == "opml":
        return _list(body, url)
    if carving.root in sitemap.ROOTS:
        return sitemap.read(carving, url, now, known)
    if carving.root == "html":
        raise Permanent(Reason.BAD_FEED, "the answer is an HTML page, not a feed")
    found = _feed(carving, url, now, known)
    if not found.entries and not found.known and not _is_feed(carving):
        page = b"<!doctype html" in body[:2_000].lower()
        raise Permanent(Reason.BAD_FEED, "the answer is an HTML page, not a feed" if page else "no feed in the answer")
    if not found.entries and not found.known and not _END.search(data[-2_000:]):
        raise Permanent(Reason.BAD_FEED, "it breaks off before its first entry")
    return found


def _is_feed(carving: Carving) -> bool:
    """Whether a document without entries is a feed all the same; RDF may be about anything."""
    if carving.root != "rdf" or carving.head is None:
        return carving.root in _FEEDS
    return carving.container is not carving.head or not CORE.isdisjoint(map(str.lower, carving.head.nsmap.values()))


def _list(body: bytes, url: str) -> ParsedFeed:
    if len(body) > _MAX_LIST or body.count(b"<") > _MAX_TAGS:
        raise Permanent(Reason.BAD_FEED, "a list of more feeds than one reading takes")
    try:
        subscriptions = opml.read(body)
    except WrongUsage as error:
        raise Permanent(Reason.BAD_FEED, str(error)) from None
    sources: dict[str, None] = {}
    for subscription in subscriptions:
        if len(sources) == _MAX_SOURCES:
            break
        try:
            sources[urls.canonical(subscription.url, url)] = None
        except Permanent:
            continue
    if not sources:
        raise Permanent(Reason.BAD_FEED, "a list of feeds without any")
    return ParsedFeed(None, None, (), tuple(sources))


def _feed(carving: Carving, url: str, now: datetime, known: Container[Mark]) -> ParsedFeed:
    channel, base = carving.container, url
    if carving.head is not None and channel is not None:
        base = rebased(carving.head, url)
        base = rebased(channel, base) if channel is not carving.head else base
    site, hub, topic = _links(channel, base)
    drafts: list[_Draft] = []
    again: list[Entry] = []
    home = place(site, url) if known else ""
    watch, letters, complete = Stopwatch(), 0, True
    for record in carving.records():
        if watch.up or len(drafts) >= MAX_NEW or letters > _MAX_TITLES:
            complete = False
            break
        children = wanted(record)
        guid, link = identified(record, children, base)
        heading = _title_element(children)
        name = line(text(heading)[:_MAX_TITLE]) if heading is not None else None
        if known and mark_at(home, guid, link, name) in known:
            again.append(Entry(guid, link, name, None))
        elif (whole := content(children)) or guid or link or name:
            letters += len(name or "")
            drafts.append(_Draft(guid, link, whole, "".join(_rest(record, children, heading))))
    title, read = _dialect(carving, channel, drafts, now)
    entries = tuple(
        Entry(draft.guid, draft.link, name, at, draft.content) for draft, (name, at) in zip(drafts, read, strict=True)
    )
    return ParsedFeed(title, site, entries, (), pace(channel), hub, topic, complete, tuple(again))


def _title_element(children: list[tuple[str, etree._Element]]) -> etree._Element | None:
    titles = [child for what, child in children if what == "title"]
    return next((each for each in titles if namespace(each.tag) != NAMESPACES["dc"]), titles[0] if titles else None)


def _links(channel: etree._Element | None, base: str) -> tuple[str | None, str | None, str | None]:
    """Where a feed's site is, and its hub and own address for WebSub (W3C Recommendation §4)."""
    site = hub = topic = None
    for what, child in wanted(channel) if channel is not None else ():
        if what != "link":
            continue
        address = line(child.get("href") or text(child))
        relations = (child.get("rel") or "alternate").lower().split()
        if not address:
            continue
        address = resolved(address, rebased(child, base))
        if "alternate" in relations and "html" in (child.get("type") or "text/html"):
            site = site or address
        hub = hub or (address if "hub" in relations else None)
        topic = topic or (address if "self" in relations else None)
    return site, hub, topic


def _rest(
    record: etree._Element, children: list[tuple[str, etree._Element]], title: etree._Element | None
) -> Iterator[str]:
    """Title and times as feedparser knows them."""
    if title is not None:
        yield _element("title", title, text(title)[:_MAX_TITLE])
    times = [(child, text(child)[:_MAX_TIME]) for what, child in children if what == "date"][:_MAX_TIMES]
    for child, value in times:
        group = "dc:" if namespace(child.tag) == NAMESPACES["dc"] else "dcterms:"
        core = namespace(child.tag) not in {NAMESPACES["dc"], NAMESPACES["dcterms"]}
        yield _element(("" if core else group) + local(child.tag), child, value)
    if not times and (changed := attributes(record).get("lastmod")):  # CDF
        yield f"<updated>{escape(changed[:_MAX_TIME])}</updated>"


def _element(name: str, element: etree._Element, value: str) -> str:
    said = {} if len(element) else attributes(element)
    kept = "".join(f" {key}={quoteattr(said[key])}" for key in ("type", "mode") if 0 < len(said.get(key, "")) < 60)
    return f"<{name}{kept}>{escape(value)}</{name}>"


def _dialect(
    carving: Carving, channel: etree._Element | None, drafts: list[_Draft], now: datetime
) -> tuple[str | None, list[tuple[str | None, datetime | None]]]:
    """What feedparser makes of the feed's title and of each entry's title and times."""
    import feedparser

    own = _title_element(wanted(channel)) if channel is not None else None
    head = _element("title", own, text(own)[:_MAX_TITLE]) if own is not None else ""
    if carving.root == "feed":
        entries = "".join(f"<entry>{draft.rest}</entry>" for draft in drafts)
        document = f'<feed xmlns="{ATOM}" xmlns:dc="{NAMESPACES["dc"]}" xmlns:dcterms="{NAMESPACES["dcterms"]}">{head}{entries}</feed>'
    else:
        entries = "".join(f"<item>{draft.rest}</item>" for draft in drafts)
        document = (
            f'<rss version="2.0" xmlns:dc="{NAMESPACES["dc"]}" xmlns:dcterms="{NAMESPACES["dcterms"]}"><channel>'
            f"{head}{entries}</channel></rss>"
        )
    try:
        found = feedparser.parse(  # noqa: TID251
            io.BytesIO(document.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        read = [(_plain(entry), _time(entry, now)) for entry in found.entries]
    except WireroomError:  # out of time
        raise
    except Exception as error:
        raise Permanent(Reason.BAD_FEED, f"feedparser: {type(error).__name__}: {str(error)[:200]}") from error
    return _plain(found.feed), read


def _plain(said: Any) -> str | None:
    """A title as text: markup in it is not part of what it says."""
    title = said.get("title")
    if not isinstance(title, str):
        return None
    if said.get("title_detail", {}).get("type") in _HTML:
        title = unescape(_TAGS.sub("", title))
    return line(title)


def _time(entry: Any, now: datetime) -> datetime | None:
    struct = entry.get("published_parsed")
    if not struct and "updated_parsed" in entry:  # asked for otherwise, feedparser would warn and answer with the other
        struct = entry["updated_parsed"]
    try:
        return plausible(datetime.fromtimestamp(timegm(struct), UTC), now) if struct else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
