"""The feeds that a page announces: `pipeline.feeds.discover`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.discover import announced

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


PIECES = [b"<link rel=alternate type=application/rss+xml href=", b"http://[", b"'>", b"<base href=", b"\xff", b"&#xD800;",
          b"\x00", b">", b"<html>", b"<", b"//", b"+2AA-"]  # fmt: skip


@given(
    st.binary(max_size=100) | st.lists(st.sampled_from(PIECES), max_size=15).map(b"".join),
    st.sampled_from([None, "text/html; charset=utf-7", "text/html; charset=utf-16", "text/html; charset=koi8-r"]),
)
@settings(max_examples=100, deadline=None)
def test_any_bytes_announce_only_pages(body: bytes, content_type: str | None) -> None:
    assert all(url.startswith(("http://", "https://")) for url in announced(body, content_type, HERE))
