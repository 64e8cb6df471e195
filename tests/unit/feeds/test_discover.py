"""The feeds that a page announces: `pipeline.feeds.discover`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.discover import announced, guesses, sitemaps
from pipeline.web import robots

HERE = "https://paper.example/news/index.html"
RSS = 'type="application/rss+xml"'


def found(head: str) -> list[str]:
    return announced(f"<html><head>{head}</head><body><p>x</p></body></html>".encode(), "text/html", HERE)


@pytest.mark.parametrize(
    "kind",
    ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json",
     "Application/RSS+XML; charset=utf-8"],
)  # fmt: skip
def test_a_feed_of_each_type_is_found(kind: str) -> None:
    assert found(f'<link rel="alternate" type="{kind}" href="/feed">') == ["https://paper.example/feed"]


def test_feeds_are_found_in_the_order_of_the_page_and_once() -> None:
    links = [f'<link rel="alternate" {RSS} href="{href}">' for href in ("b", "/a", "b#x", "https://else.example/c")]
    assert found("".join(links)) == [
        "https://paper.example/news/b",
        "https://paper.example/a",
        "https://else.example/c",
    ]


def test_the_base_element_moves_relative_links() -> None:
    page = f'<base href="/sub/"><link rel="alternate" {RSS} href="feed">'
    assert found(page) == ["https://paper.example/sub/feed"]


def test_the_relation_is_read_in_any_case_among_others() -> None:
    assert found(f'<link rel="Home ALTERNATE" {RSS} href="/feed">') == ["https://paper.example/feed"]


@pytest.mark.parametrize(
    "link",
    ['<link rel="stylesheet" type="text/css" href="/a">', '<link rel="alternate" type="text/html" href="/a">',
     f'<link rel="stylesheet" {RSS} href="/a">', f'<link rel="alternate" {RSS}>', f'<link rel="alternate" {RSS} href="">',
     '<link rel="alternate" hreflang="de" href="/de">', f'<link rel="alternates" {RSS} href="/a">',
     f'<link rel="alternate" {RSS} href="javascript:alert(1)">', f'<link rel="alternate" {RSS} href="file:///etc/passwd">',
     f'<link rel="alternate" {RSS} href="http://[">', f'<a rel="alternate" {RSS} href="/a">x</a>'],
)  # fmt: skip
def test_what_is_no_feed_is_not_found(link: str) -> None:
    assert found(link) == []


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00", b"{}", b"hello", b"<rss></rss>"])
def test_what_is_no_page_announces_nothing(body: bytes) -> None:
    assert announced(body, None, HERE) == []


def test_feeds_of_comments_come_after_the_others() -> None:
    links = [
        f'<link rel="alternate" {RSS} href="/comments/feed/">',
        f'<link rel="alternate" {RSS} title="The Paper » Ferry Comments Feed" href="/2026/ferry/feed/">',
        f'<link rel="alternate" {RSS} title="The Paper » Feed" href="/feed/">',
    ]
    assert found("".join(links)) == [
        "https://paper.example/feed/",
        "https://paper.example/comments/feed/",
        "https://paper.example/2026/ferry/feed/",
    ]


@pytest.mark.parametrize("href", ["/wp-json/wp/v2/posts/1", "/wp-json/oembed/1.0/embed?url=x", "/sitemap.xml"])
def test_what_is_announced_as_json_but_no_feed_is_not_found(href: str) -> None:
    assert found(f'<link rel="alternate" type="application/json" href="{href}">') == []


def in_text(links: str, head: str = "") -> list[str]:
    page = f"<html><head>{head}</head><body>{links}</body></html>"
    return announced(page.encode(), "text/html", HERE)


@pytest.mark.parametrize(
    "link",
    ['<a href="/rss">here</a>', '<a href="/news/feed/">x</a>', '<a href="/all.atom?x">x</a>', '<a href="/export.php?type=rss2">x</a>',
     '<a href="/latest.xml">x</a>', '<a href="/feed.json">x</a>', '<a href="/subscribe">RSS</a>', '<a href="/x" title="Our RSS feed"></a>',
     '<a href="/x"><b>Atom</b> 1.0</a>', '<a href="https://www.paper.example/rss">x</a>', '<a href="https://feeds.else.example/rss">x</a>'],
)  # fmt: skip
def test_a_link_in_the_text_that_looks_like_a_feed_is_found(link: str) -> None:
    assert len(in_text(link)) == 1


@pytest.mark.parametrize(
    "link",
    ['<a href="/feedback">Feedback</a>', '<a href="/about">About</a>', '<a href="https://else.example/rss">RSS</a>',
     '<a href="/sitemap.xml">x</a>', '<a href="/rss.png">RSS</a>', '<a href="#rss">RSS</a>', '<a href="javascript:rss()">RSS</a>',
     '<a href="mailto:rss@paper.example">RSS</a>', '<a>RSS</a>', '<a href="">RSS</a>', '<a href="http://[">RSS</a>'],
)  # fmt: skip
def test_a_link_in_the_text_that_looks_like_none_is_not_found(link: str) -> None:
    assert in_text(link) == []


def test_what_is_announced_comes_before_what_is_linked_and_only_once() -> None:
    links = '<a href="/rss">RSS</a><a href="/atom">Atom</a>'
    assert in_text(links, f'<link rel="alternate" {RSS} href="/atom">') == [
        "https://paper.example/atom",
        "https://paper.example/rss",
    ]


def test_a_page_of_thousands_of_feeds_names_some() -> None:
    links = "".join(f'<a href="/rss/{number}">RSS</a>' for number in range(3_000))
    head = "".join(f'<link rel="alternate" {RSS} href="/feed/{number}">' for number in range(3_000))
    assert len(in_text(links, head)) == 70


def test_tags_of_thousands_of_attributes_are_not_read() -> None:
    tag = "<p " + " ".join(f'a{number}=""' for number in range(40_000)) + ">"
    assert found(f'<link rel="alternate" {RSS} href="/feed">{tag}') == ["https://paper.example/feed"]


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("https://paper.example/", []),
        ("https://paper.example/world/", ["world/feed/", "world/rss", "world/rss.xml"]),
        ("https://paper.example/world", ["world/feed/", "world/rss", "world/rss.xml"]),
        ("https://paper.example/world/index.html?page=2", ["world/feed/", "world/rss", "world/rss.xml"]),
        ("https://paper.example/index.html", []),
    ],
)
def test_the_usual_places_are_those_of_the_section_and_the_site(url: str, section: list[str]) -> None:
    places = guesses(url)
    assert places[: len(section)] == [f"https://paper.example/{path}" for path in section]
    assert places[len(section)] == "https://paper.example/feed/"
    assert {
        f"https://paper.example/{path}" for path in ("rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json")
    } < set(places)
    assert len(places) == len(set(places)) <= 12


def test_news_sitemaps_named_by_robots_txt_come_before_the_usual_ones() -> None:
    text = (
        "User-agent: *\nDisallow: /\nSitemap: https://paper.example/sitemap.xml\n"
        "  SITEMAP :https://maps.example/google-news.xml # ours\nsitemap: /maps/news.xml\nSitemap: file:///news.xml\n"
    )
    assert sitemaps(robots.sitemaps(200, text.encode()), "https://paper.example")[:3] == [
        "https://maps.example/google-news.xml",
        "https://paper.example/maps/news.xml",
        "https://paper.example/news-sitemap.xml",
    ]


def test_without_a_robots_txt_the_usual_news_sitemaps_are_guessed() -> None:
    guessed = sitemaps(robots.sitemaps(404, b""), "https://paper.example:8443/world/")
    assert guessed[0] == "https://paper.example:8443/news-sitemap.xml"
    assert len(guessed) == len(set(guessed)) <= 10


@given(st.text(max_size=200))
@settings(max_examples=50, deadline=None)
def test_any_robots_txt_names_only_addresses(text: str) -> None:
    named = robots.sitemaps(200, ("Sitemap: /news" + text).encode())
    assert all(url.startswith(("http://", "https://")) for url in sitemaps(named, "https://h.example"))


PIECES = [b"<link rel=alternate type=application/rss+xml href=", b"http://[", b"'>", b"<base href=", b"\xff", b"&#xD800;",
          b"\x00", b">", b"<html>", b"<", b"//", b"+2AA-", b"<a href=/rss>", b"<a href='http://["]  # fmt: skip


@given(
    st.binary(max_size=100) | st.lists(st.sampled_from(PIECES), max_size=15).map(b"".join),
    st.sampled_from([None, "text/html; charset=utf-7", "text/html; charset=utf-16", "text/html; charset=koi8-r"]),
)
@settings(max_examples=100, deadline=None)
def test_any_bytes_announce_only_pages(body: bytes, content_type: str | None) -> None:
    assert all(url.startswith(("http://", "https://")) for url in announced(body, content_type, HERE))
