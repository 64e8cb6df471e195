"""Lists of feeds: `pipeline.feeds.opml`."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import WrongUsage
from pipeline.feeds.opml import Subscription, read, write
from tests.unit.attempt import attempt

quick = settings(max_examples=100, deadline=None)
letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
titles = st.none() | st.text(letters | st.sampled_from("\t\n\r"), max_size=20).filter(str.strip)
addresses = st.text(letters, max_size=30).map(lambda text: "http://h.example/" + "".join(text.split()))
names = st.text(letters, min_size=1, max_size=8).map(lambda text: " ".join(text.split()).replace("/", "")).filter(bool)
folders = st.none() | st.lists(names, min_size=1, max_size=3).map("/".join)
subscriptions = st.builds(Subscription, addresses, titles, folders)


@given(st.lists(subscriptions, max_size=5))
@quick
@example([Subscription("http://h.example/?a=1&b='\"<>", "R&D <\"'> ]]> &amp;")])
@example([Subscription("http://h.example/", None)])
def test_what_was_written_is_read_again(feeds: list[Subscription]) -> None:
    kept = [replace(feed, title=feed.title if (feed.title or "").strip() != feed.url else None) for feed in feeds]
    found = read(write(feeds).encode())
    assert sorted(found, key=repr) == sorted(kept, key=repr)
    assert write(found) == write(kept)


def test_feeds_without_folders_stay_in_their_order() -> None:
    feeds = [Subscription(f"http://h.example/{n}") for n in (3, 1, 2)]
    assert read(write(feeds).encode()) == feeds


def test_feeds_of_one_folder_stand_in_one_outline() -> None:
    feeds = [Subscription("http://a.example/", "A", "World/Asia"), Subscription("http://b.example/", "B", "World")]
    tree = etree.fromstring(write([*feeds, Subscription("http://c.example/", "C", "World/Asia")]).encode())
    assert [outline.get("text") for outline in tree.iter("outline")] == ["World", "Asia", "A", "C", "B"]


@given(st.lists(st.builds(Subscription, st.text(max_size=20), st.none() | st.text(max_size=20)), max_size=3))
@quick
@example([Subscription("http://h.example/\x00\ud800\ufffe", "\x0b\x1b[0m")])
def test_any_titles_and_urls_make_well_formed_xml(feeds: list[Subscription]) -> None:
    assert len(list(etree.fromstring(write(feeds).encode()).iter("outline"))) == len(feeds)


def test_no_feeds_make_an_empty_list() -> None:
    assert read(write([]).encode()) == []


def test_outlines_in_folders_are_read() -> None:
    document = b"""<?xml version="1.0"?><opml version="1.0"><head/><body>
        <outline text="News"><outline text="One" title="First" xmlUrl=" http://one.example/rss "/></outline>
        <outline text="Two" XMLURL="http://two.example/rss"/><outline text="just a folder"/></body></opml>"""
    assert read(document) == [
        Subscription("http://one.example/rss", "First", "News"),
        Subscription("http://two.example/rss", "Two"),
    ]


@pytest.mark.parametrize(
    ("outline", "folder"),
    [
        ("<outline text=' A '><outline text='B'><outline xmlUrl='http://h.example/'/></outline></outline>", "A/B"),
        ("<outline title='A'><outline xmlUrl='http://h.example/'/></outline>", "A"),
        ("<outline text=''><outline xmlUrl='http://h.example/'/></outline>", None),
        ("<outline xmlUrl='http://h.example/' category='/Boston/Weather,/Other'/>", "Boston/Weather"),
        ("<outline text='A'><outline xmlUrl='http://h.example/' category='/B'/></outline>", "A"),
        ("<outline xmlUrl='http://h.example/' category=''/>", None),
    ],
)
def test_the_folder_is_what_stands_around_a_feed_else_its_category(outline: str, folder: str | None) -> None:
    assert read(f"<opml><body>{outline}</body></opml>".encode()) == [Subscription("http://h.example/", None, folder)]


def test_an_ampersand_that_was_not_escaped_is_read() -> None:
    document = b"<opml><body><outline text='R&D &nbsp;' xmlUrl='http://h.example/?a=1&b=2'/></body></opml>"
    assert read(document) == [Subscription("http://h.example/?a=1&b=2", "R&D \xa0")]


def test_a_declared_charset_is_read() -> None:
    document = '<?xml version="1.0" encoding="windows-1251"?><opml><body><outline text="Новости" xmlUrl="http://a.example"/></body></opml>'
    assert read(document.encode("windows-1251")) == [Subscription("http://a.example", "Новости")]


def test_plain_text_has_one_url_a_line() -> None:
    text = (
        b"\xef\xbb\xbf# mine\n\nhttp://one.example/rss\r\n  http://two.example/#top  # the second\n#http://no.example\n"
    )
    assert read(text) == [Subscription("http://one.example/rss"), Subscription("http://two.example/#top")]


def test_an_empty_file_has_no_feeds() -> None:
    assert read(b"") == []


@pytest.mark.parametrize(
    "body",
    [b"<opml", b"<opml><body></opml>", b"\xff\xfe\x00", b"\x80\x81", b"<opml><body><outline text='x'/></body></opml>", b"<"],
)  # fmt: skip
def test_what_is_no_list_of_feeds_is_wrong_usage(body: bytes) -> None:
    with pytest.raises(WrongUsage):
        read(body)


def test_entities_that_multiply_are_refused() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE opml [<!ENTITY e0 "ha">{levels}]><opml><body><outline xmlUrl="&e9;"/></body></opml>'
    with pytest.raises(WrongUsage):
        read(bomb.encode())


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    head = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    body = '<opml><body><outline text="a">&x;</outline><outline text="b" xmlUrl="http://a.example/"/></body></opml>'
    assert "swordfish" not in repr(read((head + body).encode()))


@given(
    st.binary(max_size=100)
    | st.lists(st.sampled_from([b"<opml>", b"<outline ", b"xmlUrl='a'", b"/>", b"&a;", b"\xff"])).map(b"".join)
)
@quick
def test_any_bytes_are_a_list_or_wrong_usage(body: bytes) -> None:
    found = attempt(lambda: read(body))
    assert isinstance(found, WrongUsage) or (isinstance(found, list) and all(feed.url for feed in found))
