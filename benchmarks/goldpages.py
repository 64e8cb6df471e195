"""Annotated pages: a folder of real ones, or the sample newsroom's, whose stories are their own gold."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.scoring import ALL, Gold
from tests.newsroom.catalogue import Catalogue, blocks_of, language_of, local
from tests.newsroom.model import NOW
from tests.newsroom.outlets import BY_SLUG
from tests.newsroom.server import build
from tests.newsroom.stories import ARTICLES

_DATELINE = re.compile(r"^[A-Z][A-Z ]+ - ")


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page as it was captured, and what it says."""

    name: str
    url: str
    captured_at: datetime
    content_type: str
    html: bytes = field(repr=False)
    gold: Gold

    @property
    def host(self) -> str:
        """Whose page it is."""
        return urlsplit(self.url).hostname or ""

    @property
    def half(self) -> int:
        """0 or 1 by the host's name, so that all pages of a site are in one half."""
        return int(hashlib.md5(self.host.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def folder(path: Path) -> list[GoldPage]:
    """`gold.jsonl` and the gzipped pages that it names.

    A row has `page`, `url`, `crawled_at` (UTC), `title`, `authors`, `published_at`, `body` and perhaps `language`; null is
    not annotated, but for `authors`, where it means none.
    """
    return [
        _read(path, json.loads(row)) for row in (path / "gold.jsonl").read_text("utf-8").splitlines() if row.strip()
    ]


def _read(path: Path, row: dict[str, Any]) -> GoldPage:
    published = row.get("published_at")
    keys = {"body": "body", "title": "title", "published_at": "date", "language": "language"}
    gold = Gold(
        body=row.get("body") or "",
        title=row.get("title"),
        authors=frozenset(row.get("authors") or ()),
        published=datetime.fromisoformat(published) if published else None,
        language=row.get("language"),
        known=frozenset({"authors"}) | {name for key, name in keys.items() if row.get(key)},
    )
    captured = datetime.fromisoformat(row["crawled_at"])
    return GoldPage(
        name=row["page"],
        url=row["url"],
        captured_at=captured if captured.tzinfo else captured.replace(tzinfo=UTC),
        content_type="text/html",
        html=gzip.decompress((path / row["page"]).read_bytes()),
        gold=gold,
    )


def newsroom() -> list[GoldPage]:
    """The newsroom's articles as it would serve them; sub-headings belong to a body, decks, credits and datelines do not."""
    catalogue = Catalogue(80)
    answers = build(catalogue)
    pages = []
    for article in ARTICLES:
        outlet = BY_SLUG[article.outlet]
        answer = answers[outlet.host, catalogue.paths[article.key]]
        gold = Gold(
            body="\n".join(_DATELINE.sub("", block.text) for block in blocks_of(article)),
            title=article.title,
            authors=frozenset(article.authors),
            published=local(outlet, article.moment) if article.moment else None,
            language=language_of(article),
            known=ALL,
        )
        pages.append(GoldPage(article.key, catalogue.url(article), NOW, answer.content_type, answer.body, gold))
    return pages
