"""Feed documents of every format: `pipeline.feeds.parse`."""

import gzip
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import urls
from pipeline.errors import Permanent, Reason
from pipeline.feeds.bounds import MAX_CONTENT, MAX_NEW
from pipeline.feeds.identity import Mark, announcements, mark
from pipeline.feeds.parse import parse
from pipeline.model import Entry, Pace, ParsedFeed
from tests.unit.attempt import attempt

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HERE = "https://paper.example/feeds/all.xml"
quick = settings(max_examples=80, deadline=None)

ATOM_NS = "http://www.w3.org/2005/Atom"

RSS_1 = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
         xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://paper.example/"><title>The Paper</title><link>https://paper.example/</link></channel>
  <item rdf:about="https://paper.example/1"><title>Ferry returns</title><link>https://paper.example/1</link>
    <dc:date>2026-02-27T08:30:00+02:00</dc:date></item>
</rdf:RDF>"""

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/news/">
  <title>The Paper</title><id>tag:paper.example,2026:all</id>
  <link rel="self" href="/feeds/all.xml"/><link href="https://paper.example/"/>
  <entry><id>tag:paper.example,2026:2</id><title type="html">Ferry &amp;amp; bridge</title>
    <link rel="enclosure" href="https://paper.example/2.mp3"/><link rel="alternate" href="two.html"/>
    <updated>2026-02-28T09:00:00Z</updated><published>2026-02-27T09:00:00Z</published></entry>
  <entry><id>https://paper.example/3</id><title>Only an address for its name</title>
    <updated>2026-02-26T09:00:00Z</updated></entry>
  <entry><id>urn:example:4</id><title>No link at all</title></entry>
</feed>"""


def rss(items: str, head: str = "", title: str = "The Paper", declaration: str = '<?xml version="1.0"?>') -> str:
    return (
        f'{declaration}{head}<rss version="2.0"><channel><title>{title}</title><link>https://paper.example/</link>'
        f"{items}</channel></rss>"
    )


def item(number: int = 1, title: str = "Ferry returns", rest: str = "") -> str:
    return f"<item><title>{title}</title><link>https://paper.example/{number}</link>{rest}</item>"


def read(document: str | bytes, content_type: str | None = "application/rss+xml") -> ParsedFeed:
    return parse(document.encode() if isinstance(document, str) else document, content_type, HERE, NOW)


def only(document: str | bytes) -> Entry:
    (entry,) = read(document).entries
    return entry


def failure(body: bytes, content_type: str | None = None) -> Permanent:
    with pytest.raises(Permanent) as caught:
        parse(body, content_type, HERE, NOW)
    return caught.value


# ── formats ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rss_2_is_read_in_its_order() -> None:
    second = item(2, "Bridge closed", "<guid isPermaLink='false'>n2</guid>")
    feed = read(rss(item(1, rest="<pubDate>Fri, 27 Feb 2026 10:00:00 +0200</pubDate>") + second))
    assert (feed.title, feed.site_url) == ("The Paper", "https://paper.example/")
    assert feed.entries == (
        Entry(None, "https://paper.example/1", "Ferry returns", datetime(2026, 2, 27, 8, 0, tzinfo=UTC)),
        Entry("n2", "https://paper.example/2", "Bridge closed", None),
    )


def test_rss_1_is_read() -> None:
    at = datetime(2026, 2, 27, 6, 30, tzinfo=UTC)
    assert read(RSS_1).entries == (Entry("https://paper.example/1", "https://paper.example/1", "Ferry returns", at),)


def test_atom_is_read_with_its_alternate_link_and_its_time_of_publication() -> None:
    first = read(ATOM, "application/atom+xml").entries[0]
    assert (first.guid, first.url) == ("tag:paper.example,2026:2", "https://paper.example/news/two.html")
    assert first.published_at == datetime(2026, 2, 27, 9, 0, tzinfo=UTC)


def test_an_identifier_that_is_an_address_stands_for_a_missing_link() -> None:
    assert read(ATOM).entries[1].url == "https://paper.example/3"
    assert only(rss("<item><guid>https://paper.example/9</guid></item>")).url == "https://paper.example/9"


