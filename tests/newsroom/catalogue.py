"""Joins outlets and stories: addresses, bodies, rendered pages, and the answer sheet for one port."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from typing import Final

from .model import Article, Block, Broken, Expected, Feed, Outlet, Page, Precision
from .outlets import BROKEN, BY_SLUG, OUTLETS
from .stories import ARTICLES
from .templates import render

BY_KEY: Final[dict[str, Article]] = {article.key: article for article in ARTICLES}


def blocks_of(article: Article) -> tuple[Block, ...]:
    """The body as printed; a copy takes the original's."""
    source = BY_KEY[article.copy_of] if article.copy_of else article
    blocks = []
    for chunk in re.split(r"\n\s*\n", source.body.strip()):
        text = " ".join(chunk.split())
        blocks.append(Block("heading", text[3:]) if text.startswith("## ") else Block("paragraph", text))
    return tuple(blocks[: article.keep] if article.keep else blocks)


def language_of(article: Article) -> str:
    return article.language or BY_SLUG[article.outlet].language


def local(outlet: Outlet, moment: datetime) -> datetime:
    """The moment on the outlet's wall clock."""
    return moment.astimezone(timezone(timedelta(hours=outlet.offset)))


def as_published(outlet: Outlet, moment: datetime | None) -> tuple[datetime | None, Precision | None]:
    """The finest date the outlet gives anywhere; a bare day stands for its midnight UTC."""
    if moment is None:
        return None, None
    if outlet.precision == "day":
        day = local(outlet, moment)
        return datetime(day.year, day.month, day.day, tzinfo=UTC), "day"
    return (moment.replace(second=0) if outlet.precision == "minute" else moment), outlet.precision


_OWN_AUTHOR = frozenset({"novy-prichal"})  # its JSON-LD names the outlet where nobody else is named


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a feed: an article or a broken promise of one."""

    item: Article | Broken
    url: str


class Catalogue:
    """Everything the newsroom publishes, with addresses for one port."""

    def __init__(self, port: int) -> None:
        self.port = port

    def base(self, slug: str) -> str:
        return f"http://{BY_SLUG[slug].host}:{self.port}"

    @cached_property
    def paths(self) -> dict[str, str]:
        """Path (with query, where that names the article) by article key."""
        paths = {}
        for outlet in OUTLETS:
            own = [article for article in ARTICLES if article.outlet == outlet.slug]
            for index, article in enumerate(own):
                day = local(outlet, article.moment) if article.moment else None
                paths[article.key] = outlet.article_path.format(
                    slug=article.slug,
                    section=article.section,
                    n=outlet.first_number + 7 * index,
                    y=f"{day:%Y}" if day else "",
                    m=f"{day:%m}" if day else "",
                    d=f"{day:%d}" if day else "",
                )
        return paths

    def url(self, item: Article | Broken) -> str:
        return self.base(item.outlet) + (item.path if isinstance(item, Broken) else self.paths[item.key])

    def entries(self, outlet: Outlet, feed: Feed) -> list[Entry]:
        """What a feed announces, newest first and the undated last."""
        chosen: list[Article | Broken]
        if feed.entries:
            chosen = [BY_KEY[key] for key in feed.entries]
        else:
            everything: list[Article | Broken] = [*ARTICLES, *BROKEN]
            chosen = [item for item in everything if item.outlet == outlet.slug]
            chosen = [item for item in chosen if not feed.section or item.section == feed.section]
            chosen.sort(key=lambda item: item.moment or datetime.min.replace(tzinfo=UTC), reverse=True)
        return [Entry(item, self.url(item)) for item in chosen]

    def feeds(self) -> Iterator[tuple[Outlet, Feed, str]]:
        """Every feed with its address."""
        for outlet in OUTLETS:
            for feed in outlet.feeds:
                yield outlet, feed, self.base(outlet.slug) + feed.path

    def page(self, article: Article) -> Page:
        outlet = BY_SLUG[article.outlet]
        language = language_of(article)
        others = [a for a in ARTICLES if a.outlet == article.outlet and a.key != article.key]
        here = sum(map(ord, article.slug)) % max(len(others), 1)
        related = tuple((other.title, self.url(other)) for other in (others + others)[here : here + 3])
        return Page(outlet, article, language, self.url(article), self.base(outlet.slug), blocks_of(article), related)

    def html(self, article: Article) -> str:
        return render(self.page(article))

    def announced(self) -> dict[str, list[str]]:
        """Feed addresses by the key of what they announce."""
        found: dict[str, list[str]] = {}
        for outlet, feed, address in self.feeds():
            for entry in self.entries(outlet, feed):
                found.setdefault(entry.item.key, []).append(address)
        return found

    def expected(self) -> list[Expected]:
        """The answer sheet, articles first."""
        announced = self.announced()
        sheet = []
        for article in ARTICLES:
            outlet = BY_SLUG[article.outlet]
            page = self.page(article)
            render(page)
            published_at, precision = as_published(outlet, article.moment)
            # Credits that stand by themselves leave the text; standfirsts, and credits within a sentence, do not.
            apart = article.credit_place in ("footer", "aside", "tail")
            verbatim = article.copy_of and not article.keep and not article.deck and apart
            sheet.append(
                Expected(
                    url=page.url,
                    outlet=outlet.slug,
                    outlet_name=outlet.name,
                    title=article.title,
                    authors=article.authors or ((outlet.name,) if outlet.slug in _OWN_AUTHOR else ()),
                    published_at=published_at,
                    published_precision=precision,
                    language=page.language,
                    paragraphs=page.paragraphs,
                    furniture=tuple(dict.fromkeys(page.furniture)),
                    announced_by=tuple(announced.get(article.key, ())),
                    same_text_as=self.url(BY_KEY[article.copy_of]) if verbatim else None,
                    credit=article.credit or None,
                    story=article.story,
                    outcome="article",
                )
            )
        for broken in BROKEN:
            outlet = BY_SLUG[broken.outlet]
            published_at, precision = as_published(outlet, broken.moment)
            sheet.append(
                Expected(
                    url=self.url(broken),
                    outlet=outlet.slug,
                    outlet_name=outlet.name,
                    title=broken.title,
                    authors=(),
                    published_at=published_at,
                    published_precision=precision,
                    language=outlet.language,
                    paragraphs=(),
                    furniture=(),
                    announced_by=tuple(announced.get(broken.key, ())),
                    same_text_as=None,
                    credit=None,
                    story="",
                    outcome=broken.reason,
                )
            )
        return sheet
