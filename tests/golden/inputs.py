"""The inputs, each under a name: pages, documents as `extract` gets them, feeds. Nothing here runs a maker.

Documents come from what was written, not from what `clean` makes of the pages, so that a change of `clean` is told once.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pipeline.model import Capture, Document, Feed, Link, Page
from tests.golden.articles import OUTLETS, articles, page
from tests.newsroom.catalogue import Catalogue, blocks_of, language_of
from tests.newsroom.outlets import BY_SLUG
from tests.newsroom.server import build
from tests.newsroom.stories import ARTICLES

NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)
FEEDS = Path(__file__).parent / "feeds"
_CATALOGUE = Catalogue(8000)
_FEED = Feed(0, "", None, None, None, 900, 0, NOW)
_KINDS = {".xml": "application/xml", ".rdf": "application/rdf+xml", ".json": "application/json", ".html": "text/html"}


def pages() -> dict[str, Page]:
    """Captures with what a feed said of them; of every third nothing was said, as where a person added it."""
    found: dict[str, Page] = {}
    for number, article in enumerate(articles()):
        body, kind = page(article)
        said = number % 3 != 0
        found[f"own/{article.name}"] = Page(
            0,
            0,
            article.url,
            NOW,
            kind,
            None,
            body,
            article.title if said else None,
            article.moment if said else None,
            OUTLETS[article.language] if said else None,
        )
    # A page that shows its beginning only, beside the whole text that its feed carried.
    short = found["own/en-paywalled"]
    body, _ = page(next(each for each in articles() if each.name == "en-dam-inquiry"))
    spare = replace(short, kind="feed", content_type="text/html; charset=utf-8", body=body)
    found["own/en-paywalled, whole in its feed"] = replace(short, spare=spare)
    web = build(_CATALOGUE)
    for printed in ARTICLES:
        outlet = BY_SLUG[printed.outlet]
        resource = web[outlet.host, _CATALOGUE.paths[printed.key]]
        url = _CATALOGUE.url(printed)
        found[f"newsroom/{printed.key}"] = Page(
            0, 0, url, NOW, resource.content_type, None, resource.body, printed.title, None, outlet.name
        )
    return found


@cache
def documents() -> dict[str, Document]:
    """Texts as written, one paragraph a line; their language is left to be found, as on a page that declares none."""
    found = {
        f"own/{each.name}": Document(
            0,
            1,
            each.url,
            each.title,
            each.text,
            None,
            each.moment,
            tuple(Link(url, words) for url, words in each.links),
            source=OUTLETS[each.language],
        )
        for each in articles()
    }
    for printed in ARTICLES:
        outlet = BY_SLUG[printed.outlet]
        found[f"newsroom/{printed.key}"] = Document(
            0,
            1,
            _CATALOGUE.url(printed),
            printed.title,
            "\n".join(block.text for block in blocks_of(printed)),
            language_of(printed),
            printed.moment,
            (),
            source=outlet.name,
        )
    return found


def feeds() -> dict[str, tuple[Feed, Capture]]:
    """Feeds, each with the answer to its poll."""
    found: dict[str, tuple[Feed, Capture]] = {}
    for path in sorted(FEEDS.iterdir()):
        url = f"https://en.gazette.example/{path.name}"
        found[f"own/{path.name}"] = _answer(url, _KINDS.get(path.suffix, "text/x-opml"), path.read_bytes())
    web = build(_CATALOGUE)
    for outlet, feed, url in _CATALOGUE.feeds():
        resource = web[outlet.host, feed.path]
        found[f"newsroom/{outlet.slug}{feed.path}"] = _answer(url, resource.content_type, resource.body)
    return found


def _answer(url: str, kind: str, body: bytes) -> tuple[Feed, Capture]:
    return replace(_FEED, url=url), Capture(url, url, NOW, 1, 200, (("Content-Type", kind),), body)