def test_an_identifier_that_is_said_to_be_the_link_is_the_link() -> None:
    assert only(rss("<item><guid isPermaLink='true'>/9</guid></item>")).url == "https://paper.example/9"
    assert only(rss("<item><guid>9</guid></item>")).url is None


def test_an_identifier_that_is_no_address_is_not_taken_for_a_link() -> None:
    assert read(ATOM).entries[2] == Entry("urn:example:4", None, "No link at all", None)


def test_the_time_of_an_update_stands_for_a_missing_publication() -> None:
    assert read(ATOM).entries[1].published_at == datetime(2026, 2, 26, 9, 0, tzinfo=UTC)


def test_json_feed_is_read_by_its_first_character() -> None:
    body = b'\xef\xbb\xbf {"items": [{"id": "1", "url": "https://paper.example/1"}]}'
    assert parse(body, "text/plain", HERE, NOW).entries[0].url == "https://paper.example/1"


def test_xml_declared_as_json_is_read_as_xml() -> None:
    assert len(read(rss(item()), "application/json").entries) == 1


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss("")).entries == ()


@pytest.mark.parametrize("content_type", [None, "", "text/html", "text/plain", "application/octet-stream", "\x00;=;"])
def test_a_feed_is_read_whatever_its_content_type_says(content_type: str | None) -> None:
    assert len(read(rss(item()), content_type).entries) == 1


def test_a_title_is_one_line() -> None:
    assert only(rss(item(title="\n Ferry \t\n returns "))).title == "Ferry returns"


def test_an_entry_that_says_nothing_is_passed_over() -> None:
    assert read(rss("<item/>" * 12_000 + item())).entries == (only(rss(item())),)


def test_markup_and_references_in_a_title_are_not_what_it_says() -> None:
    assert only(rss(item(title="&lt;b&gt;Tom&lt;/b&gt; &amp;amp; Jerry"))).title == "Tom & Jerry"
    assert only(rss(item(title="<![CDATA[Tom &amp; <i>Jerry</i>]]>"))).title == "Tom & Jerry"
    assert read(ATOM).entries[0].title == "Ferry & bridge"


def test_what_looks_like_markup_in_a_plain_title_stays() -> None:
    assert only(rss(item(title="5 &lt; 6 and 7 &gt; 6"))).title == "5 < 6 and 7 > 6"
    title = "<title type='text'>The &lt;blink&gt; tag</title>"
    assert only(f"<feed xmlns='{ATOM_NS}'><entry>{title}</entry></feed>").title == "The <blink> tag"


@pytest.mark.parametrize(
    "namespace", ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://who.example/ever/heard/of/it"]
)
def test_atom_is_read_whatever_its_namespace(namespace: str) -> None:
    feed = (
        f"<feed xmlns='{namespace}'><title>T</title><entry><id>1</id><title>S</title><link href='/1'/></entry></feed>"
    )
    assert read(feed).entries == (Entry("1", "https://paper.example/1", "S", None),)
    assert read(feed).title == "T"


def test_atom_with_a_prefix_is_read() -> None:
    feed = (
        f"<a:feed xmlns:a='{ATOM_NS}'><a:title>T</a:title><a:entry><a:id>1</a:id><a:link href='/1'/></a:entry></a:feed>"
    )
    assert (read(feed).title, read(feed).entries) == ("T", (Entry("1", "https://paper.example/1", None, None),))


def test_cdf_is_read() -> None:
    items = '<ITEM HREF="/1" LASTMOD="2026-02-27T10:00Z"><TITLE>S</TITLE></ITEM><ITEM HREF="/2"/>'
    feed = f'<CHANNEL HREF="/"><TITLE>T</TITLE>{items}</CHANNEL>'
    at = datetime(2026, 2, 27, 10, 0, tzinfo=UTC)
    assert read(feed).entries == (
        Entry(None, "https://paper.example/1", "S", at),
        Entry(None, "https://paper.example/2", None, None),
    )


def test_a_gzipped_feed_is_read_without_being_called_that() -> None:
    assert len(parse(gzip.compress(rss(item()).encode()), "application/octet-stream", HERE, NOW).entries) == 1


def test_a_gzipped_feed_is_not_unpacked_without_end() -> None:
    bomb = gzip.compress(rss(item(title="a" * 12_000_000)).encode())
    assert failure(bomb).reason is Reason.TOO_LARGE


