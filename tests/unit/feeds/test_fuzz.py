"""Documents of every kind, broken in every way: each is a feed or a permanent failure, in bounded time."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import urls
from pipeline.errors import Permanent, Reason
from pipeline.feeds.identity import announcements, mark
from pipeline.feeds.parse import parse
from pipeline.model import ParsedFeed
from tests.unit.attempt import attempt

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HERE = "https://paper.example/feeds/all.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rss [<!ENTITY paper "The Paper">]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:atom="http://www.w3.org/2005/Atom" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>&paper;</title><link>https://paper.example/</link><ttl>30</ttl>
  <atom:link rel="self" href="https://paper.example/feeds/all.xml"/><atom:link rel="hub" href="https://hub.example/"/>
  <skipHours><hour>3</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>
  <item><title>Ferry &amp; bridge</title><link>https://paper.example/1?utm_source=x&amp;id=1</link>
    <guid isPermaLink="false">n1</guid><pubDate>Fri, 27 Feb 2026 10:00:00 +0200</pubDate>
    <content:encoded><![CDATA[<p>The ferry <b>returned</b>.</p>]]></content:encoded></item>
  <item><title><![CDATA[Мост закрыт]]></title><f:origLink>https://paper.example/2</f:origLink><link>https://r.example/2</link></item>
  <item xml:base="/2026/"><link>3</link><dc:date>2026-02-27</dc:date><description>&lt;p&gt;A &amp;nbsp; b&lt;/p&gt;</description></item>
  <item><guid>https://paper.example/4</guid><enclosure url="https://paper.example/4.mp3" length="1" type="audio/mpeg"/></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/news/" xml:lang="en">
  <title type="html">The &lt;i&gt;Paper&lt;/i&gt;</title><id>tag:paper.example,2026:all</id><link rel="hub" href="https://hub.example/"/>
  <entry><id>tag:paper.example,2026:1</id><title type="text">One</title><link rel="alternate" type="text/html" href="1.html"/>
    <updated>2026-02-28T09:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A<br/>b</p></div></content></entry>
  <entry xml:base="2/"><id>urn:2</id><content type="html">&lt;p&gt;C&lt;/p&gt;</content><published>2026-02-27T09:00:00Z</published></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://paper.example/"><title>The Paper</title><link>https://paper.example/</link>
    <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
  <item rdf:about="https://paper.example/1"><title>One</title><link>https://paper.example/1</link><dc:date>2026-02-27T08:30+02:00</dc:date></item>
</rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Paper",
        "home_page_url": "https://paper.example/",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {
                "id": "1",
                "url": "/1",
                "title": "Ferry",
                "content_html": "<p>A</p>",
                "date_published": "2026-02-27T10:00:00Z",
            },
            {"id": 2, "external_url": "https://else.example/2", "content_text": "B\n\nC", "summary": "\ud83d\ude00"},
        ],
    }
)
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://paper.example/1</loc><lastmod>2026-02-28</lastmod><news:news><news:publication><news:name>P</news:name>
    </news:publication><news:publication_date>2026-02-28T10:00:00Z</news:publication_date><news:title>One</news:title></news:news></url>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>https://paper.example/news.xml</loc><lastmod>2026-02-28T10:00:00Z</lastmod></sitemap></sitemapindex>"""
OPML = """<opml version="2.0"><head><title>x</title></head><body><outline text="News">
  <outline type="rss" text="One" xmlUrl="https://paper.example/feed"/></outline></body></opml>"""
DOCUMENTS = [document.encode() for document in (RSS, ATOM, RDF, JSON, SITEMAP, INDEX, OPML)]
PIECES = [
    b"<", b">", b"&", b"&#0;", b"&#xD800;", b"&#99999999999;", b"&e;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?x",
    b"?>", b"\x00", b"\xff", b"\xef\xbf\xbe", b"'", b'"', b"/>", b"<item>", b"</item>", b"<entry", b"</channel>",
    b"<link>", b"http://[", b"javascript:x", b"file:///etc/passwd", b"<a:b xmlns:a='' a:c='d'>", b" xmlns=''",
    b" xml:base='//['", b"<!DOCTYPE x [", b"<!ENTITY a '&a;'>", b"99999-01-01T00:00:00Z", b"<rss", b"<html>", b"{",
    b"}", b"[", b"]", b",", b":", b"null", b"-1e999", b"\\ud800", b"<url>", b"<sitemap/>", b"<outline ",
    b"\x1f\x8b\x08", b"\xff\xfe", b"&amp;amp;",
]  # fmt: skip


