"""Which entries are which articles: `pipeline.feeds.identity`."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import urls
from pipeline.errors import Reason
from pipeline.feeds.identity import announcements, mark, place
from pipeline.feeds.parse import parse
from pipeline.model import Announcement, Entry, ParsedFeed, Rejection

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT = datetime(2026, 2, 27, 10, 0, tzinfo=UTC)
HOME = "https://paper.example/"
FEED = "https://paper.example/feeds/all.xml"
PAGE = "https://paper.example/2026/ferry"


def sorted_out(
    *entries: Entry, site: str | None = HOME, known: tuple[Entry, ...] = ()
) -> tuple[list[Announcement], list[Rejection]]:
    found, rejected = announcements(ParsedFeed("The Paper", site, entries, known=known), FEED)
    return list(found), list(rejected)


def articles(*entries: Entry, site: str | None = HOME, known: tuple[Entry, ...] = ()) -> list[str]:
    found, rejected = sorted_out(*entries, site=site, known=known)
    assert rejected == []
    return [item.url for item in found]


def entry(
    guid: str | None = None, url: str | None = PAGE, title: str | None = "Ferry returns", content: str | None = None
) -> Entry:
    return Entry(guid, url, title, AT, content)


def test_an_entry_becomes_the_article_that_its_link_names() -> None:
    link = PAGE + "?utm_source=rss#top"
    assert sorted_out(entry("n1", link, content="<p>A</p>")) == (
        [Announcement(PAGE, link, "n1", "Ferry returns", AT, "<p>A</p>")],
        [],
    )


def test_articles_keep_the_order_of_the_feed() -> None:
    pages = [f"{PAGE}/{number}" for number in (3, 1, 2)]
    assert articles(*(entry(str(number), url, url) for number, url in enumerate(pages))) == pages


# ── identifiers, links, titles ─────────────────────────────────────────────────────────────────────────────────────


def test_identifiers_that_change_at_every_poll_make_no_new_article() -> None:
    assert articles(entry("poll-1-4711")) == articles(entry("poll-2-4712")) == [PAGE]


def test_an_identifier_that_all_entries_have_does_not_make_them_one() -> None:
    assert articles(entry("1", PAGE + "/a"), entry("1", PAGE + "/b")) == [PAGE + "/a", PAGE + "/b"]


def test_tracking_parameters_that_change_make_no_new_article() -> None:
    links = [f"{PAGE}?utm_source=rss&utm_content={number}" for number in (1, 2)]
    assert articles(entry("a", links[0])) == articles(entry("b", links[1])) == [PAGE]


def test_the_same_story_listed_twice_with_one_link_is_one_article() -> None:
    assert articles(entry("a"), entry("b", title="FERRY returns")) == [PAGE]
    assert articles(entry("a", content="<p>A</p>"), entry("b", content="<p>B</p>")) == [PAGE]


def test_a_story_listed_again_under_a_new_title_is_one_article() -> None:
    assert articles(entry("a"), entry("a", title="Update: ferry returns late")) == [PAGE]
    assert articles(entry(PAGE), entry(PAGE, title="Update: ferry returns late")) == [PAGE]
    assert articles(entry(PAGE + "?utm_source=x"), entry(PAGE, title="Update: ferry returns late")) == [PAGE]


def test_the_guid_that_is_a_permalink_is_the_link_of_an_entry_without_one() -> None:
    document = f"<rss><channel><link>{HOME}</link><item><guid>{PAGE}</guid><title>A</title></item></channel></rss>"
    parsed = parse(document.encode(), None, FEED, NOW)
    assert [item.url for item in announcements(parsed, FEED)[0]] == [PAGE]


# ── one link for all entries ───────────────────────────────────────────────────────────────────────────────────────


def test_entries_with_text_that_share_a_link_are_articles_of_their_own_without_a_page() -> None:
    found, rejected = sorted_out(
        entry("a", HOME, "One", "<p>1</p>"), entry("b", HOME, "Two", "<p>2</p>"), entry("c", HOME, "Two", "<p>3</p>")
    )
    assert [(item.url, item.link, item.fetchable, item.content) for item in found] == [
        (HOME + "#a", HOME, False, "<p>1</p>"),
        (HOME + "#b", HOME, False, "<p>2</p>"),
    ]
    assert rejected == []


def test_entries_of_a_changelog_that_differ_by_fragment_are_articles_of_their_own() -> None:
    notes = [entry(f"v{number}", f"{PAGE}#v{number}", f"Release {number}", "<p>x</p>") for number in (2, 1)]
    assert articles(*notes) == [PAGE + "#v2", PAGE + "#v1"]


def test_entries_without_identifiers_that_share_a_link_are_told_by_title_and_time() -> None:
    assert articles(entry(None, HOME, "One", "x"), entry(None, HOME, "Two", "y")) == [
        HOME + "#One%202026-02-27T10:00:00Z",
        HOME + "#Two%202026-02-27T10:00:00Z",
    ]


def test_an_identifier_that_says_the_shared_link_again_does_not_tell_entries_apart() -> None:
    assert articles(entry(HOME, HOME, "One", "x"), entry(HOME, HOME, "Two", "y")) == [
        HOME + "#One%202026-02-27T10:00:00Z",
        HOME + "#Two%202026-02-27T10:00:00Z",
    ]


def test_entries_without_text_that_share_a_link_are_the_pages_that_their_identifiers_name() -> None:
    ids = [HOME + "?p=1", "https://www.paper.example/?p=2"]
    assert articles(entry(ids[0], HOME, "One"), entry(ids[1], HOME, "Two")) == ids


def test_entries_that_share_a_link_and_nothing_tells_apart_are_one_article_and_failures_with_a_reason() -> None:
    found, rejected = sorted_out(
        entry("a", HOME, "One"), entry("https://else.example/2", HOME, "Two"), entry(None, HOME, "Three")
    )
    assert [(item.url, item.title, item.fetchable) for item in found] == [(HOME, "One", True)]
    assert {(item.reason, item.message) for item in rejected} == {
        (Reason.BAD_FEED, "its link is that of another entry, and it has no text of its own")
    }
    assert [item.url for item in rejected] == [
        HOME + "#https://else.example/2",
        HOME + "#Three%202026-02-27T10:00:00Z",
    ]


@pytest.mark.parametrize("link", [HOME, FEED, "https://paper.example", "/"])
def test_a_text_whose_link_is_the_site_itself_has_no_page_even_when_it_stands_alone(link: str) -> None:
    ((found,), _) = sorted_out(entry("a", link, content="<p>A</p>"))
    assert (urls.canonical(found.url), found.fetchable) == (urls.canonical(link, FEED), False)


def test_a_new_entry_shares_its_link_with_those_known_before() -> None:
    known = (Entry("a", PAGE, "One", None),)
    assert articles(entry("b", PAGE, "Two", "<p>2</p>"), known=known) == [PAGE + "#b"]
    found, rejected = sorted_out(entry("b", PAGE, "Two"), known=known)
    assert (found, [item.url for item in rejected]) == ([], [PAGE + "#b"])


def test_an_entry_known_before_under_another_identifier_is_not_announced_again() -> None:
    assert sorted_out(entry("b"), known=(replace(entry("a"), published_at=None),)) == ([], [])


# ── entries without links ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_without_link_but_with_text_is_an_article_without_a_page() -> None:
    ((found,), rejected) = sorted_out(entry("tag:paper.example,2026:1", None, content="<p>A</p>"))
    assert found == Announcement(
        HOME + "#tag:paper.example,2026:1",
        found.url,
        "tag:paper.example,2026:1",
        "Ferry returns",
        AT,
        "<p>A</p>",
        False,
    )
    assert rejected == []


@pytest.mark.parametrize("site", [None, "javascript:alert(1)", "http://["])
def test_it_stands_in_the_feed_where_the_site_is_not_known(site: str | None) -> None:
    assert articles(entry("1", None, content="x"), site=site) == [FEED + "#1"]


def test_an_entry_without_link_and_text_is_a_failure_with_a_reason() -> None:
    assert sorted_out(entry("urn:x:1", None)) == (
        [],
        [Rejection("urn:x:1", Reason.BAD_FEED, "the entry has no link that is a URL")],
    )


def test_half_an_entry_announces_nothing() -> None:
    assert sorted_out(Entry(None, None, None, None)) == ([], [])


# ── links that are no pages, links that redirect ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_a_link_that_may_not_be_fetched_is_a_failure_even_where_there_is_a_text(link: str) -> None:
    found, rejected = sorted_out(entry("a", link, content="<p>A</p>"))
    assert (found, [(item.url, item.reason) for item in rejected]) == ([], [(link, Reason.REFUSED_ADDRESS)])


def test_a_link_that_does_not_parse_is_a_failure_by_that_link() -> None:
    document = "<rss><channel><item><link>http://[::1</link><guid>https://paper.example/9</guid></item></channel></rss>"
    found, rejected = announcements(parse(document.encode(), None, FEED, NOW), FEED)
    assert (found, [item.url for item in rejected]) == ((), ["http://[::1"])


def test_a_feedburner_link_is_the_page_behind_it() -> None:
    namespace = "http://rssnamespace.org/feedburner/ext/1.0"
    item = f"<link>https://feeds.example/~r/all/~3/x/</link><f:origLink>{PAGE}?utm_source=feedburner</f:origLink>"
    document = f"<rss xmlns:f='{namespace}'><channel><item><guid>1</guid>{item}</item></channel></rss>"
    assert [item.url for item in announcements(parse(document.encode(), None, FEED, NOW), FEED)[0]] == [PAGE]


def test_a_google_news_link_is_the_page_inside_it() -> None:
    link = "https://news.google.com/rss/articles/CBMiImh0dHBzOi8vcGFwZXIuZXhhbXBsZS8yMDI2L2ZlcnJ5LTE_0gEA?oc=5"
    ((found,), _) = sorted_out(entry("CBMi", link))
    assert (found.url, found.link) == ("https://paper.example/2026/ferry-1", link)


def test_relative_links_with_bases_of_their_own_become_articles() -> None:
    document = (
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://paper.example/2026/'>"
        "<entry><id>1</id><link href='ferry'/></entry><entry xml:base='/2025/'><id>2</id><link href='ferry'/></entry></feed>"
    )
    found, _ = announcements(
        parse(document.encode(), None, "https://cdn.example/feed", NOW), "https://cdn.example/feed"
    )
    assert [item.url for item in found] == [PAGE, "https://paper.example/2025/ferry"]


def test_a_hashbang_does_not_make_another_page() -> None:
    assert articles(entry("a", PAGE + "#!1")) == [PAGE]


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────────────────────

links = (
    st.none()
    | st.sampled_from([HOME, PAGE, PAGE + "#a", PAGE + "?utm_source=x", "/x", "file:///x", "http://["])
    | st.text(max_size=8)
)
texts = st.none() | st.sampled_from(["a", "b", HOME, PAGE, HOME + "?p=1"]) | st.text(max_size=8)
some_entries = st.lists(
    st.builds(Entry, texts, links, texts, st.sampled_from([None, AT]), st.sampled_from([None, "<p>x</p>"])), max_size=8
)


@given(some_entries, links, st.lists(st.builds(Entry, texts, links, texts, st.none()), max_size=3))
@settings(max_examples=200, deadline=None)
def test_every_entry_that_says_something_is_announced_once_or_rejected_or_repeats_another(
    entries: list[Entry], site: str | None, known: list[Entry]
) -> None:
    found, rejected = sorted_out(*entries, site=site, known=tuple(known))
    addresses = [item.url for item in found]
    assert len(set(addresses)) == len(addresses)
    assert all(url.isascii() and len(url) <= 4_000 for url in addresses)
    assert all(urls.canonical(item.url) == item.url or (not item.fetchable and item.content) for item in found)
    assert len(found) + len(rejected) <= len(entries)
    if any(each.url or each.guid or each.title for each in entries) and not known:
        assert found or rejected


@given(some_entries)
@settings(max_examples=100, deadline=None)
def test_what_was_announced_is_announced_again_in_the_same_way(entries: list[Entry]) -> None:
    assert sorted_out(*entries) == sorted_out(*entries)


@given(st.none() | st.text(max_size=9), st.none() | st.text(max_size=9), st.none() | st.text(max_size=9))
def test_a_mark_is_the_same_from_what_is_stored(guid: str | None, link: str | None, title: str | None) -> None:
    assert mark(guid, link, title) == mark(guid and guid[:2_000], link and link[:4_000], title and title[:2_000])


def test_the_place_of_a_feed_is_canonical() -> None:
    assert place("HTTPS://Paper.Example#x", FEED) == HOME
    assert place("/", FEED) == HOME