def test_a_list_of_feeds_is_a_source_of_sources() -> None:
    outlines = "".join(
        f"<outline xmlUrl='{url}'/>" for url in ("/a", "http://B.example:80/", "file:///etc/passwd", "/a#x")
    )
    feed = read(f"<opml><body><outline text='News'>{outlines}</outline></body></opml>")
    assert (feed.entries, feed.sources) == ((), ("https://paper.example/a", "http://b.example/"))


# ── what a feed says of itself ─────────────────────────────────────────────────────────────────────────────────────


def test_hub_and_topic_are_read_from_rss_and_atom() -> None:
    links = f"<atom:link xmlns:atom='{ATOM_NS}' rel='hub' href='https://hub.example/'/>"
    links += f"<atom:link xmlns:atom='{ATOM_NS}' rel='self' href='/feed'/>"
    feed = read(rss(item(), title=f"T</title>{links}<title>"))
    assert (feed.hub, feed.topic, feed.site_url) == (
        "https://hub.example/",
        "https://paper.example/feed",
        "https://paper.example/",
    )
    links = "<link rel='hub' href='https://hub.example/'/><link rel='self' href='/feed'/><link href='/'/>"
    feed = read(f"<feed xmlns='{ATOM_NS}'>{links}<entry><link rel='hub' href='https://no.example/'/></entry></feed>")
    assert (feed.hub, feed.topic, feed.site_url) == (
        "https://hub.example/",
        "https://paper.example/feed",
        "https://paper.example/",
    )


def test_prefixes_that_were_not_declared_are_understood_in_the_head() -> None:
    head = "T</title><atom:link rel='hub' href='https://hub.example/'/><sy:updatePeriod>hourly</sy:updatePeriod><title>"
    feed = read(rss(item(), title=head))
    assert (feed.hub, feed.declared.every) == ("https://hub.example/", 3600)


def test_what_a_feed_asks_for_is_read() -> None:
    said = "<ttl>60</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    assert read(rss(item(rest="<ttl>5</ttl>"), title=f"T</title>{said}<title>")).declared == Pace(
        3600, frozenset({0, 1}), frozenset({6})
    )


def test_what_stands_behind_the_entries_is_read_too() -> None:
    assert read(rss(item() + "<ttl>60</ttl>")).declared.every == 3600


# ── the whole text ─────────────────────────────────────────────────────────────────────────────────────────────────

CONTENT = "http://purl.org/rss/1.0/modules/content/"
XHTML = "http://www.w3.org/1999/xhtml"


def encoded(text: str) -> str:
    return f"<content:encoded xmlns:content='{CONTENT}'>{text}</content:encoded>"


@pytest.mark.parametrize("text", ["<![CDATA[ <p>A &amp; b</p> ]]>", " &lt;p&gt;A &amp;amp; b&lt;/p&gt; "])
def test_encoded_content_is_the_whole_text(text: str) -> None:
    assert only(rss(item(rest=encoded(text)))).content == "<p>A &amp; b</p>"


def test_a_prefix_that_was_not_declared_is_understood() -> None:
    assert only(rss(item(rest="<content:encoded><![CDATA[<p>A</p>]]></content:encoded>"))).content == "<p>A</p>"


@pytest.mark.parametrize("element", ["description", "summary", "media:description"])
def test_a_description_is_not_the_whole_text(element: str) -> None:
    media = "xmlns:media='http://search.yahoo.com/mrss/'"
    assert only(rss(item(rest=f"<{element} {media}>&lt;p&gt;A&lt;/p&gt;</{element}>"))).content is None


def test_the_longest_of_several_texts_is_kept() -> None:
    assert only(rss(item(rest=encoded("short") + encoded("the longest") + encoded("middle")))).content == "the longest"


