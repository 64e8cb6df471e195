"""A page and what its feed carried, put together: `pipeline.clean.page`."""

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.clean.page import clean
from pipeline.model import Page

AT = datetime(2026, 3, 4, tzinfo=UTC)
WHOLE = "".join(
    f"<p>On day {number} the ferry was late again, and nobody on the quay was surprised.</p>" for number in range(12)
)
SAID = (
    '{"@type": "NewsArticle", "headline": "Ferry late", "isAccessibleForFree": false, "author": {"name": "Ada Marsh"},'
    ' "datePublished": "2026-03-03T10:00:00Z", "publisher": {"name": "The Quay"}}'
)


def page(body: str) -> Page:
    source = f'<html><head><script type="application/ld+json">{SAID}</script></head><body><article>{body}</article></body></html>'
    return Page(0, 0, "https://quay.example/ferry", AT, None, None, source.encode(), None, None, None)


def test_behind_a_paywall_the_feeds_text_comes_with_the_pages_metadata() -> None:
    cut = page(
        "<h1>Ferry late</h1><p>On day 0 the ferry was late again, and nobody on the quay was surprised by any of it at all.</p>"
    )
    carried = replace(cut, kind="feed", body=WHOLE.encode(), feed_title="Ferry late again")
    cleaned = clean(replace(cut, spare=carried), 100_000)
    assert (cleaned.text_from, len(cleaned.text.split("\n"))) == ("feed", 12)
    assert (cleaned.title, cleaned.authors, cleaned.source) == ("Ferry late", ("Ada Marsh",), "The Quay")
    assert cleaned.published is not None


def test_a_dateline_stands_in_the_evidence() -> None:
    body = "<h1>Ferry late</h1><p>PORT ANSEL, March 3 (Reuters) - On day 0 the ferry was late again.</p>" + WHOLE
    cleaned = clean(page(body), 100_000)
    assert {"source": "wire_origin", "value": "Reuters"} in cleaned.evidence["credits"]
    assert cleaned.wire_origin == "Reuters"
