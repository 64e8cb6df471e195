"""Whatever feeds and pages do wrong ends as a row with the right reason, or is read all the same; what stands beside it is never hurt."""

import gzip
import os
import socket
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import brotli
import psycopg
import pytest
import zstandard

from pipeline import schedule, urls
from pipeline.errors import Reason
from pipeline.store import feeds
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import (
    RSS,
    HostileWeb,
    Reply,
    Script,
    bomb,
    drip,
    hang_up,
    head,
    header_flood,
    page,
    raw,
    redirect,
    rss,
    stream,
)
from workers.embedded import Servers

MakePipeline = Callable[..., Pipeline]

STORY = (
    "The night ferry to the outer islands sailed again on Tuesday, nine weeks after its engine room was flooded in harbour.",
    "About two hundred passengers were on board, most of them islanders who had spent the winter crossing by mail boat.",
    "The company says that both pumps were replaced and that the crew has been trained to shut the valves by hand.",
    "A second ship is to join the line before summer, if the shipyard keeps to the date that it promised in January.",
)
GOOD_STORY = (
    "Beekeepers in the river valley counted more living colonies this spring than in any of the six years before it.",
    "Their association puts it down to a mild February and to the flower strips that farmers have sown along the ditches.",
    "Not everyone agrees: two of the larger apiaries lost a third of their hives to mites and will have to buy queens.",
)
RUSSIAN = (
    "Ночной паром на дальние острова снова вышел в море во вторник, через девять недель после аварии в машинном отделении.",
    "На борту было около двухсот пассажиров, в основном жители островов, всю зиму добиравшиеся домой на почтовом катере.",
    "В компании говорят, что оба насоса заменены, а команда научилась перекрывать клапаны вручную, без электричества.",
)
STORY_PAGE = page("Night ferry sails again", STORY).encode()


@pytest.fixture(scope="module")
def shared_database(servers: Servers) -> Iterator[str]:
    """One database for all of these tests: making one takes longer than most of them."""
    name = f"test_bad_input_{os.getpid()}"
    with psycopg.connect(servers.database_url.replace("/wireroom?", "/postgres?"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE wireroom')
        admin.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        yield servers.database_url.replace("/wireroom?", f"/{name}?")
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(shared_database: str) -> str:
    """The shared database, empty."""
    with psycopg.connect(shared_database) as conn:
        tables = conn.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        conn.execute("SET session_replication_role = replica")  # in any order; with so few rows faster than TRUNCATE
        conn.execute("; ".join(f"DELETE FROM {name}" for (name,) in tables))
        conn.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
    return shared_database


@pytest.fixture
def web(server: HostileWeb) -> HostileWeb:
    """The hostile web with two things that are in order: a good article and a good feed that announces it."""
    server.reset()
    good = server.put("good", "/bees", Reply(page("More bees in the valley", GOOD_STORY).encode()))
    server.put("good", "/feed.xml", Reply(rss([good]), kind=RSS))
    return server


@dataclass(frozen=True, slots=True)
class Failure:
    """A row of v1.failures."""

    stage: str
    reason: str
    message: str
    attempts: int
    failed_at: datetime
    again_at: datetime | None

    @property
    def delay(self) -> float:
        """Seconds between the failure and the next attempt."""
        assert self.again_at is not None
        return (self.again_at - self.failed_at).total_seconds()


def subscribe(pipeline: Pipeline, *addresses: str) -> None:
    with transaction(pipeline.engine) as conn:
        for address in addresses:
            feeds.add(conn, address, interval=900)


def poll_again(pipeline: Pipeline) -> None:
    with transaction(pipeline.engine) as conn:
        feeds.poll_now(conn)
    pipeline.drain()


def ingest_page(pipeline: Pipeline, web: HostileWeb, script: Script, path: str = "/page") -> str:
    """One batch of the page that `script` makes and the good article; the page's URL."""
    url = web.put("bad", path, script)
    ingest_link(pipeline, web, url)
    return urls.canonical(url)


def ingest_link(pipeline: Pipeline, web: HostileWeb, *links: str) -> None:
    """One batch of these addresses and the good article."""
    feed = web.put("press", "/feed.xml", Reply(rss([*links, web.url("good", "/bees")]), kind=RSS))
    subscribe(pipeline, feed)
    pipeline.drain()
    assert_good_article(pipeline, web)


def ingest_feed(pipeline: Pipeline, web: HostileWeb, script: Script) -> str:
    """One batch of the feed that `script` makes and the good feed; the feed's URL."""
    url = web.put("bad", "/feed.xml", script)
    subscribe(pipeline, url, web.url("good", "/feed.xml"))
    pipeline.drain()
    assert_good_article(pipeline, web)
    return url


def assert_good_article(pipeline: Pipeline, web: HostileWeb) -> None:
    assert text_of(pipeline, web.url("good", "/bees")) == "\n".join(GOOD_STORY)


def text_of(pipeline: Pipeline, url: str) -> str:
    """The text of the article at this address, which stands in v1.articles and not in v1.failures."""
    assert pipeline.rows("SELECT stage, reason, message FROM v1.failures WHERE url = %s", url) == []
    rows = pipeline.rows("SELECT text FROM v1.articles WHERE url = %s", url)
    assert len(rows) == 1
    return str(rows[0][0])


def failure_of(pipeline: Pipeline, url: str) -> Failure:
    """The one failure at this address, which is not in v1.articles; its message is one line."""
    assert pipeline.rows("SELECT url FROM v1.articles WHERE url = %s", url) == []
    rows = pipeline.rows(
        "SELECT stage, reason, message, attempts, failed_at, next_attempt_at FROM v1.failures WHERE url = %s", url
    )
    assert len(rows) == 1, rows
    failure = Failure(*rows[0])
    assert failure.reason in set(Reason)
    assert failure.message.strip()
    assert failure.message.splitlines() == [failure.message]
    assert len(failure.message) <= 500
    return failure


def assert_whole_story(text: str, paragraphs: tuple[str, ...] = STORY) -> None:
    assert [line for line in text.split("\n") if line in paragraphs] == list(paragraphs)


# ── feeds ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        pytest.param(Reply(page("Front page", STORY).encode()), Reason.BAD_FEED, id="html"),
        pytest.param(Reply(page("Front page", STORY).encode(), kind=RSS), Reason.BAD_FEED, id="html-called-rss"),
        pytest.param(Reply(b"", kind=RSS), Reason.BAD_FEED, id="empty"),
        pytest.param(Reply(b" \r\n\t ", kind=RSS), Reason.BAD_FEED, id="blank"),
        pytest.param(Reply(b"\x00" * 5_000, kind=RSS), Reason.BAD_FEED, id="nul-bytes"),
        pytest.param(Reply(b'{"items": [', kind="application/feed+json"), Reason.BAD_FEED, id="broken-json"),
        pytest.param(Reply(b'{"items": 5}', kind="application/feed+json"), Reason.BAD_FEED, id="json-no-feed"),
        pytest.param(Reply(b"[" * 200_000, kind="application/json"), Reason.BAD_FEED, id="deep-json"),
        pytest.param(Reply(b"<rss>", kind=RSS, declared=50_000_000), Reason.TOO_LARGE, id="50-MB-declared"),
        pytest.param(stream(50_000_000, RSS), Reason.TOO_LARGE, id="50-MB-streamed"),
        pytest.param(stream(None, RSS), Reason.TOO_LARGE, id="endless"),
        pytest.param(
            Reply(bomb(60, b"<rss>"), kind=RSS, headers=(("Content-Encoding", "gzip"),)), Reason.TOO_LARGE, id="bomb"
        ),
        pytest.param(
            Reply(b"\x8a\x01 nothing of the kind", kind=RSS, headers=(("Content-Encoding", "gzip"),)),
            Reason.BAD_ENCODING,
            id="no-gzip",
        ),
        pytest.param(
            Reply(rss([]), kind=RSS, headers=(("Content-Encoding", "sdch"),)), Reason.BAD_ENCODING, id="odd-encoding"
        ),
        pytest.param(Reply(rss([]), kind=RSS, declared=5_000), Reason.CONNECT, id="cut-short"),
        pytest.param(hang_up, Reason.CONNECT, id="hang-up"),
        pytest.param(redirect("/feed.xml"), Reason.TOO_MANY_REDIRECTS, id="circle"),
        pytest.param(redirect("file:///etc/hostname"), Reason.REFUSED_ADDRESS, id="to-file"),
        pytest.param(Reply(b"not here", 404), Reason.HTTP_4XX, id="404"),
        pytest.param(Reply(b"wrong", 500), Reason.HTTP_5XX, id="500"),
        pytest.param(Reply(b"busy", 503), Reason.HTTP_5XX, id="503"),
        pytest.param(Reply(b"slower", 429), Reason.RATE_LIMITED, id="429"),
    ],
)
def test_a_feed_that_is_none_is_a_failure_and_is_polled_again(
    pipeline: Pipeline, web: HostileWeb, script: Script, reason: Reason
) -> None:
    url = ingest_feed(pipeline, web, script)
    failure = failure_of(pipeline, url)
    assert (failure.stage, failure.reason, failure.attempts) == ("poll", reason, 1)
    assert schedule.after_failure(900, 1, reason) <= failure.delay <= 1.11 * schedule.after_failure(900, 1, reason)
    ((status, failures, error, polled, ok),) = pipeline.rows(
        "SELECT status, consecutive_failures, last_error, last_polled_at, last_ok_at FROM v1.feeds WHERE url = %s", url
    )
    assert (status, failures, ok) == ("active", 1, None)
    assert polled is not None
    assert error == f"{reason}: {failure.message}"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), id="headers"),
        pytest.param(
            drip(head(headers=[("Content-Type", RSS), ("Transfer-Encoding", "chunked")]), b"1\r\n<\r\n"), id="body"
        ),
    ],
)
def test_a_feed_that_drips_is_given_up_for_now(make_pipeline: MakePipeline, web: HostileWeb, script: Script) -> None:
    pipeline = make_pipeline(fetch_timeout=1)
    failure = failure_of(pipeline, ingest_feed(pipeline, web, script))
    assert (failure.stage, failure.reason) == ("poll", Reason.TIMEOUT)
    assert failure.again_at is not None


