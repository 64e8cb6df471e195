"""What the page says of itself: JSON-LD, OpenGraph, meta tags and the visible headline, read from the shared tree."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipeline import urls
from pipeline.clean import jsonld
from pipeline.clean.body import line
from pipeline.clean.dates import published
from pipeline.errors import Permanent
from pipeline.model import Published

_BY = re.compile(
    r"^(?:(?:written |reported |story |text )?by|von|par|por|di|текст|автор(?:ы|и)?|author)\s*[:：]?\s+"
    r"|^(?:автор(?:ы|и)?|текст)\s*:\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:[,;|/•·]|\s[-–—]\s|\s(?:and|und|et|y|и|та|й|&)\s)\s*", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d|\b(?:staff|admin|editors?|editorial|redaktion|newsroom|desk|team|bureau|agenc(?:y|ies)|wires?|news|"
    r"press|media|service|reporters?|correspondents?|reuters|afp|tass|interfax|редакци[яи]|редакці[яї]|агентств\w*|служб[аи])\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|author-name|entry-author|post-author|p-author|writer|autor)(?:$|[\s_-])",
    re.IGNORECASE,
)
_AUTHOR_METAS = frozenset({"author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl"})
_SITE_SEPARATOR = re.compile(r"\s+(?:::|[|–—\-·•»])\s+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `clean` keeps beside the text."""

    title: str | None
    authors: tuple[str, ...]
    published: Published | None
    canonical_url: str | None
    language: str | None
    source: str | None
    summary: str | None
    image_url: str | None
    tags: tuple[str, ...]
    paywalled: bool


def metas(tree: HtmlElement) -> dict[str, str]:
    """Content of the first meta element of each (lower-case) name, property or itemprop."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if content and content.strip():
            for attribute in ("property", "name", "itemprop"):
                name = element.get(attribute)
                if name:
                    found.setdefault(name.strip().lower(), content.strip())
    return found


def read(tree: HtmlElement, url: str, fetched_at: datetime, announced_title: str | None, announced_at: datetime | None,
         feed_source: str | None) -> Metadata:  # fmt: skip
    """Everything the page says of itself; the feed's entry helps where it is silent."""
    ld, meta = jsonld.article(tree), metas(tree)
    source = _short(next(iter(jsonld.names(ld.get("publisher"))), None) or meta.get("og:site_name") or feed_source)
    return Metadata(
        title=_title(tree, ld, meta, source, announced_title),
        authors=_authors(tree, ld, source),
        published=published(tree, ld, meta, url, fetched_at, announced_at),
        canonical_url=_canonical(tree, meta, url),
        language=_language(tree, ld, meta),
        source=source,
        summary=_short(
            meta.get("og:description") or meta.get("description") or jsonld.text(ld.get("description")), 2_000
        ),
        image_url=_image(meta.get("og:image"), url),
        tags=_tags(ld, meta),
        paywalled=str(ld.get("isAccessibleForFree", "")).lower() == "false",
    )


def _short(value: str | None, limit: int = 500) -> str | None:
    return (line(value)[:limit] or None) if value else None


def without_site(title: str, source: str | None) -> str:
    """The title without the outlet's name behind (or before) a separator."""
    parts = _SITE_SEPARATOR.split(title)
    if len(parts) > 1 and source:
        if parts[-1].casefold() == source.casefold():
            return title[: title.rfind(parts[-1])].rstrip(" |–—-·•:»")
        if parts[0].casefold() == source.casefold():
            return title[len(parts[0]) :].lstrip(" |–—-·•:»")
    return title


def _title(
    tree: HtmlElement, ld: dict[str, Any], meta: dict[str, str], source: str | None, announced: str | None
) -> str | None:
    """The headline that the page shows, confirmed by what it says of itself where it can be.

    A page may have several h1 elements (the outlet's name is often one); the one that agrees with another candidate wins.
    """
    headings = [text for element in tree.iter("h1") if (text := line(element.text_content())) and len(text) <= 400]
    head = next((line(element.text_content()) for element in tree.iter("title")), None)
    others = [
        line(text)
        for text in (jsonld.text(ld.get("headline")), meta.get("og:title"), meta.get("twitter:title"), head, announced)
        if text
    ]
    for heading in headings:
        if any(
            heading.casefold() in other.casefold() or other.casefold() in heading.casefold()
            for other in others
            if len(other) > 10
        ):
            return heading
    candidates = [without_site(text, source) for text in others] + headings
    return next((text[:500] for text in candidates if text), None)