def cut(body: bytes, at: int, length: int) -> bytes:
    return body[: at % (len(body) + 1)] + body[at % (len(body) + 1) + length :]


def insert(body: bytes, at: int, piece: bytes) -> bytes:
    return body[: at % (len(body) + 1)] + piece + body[at % (len(body) + 1) :]


def repeat(body: bytes, at: int, length: int) -> bytes:
    return insert(body, at, body[at % (len(body) + 1) :][:length] * 3)


def flip(body: bytes, at: int, value: int) -> bytes:
    at %= len(body) or 1
    return body[:at] + bytes([value % 256]) + body[at + 1 :]


places = st.integers(0, 4_000)
sizes = st.integers(1, 300)
mutations = st.one_of(
    st.builds(lambda at, length: lambda body: cut(body, at, length), places, sizes),
    st.builds(lambda at, piece: lambda body: insert(body, at, piece), places, st.sampled_from(PIECES)),
    st.builds(lambda at, length: lambda body: repeat(body, at, length), places, sizes),
    st.builds(lambda at, value: lambda body: flip(body, at, value), places, sizes),
    st.builds(lambda at: lambda body: body[: at % (len(body) + 1)], places),
    st.builds(
        lambda at, length: lambda body: cut(body, at, length).decode("utf-8", "replace").encode("utf-16"), places, sizes
    ),
)


def hold_the_laws(body: bytes, content_type: str | None) -> None:
    started = time.thread_time()
    found = attempt(lambda: parse(body, content_type, HERE, NOW))
    if isinstance(found, ParsedFeed):
        announced, rejected = announcements(found, HERE)
        for item in announced:
            assert urls.canonical(item.url) == item.url.partition("#")[0]
            assert item.fetchable == ("#" not in item.url)
            assert item.title is None or item.title == " ".join(item.title.split())
            item.url.encode(), (item.content or "").encode(), (item.guid or "").encode()
        assert all(item.reason in {Reason.BAD_FEED, Reason.REFUSED_ADDRESS, Reason.ERROR} for item in rejected)
        assert all(urls.canonical(source) == source for source in found.sources)
        assert len(announced) + len(rejected) <= len(found.entries)
        known = {mark(item.guid, item.link, item.title) for item in announced}
        assert attempt(lambda: parse(body, content_type, HERE, NOW, known)) is not None
    else:
        assert isinstance(found, Permanent)
        assert found.reason in {Reason.BAD_FEED, Reason.TOO_LARGE, Reason.BAD_ENCODING}
    assert time.thread_time() - started < 2


@given(
    st.sampled_from(DOCUMENTS),
    st.lists(mutations, max_size=6),
    st.sampled_from([None, "text/xml; charset=utf-8", "application/json", "text/html; charset=utf-16"]),
)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_document_broken_anywhere_is_a_feed_or_a_permanent_failure(
    body: bytes, changes: list[Callable[[bytes], bytes]], content_type: str | None
) -> None:
    for change in changes:
        body = change(body)
    hold_the_laws(body, content_type)


@given(st.binary(max_size=300) | st.lists(st.sampled_from([*PIECES, *DOCUMENTS]), max_size=12).map(b"".join))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_a_feed_or_a_permanent_failure(body: bytes) -> None:
    hold_the_laws(body, None)


@pytest.mark.parametrize("document", DOCUMENTS, ids=["rss", "atom", "rdf", "json", "sitemap", "index", "opml"])
def test_the_documents_that_are_broken_are_good_ones(document: bytes) -> None:
    found = parse(document, None, HERE, NOW)
    assert found.entries or found.sources
    assert announcements(found, HERE)[1] == ()