def test_a_feed_that_is_gone_is_polled_no_more(pipeline: Pipeline, web: HostileWeb) -> None:
    url = ingest_feed(pipeline, web, Reply(b"gone", 410))
    failure = failure_of(pipeline, url)
    assert (failure.stage, failure.reason, failure.again_at) == ("poll", Reason.GONE, None)
    assert pipeline.rows("SELECT status, next_poll_at FROM v1.feeds WHERE url = %s", url) == [("gone", None)]
    poll_again(pipeline)
    assert len(web.asked("bad")) == 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_feed_says_when_to_come_back(pipeline: Pipeline, web: HostileWeb, status: int, form: str) -> None:
    at = datetime.now(UTC) + timedelta(seconds=30_000)
    value = "30000" if form == "seconds" else format_datetime(at, usegmt=True)
    url = ingest_feed(pipeline, web, Reply(b"later", status, headers=(("Retry-After", value),)))
    assert failure_of(pipeline, url).delay == pytest.approx(30_000, abs=30)


def test_a_truncated_feed_gives_the_entries_before_the_break(pipeline: Pipeline, web: HostileWeb) -> None:
    links = [
        web.put("bad", f"/{n}", Reply(page(f"Night ferry sails again, part {n}", STORY).encode())) for n in range(6)
    ]
    whole = rss(links)
    url = ingest_feed(pipeline, web, Reply(whole[: whole.index(b"Entry 5")], kind=RSS))
    assert pipeline.rows("SELECT 1 FROM v1.failures") == []
    stored = {link for (link,) in pipeline.rows("SELECT url FROM v1.articles")}
    assert stored == {*links[:4], web.url("good", "/bees")}
    assert pipeline.rows("SELECT consecutive_failures FROM v1.feeds WHERE url = %s", url) == [(0,)]