def people(values: list[str], source: str | None) -> tuple[str, ...]:
    """Names of people in author strings: without "By", separators, roles, handles and the outlet itself."""
    found: list[str] = []
    for value in values:
        for part in _AND.split(_BY.sub("", line(value))):
            name = _BY.sub("", part).strip(" .:–—-")
            words = name.split()
            if not 2 <= len(words) <= 5 or len(name) > 60 or _NOT_A_NAME.search(name) or not words[0][:1].isupper():
                continue
            if source and name.casefold() in source.casefold():
                continue
            if name.casefold() not in (known.casefold() for known in found):
                found.append(name)
    return tuple(found[:20])


def _authors(tree: HtmlElement, ld: dict[str, Any], source: str | None) -> tuple[str, ...]:
    for values in (jsonld.names(ld.get("author")), _author_metas(tree)):
        if found := people(values, source):
            return found
    for element in tree.iter("a", "span", "p", "div", "address", "td", "em", "strong", "b", "li"):
        if _BYLINE.search(_marks(element)) and (found := people([_byline(element)], source)):
            beside = [_byline(other) for other in element.itersiblings(element.tag) if _marks(other) == _marks(element)]
            return found + tuple(name for name in people(beside, source) if name not in found)
    return _visible_byline(tree, source)


def _author_metas(tree: HtmlElement) -> list[str]:
    """Contents of the meta elements that name authors; a page may have one for each."""
    return [
        element.get("content") or ""
        for element in tree.iter("meta")
        if (element.get("property") or element.get("name") or "").strip().lower() in _AUTHOR_METAS
    ]


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}"


def _byline(element: HtmlElement) -> str:
    """The words of a byline, without the times that stand in it; nothing where they are too many to be one."""
    dates = {text for time in element.iter("time") for text in time.itertext()}
    text = line(" ".join(text for text in element.itertext() if text not in dates))
    return text if 3 < len(text) <= 120 else ""


def _visible_byline(tree: HtmlElement, source: str | None) -> tuple[str, ...]:
    """A short line near the headline that begins with "By" or its like, where the markup does not say what it is."""
    heading = next(tree.iter("h1"), None)
    if heading is None:
        return ()
    for element in islice(heading.xpath("following::*[not(self::script or self::style)]"), 40):
        text = line(element.text or "")
        if 5 < len(text) <= 120 and _BY.match(text) and (found := people([text], source)):
            return found
    return ()


def _canonical(tree: HtmlElement, meta: dict[str, str], url: str) -> str | None:
    """The page's canonical link, believed only on its own site and not for a front page."""
    named = next(
        (element.get("href") for element in tree.iter("link") if (element.get("rel") or "").lower() == "canonical"),
        None,
    )
    for value in (named, meta.get("og:url")):
        if not value:
            continue
        try:
            found = urls.canonical(value, url)
        except Permanent:
            continue
        if _site(urls.host(found)) == _site(urls.host(url)) and len(urlsplit(found).path) > 1:
            return found
    return None


def _site(host: str) -> str:
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def _language(tree: HtmlElement, ld: dict[str, Any], meta: dict[str, str]) -> str | None:
    for value in (tree.get("lang"), jsonld.text(ld.get("inLanguage")), meta.get("og:locale"), meta.get("language")):
        code = (value or "").strip().replace("_", "-").split("-")[0].lower()
        if len(code) == 2 and code.isascii() and code.isalpha():
            return "uk" if code == "ua" else code
    return None


def _image(value: str | None, url: str) -> str | None:
    if not value:
        return None
    try:
        return urls.canonical(value, url)
    except Permanent:
        return None


def _tags(ld: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    keywords = ld.get("keywords")
    values = (
        keywords
        if isinstance(keywords, list)
        else str(keywords or meta.get("news_keywords") or meta.get("keywords") or "").split(",")
    )
    tags = (line(value)[:100] for value in values[:100] if isinstance(value, str))
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:50]