def atom(content: str) -> Entry:
    return only(f"<feed xmlns='{ATOM_NS}' xmlns:x='{XHTML}'><entry><id>1</id>{content}</entry></feed>")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<content type='html'>&lt;p&gt;A&amp;amp;b&lt;/p&gt;</content>", "<p>A&amp;b</p>"),
        ("<content type='text/html'>&lt;p&gt;A&lt;/p&gt;</content>", "<p>A</p>"),
        ("<content>A &lt; b\n\nC</content>", "<p>A &lt; b</p><p>C</p>"),
        ("<content type='text'>A</content>", "<p>A</p>"),
        (f"<content type='xhtml'><div xmlns='{XHTML}'><p>A<br/>b</p><p/></div></content>", "<div><p>A<br/>b</p><p></p></div>"),
        ("<content type='xhtml'><x:div><x:a href='?a=1&amp;b=2'>l</x:a> &lt;</x:div></content>",
         "<div><a href=\"?a=1&amp;b=2\">l</a> &lt;</div>"),
        ("<content type='image/png'>iVBORw0KGgo=</content>", None),
        ("<content type='application/xml'><x/></content>", None),
        ("<content src='https://paper.example/1.mp4'/>", None),
        ("<content type='html' src='https://paper.example/1'>x</content>", None),
        ("<content type='html'/>", None),
        ("<summary type='html'>x</summary>", None),
    ],
)  # fmt: skip
def test_atom_content_is_read_by_its_type(content: str, expected: str | None) -> None:
    assert atom(content).content == expected


def test_a_very_long_text_is_cut() -> None:
    assert len(only(rss(item(rest=encoded("x" * (MAX_CONTENT + 1))))).content or "") == MAX_CONTENT


# ── links ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_that_does_not_parse_stays_that_link() -> None:
    entry = only(rss("<item><link>http://[::1</link><guid isPermaLink='false'>https://paper.example/9</guid></item>"))
    assert (entry.guid, entry.url) == ("https://paper.example/9", "http://[::1")


def test_the_link_before_the_redirect_is_preferred() -> None:
    namespace = "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'"
    origin = f"<feedburner:origLink {namespace}>https://paper.example/own</feedburner:origLink>"
    assert only(rss(item(rest=origin))).url == "https://paper.example/own"


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ("<link href='/a'/><link href='/b'/>", "a"),
        ("<link rel='enclosure' href='/a'/><link href='/b'/>", "b"),
        ("<link rel='self' href='/a'/><link rel='ALTERNATE' href='/b'/>", "b"),
        (
            "<link rel='alternate' type='application/pdf' href='/a'/><link rel='alternate' type='text/html' href='/b'/>",
            "b",
        ),
        ("<link rel='alternate' type='application/pdf' href='/a'/>", "a"),
        ("<link rel='via' href='/a'/><link href='/b'/>", "b"),
        ("<link rel='via' href='/a'/>", "a"),
        ("<link rel='replies' href='/a'/><link rel='edit' href='/b'/>", None),
        ("<link href=''/><link href='/b'/>", "b"),
    ],
)
def test_the_link_to_the_page_is_told_from_others(links: str, expected: str | None) -> None:
    entry = only(f"<feed xmlns='{ATOM_NS}'><entry><id>1</id>{links}</entry></feed>")
    assert entry.url == (f"https://paper.example/{expected}" if expected else None)


@pytest.mark.parametrize(
    ("feed", "entry", "link", "absolute"),
    [
        ("", "", "", "https://paper.example/feeds/x"),
        ("https://h.example/a/", "", "", "https://h.example/a/x"),
        ("b/", "", "", "https://paper.example/feeds/b/x"),
        ("https://h.example/a/", "b/", "", "https://h.example/a/b/x"),
        ("https://h.example/a/", "b/", "c/", "https://h.example/a/b/c/x"),
        ("https://h.example/a/", "/b/", "https://k.example/", "https://k.example/x"),
        ("http://[", "", "", "https://paper.example/feeds/x"),
        ("javascript:alert(1)", "", "", "https://paper.example/feeds/x"),
        ("", "", "file:///etc/", "https://paper.example/feeds/x"),
    ],
)  # fmt: skip
def test_a_relative_link_is_absolute_against_the_bases_around_it(
    feed: str, entry: str, link: str, absolute: str
) -> None:
    document = (
        f"<feed xmlns='{ATOM_NS}' xml:base='{feed}'><entry xml:base='{entry}'><id>1</id>"
        f"<link xml:base='{link}' href='x'/></entry></feed>"
    )
    assert only(document).url == absolute
    document = f"<rss xml:base='{feed}'><channel><item xml:base='{entry}'><link xml:base='{link}'>x</link></item></channel></rss>"
    assert only(document).url == absolute