def test_a_feed_in_a_truncated_gzip_gives_what_was_readable(pipeline: Pipeline, web: HostileWeb) -> None:
    link = web.put("bad", "/page", Reply(STORY_PAGE))
    packed = gzip.compress(rss([link, *(f"{link}?unreadable={n}" for n in range(3_000))]))
    reply = Reply(packed[: len(packed) // 2], kind=RSS, headers=(("Content-Encoding", "gzip"),))
    url = web.put("bad", "/feed.xml", reply)
    with transaction(pipeline.engine) as conn:
        feeds.add(conn, url, interval=900)
        feeds.add(conn, web.url("good", "/feed.xml"), interval=900)
    pipeline.runner.run("poll", [1, 2], "token")
    assert pipeline.rows("SELECT 1 FROM v1.failures") == []
    ((announced,),) = pipeline.rows("SELECT count(*) FROM v1.sightings WHERE feed_id = 1")
    assert 500 < announced < 3_000


@pytest.mark.parametrize("body", [b"plain", b"bom"])
def test_a_feed_declared_gzip_that_is_plain_xml_is_read(pipeline: Pipeline, web: HostileWeb, body: bytes) -> None:
    link = web.put("bad", "/page", Reply(STORY_PAGE))
    start = b"\xef\xbb\xbf" if body == b"bom" else b""
    ingest_feed(pipeline, web, Reply(start + rss([link]), kind=RSS, headers=(("Content-Encoding", "gzip"),)))
    assert_whole_story(text_of(pipeline, link))


@pytest.mark.parametrize("levels", [3, 9])
def test_entities_do_not_explode(pipeline: Pipeline, web: HostileWeb, levels: int) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(levels))
    document = rss([], title=f"&e{levels - 1};", top=f"<!DOCTYPE rss [{entities}]>\n")
    url = ingest_feed(pipeline, web, Reply(document, kind=RSS))
    ((title, reason),) = pipeline.rows(
        "SELECT f.title, x.reason FROM v1.feeds f LEFT JOIN v1.failures x ON x.feed_id = f.id WHERE f.url = %s", url
    )
    assert reason in {None, Reason.BAD_FEED}
    assert len(title or "") < 10_000


def test_a_feed_cannot_read_files(pipeline: Pipeline, web: HostileWeb, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the combination is 4711")
    top = f'<!DOCTYPE rss [<!ENTITY leak SYSTEM "{secret.as_uri()}"><!ENTITY % more SYSTEM "{web.url("bad", "/dtd")}">%more;]>'
    ingest_feed(pipeline, web, Reply(rss([], title="&leak;", top=top), kind=RSS))
    assert pipeline.rows("SELECT 1 FROM v1.feeds WHERE title LIKE '%%4711%%'") == []
    assert web.asked("bad", "/dtd") == []


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("file:///etc/hostname", Reason.REFUSED_ADDRESS),
        ("javascript:alert(1)", Reason.REFUSED_ADDRESS),
        ("data:text/html,<p>hello</p>", Reason.REFUSED_ADDRESS),
        ("ftp://files.example.org/a", Reason.REFUSED_ADDRESS),
        ("http://exa mple.org/", Reason.ERROR),
        ("http://example.org:99999/", Reason.ERROR),
        ("http://example.org/" + "a" * 5_000, Reason.ERROR),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_announced_address_that_is_none_is_a_failure_of_its_feed(
    pipeline: Pipeline, web: HostileWeb, link: str, reason: Reason
) -> None:
    ingest_link(pipeline, web, link)
    rows = pipeline.rows("SELECT feed_id, article_id, url, stage, reason, message, next_attempt_at FROM v1.failures")
    assert [(*row[:2], row[3], row[4], row[6]) for row in rows] == [(1, None, "poll", reason, None)]
    assert rows[0][2].replace(":///", "://") == link[:4_000].replace(":///", "://")
    assert rows[0][5].splitlines() == [rows[0][5]]
    poll_again(pipeline)
    assert len(pipeline.rows("SELECT 1 FROM v1.failures")) == 1


def test_a_link_that_does_not_parse_is_a_failure_of_its_feed(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest_link(pipeline, web, "http://[::1")
    rows = pipeline.rows("SELECT feed_id, article_id, stage, reason, next_attempt_at FROM v1.failures")
    assert rows in ([(1, None, "poll", reason, None)] for reason in (Reason.ERROR, Reason.BAD_FEED))


def test_private_addresses_are_refused(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(fetch_allow="127.0.0.1/32")
    refused = [
        "http://10.0.0.1/x",
        "http://127.0.0.2/x",
        "http://192.168.1.1:8080/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/x",
        "http://[::1]/x",
        "http://[::ffff:a00:1]/x",
        "http://[64:ff9b::a00:1]/x",
    ]
    odd = ["http://167772161/x", "http://012.0.0.1/x", "http://0xa.1/x", "http://10.1/x"]  # all mean 10.0.0.x to some
    ingest_link(pipeline, web, *refused, *odd)
    for link in [*refused, *odd]:
        failure = failure_of(pipeline, link)
        assert (failure.stage, failure.again_at) == ("fetch", None)
        assert failure.reason in (
            {Reason.REFUSED_ADDRESS} if link in refused else {Reason.REFUSED_ADDRESS, Reason.ERROR}
        )


def test_a_thousand_entries_are_announced_once_each(pipeline: Pipeline, web: HostileWeb) -> None:
    links = [web.url("many", f"/{number}") for number in range(1_000)]
    url = web.put("bad", "/feed.xml", Reply(rss([*links, *links]), kind=RSS))
    subscribe(pipeline, url, web.url("good", "/feed.xml"))
    pipeline.runner.run("poll", [1, 2], "token")
    assert pipeline.rows("SELECT feed_id, count(*) FROM v1.sightings GROUP BY 1 ORDER BY 1") == [(1, 1_000), (2, 1)]
    assert pipeline.rows("SELECT count(*) FROM cursors WHERE kind = 'article' AND stage = 'fetch'") == [(1_001,)]


def test_a_feed_without_entries_is_in_order(pipeline: Pipeline, web: HostileWeb) -> None:
    url = ingest_feed(pipeline, web, Reply(rss([], title="Nothing yet"), kind=RSS))
    assert pipeline.rows("SELECT 1 FROM v1.failures") == []
    ((title, failures, ok),) = pipeline.rows(
        "SELECT title, consecutive_failures, last_ok_at IS NOT NULL FROM v1.feeds WHERE url = %s", url
    )
    assert (title, failures, ok) == ("Nothing yet", 0, True)


def test_a_feed_that_recovers_is_no_failure_any_more(pipeline: Pipeline, web: HostileWeb) -> None:
    link = web.put("bad", "/page", Reply(STORY_PAGE))
    url = web.put("bad", "/feed.xml", [Reply(b"wrong", 500), Reply(b"", 200), Reply(rss([link]), kind=RSS)])
    subscribe(pipeline, url)
    pipeline.drain()
    assert failure_of(pipeline, url).reason == Reason.HTTP_5XX
    poll_again(pipeline)
    assert failure_of(pipeline, url).attempts == 2
    poll_again(pipeline)
    assert pipeline.rows("SELECT 1 FROM v1.failures") == []
    assert pipeline.rows("SELECT consecutive_failures, last_error FROM v1.feeds") == [(0, None)]
    assert_whole_story(text_of(pipeline, link))


# ── validators ─────────────────────────────────────────────────────────────────────────────────────────────────────────

MODIFIED = "Tue, 03 Mar 2026 07:08:09 GMT"


def test_validators_are_sent_back_as_they_came(pipeline: Pipeline, web: HostileWeb) -> None:
    first = Reply(
        rss([web.url("good", "/bees")]), kind=RSS, headers=(("ETag", 'W/"a,b; c"'), ("Last-Modified", MODIFIED))
    )
    url = web.put("bad", "/feed.xml", [first, Reply(status=304, kind=None)])
    subscribe(pipeline, url)
    pipeline.drain()
    before = pipeline.rows("SELECT to_jsonb(s) FROM v1.sightings s")
    poll_again(pipeline)
    poll_again(pipeline)
    asked = web.asked("bad")
    assert [item.header("if-none-match") for item in asked] == [None, 'W/"a,b; c"', 'W/"a,b; c"']
    assert [item.header("if-modified-since") for item in asked] == [None, MODIFIED, MODIFIED]
    assert pipeline.rows("SELECT to_jsonb(s) FROM v1.sightings s") == before
    assert pipeline.rows("SELECT consecutive_failures, last_error FROM v1.feeds") == [(0, None)]
    assert_good_article(pipeline, web)


def test_a_304_may_bring_a_new_validator(pipeline: Pipeline, web: HostileWeb) -> None:
    first = Reply(rss([]), kind=RSS, headers=(("ETag", '"one"'), ("Last-Modified", MODIFIED)))
    url = web.put("bad", "/feed.xml", [first, Reply(status=304, headers=(("ETag", '"two"'),))])
    subscribe(pipeline, url)
    pipeline.drain()
    poll_again(pipeline)
    poll_again(pipeline)
    assert [item.header("if-none-match") for item in web.asked("bad")] == [None, '"one"', '"two"']
    assert [item.header("if-modified-since") for item in web.asked("bad")] == [None, MODIFIED, MODIFIED]


def test_a_changed_etag_brings_the_new_entries(pipeline: Pipeline, web: HostileWeb) -> None:
    first, second = (web.put("bad", f"/{n}", Reply(page(f"Part {n}", STORY).encode())) for n in (1, 2))
    answers = [
        Reply(rss([first]), kind=RSS, headers=(("ETag", '"one"'),)),
        Reply(rss([first, second]), kind=RSS, headers=(("ETag", '"two"'),)),
        Reply(status=304),
    ]
    subscribe(pipeline, web.put("bad", "/feed.xml", list(answers)))
    for _ in range(3):
        poll_again(pipeline)
    assert [item.header("if-none-match") for item in web.asked("bad", "/feed.xml")] == [None, '"one"', '"two"']
    assert pipeline.rows("SELECT url FROM v1.articles ORDER BY url") == [(first,), (second,)]


def test_the_same_body_under_200_changes_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    body = rss([web.url("good", "/bees"), "javascript:void(0)"])
    url = web.put("bad", "/feed.xml", [Reply(body, kind=RSS, headers=(("ETag", f'"{n}"'),)) for n in range(3)])
    subscribe(pipeline, url)
    pipeline.drain()
    # With what it announced forgotten, only reading the body again could bring it back.
    pipeline.execute("DELETE FROM setbacks")
    pipeline.execute("UPDATE sightings SET title = 'as it was'")
    poll_again(pipeline)
    assert pipeline.rows("SELECT 1 FROM v1.failures") == []
    assert pipeline.rows("SELECT title FROM v1.sightings") == [("as it was",)]
    poll_again(pipeline)
    assert [item.header("if-none-match") for item in web.asked("bad")] == [None, '"0"', '"1"']


@pytest.mark.parametrize("value", ['"caf\u00e9"', '"' + "a" * 2_000 + '"', '"tab\there"'])
def test_a_validator_that_could_not_be_sent_back_is_not_kept(pipeline: Pipeline, web: HostileWeb, value: str) -> None:
    url = ingest_feed(pipeline, web, Reply(rss([]), kind=RSS, headers=(("ETag", value),)))
    poll_again(pipeline)
    assert [item.header("if-none-match") for item in web.asked("bad")] == [None, None]
    assert pipeline.rows("SELECT 1 FROM v1.failures WHERE url = %s", url) == []


def test_validators_and_entries_are_saved_together_or_not_at_all(pipeline: Pipeline, web: HostileWeb) -> None:
    link = web.put("bad", "/poison", Reply(STORY_PAGE))
    url = web.put(
        "bad", "/feed.xml", Reply(rss([link]), kind=RSS, headers=(("ETag", '"one"'), ("Last-Modified", MODIFIED)))
    )
    subscribe(pipeline, url, web.url("good", "/feed.xml"))
    pipeline.execute("ALTER TABLE articles ADD CONSTRAINT refused CHECK (url NOT LIKE '%%/poison')")
    pipeline.drain()
    assert_good_article(pipeline, web)
    assert failure_of(pipeline, url).reason == Reason.ERROR
    assert pipeline.rows("SELECT etag, last_modified, body_sha256 FROM feeds WHERE url = %s", url) == [
        (None, None, None)
    ]
    pipeline.execute("ALTER TABLE articles DROP CONSTRAINT refused")
    poll_again(pipeline)
    assert [item.header("if-none-match") for item in web.asked("bad", "/feed.xml")] == [None, None]
    assert_whole_story(text_of(pipeline, link))
    poll_again(pipeline)
    assert web.asked("bad", "/feed.xml")[-1].header("if-none-match") == '"one"'


# ── pages that cannot be had ───────────────────────────────────────────────────────────────────────────────────────────

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def encoded(body: bytes, *codings: str, kind: str = "text/html; charset=utf-8") -> Reply:
    """A body as it is, declared to be in these content-encodings."""
    return Reply(body, kind=kind, headers=(("Content-Encoding", ", ".join(codings)),))


@pytest.mark.parametrize(
    ("script", "stage", "reason"),
    [
        pytest.param(Reply(PDF, kind="application/pdf"), "fetch", Reason.NOT_HTML, id="pdf"),
        pytest.param(Reply(PDF), "clean", Reason.NOT_HTML, id="pdf-called-html"),
        pytest.param(Reply(PNG, kind="image/png"), "fetch", Reason.NOT_HTML, id="image"),
        pytest.param(Reply(PNG), "clean", Reason.NOT_HTML, id="image-called-html"),
        pytest.param(stream(None, "video/mp4"), "fetch", Reason.NOT_HTML, id="endless-video"),
        pytest.param(Reply(b""), "clean", Reason.NO_TEXT, id="0-bytes"),
        pytest.param(Reply(status=204), "clean", Reason.NO_TEXT, id="204"),
        pytest.param(Reply(b"\x00" * 20_000), "clean", Reason.NO_TEXT, id="only-nul-bytes"),
        pytest.param(Reply(page("Little", ["Four words of text."]).encode()), "clean", Reason.NO_TEXT, id="few-words"),
        pytest.param(Reply(b"<html>", declared=30_000_000), "fetch", Reason.TOO_LARGE, id="30-MB-declared"),
        pytest.param(stream(30_000_000), "fetch", Reason.TOO_LARGE, id="30-MB-streamed"),
        pytest.param(encoded(bomb(30, STORY_PAGE), "gzip"), "clean", Reason.TOO_LARGE, id="gzip-bomb"),
        pytest.param(
            encoded(gzip.compress(bomb(30, STORY_PAGE)), "gzip", "gzip"), "clean", Reason.TOO_LARGE, id="bomb-in-gzip"
        ),
        pytest.param(encoded(brotli.compress(b"<p>" * 10_000_000), "br"), "clean", Reason.TOO_LARGE, id="brotli-bomb"),
        pytest.param(
            encoded(zstandard.compress(b"<p>" * 10_000_000), "zstd"), "clean", Reason.TOO_LARGE, id="zstd-bomb"
        ),
        pytest.param(encoded(STORY_PAGE, "sdch"), "clean", Reason.BAD_ENCODING, id="unknown-encoding"),
        pytest.param(encoded(STORY_PAGE, *["gzip"] * 9), "clean", Reason.BAD_ENCODING, id="nine-encodings"),
        pytest.param(encoded(b"\x01\x02 nothing", "gzip"), "clean", Reason.BAD_ENCODING, id="no-gzip"),
        pytest.param(encoded(b"\x01\x02 nothing", "br"), "clean", Reason.BAD_ENCODING, id="no-brotli"),
        pytest.param(encoded(b"\x01\x02 nothing", "zstd"), "clean", Reason.BAD_ENCODING, id="no-zstd"),
        pytest.param(encoded(b"\x07\x02 nothing", "deflate"), "clean", Reason.BAD_ENCODING, id="no-deflate"),
        pytest.param(
            Reply(page("Many", ["word"] * 200_000).encode()), "clean", Reason.TOO_LARGE, id="200000-paragraphs"
        ),
        pytest.param(redirect("/page"), "fetch", Reason.TOO_MANY_REDIRECTS, id="redirect-to-itself"),
        pytest.param(redirect("file:///etc/hostname"), "fetch", Reason.REFUSED_ADDRESS, id="redirect-to-file"),
        pytest.param(redirect("javascript:alert(1)"), "fetch", Reason.REFUSED_ADDRESS, id="redirect-to-script"),
        pytest.param(redirect("http://10.0.0.1/"), "fetch", Reason.REFUSED_ADDRESS, id="redirect-to-private"),
        pytest.param(redirect("http://[::1"), "fetch", Reason.ERROR, id="redirect-to-nonsense"),
        pytest.param(Reply(status=304), "fetch", Reason.HTTP_4XX, id="304-unasked"),
        pytest.param(Reply(status=302), "fetch", Reason.HTTP_4XX, id="redirect-to-nowhere"),
        pytest.param(Reply(b"no", 401), "fetch", Reason.LOGIN, id="401"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1_000_000), "fetch", Reason.TOO_LARGE, id="1-MB-header"
        ),
        pytest.param(
            raw(head(302, [("Location", "/" + "a" * 1_000_000)])), "fetch", Reason.TOO_LARGE, id="1-MB-location"
        ),
        pytest.param(header_flood, "fetch", Reason.TOO_LARGE, id="header-flood"),
        pytest.param(Reply(b"no", 403), "fetch", Reason.HTTP_4XX, id="403"),
        pytest.param(Reply(STORY_PAGE, 404), "fetch", Reason.HTTP_4XX, id="404"),
        pytest.param(Reply(b"no", 404, kind="image/png"), "fetch", Reason.HTTP_4XX, id="404-image"),
        pytest.param(Reply(b"no", 410), "fetch", Reason.GONE, id="410"),
        pytest.param(Reply(b"no", 451), "fetch", Reason.HTTP_4XX, id="451"),
        pytest.param(
            Reply(page("Page not found", ["Try the front page instead, or search for it."]).encode()),
            "clean",
            Reason.SOFT_404,
            id="soft-404",
        ),
    ],
)
def test_a_page_that_is_no_article_ends_as_a_failure(
    pipeline: Pipeline, web: HostileWeb, script: Script, stage: str, reason: Reason
) -> None:
    failure = failure_of(pipeline, ingest_page(pipeline, web, script))
    assert (failure.stage, failure.reason, failure.again_at) == (stage, reason, None)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        pytest.param(Reply(STORY_PAGE, declared=len(STORY_PAGE) + 10_000), Reason.CONNECT, id="cut-short"),
        pytest.param(
            raw(head(headers=[("Transfer-Encoding", "chunked")]) + b"5\r\n<html"), Reason.CONNECT, id="half-a-chunk"
        ),
        pytest.param(raw(head(headers=[("Transfer-Encoding", "chunked")]) + b"zz\r\n"), Reason.CONNECT, id="no-chunk"),
        pytest.param(hang_up, Reason.CONNECT, id="hang-up"),
        pytest.param(raw(b""), Reason.CONNECT, id="no-answer"),
        pytest.param(raw(b"220 mail.example.org ESMTP\r\n"), Reason.CONNECT, id="not-http"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n"), Reason.CONNECT, id="two-lengths"
        ),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nX-Nul: a\x00b\r\n\r\n"), Reason.CONNECT, id="nul-in-header"),
        pytest.param(Reply(b"slower", 429), Reason.RATE_LIMITED, id="429"),
        pytest.param(Reply(b"wrong", 500), Reason.HTTP_5XX, id="500"),
        pytest.param(Reply(b"wrong", 502), Reason.HTTP_5XX, id="502"),
        pytest.param(Reply(b"busy", 503), Reason.HTTP_5XX, id="503"),
        pytest.param(Reply(b"odd", 999), Reason.HTTP_5XX, id="999"),
    ],
)
def test_a_page_that_may_come_back_is_put_off(
    pipeline: Pipeline, web: HostileWeb, script: Script, reason: Reason
) -> None:
    failure = failure_of(pipeline, ingest_page(pipeline, web, script))
    assert (failure.stage, failure.reason, failure.attempts) == ("fetch", reason, 1)
    assert 60 <= failure.delay <= 67


def test_pages_that_drip_are_given_up_for_now(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    scripts = {
        "/headers": drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        "/more-headers": drip(b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"),
        "/body": drip(head(headers=[("Content-Type", "text/html"), ("Content-Length", "9999")])),
        "/chunks": drip(head(headers=[("Transfer-Encoding", "chunked")]), b"1\r\n<\r\n"),
        "/silence": drip(b"", b""),
    }
    links = [web.put("bad", path, script) for path, script in scripts.items()]
    pipeline = make_pipeline(fetch_timeout=1)
    ingest_link(pipeline, web, *links)
    for link in links:
        failure = failure_of(pipeline, link)
        assert (failure.stage, failure.reason, failure.attempts) == ("fetch", Reason.TIMEOUT, 1)
        assert 60 <= failure.delay <= 67


@pytest.mark.parametrize("status", [429, 503])
def test_a_page_says_when_to_come_back(pipeline: Pipeline, web: HostileWeb, status: int) -> None:
    url = ingest_page(pipeline, web, Reply(b"later", status, headers=(("Retry-After", "7200"),)))
    assert failure_of(pipeline, url).delay == pytest.approx(7_200, abs=5)


def test_what_fails_every_time_is_not_tried_for_ever(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(retry_base=0, max_attempts=3)
    failure = failure_of(pipeline, ingest_page(pipeline, web, Reply(b"wrong", 500)))
    assert (failure.reason, failure.attempts, failure.again_at) == (Reason.HTTP_5XX, 3, None)
    assert len(web.asked("bad", "/page")) == 3


def test_what_comes_back_is_stored(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(retry_base=0)
    web.put("bad", "/page", [Reply(b"wrong", 500), Reply(STORY_PAGE, declared=99_999), Reply(STORY_PAGE)])
    ingest_link(pipeline, web, web.url("bad", "/page"))
    assert_whole_story(text_of(pipeline, web.url("bad", "/page")))


def test_ten_redirects_are_followed_and_eleven_are_not(pipeline: Pipeline, web: HostileWeb) -> None:
    for host, hops in (("ten", 10), ("eleven", 11)):
        for hop in range(hops):
            web.put(host, f"/{hop}", redirect(f"/{hop + 1}", (301, 302, 303, 307, 308)[hop % 5]))
        web.put(host, f"/{hops}", Reply(STORY_PAGE))
    ingest_link(pipeline, web, web.url("ten", "/0"), web.url("eleven", "/0"))
    assert_whole_story(text_of(pipeline, web.url("ten", "/0")))
    failure = failure_of(pipeline, web.url("eleven", "/0"))
    assert (failure.reason, failure.again_at) == (Reason.TOO_MANY_REDIRECTS, None)
    assert pipeline.rows("SELECT url, final_url FROM v1.captures WHERE final_url LIKE '%%ten%%'") == [
        (web.url("ten", "/0"), web.url("ten", "/10"))
    ]


def test_a_redirect_to_a_private_address_is_not_followed(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(fetch_allow="127.0.0.1/32")
    failure = failure_of(pipeline, ingest_page(pipeline, web, redirect(f"http://127.0.0.2:{web.port}/")))
    assert (failure.stage, failure.reason, failure.again_at) == ("fetch", Reason.REFUSED_ADDRESS, None)
    assert "127.0.0.2" in failure.message


def test_a_name_that_does_not_exist(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest_link(pipeline, web, "http://no-such-paper.invalid/1", "http://no-such-paper.invalid/2")
    for link in ("http://no-such-paper.invalid/1", "http://no-such-paper.invalid/2"):
        failure = failure_of(pipeline, link)
        assert (failure.stage, failure.reason, failure.attempts) == ("fetch", Reason.DNS, 1)
        assert failure.again_at is not None


def test_a_port_that_refuses(pipeline: Pipeline, web: HostileWeb) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    ingest_link(pipeline, web, f"http://shut.localhost:{port}/page")
    failure = failure_of(pipeline, f"http://shut.localhost:{port}/page")
    assert (failure.stage, failure.reason, failure.attempts) == ("fetch", Reason.CONNECT, 1)
    assert failure.again_at is not None


# ── robots.txt ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_txt_that_fails_means_not_now(pipeline: Pipeline, web: HostileWeb, status: int) -> None:
    web.put("bad", "/robots.txt", Reply(b"wrong", status))
    url = ingest_page(pipeline, web, Reply(STORY_PAGE))
    failure = failure_of(pipeline, url)
    assert (failure.stage, failure.reason, failure.attempts) == ("fetch", Reason.ROBOTS, 1)
    # Asked again before it has expired, the stored answer would be the same, and an attempt lost for nothing.
    assert pipeline.rows(
        "SELECT f.next_attempt_at >= r.expires_at FROM v1.failures f, robots r WHERE r.origin LIKE 'http://bad.%%'"
    ) == [(True,)]
    assert web.asked("bad", "/page") == []
    web.put("bad", "/robots.txt", Reply(b"", 404))
    pipeline.execute("UPDATE robots SET expires_at = now()")
    pipeline.execute("UPDATE cursors SET due_at = now(), wake_at = now() WHERE state = 'due' AND kind = 'article'")
    pipeline.drain()
    assert_whole_story(text_of(pipeline, url))


@pytest.mark.parametrize(
    "robots",
    [
        pytest.param(Reply(b"User-agent: *\nDisallow: /", kind="text/plain"), id="all"),
        pytest.param(Reply(b"\xef\xbb\xbfuser-agent:wireroom\r\ndisallow:/page\r\n", kind="text/plain"), id="us"),
        pytest.param(
            Reply(b"User-agent: *\nDisallow: /\n" + b"# more\n" * 500_000, kind="text/plain"), id="3-MB-declared"
        ),
        pytest.param(stream(None, "text/plain", b"User-agent: *\nDisallow: /\n", b"# and more of it\n"), id="endless"),
        pytest.param(encoded(bomb(30, b"User-agent: *\nDisallow: /\n"), "gzip", kind="text/plain"), id="bomb"),
        pytest.param(
            Reply(b"User-agent: *\nDisallow: /" + b"*a" * 40 + b"*$\nDisallow: /p", kind="text/plain"), id="stars"
        ),
        pytest.param(redirect("http://elsewhere.localhost:PORT/robots.txt"), id="redirected"),
    ],
)
def test_a_robots_txt_that_says_no_is_obeyed(pipeline: Pipeline, web: HostileWeb, robots: Script) -> None:
    if isinstance(robots, Reply) and robots.status == 302:
        robots = redirect(web.put("elsewhere", "/robots.txt", Reply(b"User-agent: *\nDisallow: /", kind="text/plain")))
    web.put("bad", "/robots.txt", robots)
    failure = failure_of(pipeline, ingest_page(pipeline, web, Reply(STORY_PAGE)))
    assert (failure.stage, failure.reason, failure.again_at) == ("fetch", Reason.ROBOTS, None)
    assert web.asked("bad", "/page") == []
    assert pipeline.rows("SELECT count(*) FROM robots WHERE length(body) > 512000") == [(0,)]


@pytest.mark.parametrize(
    "robots",
    [
        pytest.param(Reply(b"", kind="text/plain"), id="empty"),
        pytest.param(Reply(b"go away", 403), id="403"),
        pytest.param(Reply(bytes(range(256)) * 400, kind="application/octet-stream"), id="binary"),
        pytest.param(Reply(STORY_PAGE), id="html"),
        pytest.param(
            Reply(b"User-agent: Other\nDisallow: /\nCrawl-delay: x\nDisallow\n:::\n", kind="text/plain"), id="others"
        ),
        pytest.param(redirect("/robots.txt"), id="circle"),
        pytest.param(redirect("file:///etc/hostname"), id="redirect-to-file"),
        pytest.param(encoded(b"\x01\x02", "gzip", kind="text/plain"), id="no-gzip"),
    ],
)
def test_a_robots_txt_that_says_nothing_stops_nobody(pipeline: Pipeline, web: HostileWeb, robots: Script) -> None:
    web.put("bad", "/robots.txt", robots)
    assert_whole_story(text_of(pipeline, ingest_page(pipeline, web, Reply(STORY_PAGE))))


def test_a_robots_txt_is_asked_for_once(pipeline: Pipeline, web: HostileWeb) -> None:
    links = [web.put("bad", f"/{n}", Reply(page(f"Part {n}", STORY).encode())) for n in range(5)]
    ingest_link(pipeline, web, *links)
    assert len(web.asked("bad", "/robots.txt")) == 1
    assert len(web.asked("bad")) == 6


# ── pages that are odd and readable ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(encoded(gzip.compress(STORY_PAGE), "gzip"), id="gzip"),
        pytest.param(
            encoded(gzip.compress(STORY_PAGE[:300]) + gzip.compress(STORY_PAGE[300:]), "gzip"), id="gzip-twice"
        ),
        pytest.param(encoded(gzip.compress(STORY_PAGE) + b"\x00" * 64, "x-gzip"), id="gzip-and-rubbish"),
        pytest.param(encoded(zlib.compress(STORY_PAGE), "deflate"), id="deflate"),
        pytest.param(encoded(zlib.compress(STORY_PAGE, wbits=-15), "deflate"), id="raw-deflate"),
        pytest.param(encoded(brotli.compress(STORY_PAGE), "br"), id="brotli"),
        pytest.param(encoded(zstandard.compress(STORY_PAGE), "zstd"), id="zstd"),
        pytest.param(encoded(brotli.compress(gzip.compress(STORY_PAGE)), "gzip", "br"), id="brotli-of-gzip"),
        pytest.param(encoded(gzip.compress(gzip.compress(STORY_PAGE)), "GZIP", "identity", "gzip"), id="gzip-of-gzip"),
        pytest.param(encoded(STORY_PAGE, "gzip"), id="not-gzip-at-all"),
        pytest.param(encoded(b"\xef\xbb\xbf\r\n" + STORY_PAGE, "gzip"), id="not-gzip-with-bom"),
        pytest.param(
            encoded(gzip.compress(STORY_PAGE + b"<!-- " + bytes(range(256)) * 9)[:-40], "gzip"), id="cut-gzip"
        ),
        pytest.param(Reply(STORY_PAGE, kind=None), id="no-content-type"),
        pytest.param(Reply(STORY_PAGE, kind="application/octet-stream"), id="octet-stream"),
        pytest.param(Reply(STORY_PAGE, kind="TEXT/HTML;charset"), id="shouted-type"),
        pytest.param(raw(b"HTTP/1.0 200 OK\r\n\r\n" + STORY_PAGE), id="http-1.0"),
        pytest.param(raw(b"HTTP/1.1 200\nContent-Type: text/html\n\n" + STORY_PAGE), id="bare-newlines"),
        pytest.param(Reply(STORY_PAGE.replace(b"again", b"\x00again\x0b")), id="nul-bytes"),
        pytest.param(Reply(b"\x00\x00" + STORY_PAGE), id="nul-first"),
        pytest.param(Reply(b"<div>" * 200 + STORY_PAGE), id="200-deep"),
    ],
)
def test_an_odd_page_is_read(pipeline: Pipeline, web: HostileWeb, reply: Script) -> None:
    assert_whole_story(text_of(pipeline, ingest_page(pipeline, web, reply)))


@pytest.mark.parametrize(
    ("kind", "meta", "charset"),
    [
        pytest.param("text/html; charset=utf-8", "", "windows-1251", id="header-wrong"),
        pytest.param("text/html", '<meta charset="utf-8">', "windows-1251", id="meta-wrong"),
        pytest.param("text/html; charset=windows-1251", '<meta charset="windows-1251">', "utf-8", id="the-reverse"),
        pytest.param("text/html", "", "utf-8", id="undeclared-utf-8"),
        pytest.param("text/html", "", "windows-1251", id="undeclared-1251"),
        pytest.param("text/html", '<meta charset="windows-1251">', "windows-1251", id="meta-right"),
        pytest.param("text/html; charset=koi8-r", "", "koi8-r", id="koi8-r"),
        pytest.param("text/html; charset=no-such-charset", "", "utf-8", id="unknown-charset"),
        pytest.param("text/html; charset=base64", "", "windows-1251", id="no-charset-at-all"),
        pytest.param("text/html", "", "utf-16", id="utf-16"),
    ],
)
def test_a_charset_is_what_the_bytes_say(
    pipeline: Pipeline, web: HostileWeb, kind: str, meta: str, charset: str
) -> None:
    body = page("Паром снова ходит на острова", RUSSIAN, language="ru", meta=meta).encode(charset)
    url = ingest_page(pipeline, web, Reply(body, kind=kind))
    assert_whole_story(text_of(pipeline, url), RUSSIAN)
    assert pipeline.rows("SELECT title, language FROM v1.articles WHERE url = %s", url) == [
        ("Паром снова ходит на острова", "ru")
    ]


def test_an_impossible_character_reference_costs_no_text(pipeline: Pipeline, web: HostileWeb) -> None:
    codes = [
        "#1;",
        "#0;",
        "#x0;",
        "#xFFFE;",
        "#65535;",
        "#55296;",
        "#xDFFF;",
        "#x1F;",
        "#x110000;",
        "#99999999999;",
        "#x",
    ]
    links = []
    for number, code in enumerate(codes):
        paragraphs = [f"{STORY[0]} &{code}", f"&{code} {STORY[1]}", *STORY[2:]]
        links.append(web.put("bad", f"/{number}", Reply(page(f"Night ferry {number}", paragraphs).encode())))
    ingest_link(pipeline, web, *links)
    for code, link in zip(codes, links, strict=True):
        text = text_of(pipeline, link)
        assert [sentence for sentence in STORY if sentence not in text] == [], code


def test_ten_thousand_elements_deep(pipeline: Pipeline, web: HostileWeb) -> None:
    url = ingest_page(pipeline, web, Reply(b"<div>" * 10_000 + STORY_PAGE + b"</div>" * 10_000))
    stored = pipeline.rows("SELECT text FROM v1.articles WHERE url = %s", url)
    if stored:
        assert_whole_story(stored[0][0])
    else:
        assert failure_of(pipeline, url).reason in {Reason.NO_TEXT, Reason.NOT_HTML, Reason.TOO_LARGE}


@pytest.mark.parametrize(
    ("title", "meta"),
    [
        pytest.param("Ferry " * 170_000, "", id="title"),
        pytest.param("Ferry", f'<meta name="author" content="{"Ada Marsh " * 100_000}">', id="author"),
        pytest.param("Ferry", f'<meta name="author" content="{"A" * 1_000_000}">', id="author-one-word"),
        pytest.param("Ferry", f'<meta name="author" content="{", " * 500_000}">', id="author-separators"),
        pytest.param("Ferry", f'<meta name="keywords" content="{"sea," * 250_000}">', id="keywords"),
        pytest.param(
            "Ferry",
            f'<html lang="{"x" * 250_000}"><meta property="og:site_name" content="{"x" * 250_000}">'
            f'<link rel="canonical" href="/{"x" * 250_000}">'
            f'<meta property="article:published_time" content="{"9" * 250_000}">',
            id="the-rest",
        ),
        pytest.param("Ferry", f'<script type="application/ld+json">{"[" * 1_000_000}</script>', id="json-ld"),
    ],
)
def test_a_megabyte_of_metadata_is_bounded(pipeline: Pipeline, web: HostileWeb, title: str, meta: str) -> None:
    url = ingest_page(pipeline, web, Reply(page(title, STORY, meta=meta).encode()))
    assert_whole_story(text_of(pipeline, url))
    ((bytes_,),) = pipeline.rows("SELECT length((to_jsonb(a) - 'text')::text) FROM v1.articles a WHERE url = %s", url)
    assert bytes_ < 10_000


def test_a_page_runs_no_code_and_asks_for_nothing(pipeline: Pipeline, web: HostileWeb, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the combination is 4711")
    top = f'<!DOCTYPE html [<!ENTITY leak SYSTEM "{secret.as_uri()}"><!ENTITY more SYSTEM "{web.url("bad", "/dtd")}">]>'
    extra = (
        f'<p>&leak;&more;</p><img src="{web.url("bad", "/image")}"><iframe src="{web.url("bad", "/frame")}"></iframe>'
        f'<script src="{web.url("bad", "/script")}"></script><link rel="stylesheet" href="{web.url("bad", "/style")}">'
    )
    url = ingest_page(pipeline, web, Reply((top + page("Night ferry", STORY, extra=extra)).encode()))
    text = text_of(pipeline, url)
    assert_whole_story(text)
    assert "4711" not in text
    assert {item.path for item in web.asked("bad")} == {"/robots.txt", "/page"}


def test_one_batch_of_everything_at_once(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    scripts: dict[str, tuple[Script, Reason | None]] = {
        "/pdf": (Reply(PDF, kind="application/pdf"), Reason.NOT_HTML),
        "/404": (Reply(b"no", 404), Reason.HTTP_4XX),
        "/500": (Reply(b"wrong", 500), Reason.HTTP_5XX),
        "/hang-up": (hang_up, Reason.CONNECT),
        "/drip": (drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), Reason.TIMEOUT),
        "/large": (stream(30_000_000), Reason.TOO_LARGE),
        "/bomb": (encoded(bomb(30, STORY_PAGE), "gzip"), Reason.TOO_LARGE),
        "/flood": (header_flood, Reason.TOO_LARGE),
        "/circle": (redirect("/circle"), Reason.TOO_MANY_REDIRECTS),
        "/empty": (Reply(b""), Reason.NO_TEXT),
        "/story": (Reply(STORY_PAGE), None),
    }
    links = {web.put("bad", path, script): reason for path, (script, reason) in scripts.items()}
    pipeline = make_pipeline(fetch_timeout=2)
    ingest_link(pipeline, web, *links, "javascript:void(0)")
    failed = dict(pipeline.rows("SELECT url, reason FROM v1.failures"))
    assert failed == {link: reason for link, reason in links.items() if reason} | {
        "javascript:void(0)": Reason.REFUSED_ADDRESS
    }
    stored = {url for (url,) in pipeline.rows("SELECT url FROM v1.articles")}
    assert stored == {web.url("bad", "/story"), web.url("good", "/bees")}


def test_what_cannot_be_stored_of_the_evidence_costs_nothing_else(pipeline: Pipeline, web: HostileWeb) -> None:
    said = '{"@type": "NewsArticle", "headline": "A\\u0000B\\ud800", "author": "\\ud800", "datePublished": "\\u0000"}'
    script = f'<script type="application/ld+json">{said}</script>'
    url = web.put("bad", "/page", Reply(page("Ferry late", STORY, meta=script).encode()))
    ingest_link(pipeline, web, url)
    assert_whole_story(text_of(pipeline, url))
    ((evidence,),) = pipeline.rows(
        "SELECT evidence FROM v1.revisions r JOIN articles a ON a.id = article_id WHERE a.url = %s", url
    )
    assert {"titles", "dates"} <= evidence.keys()
