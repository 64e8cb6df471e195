"""The shapes the newsroom is made of: outlets, their feeds, their articles, and what is expected of a reader."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)
"""The newsroom's clock stands still here; everything was published in the fortnight before."""

FeedFormat = Literal["rss2", "rdf", "atom", "json"]
Precision = Literal["second", "minute", "day"]
CreditPlace = Literal["footer", "aside", "tail", "lead", "inline"]
Reason = Literal["http_4xx", "gone", "not_html", "no_text", "robots"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of an outlet; `section` narrows it, `entries` (article keys) replaces the choice altogether."""

    path: str
    format: FeedFormat
    title: str
    section: str = ""
    tracking: str = ""
    entries: tuple[str, ...] = ()
    full_text: bool = False
    dated: bool = True
    xml_base: bool = False


@dataclass(frozen=True, slots=True)
class Outlet:
    """A virtual host: its name, habits and markup."""

    slug: str
    name: str
    language: str
    template: str
    article_path: str
    feeds: tuple[Feed, ...]
    offset: int = 0
    precision: Precision = "second"
    gzip: bool = True
    charset: str = "utf-8"
    robots: str | None = "User-agent: *\nAllow: /\n"
    first_number: int = 1000

    @property
    def host(self) -> str:
        return f"{self.slug}.localhost"


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its outlet prints it.

    `body` holds paragraphs divided by blank lines (line breaks inside one mean nothing); a paragraph that starts with
    `## ` is a sub-heading. `copy_of` takes the body of another article (`outlet/slug`) word for word, or only its
    first `keep` paragraphs.
    """

    outlet: str
    slug: str
    story: str
    title: str
    published: str
    body: str = ""
    authors: tuple[str, ...] = ()
    byline: str = ""
    deck: str = ""
    section: str = "news"
    language: str = ""
    copy_of: str = ""
    keep: int = 0
    credit: str = ""
    credit_place: CreditPlace = "footer"

    @property
    def key(self) -> str:
        return f"{self.outlet}/{self.slug}"

    @property
    def moment(self) -> datetime | None:
        """When it was published (UTC); None for the undated."""
        return datetime.fromisoformat(self.published).astimezone(UTC) if self.published else None


@dataclass(frozen=True, slots=True)
class Broken:
    """A feed entry that leads to no article, and why."""

    outlet: str
    path: str
    title: str
    published: str
    reason: Reason
    section: str = "news"

    @property
    def key(self) -> str:
        return f"{self.outlet}{self.path}"

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.published).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Correction:
    """What an outlet changes in an article of its own after publication: words by other words, and the headline."""

    key: str
    at: str
    instead: tuple[tuple[str, str], ...]
    title: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at).astimezone(UTC)

    def applied(self, article: Article) -> Article:
        """The article as it stands from then on.

        Raises:
            ValueError: it does not hold the words that are to be replaced.
        """
        body = article.body
        for old, new in self.instead:
            if old not in body:
                raise ValueError(f"{self.key} has no {old!r} to correct")
            body = body.replace(old, new)
        return replace(article, body=body, title=self.title or article.title)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article's body."""

    kind: Literal["paragraph", "heading"]
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a template may print."""

    outlet: Outlet
    article: Article
    language: str
    url: str
    base: str
    blocks: tuple[Block, ...]
    related: tuple[tuple[str, str], ...]
    furniture: list[str] = field(default_factory=list)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if block.kind == "paragraph")


@dataclass(frozen=True, slots=True)
class Request:
    """One request the newsroom received."""

    at: float
    host: str
    method: str
    path: str
    headers: dict[str, str]
    status: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What a pipeline that read the newsroom well should know about one announced address."""

    url: str
    outlet: str
    outlet_name: str
    title: str
    authors: tuple[str, ...]
    published_at: datetime | None
    published_precision: Precision | None
    language: str
    paragraphs: tuple[str, ...]
    furniture: tuple[str, ...]
    announced_by: tuple[str, ...]
    same_text_as: str | None
    credit: str | None
    story: str
    outcome: str
