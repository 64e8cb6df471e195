"""Sitemaps as sources (sitemaps.org protocol 0.9, Google's news extension): a news sitemap is a feed, an index lists some."""

import re
from collections.abc import Container
from datetime import datetime, timedelta
from functools import lru_cache

from lxml import etree

from pipeline import urls
from pipeline.errors import Permanent, Reason
from pipeline.feeds.bounds import CPU_SECONDS, Stopwatch, iso_time, line
from pipeline.feeds.carve import NAMESPACES, Carving
from pipeline.feeds.entry import resolved
from pipeline.feeds.identity import Mark, mark
from pipeline.model import Entry, ParsedFeed

ROOTS = frozenset({"urlset", "sitemapindex"})
MAX_SOURCES = 50
MAX_ENTRIES = 50_000  # what the protocol allows in one file
RECENT = timedelta(days=2)  # how far back a news sitemap reaches
_EXTENSION = "{" + NAMESPACES["news"].rpartition("/")[0] + "/"  # whatever its version
_NEWS = re.compile(r"news|google[-_]?news|latest|recent|actualit|noticias|nachrichten|novosti", re.IGNORECASE)


def looks_like_news(url: str) -> bool:
    """Whether a sitemap's name says that it is one of news."""
    return _NEWS.search(url.partition("://")[2].partition("/")[2]) is not None


def read(carving: Carving, url: str, now: datetime, known: Container[Mark] = frozenset()) -> ParsedFeed:
    """Read a sitemap: entries from a news sitemap, sources from an index.

    Raises:
        Permanent: `bad_feed` where there are pages, but none of them is news.
    """
    return _index(carving, url, now) if carving.root == "sitemapindex" else _news(carving, url, now, known)


def _index(carving: Carving, url: str, now: datetime) -> ParsedFeed:
    named: list[str] = []
    recent: list[tuple[datetime, str]] = []
    watch = Stopwatch()
    for record in carving.records():
        if watch.up:
            break
        said = _said(record)
        try:
            link = urls.canonical(said.get("loc", ""), url)
        except Permanent:
            continue
        at = iso_time(said.get("lastmod", "").strip(), now)
        if looks_like_news(link):
            named.append(link)
        elif at and at >= now - RECENT:
            recent.append((at, link))
    newest = [link for _, link in sorted(recent, key=lambda each: each[0], reverse=True)]
    sources = tuple(dict.fromkeys(link for link in [*named, *newest] if link != url))
    return ParsedFeed(None, None, (), sources[:MAX_SOURCES])


def _news(carving: Carving, url: str, now: datetime, known: Container[Mark]) -> ParsedFeed:
    entries: list[Entry] = []
    again: list[Entry] = []
    pages, complete, watch = 0, True, Stopwatch(2 * CPU_SECONDS)
    for record in carving.records():
        if watch.up or len(entries) + len(again) >= MAX_ENTRIES:
            complete = False
            break
        said = _said(record)
        if not (loc := line(said.get("loc"))):
            continue
        pages += 1
        if "news:news" not in said and "news:title" not in said:
            continue
        link, title = resolved(loc, url), line(said.get("news:title"))
        if mark(loc, link, title) in known:
            again.append(Entry(loc, link, title, None))
        else:
            entries.append(Entry(loc, link, title, iso_time(said.get("news:publication_date", "").strip(), now)))
    if pages and not entries and not again:
        raise Permanent(Reason.BAD_FEED, f"a sitemap of {pages:,} pages, but not a news sitemap")
    return ParsedFeed(None, None, tuple(entries), complete=complete, known=tuple(again))


@lru_cache(maxsize=128)
def _name(tag: str) -> str:
    """A tag's local name in lower case, behind `news:` where it is the extension's."""
    local = tag.rpartition("}")[2].lower()
    return f"news:{local}" if tag.startswith(_EXTENSION) else local


def _said(record: etree._Element) -> dict[str, str]:
    """What a record says of itself, by name; the extension's elements stand one level deeper."""
    said: dict[str, str] = {}
    for child in record:
        name = _name(child.tag)
        said[name] = child.text or ""
        if name == "news:news":
            said |= {_name(each.tag): each.text or "" for each in child}
    return said
