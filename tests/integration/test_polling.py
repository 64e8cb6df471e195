"""Polling: what is asked of a feed's server, when it is asked again, and what becomes of what it says."""

import os
import threading
from collections.abc import Callable
from typing import Any

import pytest

from pipeline import urls
from pipeline.model import Announcement
from pipeline.store import announcements, feeds, merging, reports
from pipeline.store.engine import transaction
from pipeline.store.whole_story import whole_story
from tests.conftest import Pipeline
from tests.hostile import RSS, HostileWeb, Reply, page, redirect, rss
from tests.publisher import Publisher

STORY = (
    "The harbour office has counted the boats once more and come to a number that nobody on the quay wants to believe.",
    "Its clerk says that the old list had two trawlers on it which were broken up years ago, and that this was an oversight.",
    "The fishermen want the new list read out at the next meeting, name by name, before anybody pays the higher fee.",
)


def subscribe(pipeline: Pipeline, url: str, **given: Any) -> int:
    with transaction(pipeline.engine) as conn:
        return feeds.add(conn, url, interval=900, **given)[0]


def poll(pipeline: Pipeline, feed_id: int) -> None:
    """One poll, now; nothing else of the flow."""
    with transaction(pipeline.engine) as conn:
        feeds.poll_now(conn, [feed_id])
    pipeline.runner.run("poll", [feed_id], os.urandom(8).hex())


def column(pipeline: Pipeline, feed_id: int, name: str) -> Any:
    return pipeline.rows(f"SELECT {name} FROM feeds WHERE id = %s", feed_id)[0][0]


def wait_of(pipeline: Pipeline, feed_id: int) -> float:
    """Seconds from the last poll to the next."""
    [(seconds,)] = pipeline.rows(
        "SELECT extract(epoch FROM c.due_at - c.updated_at)::float FROM cursors c WHERE kind = 'feed' AND id = %s",
        feed_id,
    )
    return float(seconds)


def links(web: HostileWeb, *names: str) -> list[str]:
    return [web.put("site", f"/{name}", Reply(page(f"About {name}", STORY).encode())) for name in names]


# ── conditional requests ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("etag", ['"plain"', 'W/"weak;x=1"', "unquoted", '"ends in space "'])
def test_validators_are_sent_back_byte_for_byte(pipeline: Pipeline, web: HostileWeb, etag: str) -> None:
    publisher = Publisher(rss(links(web, "a")), etag, "Sun, 1 Mar 2026 8:00:00 +0100")
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    for _ in range(3):
        poll(pipeline, feed)
    first, *later = web.asked("site", "/feed")
    assert first.header("if-none-match") is None
    assert first.header("if-modified-since") is None
    assert {item.header("if-none-match") for item in later} == {etag}
    assert {item.header("if-modified-since") for item in later} == {"Sun, 1 Mar 2026 8:00:00 +0100"}
    assert publisher.answered == [200, 304, 304]


def test_validators_that_a_new_answer_lacks_are_dropped(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss(links(web, "a")), '"one"', "Sun, 01 Mar 2026 08:00:00 GMT")
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    publisher.body, publisher.etag, publisher.last_modified = rss(links(web, "a", "b")), '"two"', None
    poll(pipeline, feed)
    assert (column(pipeline, feed, "etag"), column(pipeline, feed, "last_modified")) == ('"two"', None)


def test_a_304_replaces_what_it_brings_and_leaves_the_rest(pipeline: Pipeline, web: HostileWeb) -> None:
    feed_url = web.put(
        "site",
        "/feed",
        [
            Reply(rss(links(web, "a")), kind=RSS, headers=(("ETag", '"one"'), ("Last-Modified", "yesterday"))),
            Reply(status=304, kind=None, headers=(("ETag", '"two"'),)),
        ],
    )
    feed = subscribe(pipeline, feed_url)
    poll(pipeline, feed)
    poll(pipeline, feed)
    assert (column(pipeline, feed, "etag"), column(pipeline, feed, "last_modified")) == ('"two"', "yesterday")


@pytest.mark.parametrize("etag", ['"' + "x" * 1_100 + '"', '"caf\xe9"'])
def test_a_validator_that_is_long_or_not_ascii_is_not_sent_back(pipeline: Pipeline, web: HostileWeb, etag: str) -> None:
    feed_url = web.put("site", "/feed", Reply(rss(links(web, "a")), kind=RSS, headers=(("ETag", etag),)))
    feed = subscribe(pipeline, feed_url)
    poll(pipeline, feed)
    poll(pipeline, feed)
    assert [item.header("if-none-match") for item in web.asked("site", "/feed")] == [None, None]


