"""Where a site has its feeds: what its pages announce, the usual places, and the news sitemaps of its robots.txt."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from pipeline import urls
from pipeline.encoding import decode
from pipeline.errors import Permanent
from pipeline.feeds.entry import text
from pipeline.feeds.sitemap import looks_like_news

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json"}
)
_COMMENTS = re.compile(r"comment|kommentar|coment|коммент|комент|replies", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:^|[/._\-?=&])(?:rss|atom|feeds?|rdf)\d*(?:$|[/._\-?=&])|\.xml(?:$|\?)|feed\.json$", re.IGNORECASE
)
_FEED_TEXT = re.compile(r"\b(?:rss|atom|feeds?)\b", re.IGNORECASE)
_NO_FEED = re.compile(
    r"/wp-json/|sitemap|opensearch|oembed|\.(?:html?|php|png|jpe?g|gif|svg|css|js|pdf)$", re.IGNORECASE
)
_LARGEST_PAGE = 1_000_000  # characters
_LONG_TAG, _MOST_ATTRIBUTES = re.compile(r"<[^<>]{8000,}"), 1_000
_MOST_LINKS, _MOST_ANCHORS = 50, 20

_SECTION_PATHS = ("feed/", "rss", "rss.xml")
_SITE_PATHS = (
    "feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feeds/all.atom.xml", "feeds/posts/default",
)  # fmt: skip
_SITEMAP_PATHS = (
    "news-sitemap.xml", "sitemap-news.xml", "sitemap_news.xml", "news_sitemap.xml", "google-news-sitemap.xml",
    "sitemap/news.xml", "sitemaps/news.xml",
)  # fmt: skip
_MOST_SITEMAPS = 20


def announced(body: bytes, content_type: str | None, url: str) -> list[str]:
    """Canonical URLs of the feeds that an HTML page announces, likely ones first, each once.

    Its link elements (RSS autodiscovery; HTML Living Standard, link type `alternate`) in their order, feeds of comments
    last; then links in its text that look like feeds of the same site.
    """
    page = decode(body[: 4 * _LARGEST_PAGE], content_type)[:_LARGEST_PAGE]
    for tag in _LONG_TAG.finditer(page):
        if tag[0].count("=") > _MOST_ATTRIBUTES:  # the HTML reader takes quadratic time for them
            page = page[: tag.start()]
            break
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return []
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    base = _canonical(base, url) if base else None
    linked = list(dict.fromkeys(_linked(tree, base or url)))
    main = [link for link, said in linked if not _COMMENTS.search(said)]
    comments = [link for link, said in linked if _COMMENTS.search(said)]
    return list(dict.fromkeys([*main, *comments, *_anchored(tree, base or url)]))


def _linked(tree: etree._Element, base: str) -> Iterator[tuple[str, str]]:
    found = 0
    for element in tree.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").lower().split(";")[0].strip()
        href = element.get("href") or ""
        if "alternate" not in relations or kind not in _TYPES or not href or _NO_FEED.search(href):
            continue
        if link := _canonical(href, base):
            yield link, f"{link} {element.get('title') or ''}"
            found += 1
        if found == _MOST_LINKS:
            return


def _anchored(tree: etree._Element, base: str) -> Iterator[str]:
    site = _site(base)
    found = 0
    for element in tree.iter("a"):
        href = (element.get("href") or "").strip()
        if not href or len(href) > 1_000 or href.startswith("#") or _NO_FEED.search(href):
            continue
        path = href.partition("://")[2].partition("/")[2] if "://" in href else href
        said = f"{text(element)[:100]} {element.get('title') or ''}" if len(element) < 5 else ""
        if not _FEED_PATH.search(path) and not _FEED_TEXT.search(said):
            continue
        link = _canonical(href, base)
        if link and link != base and (_site(link) == site or urls.host(link).startswith(("feeds.", "rss."))):
            yield link
            found += 1
        if found == _MOST_ANCHORS:
            return


def guesses(url: str) -> list[str]:
    """The usual addresses of feeds, of the section that a canonical URL names and of its site; at most 12."""
    path = urlsplit(url).path
    section = (
        path if path.endswith("/") else path.rpartition("/")[0] + "/" if "." in path.rpartition("/")[2] else path + "/"
    )
    places = [urljoin(url, section + name) for name in _SECTION_PATHS] if section != "/" else []
    return list(dict.fromkeys([*places, *(urljoin(url, f"/{name}") for name in _SITE_PATHS)]))


def sitemaps(named: Iterable[str], origin: str) -> list[str]:
    """News sitemaps of a site: those `named` by its robots.txt that look like some, then the usual addresses."""
    links = (_canonical(link, origin) for link in named)
    news = list(dict.fromkeys(link for link in links if link and looks_like_news(link)))[:_MOST_SITEMAPS]
    return list(dict.fromkeys([*news, *(urljoin(origin, f"/{name}") for name in _SITEMAP_PATHS)]))


def _site(url: str) -> str:
    return urls.host(url).removeprefix("www.")


def _canonical(url: str, base: str) -> str | None:
    try:
        return urls.canonical(url, base)
    except Permanent:
        return None
