"""What the page says of itself: JSON-LD, OpenGraph, meta tags and the visible headline, read from the shared tree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipeline import urls
from pipeline.clean import authors, dates, jsonld, names, outlet, titles
from pipeline.clean.credits import Credits
from pipeline.clean.values import plain
from pipeline.errors import Permanent
from pipeline.model import Page, Published


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `clean` keeps beside the text, and what it was chosen from (`evidence`, JSON).

    `anonymous`: the authors name no person, only an agency, a desk or the outlet, if anybody.
    """

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
    article_body: str | None
    titles_agreeing: Mapping[str, bool]
    evidence: Mapping[str, Any]
    anonymous: bool = True


def pairs(tree: HtmlElement) -> list[tuple[str, str]]:
    """(name, content) of the page's meta elements: for each of their names, properties and itemprops, in small letters."""
    found: list[tuple[str, str]] = []
    for element in tree.iter("meta"):
        if content := (element.get("content") or "").strip():
            for attribute in ("property", "name", "itemprop"):
                if name := element.get(attribute):
                    found.append((name.strip().lower(), content))
    return found


def metas(found: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The first content for each name."""
    return dict(reversed(found))


def read(tree: HtmlElement, page: Page) -> Metadata:
    """Everything the page says of itself; the feed's entry helps where it is silent."""
    named = pairs(tree)
    meta = metas(named)
    ld = jsonld.article(tree, page.url, [meta[name] for name in ("og:title", "twitter:title") if name in meta])
    called = (
        *jsonld.names(ld.get("publisher")),
        meta.get("og:site_name"),
        meta.get("application-name"),
        page.feed_source,
    )
    own = outlet.outlet(map(_short, called), urls.host(page.url))
    title = titles.read(tree, ld, meta, own, page.feed_title, page.habits)
    people, bylines = authors.read(tree, ld, named, own, title.text)
    published, times = dates.read_all(tree, ld, meta, page.url, page.fetched_at, page.feed_published_at)
    summary = meta.get("og:description") or meta.get("description") or jsonld.text(ld.get("description"))
    return Metadata(
        title=title.text,
        authors=people,
        published=published,
        canonical_url=_canonical(tree, meta, page.url),
        language=_language(tree, ld, meta),
        source=own.name,
        summary=_short(summary, 2_000),
        image_url=_image((meta.get("og:image"), meta.get("twitter:image"), *_images(ld.get("image"))), page.url),
        tags=_tags(ld, meta, named),
        paywalled=_paywalled(ld, meta),
        article_body=jsonld.text(ld.get("articleBody")),
        titles_agreeing=title.agreeing,
        evidence={"titles": title.evidence, "authors": bylines, "dates": times},
        anonymous=not any(names.is_person(name) and not own.named(name) for name in people),
    )


def credited(said: Metadata, credit: Credits, page: Page) -> Metadata:
    """The same with what the body's credit lines say, where the page is silent or names no person."""
    published = said.published
    if published is None and credit.published:
        published = dates.read(credit.published, "html", page.fetched_at)
    people = credit.authors if said.anonymous and credit.authors else said.authors
    return replace(
        said,
        authors=people,
        source=said.source or credit.outlet,
        published=published,
        anonymous=said.anonymous and not credit.authors,
    )


def _short(value: str | None, limit: int = 500) -> str | None:
    return (plain(value)[:limit] or None) if value else None


def _canonical(tree: HtmlElement, meta: Mapping[str, str], url: str) -> str | None:
    """The page's canonical link, believed only on its own site and not for a front page."""
    named = next(
        (
            element.get("href")
            for element in tree.iter("link")
            if "canonical" in (element.get("rel") or "").lower().split()
        ),
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


def _language(tree: HtmlElement, ld: Mapping[str, Any], meta: Mapping[str, str]) -> str | None:
    for value in (tree.get("lang"), jsonld.text(ld.get("inLanguage")), meta.get("og:locale"), meta.get("language")):
        code = (value or "").strip().replace("_", "-").split("-")[0].lower()
        if len(code) == 2 and code.isascii() and code.isalpha():
            return "uk" if code == "ua" else code
    return None


def _images(value: Any) -> list[str]:
    """Addresses in JSON-LD's `image`: a string, an object with `url`, or a list of these."""
    items = value if isinstance(value, list) else [value]
    found = (item.get("url") if isinstance(item, dict) else item for item in items[:5])
    return [address for address in found if isinstance(address, str)]


def _image(values: Iterable[str | None], url: str) -> str | None:
    for value in values:
        if value:
            try:
                return urls.canonical(value, url)
            except Permanent:
                continue
    return None


def _tags(ld: Mapping[str, Any], meta: Mapping[str, str], named: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    keywords = ld.get("keywords")
    listed = keywords if isinstance(keywords, list) else str(keywords or meta.get("news_keywords") or "").split(",")
    values = [value for value in listed[:100] if isinstance(value, str) and value.strip()]
    values = values or [content for name, content in named if name == "article:tag"][:100]
    values = values or meta.get("keywords", "").split(",")[:100]
    tags = (plain(value)[:100] for value in values)
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:50]


def _paywalled(ld: Mapping[str, Any], meta: Mapping[str, str]) -> bool:
    """Whether the page says that it shows only a part to everybody: for itself, else for a part of it."""
    free = ld.get("isAccessibleForFree")
    if free in (None, ""):
        parts = ld.get("hasPart")
        inside = [part for part in (parts if isinstance(parts, list) else [parts])[:20] if isinstance(part, dict)]
        free = next((part["isAccessibleForFree"] for part in inside if "isAccessibleForFree" in part), None)
    if free is None:
        return meta.get("article:content_tier", "").lower() == "locked"
    return str(free).lower().rsplit("/", 1)[-1] in {"false", "no", "0"}
