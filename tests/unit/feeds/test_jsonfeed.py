"""JSON Feed: `pipeline.feeds.jsonfeed`."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Permanent, Reason
from pipeline.feeds import jsonfeed
from pipeline.feeds.bounds import MAX_CONTENT, MAX_NEW
from pipeline.feeds.identity import Mark, mark
from pipeline.model import Entry
from tests.unit.attempt import attempt

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HERE = "https://paper.example/feed.json"
quick = settings(max_examples=80, deadline=None)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["id", "url", "external_url", "title", "date_published", "date_modified", "content_html", "content_text"]


def read(document: Any) -> tuple[Entry, ...]:
    return jsonfeed.parse(json.dumps(document).encode(), HERE, NOW).entries


def only(**fields: Any) -> Entry:
    (entry,) = read({"items": [fields]})
    return entry


def test_a_json_feed_is_read_in_its_order() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": " The \n Paper ",
        "home_page_url": "https://paper.example/",
        "items": [
            {
                "id": "1",
                "url": "https://paper.example/1",
                "title": "Ferry",
                "date_published": "2026-02-27T10:00:00+02:00",
            },
            {"id": 2, "external_url": "https://else.example/2"},
        ],
    }
    feed = jsonfeed.parse(json.dumps(document).encode(), HERE, NOW)
    assert (feed.title, feed.site_url) == ("The Paper", "https://paper.example/")
    assert feed.entries == (
        Entry("1", "https://paper.example/1", "Ferry", datetime(2026, 2, 27, 8, 0, tzinfo=UTC)),
        Entry("2", "https://else.example/2", None, None),
    )


def test_an_identifier_that_is_an_address_stands_for_a_missing_link() -> None:
    assert only(id="https://paper.example/1").url == "https://paper.example/1"


def test_an_identifier_that_is_no_address_is_not_taken_for_a_link() -> None:
    assert only(id="tag:1").url is None


def test_a_time_without_a_zone_is_utc() -> None:
    assert only(id="1", date_published="2026-02-27T10:00:00").published_at == datetime(2026, 2, 27, 10, 0, tzinfo=UTC)


def test_the_time_of_an_update_stands_for_a_missing_publication() -> None:
    assert only(id="1", date_modified="2026-02-27T10:00:00Z").published_at == datetime(2026, 2, 27, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "date",
    ["99999-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "soon", "", 5,
     None, [], {}, True],
)  # fmt: skip
def test_a_time_that_cannot_be_is_no_time(date: Any) -> None:
    assert only(id="1", date_published=date).published_at is None


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert jsonfeed.parse(b'\xef\xbb\xbf{"items": []}', HERE, NOW).entries == ()


def test_items_that_are_no_objects_are_passed_over() -> None:
    assert read({"items": [None, 1, "x", [], {"id": "1"}]}) == (Entry("1", None, None, None),)


def test_an_item_that_says_nothing_is_passed_over() -> None:
    assert read({"items": [{}, {"date_published": "2026-02-27T10:00:00Z"}, {"tags": ["x"]}]}) == ()


def test_a_long_feed_is_read_to_its_end_in_several_readings() -> None:
    items = [{"id": str(n), "url": f"https://paper.example/{n}"} for n in range(2 * MAX_NEW + 7)]
    body = json.dumps({"items": items}).encode()
    known: set[Mark] = set()
    readings = []
    while True:
        feed = jsonfeed.parse(body, HERE, NOW, known)
        known |= {mark(entry.guid, entry.url, entry.title) for entry in feed.entries}
        readings.append((len(feed.entries), feed.complete))
        if feed.complete:
            break
    assert readings == [(MAX_NEW, False), (MAX_NEW, False), (7, True)]
    assert len(feed.known) == 2 * MAX_NEW


def test_the_text_as_html_is_the_content() -> None:
    assert only(id="1", content_html=" <p>Ferry</p> ", content_text="Ferry").content == "<p>Ferry</p>"


def test_the_text_as_plain_text_becomes_paragraphs() -> None:
    plain = "The ferry\nreturned <today>.\n\n  \nIt was late & slow."
    assert (
        only(id="1", content_text=plain).content
        == "<p>The ferry returned &lt;today&gt;.</p><p>It was late &amp; slow.</p>"
    )


@pytest.mark.parametrize("text", ["", "  ", None, 5, ["x"]])
def test_a_summary_or_nothing_is_no_content(text: Any) -> None:
    assert only(id="1", summary="Ferry", content_html=text, content_text=text).content is None


def test_a_very_long_text_is_cut() -> None:
    assert len(only(id="1", content_html="x" * (MAX_CONTENT + 1)).content or "") == MAX_CONTENT


def test_hub_and_topic_are_read() -> None:
    hubs = [{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": "https://hub.example/"}]
    body = json.dumps({"items": [], "hubs": hubs, "feed_url": "https://paper.example/feed.json"}).encode()
    feed = jsonfeed.parse(body, HERE, NOW)
    assert (feed.hub, feed.topic) == ("https://hub.example/", "https://paper.example/feed.json")


@pytest.mark.parametrize(
    "hubs", [None, {}, "https://hub.example/", [None], [{"type": "WebSub"}], [{"type": 1, "url": 2}]]
)
def test_a_hub_that_is_none_is_no_hub(hubs: Any) -> None:
    assert jsonfeed.parse(json.dumps({"items": [], "hubs": hubs}).encode(), HERE, NOW).hub is None


def test_a_relative_link_is_absolute_against_the_feed() -> None:
    assert only(id="1", url="/1").url == "https://paper.example/1"


@pytest.mark.parametrize(
    "body", [b'{"items": [' + b"{}," * 400_000 + b"{}]}", b'{"items": [' + b"1," * 1_100_000 + b"1]}"]
)
def test_more_values_than_a_feed_has_are_not_unpacked(body: bytes) -> None:
    with pytest.raises(Permanent, match="more values than a feed has"):
        jsonfeed.parse(body, HERE, NOW)


def test_characters_that_cannot_be_stored_are_left_out() -> None:
    entry = jsonfeed.parse(b'{"items": [{"id": "a\\u0000b\\ud800c", "title": "x\\u0001y"}]}', HERE, NOW).entries[0]
    assert (entry.guid, entry.title) == ("abc", "xy")


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"[]", b"null", b"{}", b'{"items": {}}', b'{"items": null}', b"\xff\xfe{", b'{"items": [' + b"[" * 100_000,
     b'{"items": [' + b"9" * 5_000 + b"]}", "{}".encode("utf-16")],
)  # fmt: skip
def test_what_is_no_json_feed_is_a_bad_feed(body: bytes) -> None:
    with pytest.raises(Permanent) as caught:
        jsonfeed.parse(body, HERE, NOW)
    assert caught.value.reason is Reason.BAD_FEED


@given(
    values | st.fixed_dictionaries({"items": st.lists(st.dictionaries(st.sampled_from(FIELDS), values), max_size=3)})
)
@quick
def test_any_json_is_a_feed_or_a_permanent_failure(document: Any) -> None:
    found = attempt(lambda: read(document))
    if isinstance(found, tuple):
        assert all(isinstance(entry.url, str | None) and isinstance(entry.guid, str | None) for entry in found)
    else:
        assert isinstance(found, Permanent)


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b'{"items": []}', None, True),
        (b' \n\xef\xbb\xbf{"items": []}', "text/html", True),
        (b"[", "application/feed+json", True),
        (b"<rss/>", "application/json", False),
        (b"<rss/>", "text/xml", False),
        (b"hello", None, False),
        (b"", None, False),
    ],
)
def test_json_is_told_by_its_first_character_or_its_header(
    body: bytes, content_type: str | None, expected: bool
) -> None:
    assert jsonfeed.looks_like(body, content_type) is expected