def test_nothing_but_the_validators_distinguishes_one_request_from_the_next(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    publisher = Publisher(rss(links(web, "a")), headers=[("Set-Cookie", "visitor=7; Path=/")])
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    for _ in range(3):
        poll(pipeline, feed)
    asked = web.asked("site", "/feed")
    assert {name.lower() for item in asked for name, _ in item.headers} == {
        "host", "user-agent", "accept", "accept-encoding", "if-none-match",
    }  # fmt: skip
    assert {item.path for item in asked} == {"/feed"}


def test_a_304_does_not_hide_that_the_document_cannot_be_read(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(b"<html><title>Moved</title><p>Our feeds are gone.</p></html>", kind="text/html")
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    for _ in range(3):
        poll(pipeline, feed)
    assert publisher.answered == [200, 304, 304]
    assert pipeline.rows("SELECT status, consecutive_failures, last_reason FROM v1.feeds") == [
        ("broken", 3, "bad_feed")
    ]
    publisher.body, publisher.etag, publisher.kind = rss(links(web, "a")), '"two"', RSS
    poll(pipeline, feed)
    assert pipeline.rows("SELECT status, last_error, failing_since FROM v1.feeds") == [("active", None, None)]


def test_a_failure_on_the_way_does_not_cost_the_validators(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss(links(web, "a")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    publisher.status = 502
    poll(pipeline, feed)
    publisher.status = 200
    poll(pipeline, feed)
    assert publisher.answered == [200, 502, 304]
    assert column(pipeline, feed, "last_error") is None


def test_a_304_that_nobody_asked_for_is_a_failure(pipeline: Pipeline, web: HostileWeb) -> None:
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(status=304, kind=None)))
    poll(pipeline, feed)
    assert column(pipeline, feed, "consecutive_failures") == 1


def test_a_restart_polls_nothing_early(pipeline: Pipeline, web: HostileWeb) -> None:
    feed = subscribe(pipeline, web.put("site", "/feed", Publisher(rss(links(web, "a")))))
    poll(pipeline, feed)
    assert pipeline.runner.run("poll", [feed], "after a restart") == 0
    assert len(web.asked("site", "/feed")) == 1


# ── when it is asked again ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headers", "extra", "seconds", "because"),
    [
        ([], "", 900, "interval"),
        ([("Cache-Control", "max-age=7200")], "", 7_200, "Cache-Control or Expires"),
        ([], "<ttl>120</ttl>", 7_200, "the feed's ttl or updatePeriod"),
        ([("Cache-Control", "max-age=60")], "", 900, "interval"),
    ],
)
def test_the_next_poll_is_the_largest_wish(
    pipeline: Pipeline, web: HostileWeb, headers: list[tuple[str, str]], extra: str, seconds: int, because: str
) -> None:
    body = rss(links(web, "a")).replace(b"<channel>", b"<channel>" + extra.encode())
    feed = subscribe(pipeline, web.put("site", "/feed", Publisher(body, headers=headers)))
    poll(pipeline, feed)
    assert seconds <= wait_of(pipeline, feed) <= 1.11 * seconds
    assert column(pipeline, feed, "next_poll_because") == because


def test_what_the_document_wishes_still_holds_when_it_is_unchanged(pipeline: Pipeline, web: HostileWeb) -> None:
    body = rss(links(web, "a")).replace(b"<channel>", b"<channel><ttl>120</ttl>")
    feed = subscribe(pipeline, web.put("site", "/feed", Publisher(body)))
    poll(pipeline, feed)
    poll(pipeline, feed)
    assert wait_of(pipeline, feed) >= 7_200


def test_a_quiet_feed_is_asked_ever_more_rarely_and_a_busy_one_more_often(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss(links(web, "a", "b", "c")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    for _ in range(4):
        poll(pipeline, feed)
    quiet = column(pipeline, feed, "interval_seconds")
    publisher.body, publisher.etag = rss(links(web, "c", "d", "e")), '"two"'
    poll(pipeline, feed)
    assert quiet == int(int(int(900 * 1.25) * 1.25) * 1.25)
    assert column(pipeline, feed, "interval_seconds") == 900


def test_a_setting_of_the_feed_goes_below_the_floor(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss(links(web, "a", "b")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    with transaction(pipeline.engine) as conn:
        feeds.set_settings(conn, feed, {"interval": 120})
    poll(pipeline, feed)
    publisher.body, publisher.etag = rss(links(web, "b", "c", "d", "e")), '"two"'
    for _ in range(2):
        poll(pipeline, feed)
    assert 120 <= wait_of(pipeline, feed) < 900


def test_429_silences_the_host_for_as_long_as_it_asks_and_redis_may_be_emptied(
    pipeline: Pipeline, web: HostileWeb, redis_url: str
) -> None:
    import redis

    from workers.broker import client_url

    busy = web.put("site", "/feed", Reply(status=429, headers=(("Retry-After", "1800"),)))
    feed = subscribe(pipeline, busy)
    poll(pipeline, feed)
    assert wait_of(pipeline, feed) >= 1_800
    [article] = links(web, "a")
    with transaction(pipeline.engine) as conn:
        article_id, _ = feeds.add_article(conn, article)
    for empty in (False, True):
        if empty:
            redis.Redis.from_url(client_url(redis_url)).flushall()
        pipeline.execute("UPDATE cursors SET due_at = now(), wake_at = now() WHERE kind = 'article'")
        pipeline.runner.run("fetch", [article_id], os.urandom(8).hex())
    assert web.asked("site", "/a") == []
    assert pipeline.rows("SELECT attempts, due_at > now() + interval '25 min' FROM cursors WHERE kind = 'article'") == [
        (0, True)
    ]


# ── feeds never die silently ───────────────────────────────────────────────────────────────────────────────────────


def test_a_failing_feed_shows_since_when_and_what_to_do(pipeline: Pipeline, web: HostileWeb) -> None:
    from pipeline.feeds.advice import advice

    feed = subscribe(pipeline, web.put("site", "/feed", Reply(b"no", 403)))
    poll(pipeline, feed)
    [first] = pipeline.rows("SELECT failing_since FROM v1.feeds")[0]
    poll(pipeline, feed)
    with transaction(pipeline.engine) as conn:
        row = reports.list_feeds(conn)[0]
    assert (row["failing_since"], row["last_reason"], row["consecutive_failures"]) == (first, "http_4xx", 2)
    assert advice(row) == "it refuses us or has gone: check the address; set WIREROOM_CONTACT and ask the publisher"


def test_a_feed_that_became_a_page_proposes_the_one_that_page_announces(pipeline: Pipeline, web: HostileWeb) -> None:
    new = web.url("site", "/new.xml")
    html = f'<html><head><link rel="alternate" type="application/rss+xml" href="{new}"></head><p>We moved.</p></html>'
    feed = subscribe(pipeline, web.put("site", "/feed", [Publisher(html.encode(), kind="text/html"), Reply(b"", 500)]))
    for reason in ("bad_feed", "http_5xx"):
        poll(pipeline, feed)
        assert pipeline.rows("SELECT last_reason, proposed_url FROM v1.feeds WHERE id = %s", feed) == [(reason, new)]


def test_a_valid_feed_without_entries_is_no_failure(pipeline: Pipeline, web: HostileWeb) -> None:
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(rss([]), kind=RSS)))
    poll(pipeline, feed)
    assert pipeline.rows("SELECT status, last_error FROM v1.feeds") == [("active", None)]


def test_a_redirect_for_good_moves_the_feed_after_three_polls(pipeline: Pipeline, web: HostileWeb) -> None:
    new = web.put("site", "/new", Publisher(rss(links(web, "a"))))
    old = web.put("site", "/old", redirect("/new", 301))
    feed = subscribe(pipeline, old)
    stored = []
    for _ in range(4):
        poll(pipeline, feed)
        stored.append(column(pipeline, feed, "url"))
    assert stored == [old, old, new, new]
    # It is the new address that gave the validators, so they hold there; the old one never sees them.
    assert [item.header("if-none-match") for item in web.asked("site", "/new")] == [None, '"one"', '"one"', '"one"']
    assert {item.header("if-none-match") for item in web.asked("site", "/old")} == {None}


def test_validators_are_not_sent_to_an_address_that_did_not_give_them(pipeline: Pipeline, web: HostileWeb) -> None:
    for name in ("/one", "/two"):
        web.put("site", name, Publisher(rss(links(web, name[1:])), etag=f'"{name}"'))
    feed = subscribe(pipeline, web.put("site", "/feed", [redirect("/one", 302)] * 2 + [redirect("/two", 302)]))
    for _ in range(5):  # one of them looks for what was missed between the two
        poll(pipeline, feed)
    assert [item.header("if-none-match") for item in web.asked("site", "/one")] == [None, '"/one"']
    assert [item.header("if-none-match") for item in web.asked("site", "/two")] == [None, '"/two"']


def test_a_redirect_for_now_moves_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/new", Publisher(rss(links(web, "a"))))
    feed = subscribe(pipeline, old := web.put("site", "/old", redirect("/new", 302)))
    for _ in range(4):
        poll(pipeline, feed)
    assert (column(pipeline, feed, "url"), column(pipeline, feed, "moved_to")) == (old, None)


def test_a_redirect_that_changes_its_mind_moves_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    for name in ("/one", "/two"):
        web.put("site", name, Publisher(rss(links(web, "a"))))
    old = web.put("site", "/old", [redirect("/one", 301), redirect("/one", 301), redirect("/two", 301)])
    feed = subscribe(pipeline, old)
    for _ in range(4):
        poll(pipeline, feed)
    assert (column(pipeline, feed, "url"), column(pipeline, feed, "moved_count")) == (old, 2)


def test_a_feed_that_moves_to_where_another_is_makes_room(pipeline: Pipeline, web: HostileWeb) -> None:
    new = web.put("site", "/new", Publisher(rss(links(web, "a"))))
    subscribe(pipeline, new)
    feed = subscribe(pipeline, web.put("site", "/old", redirect("/new", 308)))
    for _ in range(3):
        poll(pipeline, feed)
    assert pipeline.rows("SELECT status, next_poll_at FROM v1.feeds WHERE id = %s", feed) == [("gone", None)]


@pytest.mark.parametrize("status", ["paused", "removed"])
def test_a_feed_that_moves_to_where_one_is_that_nobody_polls_goes_on(
    pipeline: Pipeline, web: HostileWeb, status: str
) -> None:
    new = web.put("site", "/new", Publisher(rss(links(web, "a"))))
    other = subscribe(pipeline, new)
    with transaction(pipeline.engine) as conn:
        feeds.set_status(conn, other, status)
    feed = subscribe(pipeline, old := web.put("site", "/old", redirect("/new", 308)))
    for _ in range(4):
        poll(pipeline, feed)
    assert (column(pipeline, feed, "status"), column(pipeline, feed, "url")) == ("active", old)
    assert len(web.asked("site", "/new")) == 4


def test_credentials_stay_behind_when_a_feed_moves_to_another_site(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("elsewhere", "/feed", Publisher(rss(links(web, "a"))))
    old = web.put("site", "/old", redirect(web.url("elsewhere", "/feed"), 301))
    feed = subscribe(pipeline, old, credentials="desk:s3cret")
    for _ in range(4):
        poll(pipeline, feed)
    assert (column(pipeline, feed, "url"), column(pipeline, feed, "credentials")) == (
        web.url("elsewhere", "/feed"),
        None,
    )
    assert {item.header("authorization") for item in web.asked("elsewhere")} == {None}


# ── gaps ───────────────────────────────────────────────────────────────────────────────────────────────────────────

SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{}</urlset>"""


def news(url: str) -> str:
    return (
        f"<url><loc>{url}</loc><news:news><news:publication><news:name>Site</news:name><news:language>en</news:language>"
        "</news:publication><news:publication_date>2026-03-01T08:00:00Z</news:publication_date>"
        "<news:title>Missed</news:title></news:news></url>"
    )


def test_a_poll_without_overlap_is_a_possible_gap_filled_from_the_news_sitemap(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    publisher = Publisher(rss(links(web, "port/1", "port/2", "port/3")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    publisher.body, publisher.etag = rss(links(web, "port/7", "port/8")), '"two"'
    missed, elsewhere = links(web, "port/5", "sport/5")
    web.put("site", "/news.xml", Reply(SITEMAP.format(news(missed) + news(elsewhere)).encode(), kind="text/xml"))
    web.put("site", "/robots.txt", Reply(f"Sitemap: {web.url('site', '/news.xml')}".encode(), kind="text/plain"))
    poll(pipeline, feed)
    assert pipeline.rows("SELECT possible_gap_at IS NOT NULL FROM v1.feeds") == [(True,)]
    assert wait_of(pipeline, feed) == 0
    pipeline.drain()
    found = {url for (url,) in pipeline.rows("SELECT url FROM v1.articles")}
    assert missed in found
    assert elsewhere not in found
    assert len(web.asked("site", "/feed")) == 2
    assert 0 < wait_of(pipeline, feed) <= 900


def test_a_gap_without_a_sitemap_stays_one_and_the_feed_goes_on(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss(links(web, "a")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    publisher.body, publisher.etag = rss(links(web, "b")), '"two"'
    poll(pipeline, feed)
    pipeline.drain()
    assert pipeline.rows("SELECT status, possible_gap_at IS NOT NULL, last_error FROM v1.feeds") == [
        ("active", True, None)
    ]
    assert not column(pipeline, feed, "gap_open")


def test_a_feed_too_long_for_one_reading_is_read_to_its_end_in_several(pipeline: Pipeline, web: HostileWeb) -> None:
    addresses = [web.url("site", f"/port/{number}") for number in range(9_000)]
    publisher = Publisher(rss(addresses))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    counts: list[int] = []
    while len(counts) < 20 and (not counts or counts[-1] < len(addresses)):
        poll(pipeline, feed)
        counts.append(pipeline.rows("SELECT count(*) FROM sightings")[0][0])
    assert counts[-1] == len(addresses)
    assert len(counts) > 1
    assert column(pipeline, feed, "possible_gap_at") is None
    poll(pipeline, feed)
    assert publisher.answered[-1] == 304


def test_a_gap_whose_site_wants_silence_does_not_stop_the_feed(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss(links(web, "a")))
    feed = subscribe(pipeline, web.put("feeds", "/feed", publisher))
    poll(pipeline, feed)
    publisher.body, publisher.etag = rss(links(web, "b")), '"two"'
    web.put("site", "/robots.txt", Reply(b"", 429, headers=(("Retry-After", "86400"),)))
    poll(pipeline, feed)
    for _ in range(2):
        poll(pipeline, feed)
    assert not column(pipeline, feed, "gap_open")
    assert len(web.asked("feeds", "/feed")) == 3


def test_a_feed_that_was_empty_before_has_no_gap(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss([]))
    feed = subscribe(pipeline, web.put("site", "/alerts", publisher))
    poll(pipeline, feed)
    publisher.body, publisher.etag = rss(links(web, "a")), '"two"'
    poll(pipeline, feed)
    assert column(pipeline, feed, "possible_gap_at") is None


def test_a_feed_that_is_slower_than_its_lease_counts_as_failing(
    make_pipeline: Callable[..., Pipeline], web: HostileWeb
) -> None:
    pipeline = make_pipeline(lease=2)
    feed = subscribe(pipeline, web.put("site", "/feed", redirect("/slow")))
    web.put("site", "/slow", Reply(rss([]), kind=RSS, wait=3))
    poll(pipeline, feed)
    assert pipeline.rows("SELECT consecutive_failures, last_reason FROM v1.feeds") == [(1, "timeout")]
    assert wait_of(pipeline, feed) >= 900


# ── sources of sources ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_list_of_feeds_is_a_source_and_a_feed_removed_from_it_stays_removed(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    one, two = (web.put("site", name, Reply(rss(links(web, "a")), kind=RSS)) for name in ("/one", "/two"))
    opml = (
        f'<opml version="2.0"><body><outline text="1" xmlUrl="{one}"/><outline text="2" xmlUrl="{two}"/></body></opml>'
    )
    publisher = Publisher(opml.encode(), kind="text/x-opml")
    parent = subscribe(pipeline, web.put("site", "/list.opml", publisher))
    poll(pipeline, parent)
    children = pipeline.rows("SELECT id, url FROM v1.feeds WHERE parent_id = %s ORDER BY url", parent)
    assert [url for _, url in children] == [one, two]
    with transaction(pipeline.engine) as conn:
        feeds.set_status(conn, children[0][0], "removed")
    publisher.etag = '"again"'
    publisher.body += b"<!-- touched -->"
    poll(pipeline, parent)
    assert pipeline.rows("SELECT url FROM v1.feeds WHERE parent_id = %s", parent) == [(two,)]


def test_a_feed_that_its_list_names_no_more_is_gone_until_it_is_named_again(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    def listing(*names: str) -> bytes:
        outlines = "".join(f'<outline text="{name}" xmlUrl="{web.url("site", name)}"/>' for name in names)
        return f'<opml version="2.0"><body>{outlines}</body></opml>'.encode()

    publisher = Publisher(listing("/one", "/two"), kind="text/x-opml")
    parent = subscribe(pipeline, web.put("site", "/list.opml", publisher))
    states = []
    for number, names in enumerate((["/one", "/two"], ["/two"], ["/one", "/two"])):
        publisher.body, publisher.etag = listing(*names), f'"{number}"'
        poll(pipeline, parent)
        states += pipeline.rows("SELECT status FROM v1.feeds WHERE url = %s", web.url("site", "/one"))
    assert states == [("active",), ("gone",), ("active",)]
    with transaction(pipeline.engine) as conn:
        feeds.set_status(conn, parent, "removed")
    assert pipeline.rows("SELECT url FROM v1.feeds") == []


def test_a_feed_that_one_day_is_a_list_adds_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss(links(web, "a")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    publisher.body = b'<opml version="2.0"><body><outline text="v" xmlUrl="http://victim.example.org/"/></body></opml>'
    publisher.etag = '"two"'
    poll(pipeline, feed)
    assert len(pipeline.rows("SELECT id FROM v1.feeds")) == 1


def test_lists_of_lists_of_lists_end(pipeline: Pipeline, web: HostileWeb) -> None:
    for number in range(5):
        body = f'<opml version="2.0"><body><outline text="n" xmlUrl="{web.url("site", f"/{number + 1}.opml")}"/></body></opml>'
        web.put("site", f"/{number}.opml", Reply(body.encode(), kind="text/x-opml"))
    subscribe(pipeline, web.url("site", "/0.opml"))
    pipeline.drain()
    assert len(pipeline.rows("SELECT url FROM v1.feeds")) == 3


# ── whole texts in feeds ───────────────────────────────────────────────────────────────────────────────────────────


def whole(url: str, *, link: bool = True, paragraphs: tuple[str, ...] = STORY) -> bytes:
    content = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Site</title>'
        f"<link>{urls.canonical('/', url)}</link><item><title>Boats counted</title><guid isPermaLink='false'>n1</guid>"
        f"{f'<link>{url}</link>' if link else ''}<content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
    ).encode()


def test_the_feed_s_text_is_used_where_the_page_cannot_be_had_and_marked(pipeline: Pipeline, web: HostileWeb) -> None:
    missing = web.url("site", "/gone")
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(whole(missing), kind=RSS)))
    poll(pipeline, feed)
    pipeline.drain()
    assert pipeline.rows("SELECT url, title, text, text_from FROM v1.articles") == [
        (missing, "Boats counted", "\n".join(STORY), "feed")
    ]
    assert pipeline.rows("SELECT kind, status FROM v1.captures ORDER BY id") == [("feed", 200), ("page", 404)]
    with transaction(pipeline.engine) as conn:
        story = whole_story(conn, missing)
    assert [item["reason"] for item in story["setbacks"]] == ["http_4xx"]


def test_a_source_whose_feed_is_not_to_be_used_fails_with_its_page(pipeline: Pipeline, web: HostileWeb) -> None:
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(whole(web.url("site", "/gone")), kind=RSS)))
    with transaction(pipeline.engine) as conn:
        feeds.set_settings(conn, feed, {"full_text": "page"})
    poll(pipeline, feed)
    pipeline.drain()
    assert pipeline.rows("SELECT stage, reason FROM v1.failures") == [("fetch", "http_4xx")]


def test_a_teaser_in_the_feed_stands_for_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/robots.txt", Reply(b"User-agent: *\nDisallow: /closed", kind="text/plain"))
    body = whole(web.url("site", "/closed/1"), paragraphs=("Only a few words of it.",))
    poll(pipeline, subscribe(pipeline, web.put("site", "/feed", Reply(body, kind=RSS))))
    pipeline.drain()
    assert pipeline.rows("SELECT stage, reason FROM v1.failures") == [("fetch", "robots")]
    assert pipeline.rows("SELECT count(*) FROM captures") == [(0,)]


def test_the_page_is_used_where_it_can_be_had(pipeline: Pipeline, web: HostileWeb) -> None:
    [url] = links(web, "a")
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(whole(url, paragraphs=STORY[:2]), kind=RSS)))
    poll(pipeline, feed)
    pipeline.drain()
    assert pipeline.rows("SELECT title, text_from FROM v1.articles") == [("About a", "page")]


def test_a_page_that_is_no_article_gives_way_to_the_feed_s_text(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("site", "/short", Reply(b"<html><title>Boats counted</title><p>Read it in our app.</p></html>"))
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(whole(url), kind=RSS)))
    poll(pipeline, feed)
    pipeline.drain()
    assert pipeline.rows("SELECT text, text_from FROM v1.articles") == [("\n".join(STORY), "feed")]


def test_a_source_whose_feed_is_enough_has_no_page_fetched(pipeline: Pipeline, web: HostileWeb) -> None:
    [url] = links(web, "a")
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(whole(url), kind=RSS)))
    with transaction(pipeline.engine) as conn:
        feeds.set_settings(conn, feed, {"full_text": "feed"})
    poll(pipeline, feed)
    pipeline.drain()
    assert pipeline.rows("SELECT title, text_from FROM v1.articles") == [("Boats counted", "feed")]
    assert web.asked("site", "/a") == []


def test_an_entry_without_a_page_becomes_an_article_and_an_edit_of_it_a_revision(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    publisher = Publisher(whole(web.url("site", "/"), link=False))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    pipeline.drain()
    publisher.body, publisher.etag = whole(web.url("site", "/"), link=False, paragraphs=STORY[:2]), '"two"'
    poll(pipeline, feed)
    pipeline.drain()
    assert pipeline.rows("SELECT revision, text, text_from FROM v1.articles") == [(2, "\n".join(STORY[:2]), "feed")]
    assert [kind for (kind,) in pipeline.rows("SELECT kind FROM v1.changes ORDER BY seq")] == ["new", "edited"]


def test_identifiers_that_change_every_time_do_not_make_an_entry_without_a_page_another_article(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    publisher = Publisher(b"")
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    for number in range(4):
        body = whole(web.url("site", "/"), link=False)
        publisher.body, publisher.etag = body.replace(b">n1<", f">n{number}<".encode()), f'"{number}"'
        poll(pipeline, feed)
        pipeline.drain()
    assert pipeline.rows("SELECT count(*), max(revision) FROM v1.articles") == [(1, 1)]
    assert column(pipeline, feed, "possible_gap_at") is None


def test_a_text_of_which_only_the_markup_changes_is_the_same(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(b"")
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    for number in range(4):
        body = whole(web.url("site", "/gone"))
        pixel = f'<p><img src="/pixel?{number}"></p>'.encode()
        publisher.body, publisher.etag = body.replace(b"<p>", pixel + b"<p>", 1), f'"{number}"'
        poll(pipeline, feed)
    assert pipeline.rows("SELECT count(*) FROM captures WHERE kind = 'feed'") == [(1,)]


def test_of_a_text_that_changes_before_it_was_needed_the_newest_is_kept(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(b"")
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    for number in range(4):
        paragraphs = (*STORY, f"The list was read out {number} times.")
        publisher.body, publisher.etag = whole(web.url("site", "/gone"), paragraphs=paragraphs), f'"{number}"'
        poll(pipeline, feed)
    assert pipeline.rows("SELECT count(*) FROM captures WHERE kind = 'feed'") == [(1,)]
    pipeline.drain()
    assert pipeline.rows("SELECT text LIKE '%%read out 3 times.' FROM v1.articles") == [(True,)]


def test_no_feed_s_text_is_kept_of_an_article_made_from_its_page(pipeline: Pipeline, web: HostileWeb) -> None:
    [url] = links(web, "a")
    publisher = Publisher(rss([url]))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    pipeline.drain()
    publisher.body, publisher.etag = whole(url), '"two"'
    poll(pipeline, feed)
    assert pipeline.rows("SELECT kind FROM v1.captures") == [("page",)]


def test_a_text_that_changes_while_the_article_is_on_its_way_is_not_missed(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(whole(web.url("site", "/"), link=False))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    [(article,)] = pipeline.rows("SELECT id FROM articles")
    pipeline.runner.run("clean", [article], os.urandom(8).hex())
    publisher.body, publisher.etag = whole(web.url("site", "/"), link=False, paragraphs=STORY[:2]), '"two"'
    poll(pipeline, feed)
    pipeline.drain()
    assert pipeline.rows("SELECT text FROM v1.articles") == [("\n".join(STORY[:2]),)]


def test_a_text_announced_later_rescues_an_article_that_failed_without(pipeline: Pipeline, web: HostileWeb) -> None:
    missing = web.url("site", "/gone")
    poll(pipeline, subscribe(pipeline, web.put("site", "/feed", Reply(rss([missing]), kind=RSS))))
    pipeline.drain()
    assert pipeline.rows("SELECT reason FROM v1.failures") == [("http_4xx",)]
    poll(pipeline, subscribe(pipeline, web.put("site", "/full", Reply(whole(missing), kind=RSS))))
    pipeline.drain()
    assert pipeline.rows("SELECT text_from FROM v1.articles") == [("feed",)]
    assert pipeline.rows("SELECT reason FROM v1.failures") == []


# ── links that only redirect ───────────────────────────────────────────────────────────────────────────────────────


def test_a_link_through_a_redirector_and_the_direct_one_are_one_article(pipeline: Pipeline, web: HostileWeb) -> None:
    [article] = links(web, "port/boats")
    through = web.put("click", "/r/42", redirect(article, 302))
    for name, link in (("/one", through), ("/two", article), ("/three", through)):
        feed = subscribe(pipeline, web.put("site", name, Reply(rss([link]), kind=RSS)))
        poll(pipeline, feed)
        pipeline.drain()
    assert pipeline.rows("SELECT url FROM v1.articles") == [(article,)]
    assert len(pipeline.rows("SELECT feed_id FROM v1.sightings")) == 3
    assert pipeline.rows("SELECT url FROM v1.failures") == []
    assert len(web.asked("click")) == 2  # robots.txt and the link, once each
    with transaction(pipeline.engine) as conn:
        story = whole_story(conn, through)
    assert story["article"]["url"] == article
    assert [row["url"] for row in story["also_known_as"]] == [through]


def test_an_article_known_before_the_redirector_s_link_is_fetched_no_third_time(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    [article] = links(web, "port/boats")
    through = web.put("click", "/r/42", redirect(article, 301))
    for name, link in (("/one", article), ("/two", through)):
        poll(pipeline, subscribe(pipeline, web.put("site", name, Reply(rss([link]), kind=RSS))))
        pipeline.drain()
    assert pipeline.rows("SELECT url, revision FROM v1.articles") == [(article, 1)]
    assert pipeline.rows("SELECT count(DISTINCT article_id) FROM v1.sightings") == [(1,)]
    assert [kind for (kind,) in pipeline.rows("SELECT kind FROM v1.changes ORDER BY seq")] == ["new"]


def test_an_article_that_could_not_be_fetched_takes_the_page_that_a_redirector_led_to(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    article = web.put("site", "/port/boats", [Reply(b"", 404), Reply(page("About boats", STORY).encode())])
    through = web.put("click", "/r/42", redirect(article, 302))
    for name, link in (("/one", article), ("/two", through)):
        poll(pipeline, subscribe(pipeline, web.put("site", name, Reply(rss([link]), kind=RSS))))
        pipeline.drain()
    assert pipeline.rows("SELECT url FROM v1.articles") == [(article,)]
    assert pipeline.rows("SELECT url FROM v1.failures") == []
    assert len(web.asked("site", "/port/boats")) == 2


def test_every_announced_address_is_found_in_a_view(pipeline: Pipeline, web: HostileWeb) -> None:
    [article] = links(web, "port/boats")
    through = web.put("click", "/r/42", redirect(article, 302))
    poll(pipeline, subscribe(pipeline, web.put("site", "/feed", Reply(rss([article, through]), kind=RSS))))
    pipeline.drain()
    assert pipeline.rows("SELECT a.url, v.url FROM v1.aliases a JOIN v1.articles v ON v.id = a.article_id") == [
        (through, article)
    ]


def test_what_was_merged_into_an_article_goes_where_that_goes(pipeline: Pipeline, web: HostileWeb) -> None:
    end = web.url("site", "/port/end")
    with transaction(pipeline.engine) as conn:
        ids = [feeds.add_article(conn, web.url("site", path))[0] for path in ("/port/x", "/port/b", "/port/end")]
        x, b, c = ids
        assert merging.settle(conn, {x: web.url("site", "/port/b")}) == {x: (b, True)}
        assert merging.settle(conn, {b: end}) == {b: (c, True)}
    assert pipeline.rows("SELECT article_id FROM v1.aliases ORDER BY url") == [(c,), (c,)]


def test_articles_that_redirect_to_each_other_are_one(pipeline: Pipeline, web: HostileWeb) -> None:
    one, two = web.url("site", "/port/1"), web.url("site", "/port/2")
    with transaction(pipeline.engine) as conn:
        first, second = (feeds.add_article(conn, url)[0] for url in (one, two))
        assert merging.settle(conn, {first: two, second: one}) == {first: (second, True)}


def test_an_article_is_merged_while_it_is_announced_and_no_sighting_is_left_behind(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    [article] = links(web, "port/boats")
    with transaction(pipeline.engine) as conn:
        moving, _ = feeds.add_article(conn, through := web.url("click", "/r/42"))
    feed = subscribe(pipeline, web.url("site", "/feed"))
    announced = (Announcement(through, through, None, "Boats", None),)
    waiting = threading.Thread(target=_announce, args=(pipeline, feed, announced))
    with transaction(pipeline.engine) as conn:
        merging.settle(conn, {moving: article})
        waiting.start()
        while not pipeline.rows(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        ):
            assert waiting.is_alive()
    waiting.join(10)
    assert pipeline.rows("SELECT a.url FROM sightings s JOIN articles a ON a.id = s.article_id") == [(article,)]


def _announce(pipeline: Pipeline, feed: int, announced: tuple[Announcement, ...]) -> None:
    with transaction(pipeline.engine) as conn:
        announcements.save(conn, feed, announced)


@pytest.mark.parametrize(("status", "target"), [(302, "/elsewhere/1"), (301, "/")])
def test_a_redirect_of_the_site_itself_for_now_or_to_its_front_page_merges_nothing(
    pipeline: Pipeline, web: HostileWeb, status: int, target: str
) -> None:
    web.put("site", target, Reply(page("Some page", STORY).encode()))
    old = web.put("site", "/port/boats", redirect(target, status))
    poll(pipeline, subscribe(pipeline, web.put("site", "/feed", Reply(rss([old]), kind=RSS))))
    pipeline.drain()
    assert pipeline.rows("SELECT url FROM v1.articles") == [(old,)]


def test_links_that_lead_to_one_place_at_the_same_time_are_one_article(pipeline: Pipeline, web: HostileWeb) -> None:
    [article] = links(web, "port/boats")
    through = [web.put("click", f"/r/{number}", redirect(article, 302)) for number in range(4)]
    poll(pipeline, subscribe(pipeline, web.put("site", "/feed", Reply(rss(through), kind=RSS))))
    pipeline.drain()
    assert pipeline.rows("SELECT url FROM v1.articles") == [(article,)]
    assert pipeline.rows("SELECT count(*) FROM v1.changes") == [(1,)]


# ── settings of a source ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_source_s_own_user_agent_is_sent_with_its_feed_and_its_pages(pipeline: Pipeline, web: HostileWeb) -> None:
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(rss(links(web, "a")), kind=RSS)))
    with transaction(pipeline.engine) as conn:
        feeds.set_settings(conn, feed, {"user_agent": "Desk/2 (+mailto:desk@example.org)"})
    poll(pipeline, feed)
    pipeline.drain()
    agents = {item.path: item.header("user-agent") for item in web.asked("site")}
    assert agents["/feed"] == agents["/a"] == "Desk/2 (+mailto:desk@example.org)"


def test_a_setting_taken_back_is_forgotten(pipeline: Pipeline, web: HostileWeb) -> None:
    feed = subscribe(pipeline, web.url("site", "/feed"))
    with transaction(pipeline.engine) as conn:
        feeds.set_settings(conn, feed, {"delay": 5.0, "interval": 300})
        left = feeds.set_settings(conn, feed, {"delay": None})
    assert left is not None
    assert feeds.as_stored(left) == {"interval": 300}


def test_credentials_of_a_feed_are_sent_and_shown_nowhere(pipeline: Pipeline, web: HostileWeb) -> None:
    feed = subscribe(pipeline, web.put("site", "/feed", Reply(rss([]), kind=RSS)), credentials="desk:s3cret")
    poll(pipeline, feed)
    assert web.asked("site", "/feed")[0].header("authorization") == "Basic ZGVzazpzM2NyZXQ="
    with transaction(pipeline.engine) as conn:
        assert "s3cret" not in str(reports.show_feed(conn, feed))


# ── what is saved ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_that_comes_again_unchanged_is_kept_once(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(whole(web.url("site", "/gone")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    publisher.body, publisher.etag = publisher.body + b"<!-- touched -->", '"two"'
    poll(pipeline, feed)
    assert pipeline.rows("SELECT count(*) FROM captures WHERE kind = 'feed'") == [(1,)]


def test_nothing_announced_is_nothing_saved(pipeline: Pipeline) -> None:
    with transaction(pipeline.engine) as conn:
        assert announcements.save(conn, 1, ()) == announcements.Announced()


# ── hubs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_its_hub_delivers_is_polled_slowly_until_the_hub_misses_something(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    publisher = Publisher(rss(links(web, "a", "b", "c")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    pipeline.execute(
        "INSERT INTO subscriptions (feed_id, hub, topic, token, secret, state, lease_until, delivered_at)"
        " VALUES (%s, 'http://hub.example.org/', 'topic', 'token', 'secret', 'active', now() + interval '1 day', now())",
        feed,
    )
    poll(pipeline, feed)
    assert 6 * 3600 <= wait_of(pipeline, feed) <= 6.6 * 3600
    publisher.body, publisher.etag = rss(links(web, "b", "c", "d")), '"two"'
    poll(pipeline, feed)
    assert wait_of(pipeline, feed) < 3600


def test_a_hub_named_in_the_headers_stands_before_one_in_the_document(pipeline: Pipeline, web: HostileWeb) -> None:
    link = '<https://hub.example.org/>; rel="hub", <https://site.example.org/feed>; rel="self"'
    feed = subscribe(pipeline, web.put("site", "/feed", Publisher(rss(links(web, "a")), headers=[("Link", link)])))
    poll(pipeline, feed)
    assert (column(pipeline, feed, "hub"), column(pipeline, feed, "topic")) == (
        "https://hub.example.org/",
        "https://site.example.org/feed",
    )


def test_what_an_older_version_could_not_read_is_read_again(pipeline: Pipeline, web: HostileWeb) -> None:
    publisher = Publisher(rss(links(web, "a")))
    feed = subscribe(pipeline, web.put("site", "/feed", publisher))
    poll(pipeline, feed)
    pipeline.execute("UPDATE feeds SET unread = '1 bad_feed: no feed in the answer', consecutive_failures = 3")
    poll(pipeline, feed)
    assert publisher.answered == [200, 200]
    assert column(pipeline, feed, "consecutive_failures") == 0


def test_a_hub_that_has_delivered_nothing_yet_is_not_relied_on(pipeline: Pipeline, web: HostileWeb) -> None:
    feed = subscribe(pipeline, web.put("site", "/feed", Publisher(rss(links(web, "a")))))
    pipeline.execute(
        "INSERT INTO subscriptions (feed_id, hub, topic, token, secret, state, lease_until)"
        " VALUES (%s, 'http://hub.example.org/', 'topic', 'token', 'secret', 'active', now() + interval '1 day')",
        feed,
    )
    poll(pipeline, feed)
    assert wait_of(pipeline, feed) < 3600
