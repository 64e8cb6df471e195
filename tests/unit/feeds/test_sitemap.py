"""Sitemaps as sources: `pipeline.feeds.sitemap`, through `parse`."""

import gzip
from datetime import UTC, datetime

import pytest

from pipeline.errors import Permanent, Reason
from pipeline.feeds.identity import announcements, mark
from pipeline.feeds.parse import parse
from pipeline.feeds.sitemap import MAX_SOURCES, looks_like_news
from pipeline.model import Entry, ParsedFeed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HERE = "https://paper.example/news-sitemap.xml"
MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def news(number: int, at: str = "2026-02-28T10:00:00+02:00") -> str:
    publication = (
        "<news:publication><news:name>The Paper</news:name><news:language>en</news:language></news:publication>"
    )
    said = (
        f"{publication}<news:publication_date>{at}</news:publication_date><news:title>Story &amp; {number}</news:title>"
    )
    return f"<url><loc> https://paper.example/{number} </loc><news:news>{said}</news:news></url>"


def urlset(inner: str, declared: str = f"xmlns='{MAPS}' xmlns:news='{NEWS}'") -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<urlset {declared}>{inner}</urlset>".encode()


def index(*maps: tuple[str, str]) -> bytes:
    inner = "".join(f"<sitemap><loc>{loc}</loc><lastmod>{at}</lastmod></sitemap>" for loc, at in maps)
    return f"<sitemapindex xmlns='{MAPS}'>{inner}</sitemapindex>".encode()


def read(body: bytes) -> ParsedFeed:
    return parse(body, "application/xml", HERE, NOW)


def story(number: int) -> Entry:
    url = f"https://paper.example/{number}"
    return Entry(url, url, f"Story & {number}", datetime(2026, 2, 28, 8, 0, tzinfo=UTC))


def test_a_news_sitemap_is_a_feed() -> None:
    assert read(urlset(news(1) + news(2))) == ParsedFeed(None, None, (story(1), story(2)))


def test_pages_that_are_no_news_are_passed_over() -> None:
    assert read(urlset("<url><loc>https://paper.example/about</loc></url>" + news(1))).entries == (story(1),)


@pytest.mark.parametrize(
    "declared", ["", f"xmlns='{MAPS}'", f"xmlns='{MAPS}' xmlns:news='http://www.google.com/schemas/sitemap-news/0.84'"]
)
def test_a_news_sitemap_is_read_whatever_it_declares(declared: str) -> None:
    assert read(urlset(news(1), declared)).entries == (story(1),)


def test_a_broken_record_does_not_cost_its_neighbours() -> None:
    broken = "<url><loc>https://paper.example/2?a=1&b=2</loc><news:news><news:title>A & B</b></news:title></news></url>"
    found = read(urlset(news(1) + broken + news(3))).entries
    assert [entry.url for entry in found] == [
        "https://paper.example/1",
        "https://paper.example/2?a=1&b=2",
        "https://paper.example/3",
    ]


@pytest.mark.parametrize("at", ["2026-02-28", "2026-02-28T00:00Z", "2026-02-28T00:00:00.000+00:00"])
def test_times_in_the_forms_of_w3c_are_read(at: str) -> None:
    assert read(urlset(news(1, at))).entries[0].published_at == datetime(2026, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize("at", ["", "yesterday", "99999-01-01", "1901-01-01"])
def test_a_time_that_cannot_be_is_no_time(at: str) -> None:
    assert read(urlset(news(1, at))).entries[0].published_at is None


def test_a_sitemap_without_news_is_called_that() -> None:
    with pytest.raises(Permanent, match="a sitemap of 2 pages, but not a news sitemap") as caught:
        read(urlset("<url><loc>/a</loc></url><url><loc>/b</loc></url>"))
    assert caught.value.reason is Reason.BAD_FEED


def test_a_sitemap_without_pages_is_an_empty_feed() -> None:
    assert read(urlset("")).entries == ()


def test_a_gzipped_sitemap_is_read() -> None:
    assert parse(gzip.compress(urlset(news(1))), "application/x-gzip", HERE + ".gz", NOW).entries == (story(1),)


def test_known_stories_are_not_read_again_but_named() -> None:
    known = {mark(story(1).guid, story(1).url, story(1).title)}
    feed = parse(urlset(news(1) + news(2)), None, HERE, NOW, known)
    assert ([entry.url for entry in feed.known], feed.entries) == (["https://paper.example/1"], (story(2),))


def test_a_link_that_is_no_page_is_a_failure_with_a_reason() -> None:
    feed = read(urlset(news(1).replace(" https://paper.example/1 ", "file:///etc/passwd") + news(2)))
    found, rejected = announcements(feed, HERE)
    assert ([item.url for item in found], [item.url for item in rejected]) == (
        ["https://paper.example/2"],
        ["file:///etc/passwd"],
    )


# ── indexes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_index_lists_news_sitemaps_by_name_and_those_changed_lately() -> None:
    feed = read(
        index(
            ("https://paper.example/pages.xml", "2025-01-01"),
            ("https://paper.example/posts-2.xml", "2026-02-28"),
            ("https://paper.example/posts-1.xml", "2026-03-01T10:00:00Z"),
            ("/sitemap-news.xml", ""),
            ("file:///etc/news.xml", "2026-03-01"),
            (HERE, "2026-03-01"),
        )
    )
    assert (feed.entries, feed.sources) == (
        (),
        (
            "https://paper.example/sitemap-news.xml",
            "https://paper.example/posts-1.xml",
            "https://paper.example/posts-2.xml",
        ),
    )


def test_an_index_lists_no_more_than_a_site_can_mean() -> None:
    maps = [(f"https://paper.example/news-{number}.xml", "2026-03-01") for number in range(MAX_SOURCES + 10)]
    assert len(read(index(*maps)).sources) == MAX_SOURCES


def test_an_index_without_news_has_no_sources() -> None:
    assert read(index(("https://paper.example/pages.xml", "2025-01-01"))).sources == ()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://h.example/sitemap-news.xml", True),
        ("https://h.example/sitemap/google_news/1.xml", True),
        ("https://h.example/sitemap.php?type=NEWS", True),
        ("https://news.example/sitemap.xml", False),
        ("https://h.example/sitemap.xml", False),
    ],
)
def test_a_news_sitemap_is_told_by_its_path(url: str, expected: bool) -> None:
    assert looks_like_news(url) is expected