@pytest.mark.parametrize("ampersand", ["&", "&amp;", "&amp;amp;", "&amp;#038;", "<![CDATA[&]]>", "<![CDATA[&amp;]]>"])
def test_an_ampersand_in_a_link_is_one_however_often_it_was_escaped(ampersand: str) -> None:
    assert (
        only(rss(f"<item><link>https://h.example/?a=1{ampersand}b=2</link></item>")).url == "https://h.example/?a=1&b=2"
    )


# ── entries known before ───────────────────────────────────────────────────────────────────────────────────────────


def marks(entries: Iterable[Entry]) -> set[Mark]:
    return {mark(entry.guid, entry.url, entry.title) for entry in entries}


GUIDS = "".join(item(number, rest=f"<guid isPermaLink='false'>n{number}</guid>") for number in range(5))


def test_known_entries_are_not_read_again_but_named() -> None:
    whole = read(rss(GUIDS))
    feed = parse(rss(GUIDS).encode(), None, HERE, NOW, marks(whole.entries[1:]))
    assert feed.entries == whole.entries[:1]
    assert feed.known == tuple(replace(entry, published_at=None) for entry in whole.entries[1:])


@pytest.mark.parametrize(
    "changed",
    ["<item><title>Ferry returns</title><link>https://paper.example/other</link><guid isPermaLink='false'>n1</guid></item>",
     item(1, rest="<guid isPermaLink='false'>other</guid>")],
)  # fmt: skip
def test_an_entry_with_another_link_or_identifier_is_not_known(changed: str) -> None:
    known = marks(read(rss(item(1, rest="<guid isPermaLink='false'>n1</guid>"))).entries)
    assert len(parse(rss(changed).encode(), None, HERE, NOW, known).entries) == 1


def test_an_entry_without_identifier_is_known_by_its_link_and_title() -> None:
    known = marks(read(rss(item(1))).entries)
    assert parse(rss(item(1)).encode(), None, HERE, NOW, known).entries == ()
    assert len(parse(rss(item(1, "Another title")).encode(), None, HERE, NOW, known).entries) == 1


def test_an_entry_without_a_page_is_known_by_its_sighting() -> None:
    document = rss(f"<item><guid isPermaLink='false'>n 1</guid>{encoded('<p>A</p>')}</item>").encode()
    ((announced,), _) = announcements(parse(document, None, HERE, NOW), HERE)
    sighting = mark(announced.guid, announced.link, announced.title)
    assert len(parse(document, None, HERE, NOW, {sighting}).known) == 1


def test_a_feed_of_more_entries_than_one_reading_takes_is_read_to_its_end_in_several() -> None:
    document = rss("".join(item(number) for number in range(2 * MAX_NEW + 7))).encode()
    known: set[Mark] = set()
    readings = []
    while True:
        feed = parse(document, None, HERE, NOW, known)
        known |= marks(feed.entries)
        readings.append((len(feed.entries), feed.complete))
        if feed.complete:
            break
    assert readings == [(MAX_NEW, False), (MAX_NEW, False), (7, True)]


# ── no feed ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("body", [b"", b"  \r\n\t"])
def test_an_empty_answer_is_a_bad_feed(body: bytes) -> None:
    assert (failure(body).reason, failure(body).message) == (Reason.BAD_FEED, "the answer is empty")


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body><p>Hello</p></body></html>",
        b"\n<html><head><title>x</title></head></html>",
        b"<!-- x -->\n<!DOCTYPE html>\n<p>Hello",
        b"<!DOCTYPE html>",
    ],
)
def test_html_instead_of_a_feed_is_called_that(body: bytes) -> None:
    assert failure(body, "text/html").message == "the answer is an HTML page, not a feed"


@pytest.mark.parametrize(
    "body", [b"hello", b"<a>", b"\x00\x01\x02", b"<?xml version='1.0'?><opml/>", b"[", b"{", b"<rdf:RDF/>", b"<foo/>"]
)
def test_what_is_no_feed_is_a_bad_feed(body: bytes) -> None:
    assert failure(body).reason is Reason.BAD_FEED


