"""WebSub against a real hub on loopback: subscriptions, verifications, deliveries, and callers who mean harm."""

import asyncio
import gzip
import io
import logging
import multiprocessing
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import psycopg
import pytest
import structlog

from config import logging as our_logging
from config.settings import Settings
from pipeline.store import feeds, subscriptions
from pipeline.store.engine import transaction
from pipeline.web import websub
from pipeline.web.client import Client
from pipeline.web.listener import Bounds, Listener
from tests.conftest import Pipeline
from tests.hostile import RSS, rss
from tests.hub import Form, Hub, speak, until
from workers.background import Database
from workers.bootstrap import web_knobs
from workers.embedded import Servers
from workers.reader import Document, Reader
from workers.websub import Asking, Desk, Push

MakePipeline = Callable[..., Pipeline]
TOPIC = "http://press.localhost/feed?format=rss&lang=en"
LINKS = [f"http://press.localhost/story-{number}" for number in range(3)]
FEED = rss(LINKS)
LEASE = 864_000


@pytest.fixture(scope="module")
def shared_database(servers: Servers) -> Iterator[str]:
    """One database for all of these tests: making one takes longer than most of them."""
    name = f"test_websub_{os.getpid()}"
    with psycopg.connect(servers.database_url.replace("/wireroom?", "/postgres?"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE wireroom')
        admin.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        yield servers.database_url.replace("/wireroom?", f"/{name}?")
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(shared_database: str) -> str:
    """The shared database, without what the last test left."""
    with psycopg.connect(shared_database) as conn:
        for table in (
            "subscriptions",
            "sightings",
            "captures",
            "articles",
            "feeds",
            "setbacks",
            "cursors",
            "attempts",
            "hosts",
        ):
            conn.execute(f"DELETE FROM {table}")
    return shared_database


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One reading process for all tests."""
    reader = Reader(500_000_000)
    yield reader
    reader.close()


@dataclass
class Subscriber:
    """The parts of a worker that listens, each called by the test."""

    pipeline: Pipeline
    asking: Asking
    listener: Listener
    port: int

    def add(self, hub: str, topic: str = TOPIC, url: str = "http://press.localhost/feed") -> int:
        """A feed that announces a hub, polled a day ago."""
        with transaction(self.pipeline.engine) as conn:
            feed_id, _ = feeds.add(conn, url, interval=900)
        self.pipeline.execute(
            "UPDATE feeds SET hub = %s, topic = %s, etag = '\"kept\"', last_polled_at = now() - interval '1 day' WHERE id = %s",
            hub, topic, feed_id,
        )  # fmt: skip
        self.pipeline.execute(
            "UPDATE cursors SET due_at = now() + interval '6 hours', wake_at = now() + interval '6 hours'"
        )
        return feed_id

    def row(self, columns: str = "state") -> Any:
        """Columns of the only subscription; None without one."""
        found = self.pipeline.rows(f"SELECT {columns} FROM subscriptions")
        assert len(found) <= 1
        return (found[0] if "," in columns else found[0][0]) if found else None

    def due(self) -> None:
        """Let its time come."""
        self.pipeline.execute("UPDATE subscriptions SET due_at = now()")

    def announced(self) -> list[str]:
        """URLs of the articles that are stored."""
        return [url for (url,) in self.pipeline.rows("SELECT url FROM articles ORDER BY url")]

    async def subscribed(self, hub: Hub) -> dict[str, str]:
        """One feed, subscribed: the form that the hub was sent."""
        self.add(hub.url)
        await self.asking.once()
        assert self.row() == "active"
        return hub.asked[-1]


@asynccontextmanager
async def subscribing(pipeline: Pipeline, reader: Reader, **bounds: Any) -> AsyncIterator[Subscriber]:
    database = Database(pipeline.engine)
    desk = Desk(database, reader, lease=LEASE, cap=pipeline.settings.max_feed)
    listener = Listener(desk, Bounds(**{"body": pipeline.settings.max_feed, **bounds}))
    client = Client(web_knobs(pipeline.settings))
    try:
        port = await listener.start("127.0.0.1", 0)
        asking = Asking(database, client, callback=f"http://127.0.0.1:{port}/websub/", lease=LEASE)
        yield Subscriber(pipeline, asking, listener, port)
    finally:
        await listener.close()
        await client.close()


Scene = Callable[[Subscriber, Hub], Awaitable[None]]


@pytest.fixture
def play(pipeline: Pipeline, reader: Reader) -> Callable[..., None]:
    """Play a scene between a subscriber and a hub."""

    def run(scene: Scene, hub: Hub | None = None, **bounds: Any) -> None:
        async def both() -> None:
            async with subscribing(pipeline, reader, **bounds) as subscriber, hub or Hub() as open_hub:
                await scene(subscriber, open_hub)

        asyncio.run(both())

    return run


Play = Callable[..., None]


# ── subscribing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_announces_a_hub_is_subscribed_and_verified(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        assert hub.verified == [True]
        assert (form["hub.mode"], form["hub.topic"], form["hub.lease_seconds"]) == ("subscribe", TOPIC, str(LEASE))
        assert len(bytes.fromhex(form["hub.secret"])) >= 32
        path, _, token = form["hub.callback"].rpartition("/")
        assert path == f"http://127.0.0.1:{me.port}/websub"
        assert websub.is_token(token)
        left, renewal, attempts = me.row(
            "extract(epoch FROM lease_until - now())::int, extract(epoch FROM due_at - now())::int, attempts"
        )
        assert LEASE - 60 < left <= LEASE
        assert 0.59 * LEASE < renewal < 0.71 * LEASE
        assert attempts == 0
        assert me.pipeline.rows("SELECT websub FROM v1.feeds") == [("active",)]

    play(scene)


def test_a_hub_may_verify_long_after_it_has_answered(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        await me.asking.once()
        assert me.row("state, attempts, last_error") == ("asked", 1, None)
        me.pipeline.execute("UPDATE subscriptions SET updated_at = now() - interval '23 hours'")
        assert (await hub.verify(hub.asked[0]))[0]
        assert me.row() == "active"

    play(scene, Hub(verifies=False))


def test_a_request_that_nobody_verifies_is_made_again_later(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        await me.asking.once()
        assert me.row("due_at > now() + interval '9 minutes'")
        await me.asking.once()
        assert len(hub.asked) == 1
        me.due()
        await me.asking.once()
        assert len(hub.asked) == 2
        assert hub.asked[0] == hub.asked[1]
        assert me.row("state, attempts") == ("asked", 2)
        assert me.row("due_at > now() + interval '45 minutes'")

    play(scene, Hub(verifies=False))


def test_a_lease_is_renewed_without_a_break_under_the_same_callback(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        first = await me.subscribed(hub)
        me.pipeline.execute("UPDATE subscriptions SET due_at = now(), lease_until = now() + interval '1 hour'")
        hub.verifies = False
        await me.asking.once()
        assert me.row() == "active"  # while the hub makes up its mind
        assert hub.asked[-1] == first
        assert (await hub.verify(first))[0]
        assert me.row("lease_until > now() + interval '9 days'")

    play(scene)


def test_a_lease_that_ran_out_is_not_called_active(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        await me.subscribed(hub)
        me.pipeline.execute("UPDATE subscriptions SET lease_until = now() - interval '1 second'")
        hub.statuses = (500,)
        await me.asking.once()
        assert me.row() == "wanted"
        me.due()
        await me.asking.once()
        assert me.row() == "wanted"

    play(scene)


def test_a_lease_of_a_second_does_not_make_us_ask_every_second(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        await me.subscribed(hub)
        assert me.row("lease_until <= now() + interval '1 second'")
        assert me.row("due_at > now() + interval '14 minutes'")
        await me.asking.once()
        assert len(hub.asked) == 1

    play(scene, Hub(lease="1"))


def test_a_lease_that_is_not_said_is_taken_for_a_day(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        await me.subscribed(hub)
        assert me.row("lease_until BETWEEN now() + interval '23 hours' AND now() + interval '24 hours'")

    play(scene, Hub(lease=None))


def test_a_hub_that_moved_is_asked_at_its_new_address(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        await me.asking.once()
        assert [form["path"] for form in hub.asked] == ["/hub", "/other"]
        assert me.row() == "active"

    play(scene, Hub(statuses=(308, 202), headers={"Location": "/other"}))


@pytest.mark.parametrize(
    ("statuses", "headers", "reason", "minutes"),
    [
        ((400,), {}, "http_4xx", 9),
        ((410,), {}, "gone", 9),
        ((500,), {}, "http_5xx", 9),
        ((503,), {"Retry-After": "7200"}, "http_5xx", 119),
        ((302,), {"Location": "/other"}, "http_4xx", 9),
    ],
)
def test_a_hub_that_refuses_is_asked_again_later_and_the_feed_is_polled_as_before(
    play: Play, statuses: tuple[int, ...], headers: dict[str, str], reason: str, minutes: int
) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        before = me.pipeline.rows("SELECT * FROM cursors")
        await me.asking.once()
        assert me.row("state, attempts, split_part(last_error, ':', 1)") == ("wanted", 1, reason)
        assert me.row(f"due_at > now() + interval '{minutes} minutes'")
        assert me.pipeline.rows("SELECT * FROM cursors") == before

    play(scene, Hub(statuses=statuses, headers=headers))


def test_a_hub_that_is_down_is_asked_again_later(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        me.add(f"http://127.0.0.1:{port}/hub")
        await me.asking.once()
        state, error = me.row("state, last_error")
        assert state == "wanted"
        assert error.startswith("connect: ")

    play(scene)


def test_a_hub_at_a_private_address_is_not_asked(make_pipeline: MakePipeline, reader: Reader) -> None:
    async def both() -> None:
        closed = make_pipeline(fetch_allow="", host_delay=1)
        async with subscribing(closed, reader) as me, Hub() as hub:
            me.add(hub.url)
            await me.asking.once()
            assert hub.asked == []
            state, error = me.row("state, last_error")
            assert state == "wanted"
            assert error.startswith("refused_address: ")

    asyncio.run(both())


@pytest.mark.parametrize(
    "hub_url", ["javascript:alert(1)", "file:///etc/passwd", "http://", "", "http://[::1", "ftp://h/"]
)
def test_what_is_no_hub_is_an_error_of_that_feed_alone(play: Play, hub_url: str) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        bad = me.add(hub_url)
        good = me.add(hub.url, url="http://press.localhost/other")
        await me.asking.once()
        assert me.pipeline.rows("SELECT feed_id, state, last_error IS NULL FROM subscriptions ORDER BY feed_id") == [
            (bad, "wanted", False), (good, "active", True),
        ]  # fmt: skip

    play(scene)


def test_a_hub_whose_turn_has_not_come_is_not_counted_as_asked(make_pipeline: MakePipeline, reader: Reader) -> None:
    async def both() -> None:
        slow = make_pipeline(host_delay=60)
        async with subscribing(slow, reader) as me, Hub() as hub:
            for number in range(3):
                me.add(hub.url, url=f"http://press.localhost/{number}")
            await me.asking.once()
            sent = len(hub.asked)
            assert sent <= 1
            waiting = (
                "state = 'wanted' AND attempts = 0 AND last_error IS NULL AND due_at > now() + interval '30 seconds'"
            )
            assert slow.rows(f"SELECT count(*) FROM subscriptions WHERE {waiting}") == [(3 - sent,)]

    asyncio.run(both())


def test_several_listeners_ask_each_hub_once(pipeline: Pipeline, reader: Reader) -> None:
    async def both() -> None:
        async with subscribing(pipeline, reader) as one, subscribing(pipeline, reader) as two, Hub() as hub:
            for number in range(120):
                one.add(hub.url, topic=f"{TOPIC}&n={number}", url=f"http://press.localhost/{number}")
            while await one.asking.once() | await two.asking.once():
                pass
            await asyncio.gather(one.asking.once(), two.asking.once())
            topics = [form["hub.topic"] for form in hub.asked]
            assert len(topics) == len(set(topics)) == 120
            assert pipeline.rows("SELECT count(DISTINCT token), count(DISTINCT secret) FROM subscriptions") == [
                (120, 120)
            ]

    asyncio.run(both())


def test_a_request_that_somebody_else_is_about_to_make_is_not_waited_for(pipeline: Pipeline) -> None:
    with transaction(pipeline.engine) as conn:
        for number in range(5):
            feeds.add(conn, f"http://press.localhost/{number}", interval=900)
        conn.exec_driver_sql("UPDATE feeds SET hub = 'http://hub.localhost/', topic = url")
        subscriptions.look(conn, lambda: (websub.new_token(), websub.new_secret()))
    with pipeline.engine.begin() as one, pipeline.engine.begin() as two:
        two.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
        mine, theirs = subscriptions.claim(one, 3), subscriptions.claim(two, 3)
        assert (len(mine), len(theirs)) == (3, 2)
        assert len({ask.feed_id for ask in [*mine, *theirs]}) == 5


def test_another_hub_or_topic_gets_another_callback_and_secret(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        first = await me.subscribed(hub)
        me.pipeline.execute("UPDATE feeds SET topic = 'http://press.localhost/new'")
        await me.asking.once()
        second = hub.asked[-1]
        assert second["hub.topic"] == "http://press.localhost/new"
        assert second["hub.callback"] != first["hub.callback"]
        assert second["hub.secret"] != first["hub.secret"]
        assert me.row() == "active"
        assert await hub.deliver(first, FEED) == 410
        assert me.announced() == []

    play(scene)


def test_a_feed_without_a_hub_is_left_alone(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        me.pipeline.execute("UPDATE feeds SET topic = NULL")
        await me.asking.once()
        assert me.row() is None
        assert hub.asked == []

    play(scene)


# ── verifications that we did not ask for ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "changes",
    [{"topic": "http://press.localhost/other"}, {"mode": "unsubscribe"}, {"mode": "publish"}, {"challenge": "a b"}],
)
def test_a_question_about_something_else_is_not_confirmed(play: Play, changes: dict[str, str]) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        await me.asking.once()
        assert await hub.verify(hub.asked[0], **changes) == (False, 404, "")
        assert me.row() == "asked"

    play(scene, Hub(verifies=False))


def test_an_unknown_callback_is_not_confirmed(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        await me.asking.once()
        form = hub.asked[0]
        base = form["hub.callback"].rpartition("/")[0]
        for token in (websub.new_token(), "short", "", "../../etc/passwd", "%00", "x" * 5_000):
            assert await hub.verify(form | {"hub.callback": f"{base}/{token}"}) == (False, 404, "")
            status = await hub.deliver(form, FEED, callback=f"{base}/{token}")
            assert status == (410 if websub.is_token(token) else 404)
        assert me.announced() == []

    play(scene, Hub(verifies=False))


def test_a_verification_counts_once_and_the_hub_is_asked_what_it_meant(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        hub.lease = "99999999"
        assert await hub.verify(form) == (False, 404, "")
        assert me.row("state, lease_until < now() + interval '11 days'") == ("active", True)
        assert me.row("due_at BETWEEN now() AND now() + interval '1 minute'")

    play(scene)


def test_a_verification_of_something_asked_long_ago_is_not_confirmed(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        await me.asking.once()
        me.pipeline.execute("UPDATE subscriptions SET updated_at = now() - interval '25 hours'")
        assert not (await hub.verify(hub.asked[0]))[0]

    play(scene, Hub(verifies=False))


def test_a_topic_may_be_long(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url, topic="http://press.localhost/" + "ü" * 2_000)
        await me.asking.once()
        assert me.row() == "active"

    play(scene)


def test_the_challenge_comes_back_as_plain_text_that_no_browser_takes_for_a_page(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        me.add(hub.url)
        await me.asking.once()
        form = hub.asked[0]
        query = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "<script>alert(1)</script>"}
        async with hub.session.get(form["hub.callback"], params=query) as answer:
            assert answer.status == 200
            assert await answer.text() == "<script>alert(1)</script>"
            assert answer.content_type == "text/plain"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    play(scene, Hub(verifies=False))


def test_a_denial_is_kept_with_its_reason_and_asked_about_a_day_later(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        assert await hub.deny(form) == 200
        assert me.row("state, last_error, lease_until") == ("denied", "denied by the hub: no room", None)
        assert me.row("due_at BETWEEN now() + interval '23 hours' AND now() + interval '24 hours'")
        assert await hub.deliver(form, FEED) == 410
        assert not (await hub.verify(form))[0]
        assert await hub.deny(form | {"hub.topic": "http://press.localhost/other"}) == 404
        me.due()
        await me.asking.once()
        assert me.row() == "active"

    play(scene)


# ── deliveries ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_delivered_is_saved_and_due_without_a_poll(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        known = "SELECT etag, last_modified, body_sha256, last_polled_at, consecutive_failures FROM feeds"
        before = me.pipeline.rows(known), me.pipeline.rows("SELECT * FROM cursors WHERE kind = 'feed'")
        assert await hub.deliver(form, FEED) == 204
        assert me.announced() == LINKS
        due = "SELECT count(*) FROM cursors WHERE kind = 'article' AND stage = 'fetch' AND state = 'due' AND wake_at <= now()"
        assert me.pipeline.rows(due) == [(3,)]
        assert me.pipeline.rows("SELECT count(*) FROM v1.sightings") == [(3,)]
        assert me.row("delivered_at > now() - interval '1 minute'")
        assert (me.pipeline.rows(known), me.pipeline.rows("SELECT * FROM cursors WHERE kind = 'feed'")) == before

    play(scene)


def test_a_delivery_that_comes_twice_is_saved_once(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        answers = await asyncio.gather(hub.deliver(form, FEED), hub.deliver(form, FEED))
        assert list(answers) == [204, 204]
        assert me.announced() == LINKS
        assert me.pipeline.rows("SELECT count(*) FROM cursors WHERE kind = 'article'") == [(3,)]

    play(scene)


@pytest.mark.parametrize("method", ["sha1", "sha384", "sha512"])
def test_every_method_of_signing_is_taken(play: Play, method: str) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        assert await hub.deliver(await me.subscribed(hub), FEED, method=method) == 204

    play(scene)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"secret": "guessed"}, "a delivery was signed wrongly"),
        ({"method": "md5"}, "a delivery was signed wrongly"),
        ({"headers": {"X-Hub-Signature": ""}}, "a delivery was signed wrongly"),
        ({"headers": {"X-Hub-Signature-256": "sha256=" + "0" * 64}, "method": "sha1"}, "a delivery was signed wrongly"),
    ],
)
def test_a_delivery_with_a_wrong_signature_is_passed_over(play: Play, change: dict[str, Any], error: str) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        assert await hub.deliver(form, FEED, **change) == 202
        assert me.announced() == []
        assert me.row("delivered_at, last_error") == (None, error)
        # Should it be a hub that cannot sign, its feed is not left to the slow polls of one that is delivered.
        assert me.pipeline.rows("SELECT due_at <= now() FROM cursors") == [(True,)]
        assert me.listener.refused["ignored"] == 1
        assert await hub.deliver(form, FEED) == 204
        assert me.row("last_error") is None

    play(scene)


def test_a_delivery_without_a_signature_is_passed_over(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        async with hub.session.post(form["hub.callback"], data=FEED) as answer:
            assert answer.status == 202
        assert me.announced() == []
        assert me.row("last_error") == "a delivery was not signed"

    play(scene)


def test_the_signature_is_over_the_bytes_that_came_gzipped_or_not(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        assert await hub.deliver(form, gzip.compress(FEED), headers={"Content-Encoding": "gzip"}) == 204
        assert me.announced() == LINKS

    play(scene)


def test_what_the_headers_name_as_topic_or_hub_changes_nothing(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        link = '<http://evil.localhost/>; rel="self", <http://evil.localhost/hub>; rel="hub"'
        document = rss(["/relative", LINKS[0]])
        assert (
            await hub.deliver(form, document, headers={"Link": link, "Content-Location": "http://evil.localhost/"})
            == 204
        )
        assert me.announced() == ["http://press.localhost/relative", LINKS[0]]
        assert me.pipeline.rows("SELECT hub, topic FROM feeds") == [(hub.url, TOPIC)]

    play(scene)


def test_entries_that_cannot_become_articles_are_told_with_their_reason(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        assert await hub.deliver(form, rss([LINKS[0], "javascript:alert(1)"])) == 204
        assert me.announced() == LINKS[:1]
        assert len(me.pipeline.rows("SELECT reason FROM v1.failures WHERE feed_id IS NOT NULL")) == 1

    play(scene)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Moved</body></html>", b"\x00\xff" * 500, b"{", FEED[:20]],
    ids=["empty", "html", "bytes", "json", "cut"],
)
def test_a_delivery_that_cannot_be_read_has_the_feed_polled_soon(play: Play, body: bytes) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        assert await hub.deliver(form, body) == 202
        assert me.announced() == []
        assert me.pipeline.rows("SELECT state, due_at <= now(), wake_at <= now() FROM cursors") == [("due", True, True)]
        assert str(me.row("last_error")).startswith("a delivery could not be read: ")

    play(scene)


def test_deliveries_that_cannot_be_read_do_not_make_us_poll_more_often_than_is_polite(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        me.pipeline.execute("UPDATE feeds SET last_polled_at = now()")
        assert await hub.deliver(form, b"junk") == 202
        soon = "due_at BETWEEN now() + interval '14 minutes' AND now() + interval '15 minutes'"
        assert me.pipeline.rows(f"SELECT {soon} FROM cursors") == [(True,)]

    play(scene)


def test_a_bomb_is_not_unpacked(make_pipeline: MakePipeline, reader: Reader) -> None:
    async def both() -> None:
        small = make_pipeline(max_feed=100_000)
        async with subscribing(small, reader) as me, Hub() as hub:
            form = await me.subscribed(hub)
            bomb = gzip.compress(b"<rss>" + b" " * 50_000_000)
            assert await hub.deliver(form, bomb, headers={"Content-Encoding": "gzip"}) == 202
            assert "too_large" in str(me.row("last_error"))

    asyncio.run(both())


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
def test_a_delivery_beyond_the_cap_is_refused(play: Play, chunked: bool) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(100):
                yield b" " * 2_000

        body: Any = pieces() if chunked else b" " * 200_000
        try:
            async with hub.session.post(form["hub.callback"], data=body) as answer:
                assert answer.status == 413
        except aiohttp.ClientOSError:
            pass  # it was told in the middle of its sending
        assert me.listener.refused["too large"] == 1
        assert await hub.deliver(form, FEED) == 204

    play(scene, body=50_000)


def test_a_paused_feed_gets_nothing_delivered(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        me.pipeline.execute("UPDATE feeds SET status = 'paused'")
        assert await hub.deliver(form, FEED) == 410
        assert me.announced() == []

    play(scene)


# ── leaving ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change", ["status = 'paused'", "status = 'removed'", "status = 'gone'", "hub = NULL, topic = NULL"]
)
def test_a_feed_that_is_not_wanted_any_more_is_unsubscribed(play: Play, change: str) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        assert not (await hub.verify(form, mode="unsubscribe"))[0]
        me.pipeline.execute(f"UPDATE feeds SET {change}")
        await me.asking.once()
        assert hub.asked[-1]["hub.mode"] == "unsubscribe"
        assert {name: hub.asked[-1][name] for name in ("hub.topic", "hub.callback")} == {
            name: form[name] for name in ("hub.topic", "hub.callback")
        }
        assert hub.verified == [True, True]
        assert me.row() is None
        await me.asking.once()
        assert len(hub.asked) == 2

    play(scene)


def test_a_feed_that_comes_back_before_the_hub_let_go_is_subscribed_again(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        await me.subscribed(hub)
        hub.verifies = False
        me.pipeline.execute("UPDATE feeds SET status = 'paused'")
        await me.asking.once()
        assert me.row() == "leaving"
        me.pipeline.execute("UPDATE feeds SET status = 'active'")
        assert not (await hub.verify(hub.asked[-1]))[0]
        hub.verifies = True
        await me.asking.once()
        assert me.row() == "active"

    play(scene)


def test_a_hub_that_does_not_let_go_is_told_a_few_times_only(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        await me.subscribed(hub)
        hub.statuses = (500,)
        me.pipeline.execute("UPDATE feeds SET status = 'removed'")
        for _ in range(10):
            await me.asking.once()
            me.due()
        assert [form["hub.mode"] for form in hub.asked] == ["subscribe"] + ["unsubscribe"] * subscriptions.MAX_FAREWELLS
        assert me.row() is None

    play(scene)


def test_what_was_never_asked_for_is_forgotten_without_a_word(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        await hub.deny(form)
        me.pipeline.execute("UPDATE feeds SET status = 'paused'")
        await me.asking.once()
        assert me.row() is None
        assert len(hub.asked) == 1

    play(scene)


# ── callers who mean harm ──────────────────────────────────────────────────────────────────────────────────────────────


def head(request: str, *headers: str) -> bytes:
    return "\r\n".join([request, "Host: me", *headers, "", ""]).encode("latin-1")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(play: Play, method: str) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        async with hub.session.request(method, form["hub.callback"]) as answer:
            assert answer.status == 405

    play(scene)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01", b"hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", head("GET /a b HTTP/1.1"),
        head("GET / HTTP/1.1", "X: " + "a" * 100_000), head("GET / HTTP/1.1", *[f"X-{n}: y" for n in range(1_000)]),
        head("GET /" + "a" * 100_000 + " HTTP/1.1"), head("POST / HTTP/1.1", "Content-Length: -1"),
        head("POST / HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked"), head("CONNECT h:1 HTTP/1.1"),
        head("POST / HTTP/1.1", "Transfer-Encoding: chunked") + b"zz\r\n", head("OPTIONS * HTTP/1.1"),
    ],
)  # fmt: skip
def test_what_is_no_request_of_a_hub_is_refused_and_nobody_else_suffers(play: Play, data: bytes) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        answer = await speak(me.port, data)
        assert answer == b"" or answer.split()[1].startswith(b"4")
        assert await hub.deliver(await me.subscribed(hub), FEED) == 204

    play(scene, head_time=1.0)


def test_heads_that_never_end_are_cut_off_while_others_are_served(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        async def loris() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", me.port)
            writer.write(b"GET / HTTP/1.1\r\nHost: me\r\nX-A: ")
            try:
                while not reader.at_eof():
                    writer.write(b"b")
                    await writer.drain()
                    await asyncio.sleep(0.05)
            except ConnectionError:
                pass
            writer.close()

        async with asyncio.timeout(20):
            slow = asyncio.gather(*(loris() for _ in range(20)))
            assert await hub.deliver(await me.subscribed(hub), FEED) == 204
            await slow

    play(scene, head_time=1.0)


def test_a_body_that_never_ends_is_given_up(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        path = form["hub.callback"].removeprefix(f"http://127.0.0.1:{me.port}")
        answer = await speak(me.port, head(f"POST {path} HTTP/1.1", "Content-Length: 1000") + b"<rss>")
        assert answer.startswith(b"HTTP/1.1 408")
        assert await hub.deliver(form, FEED) == 204

    play(scene, body_time=0.5)


async def stuck(me: Subscriber, form: Form, count: int) -> list[asyncio.Task[bytes]]:
    """Deliveries that stop in the middle of their bodies."""
    path = form["hub.callback"].removeprefix(f"http://127.0.0.1:{me.port}")
    request = head(f"POST {path} HTTP/1.1", "Content-Length: 1000") + b"<rss>"
    tasks = [asyncio.create_task(speak(me.port, request)) for _ in range(count)]
    await until(lambda: me.listener.under_way == count)
    return tasks


def test_one_callback_takes_two_deliveries_at_a_time_and_leaves_the_others_room(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        me.add(hub.url, url="http://press.localhost/other")
        await me.asking.once()
        slow = await stuck(me, form, 2)
        assert await hub.deliver(form, FEED) == 503
        assert await hub.deliver(hub.asked[-1], FEED) == 204
        assert [answer.split()[1] for answer in await asyncio.gather(*slow)] == [b"408", b"408"]
        assert await hub.deliver(form, FEED) == 204

    play(scene, body_time=2.0)


def test_bodies_are_taken_a_few_at_a_time(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        me.add(hub.url, url="http://press.localhost/other")
        await me.asking.once()
        slow = await stuck(me, form, 1)
        assert await hub.deliver(hub.asked[-1], FEED) == 503
        await asyncio.gather(*slow)
        assert await hub.deliver(hub.asked[-1], FEED) == 204

    play(scene, bodies=1, body_time=2.0, queue_time=0.1)


def test_connections_beyond_the_bound_are_turned_away(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        held = [await asyncio.open_connection("127.0.0.1", me.port) for _ in range(5)]
        await until(lambda: me.listener.connections == 5)
        assert await speak(me.port, head("GET / HTTP/1.1")) == b""
        assert me.listener.refused["connections"] >= 1
        for _, writer in held:
            writer.close()
            await writer.wait_closed()
        await until(lambda: not me.listener.connections)
        assert await hub.deliver(await me.subscribed(hub), FEED) == 204

    play(scene, connections=5)


def test_a_body_is_not_read_for_an_unknown_callback(play: Play) -> None:
    async def scene(me: Subscriber, hub: Hub) -> None:
        path = f"/websub/{websub.new_token()}"
        answer = await speak(me.port, head(f"POST {path} HTTP/1.1", "Content-Length: 10000000"))
        assert answer.startswith(b"HTTP/1.1 410")
        assert me.listener.refused == {"not awaited": 1}

    play(scene)


def test_a_database_that_is_away_is_told_with_503(
    make_pipeline: MakePipeline, reader: Reader, database_url: str
) -> None:
    from pipeline.store.engine import connect

    async def both() -> None:
        pipeline = make_pipeline()
        pipeline.engine = connect("postgresql://nobody@127.0.0.1:1/nowhere")
        async with subscribing(pipeline, reader) as me, Hub() as hub:
            callback = f"http://127.0.0.1:{me.port}/{websub.new_token()}"
            form = {"hub.callback": callback, "hub.topic": TOPIC, "hub.mode": "subscribe", "hub.secret": "s"}
            assert (await hub.verify(form))[1] == 503
            assert await hub.deliver(form, FEED) == 503

    asyncio.run(both())


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """All that is logged, down to the last detail, as text."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    our_logging.configure("json", logging.DEBUG)
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream.getvalue
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_no_secret_reaches_a_log(play: Play, logged: Callable[[], str]) -> None:

    async def scene(me: Subscriber, hub: Hub) -> None:
        form = await me.subscribed(hub)
        token = form["hub.callback"].rpartition("/")[2]
        await hub.deliver(form, FEED)
        await hub.deliver(form, FEED, secret="guessed")
        await hub.deliver(form, b"junk")
        await hub.verify(form, topic="http://press.localhost/other")
        for line in (
            f"GET /{token} HTTP/9.9",
            f"GET /{token}\x01 HTTP/1.1",
            f"{token} / HTTP/1.1",
            f"GET / HTTP/1.1\r\n{token}",
        ):
            await speak(me.port, f"{line}\r\n\r\n".encode())
        me.pipeline.execute("ALTER TABLE subscriptions ADD CONSTRAINT none CHECK (token = secret) NOT VALID")
        assert await hub.deliver(form, FEED) == 500
        me.pipeline.execute("ALTER TABLE subscriptions DROP CONSTRAINT none")
        hub.statuses = (500,)
        me.due()
        await me.asking.once()
        text = logged()
        assert "delivered" in text
        assert "IntegrityError" in text
        assert token not in text
        assert form["hub.secret"] not in text

    play(scene)


# ── the reading process ────────────────────────────────────────────────────────────────────────────────────────────────


def document(pipeline_now: Any, body: bytes = FEED) -> Document:
    return Document(body, RSS, None, "http://press.localhost/feed", pipeline_now, 20_000_000)


def test_a_document_that_takes_too_long_costs_its_process_and_nothing_else(pipeline: Pipeline) -> None:
    now = pipeline.rows("SELECT now()")[0][0]

    async def both() -> None:
        hurried = Reader(500_000_000, end_after=0.0001)
        found = await hurried.read(document(now, rss(LINKS * 2_000)))
        assert (found.announcements, found.complete) == ((), False)
        patient = Reader(500_000_000)
        assert [item.url for item in (await patient.read(document(now))).announcements] == LINKS
        hurried.close()
        patient.close()

    asyncio.run(both())


def test_a_reading_process_that_was_killed_is_replaced(pipeline: Pipeline, reader: Reader) -> None:
    now = pipeline.rows("SELECT now()")[0][0]

    async def both() -> None:
        assert (await reader.read(document(now))).complete
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        await reader.read(document(now))  # may be the one that finds it dead
        assert (await reader.read(document(now))).complete

    asyncio.run(both())


# ── in a worker's main process ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_keeps_neither_the_port_nor_its_callers(pipeline: Pipeline, reader: Reader) -> None:
    async def both() -> None:
        async with subscribing(pipeline, reader) as me:
            caller = await asyncio.open_connection("127.0.0.1", me.port)
            await until(lambda: me.listener.connections == 1)
            child = os.fork()
            if not child:
                signal.pause()
                os._exit(0)
            try:
                await me.listener.close()
                async with asyncio.timeout(10):
                    assert await caller[0].read(-1) == b""
                socket.create_server(("127.0.0.1", me.port)).close()
            finally:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)  # noqa: ASYNC222
                caller[1].close()

    asyncio.run(both())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def with_push(settings: Settings, pipeline: Pipeline, port: int) -> Push:
    chosen = settings.model_copy(update={"websub_callback": f"http://127.0.0.1:{port}/hook", "websub_port": port})
    return Push(chosen, pipeline.engine, every=0.05)


def test_a_thread_listens_and_asks_until_it_is_ended(settings: Settings, pipeline: Pipeline) -> None:
    port = free_port()
    push = with_push(settings, pipeline, port)

    async def both() -> None:
        async with Hub() as hub:
            with transaction(pipeline.engine) as conn:
                feeds.add(conn, "http://press.localhost/feed", interval=900)
            pipeline.execute("UPDATE feeds SET hub = %s, topic = %s", hub.url, TOPIC)
            push.start()
            await until(lambda: pipeline.rows("SELECT state FROM subscriptions") == [("active",)])
            assert await hub.deliver(hub.asked[0], FEED) == 204
            assert pipeline.rows("SELECT count(*) FROM articles") == [(3,)]

    try:
        asyncio.run(both())
    finally:
        push.end()
        push.join(20)
    assert not push.running
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()


def test_a_hub_that_does_not_answer_does_not_hold_up_the_end(settings: Settings, pipeline: Pipeline) -> None:
    push = with_push(settings, pipeline, free_port())

    async def both() -> None:
        async with Hub(delay=60) as hub:
            with transaction(pipeline.engine) as conn:
                feeds.add(conn, "http://press.localhost/feed", interval=900)
            pipeline.execute("UPDATE feeds SET hub = %s, topic = %s", hub.url, TOPIC)
            push.start()
            await until(lambda: hub.asked)
            push.end()
            await asyncio.to_thread(push.join, 15)

    asyncio.run(both())
    assert not push.running


def test_a_port_that_is_taken_is_tried_again_and_nothing_else_suffers(settings: Settings, pipeline: Pipeline) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        push = with_push(settings, pipeline, port)
        push.start()
        push.join(0.3)
        assert push.running
    try:

        async def answers() -> bytes:
            async with asyncio.timeout(30):
                while True:
                    try:
                        return await speak(port, head("GET / HTTP/1.1"))
                    except ConnectionRefusedError:
                        await asyncio.sleep(0.05)

        assert asyncio.run(answers()).startswith(b"HTTP/1.1 404")
    finally:
        push.end()
        push.join(20)
    assert not push.running
