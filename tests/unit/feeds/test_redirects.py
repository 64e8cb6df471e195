"""Links that carry the page's address in themselves: `pipeline.feeds.redirects`."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.feeds.redirects import unwrapped

PAGE = "https://paper.example/2026/ferry?id=1&b=2"
NEWS = "https://news.google.com/rss/articles/"


def google_news(url: str, rest: bytes = b"\xd2\x01\x00") -> str:
    raw = url.encode()
    size = bytes([len(raw)]) if len(raw) < 128 else bytes([len(raw) & 0x7F | 0x80, len(raw) >> 7])
    return base64.urlsafe_b64encode(b'\x08\x13"' + size + raw + rest).decode().rstrip("=")


@pytest.mark.parametrize("url", [PAGE, "http://h.example/", "https://h.example/" + "a" * 300])
@pytest.mark.parametrize(
    "prefix", [NEWS, "https://news.google.com/articles/", "http://news.google.com/__i/rss/rd/articles/"]
)
def test_a_google_news_link_of_the_older_kind_holds_its_page(prefix: str, url: str) -> None:
    assert unwrapped(f"{prefix}{google_news(url)}?oc=5") == url


@pytest.mark.parametrize(
    "identifier",
    [google_news("AU_yqLMabcdefghijklmnopqrstuvwxyz"), google_news("javascript:alert(1)//aaaaaaaaaaaaaaaa"), "A" * 40, "B" * 41,
     google_news(PAGE)[:30], base64.urlsafe_b64encode(b'\x08\x13"\x7fhttps://h.example/').decode().rstrip("=")],
)  # fmt: skip
def test_an_identifier_that_holds_no_address_stays_as_it_is(identifier: str) -> None:
    assert unwrapped(NEWS + identifier) == NEWS + identifier


@pytest.mark.parametrize(
    "link",
    [f"https://www.google.com/url?rct=j&sa=t&url={quote(PAGE, safe='')}&ct=ga", f"https://www.google.co.uk/url?q={quote(PAGE, safe='')}",
     f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&url={quote(PAGE, safe='')}&c=1",
     f"https://l.facebook.com/l.php?u={quote(PAGE, safe='')}&h=x"],
)  # fmt: skip
def test_a_link_with_the_page_as_a_parameter_is_the_page(link: str) -> None:
    assert unwrapped(link) == PAGE


@pytest.mark.parametrize(
    "link",
    [PAGE, "https://paper.example/url?url=https://else.example/", "https://google.com.paper.example/url?url=https://else.example/",
     "https://www.google.com/url?url=javascript:alert(1)", "https://www.google.com/search?q=https://else.example/",
     "https://www.google.com/url", "https://[google.com/url?q=https://else.example/", "file://www.google.com/url?q=https://else.example/",
     "https://notgoogle.com/url?q=https://else.example/", "https://blog.google/products/news/?url=https://else.example/"],
)  # fmt: skip
def test_any_other_link_stays_as_it_is(link: str) -> None:
    assert unwrapped(link) == link


@given(st.text(max_size=60) | st.text("ABCabc019-_=", max_size=60).map(NEWS.__add__))
@example("https://www.google.com/url?" + "&" * 200)
def test_any_text_is_a_link_or_stays_as_it_is(text: str) -> None:
    found = unwrapped(text)
    assert found == text or found.startswith(("http://", "https://"))