def test_a_body_that_names_a_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "secret.xml"
    path.write_text(rss(item(title="secret")))
    assert failure(str(path).encode()).reason is Reason.BAD_FEED
    assert failure(path.as_uri().encode()).reason is Reason.BAD_FEED


@pytest.mark.parametrize("body", [b"/etc/passwd", b"http://127.0.0.1/", b"http://127.0.0.1:1/a.xml", b"-"])
def test_a_body_that_is_an_address_is_no_feed(body: bytes) -> None:
    assert "no feed in the answer" in failure(body).message


# ── hostile feeds ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_truncated_half_way_gives_the_entries_before_the_break() -> None:
    whole = rss("".join(item(number) for number in range(10)))
    found = [entry.url for entry in read(whole[: len(whole) // 2]).entries if entry.url]
    assert 3 <= len(found) < 10
    assert found == [f"https://paper.example/{number}" for number in range(len(found))]


def test_a_broken_entry_does_not_cost_its_neighbours() -> None:
    broken = "<item><title>A <b>bold</title> & </i> claim<link>https://paper.example/1</link></item>"
    found = read(rss(item(0) + broken + item(2))).entries
    assert [entry.url for entry in found] == [f"https://paper.example/{number}" for number in range(3)]


@pytest.mark.parametrize(
    "broken",
    ["<item><b><title>Ferry &amp; bridge</title><link>https://paper.example/1</link></item>",
     "<item></b><title>Ferry & bridge</title><link>https://paper.example/1</link></item>",
     "<item><title><![CDATA[Ferry &amp; bridge]]></title><p><link>https://paper.example/1</link></item>",
     "<item><description><![CDATA[<title>No</title>]]></description><title>Ferry <b>&</b> bridge</title></x><link>https://paper.example/1</link></item>",
     "<item><title>Ferry &amp; bridge</title><link>https://paper.example/1</link><description>cut"],
)  # fmt: skip
def test_what_is_whole_in_a_broken_entry_is_read(broken: str) -> None:
    entry = only(rss(broken))
    assert (entry.title, entry.url) == ("Ferry & bridge", "https://paper.example/1")


def test_an_entry_that_is_not_closed_ends_where_the_next_begins() -> None:
    found = read(rss("".join(item(number).removesuffix("</item>") for number in range(3)))).entries
    assert [entry.url for entry in found] == [f"https://paper.example/{number}" for number in range(3)]


def test_a_link_that_is_cut_off_is_no_link() -> None:
    whole = rss(item(1) + item(22_222))
    found = read(whole[: whole.index("22222") + 3]).entries
    assert [entry.url for entry in found] == ["https://paper.example/1", None]


@pytest.mark.parametrize("opening", ["<![CDATA[", "<!--", "<![cdata["])
def test_a_section_that_is_never_closed_does_not_hide_the_entries_behind_it(opening: str) -> None:
    broken = f"<item><link>https://paper.example/0</link><description>{opening} cut</description></item>"
    found = read(rss(broken + broken + item(1) + item(2))).entries
    assert [entry.url for entry in found] == [f"https://paper.example/{number}" for number in (0, 0, 1, 2)]


def test_a_record_too_large_for_a_tree_is_searched() -> None:
    text = f"<![CDATA[<p>{'x' * 900_000}</p>]]>"
    more = f"<description><![CDATA[{'<title>no</title>' * 50_000}]]></description>"
    entry = only(rss(item(rest=more + encoded(text))))
    assert (entry.title, entry.url) == ("Ferry returns", "https://paper.example/1")
    entry = only(rss(item(rest=encoded(text) + more)))
    assert (entry.title, len(entry.content or "")) == ("Ferry returns", 900_007)


def test_what_stands_in_a_text_is_no_entry() -> None:
    text = "<description><![CDATA[<item><link>https://paper.example/no</link></item>]]></description><!-- <item> -->"
    assert [entry.url for entry in read(rss(item(1, rest=text) + item(2))).entries] == [
        "https://paper.example/1",
        "https://paper.example/2",
    ]


@pytest.mark.parametrize("junk", ["", "  \n", "<!-- x -->", "Warning: cannot open <b>x</b> on line 3<br />\n"])
def test_what_stands_before_a_feed_does_not_hide_it(junk: str) -> None:
    assert len(read(junk + rss(item(), declaration="")).entries) == 1


def test_names_of_characters_that_html_has_are_understood() -> None:
    assert only(rss(item(title="Caf&eacute;&nbsp;&ndash; R&D &nosuch; &amp;"))).title == "Café – R&D &nosuch; &"


def test_an_entity_of_the_document_is_its_text() -> None:
    head = "<!DOCTYPE rss [<!ENTITY paper 'The Paper'>]>"
    assert only(rss(item(title="&paper; today"), head=head)).title == "The Paper today"


def test_entities_that_multiply_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 15))
    document = rss(item(title="&e14;"), head=f'<!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>')
    assert len(only(document).title or "") < 100


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "x"'])
@pytest.mark.parametrize("address", ["file:///etc/passwd", "/etc/passwd", "http://127.0.0.1:1/x"])
def test_an_external_entity_is_not_read(kind: str, address: str) -> None:
    entry = only(rss(item(title="a &x; z"), head=f'<!DOCTYPE rss [<!ENTITY x {kind} "{address}">]>'))
    assert "root:" not in (entry.title or "")
    assert entry.url == "https://paper.example/1"


def test_an_external_entity_does_not_show_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY % y SYSTEM "{secret.as_uri()}"> %y;]>'
    assert "swordfish" not in repr(read(rss(item(title="a &x; z"), head=head)))


@pytest.mark.parametrize(
    "reference",
    ["&#xD800;", "&#xdfff;", "&#55296;", "&#99999999999999999;", "&#x110000;", "&#0;", "&#x0;", "&#31;", "&#xFFFE;",
     "&#" + "9" * 5_000 + ";"],
)  # fmt: skip
def test_an_impossible_character_reference_costs_one_character(reference: str) -> None:
    feed = read(rss(item(1, f"Ferry{reference}returns") + item(2, "Bridge closed")))
    assert [entry.title for entry in feed.entries] == ["Ferry\ufffdreturns", "Bridge closed"]


@pytest.mark.parametrize("reference", ["&#x43C;", "&#1084;", "&#0001084;", "&#X43c;"])
def test_a_possible_character_reference_is_its_character(reference: str) -> None:
    assert only(rss(item(title=f"a{reference}z"))).title == "aмz"


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_forbidden_character_is_left_out(character: str) -> None:
    assert only(rss(item(title=f"Ferry{character} returns"))).title == "Ferry returns"


@pytest.mark.parametrize(
    "date",
    ["99999-01-01T00:00:00Z", "Mon, 01 Jan 99999 00:00:00 GMT", "Mon, 01 Jan 1900 00:00:00 GMT", "1900-01-01",
     "2026-13-45T99:99:99Z", "2027-01-01T00:00:00Z", "0000-00-00", "9" * 40, "yesterday", "", "9999-12-31T23:59:59-23:59",
     "Mon, 01 Jan 2024 00:00:00 +9999999999999"],
)  # fmt: skip
def test_a_time_that_cannot_be_is_no_time(date: str) -> None:
    entry = only(rss(item(rest=f"<pubDate>{date}</pubDate>")))
    assert (entry.url, entry.published_at) == ("https://paper.example/1", None)


def test_an_entry_without_a_link_has_no_url() -> None:
    assert only(rss("<item><title>Ferry</title></item>")).url is None
    assert only(rss("<item><title>Ferry</title><link/></item>")).url is None


def test_a_sound_file_is_not_taken_for_the_page() -> None:
    sound = "<enclosure url='https://paper.example/1.mp3' type='audio/mpeg' length='1'/>"
    assert only(rss(f"<item><title>Ferry</title>{sound}</item>")).url is None
    assert only(rss(item(rest=sound))).url == "https://paper.example/1"


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.example"]
)
def test_a_link_that_is_no_page_does_not_become_one(link: str) -> None:
    entry = only(rss(f"<item><link>{link}</link></item>"))
    with pytest.raises(Permanent):
        urls.canonical(entry.url or "", HERE)


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/a", "https://paper.example/a"),
        ("a", "https://paper.example/feeds/a"),
        ("?a=1", "https://paper.example/feeds/all.xml?a=1"),
        ("//else.example/a", "https://else.example/a"),
    ],
)
def test_a_relative_link_is_absolute_against_the_feed(link: str, absolute: str) -> None:
    assert urls.canonical(only(rss(f"<item><link>{link}</link></item>")).url or "", HERE) == absolute


# ── charsets ───────────────────────────────────────────────────────────────────────────────────────────────────────

HEADLINE = "Новости города: мост закрыли на ремонт до осени"


@pytest.mark.parametrize(
    ("written", "declared", "content_type"),
    [
        ("windows-1251", "windows-1251", None),
        ("windows-1251", "windows-1251", "text/xml"),
        ("windows-1251", "utf-8", "text/xml"),
        ("windows-1251", None, "text/xml; charset=windows-1251"),
        ("windows-1251", "windows-1251", "text/xml; charset=utf-8"),
        ("koi8-r", "koi8-r", None),
        ("utf-8", "windows-1251", "text/xml; charset=iso-8859-1"),
        ("utf-8", None, None),
        ("utf-8-sig", "utf-8", None),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-16", None),
        ("utf-16-be", None, None),
    ],
)
def test_a_feed_is_read_in_the_charset_it_is_written_in(
    written: str, declared: str | None, content_type: str | None
) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    document = rss(item(title=HEADLINE), declaration=declaration)
    assert [entry.title for entry in read(document.encode(written), content_type).entries] == [HEADLINE]


# ── any bytes ──────────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = [b"<rss>", b"<channel>", b"<item>", b"</item>", b"<link>", b"</link>", b"<title>", b"<![CDATA[", b"]]>", b"&#x;",
          b"&#xD800;", b"&amp", b"<!DOCTYPE x [", b"<!ENTITY a '&a;'>", b"]>", b"&a;", b"<feed xmlns='http://www.w3.org/2005/Atom'>",
          b"<entry>", b"<link href='http://[x'/>", b"<guid>", b"http://[", b"<pubDate>", b"1 Jan 1", b"\xff", b"\x00", b"<?xml ",
          b"encoding='hex'?>", b"<!--", b"<", b">", b"'", b'"', b"{", b'"items":[', b"xml:base='http://[' "]  # fmt: skip


@given(
    st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join),
    st.sampled_from([None, "text/xml; charset=utf-16", "application/json", "text/xml; charset=hex"])
    | st.text(max_size=9),
)
@quick
@example(b"<rss><channel><item><link>http://[</link></item>", None)
@example(b"<rss xml:base='http://['><channel><item><link>a</link></item>", None)
@example(b"<rss><channel><item><pubDate>0</pubDate></item></channel></rss>", None)
def test_any_bytes_are_a_feed_or_a_permanent_failure(body: bytes, content_type: str | None) -> None:
    found = attempt(lambda: parse(body, content_type, HERE, NOW))
    if isinstance(found, ParsedFeed):
        assert all(entry.url is None or isinstance(entry.url, str) for entry in found.entries)
    else:
        assert isinstance(found, Permanent)


@given(st.integers(0, 2_000))
@quick
def test_a_feed_cut_off_anywhere_is_a_feed_or_a_permanent_failure(length: int) -> None:
    whole = rss("".join(item(number, HEADLINE) for number in range(8))).encode()
    found = attempt(lambda: read(whole[:length]))
    addresses = [entry.url for entry in found.entries if entry.url] if isinstance(found, ParsedFeed) else []
    assert addresses[:-1] == [f"https://paper.example/{number}" for number in range(len(addresses) - 1)]
    assert isinstance(found, ParsedFeed | Permanent)


@pytest.mark.parametrize(
    "start",
    [
        "<rss><channel><item",
        "<rss><channel><title>x</title>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x",
    ],
)
def test_a_document_that_breaks_off_before_its_first_entry_is_no_empty_feed(start: str) -> None:
    with pytest.raises(Permanent, match="breaks off") as raised:
        parse(start.encode(), "application/rss+xml", "http://site.example.org/feed", datetime(2026, 3, 1, tzinfo=UTC))
    assert raised.value.reason is Reason.BAD_FEED
