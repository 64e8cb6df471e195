"""Webhooks against real receivers on loopback: what arrives, in which order, and what happens when it is not taken."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.store import changes, webhooks
from pipeline.store.engine import transaction
from pipeline.web import webhooks as standard
from tests.conftest import Pipeline
from tests.hostile import (
    Asked,
    Exchange,
    HostileWeb,
    Reply,
    Script,
    drip,
    hang_up,
    pour,
    raw,
    redirect,
    silence,
    stream,
)
from workers.background import Database
from workers.webhooks import Deliveries, Delivery, make_client

SECRET = standard.new_secret()
TAKEN = Reply(b"", 204, None)
MakePipeline = Callable[..., Pipeline]


def _append(pipeline: Pipeline, count: int, kind: str = "new") -> None:
    with transaction(pipeline.engine) as conn:
        changes.append(conn, [(article_id, kind, 1) for article_id in range(1, count + 1)])


def _add(pipeline: Pipeline, url: str, kinds: list[str] | None = None, after: int | None = 0) -> int:
    with transaction(pipeline.engine) as conn:
        return int(webhooks.add(conn, url, SECRET, kinds, after)["id"])


def _serve(pipeline: Pipeline, number: int, *, deadline: float = 10.0, patience: float = 86_400) -> None:
    """What a scheduler does for one webhook whose time has come."""

    async def scene() -> None:
        client = make_client(pipeline.settings, deadline)
        try:
            await Delivery(Database(pipeline.engine), client, patience=patience).serve(number)
        finally:
            await client.close()

    pipeline.execute("UPDATE webhooks SET due_at = now(), lease_until = NULL")
    asyncio.run(scene())


def _row(pipeline: Pipeline, number: int) -> dict[str, Any]:
    with transaction(pipeline.engine) as conn:
        return webhooks.find(conn, number)


def _opened(asked: Asked, secret: str = SECRET) -> dict[str, Any]:
    """A delivery, verified as the specification says."""
    message, at = asked.header("webhook-id"), asked.header("webhook-timestamp")
    signed = f"{message}.{at}.".encode() + asked.body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert asked.header("webhook-signature") == f"v1,{base64.b64encode(digest).decode()}"
    assert asked.header("content-type") == "application/json"
    document: dict[str, Any] = json.loads(asked.body)
    return document


def _seqs(asked: Asked) -> list[int]:
    return [change["seq"] for change in _opened(asked)["changes"]]


def _wait(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


@contextmanager
def _delivering(pipeline: Pipeline, every: float = 0.2) -> Iterator[Deliveries]:
    """Deliveries as a scheduler runs them."""
    deliveries = Deliveries(pipeline.settings, pipeline.engine, every)
    deliveries.start()
    try:
        yield deliveries
    finally:
        deliveries.end()
        deliveries.join(30)
        assert not deliveries.running
        pipeline.execute("NOTIFY wireroom_changes")  # its ear goes, too


# ── what arrives ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_changes_arrive_signed_in_order_in_batches_of_a_hundred(pipeline: Pipeline, web: HostileWeb) -> None:
    _append(pipeline, 250)
    number = _add(pipeline, web.put("hook", "/in", TAKEN))
    _serve(pipeline, number)
    assert [_seqs(asked) for asked in web.log] == [
        list(range(1, 101)),
        list(range(101, 201)),
        list(range(201, 251)),
    ]
    assert {(asked.method, asked.header("user-agent")) for asked in web.log} == {("POST", "Wireroom-Webhooks")}
    row = _row(pipeline, number)
    assert (row["seq"], row["behind"], row["last_status"], row["last_error"]) == (250, 0, 204, None)
    assert row["delivered_at"] is not None


def test_a_change_tells_what_v1_tells_and_the_articles_address_and_title(ingested: Pipeline, web: HostileWeb) -> None:
    number = _add(ingested, web.put("hook", "/in", TAKEN))
    _serve(ingested, number)
    told = [change for asked in web.log for change in _opened(asked)["changes"]]
    assert {asked.body for asked in web.log} == {
        json.dumps(_opened(asked), ensure_ascii=False, separators=(",", ":")).encode() for asked in web.log
    }
    stored = ingested.rows(
        "SELECT c.seq, c.at, c.article_id, c.kind, c.subject, c.revision, a.url, r.title FROM v1.changes c "
        "JOIN v1.articles a ON a.id = c.article_id "
        "JOIN v1.revisions r ON r.article_id = a.id AND r.revision = c.revision ORDER BY c.seq"
    )
    names = ["seq", "at", "article_id", "kind", "subject", "revision", "url", "title"]
    assert told == [{**dict(zip(names, row, strict=True)), "at": row[1].isoformat()} for row in stored]
    assert len({change["title"] for change in told}) > 10


def test_a_change_of_an_article_that_is_gone_still_comes(pipeline: Pipeline, web: HostileWeb) -> None:
    _append(pipeline, 1, "deleted")
    number = _add(pipeline, web.put("hook", "/in", TAKEN))
    _serve(pipeline, number)
    [change] = _opened(web.log[0])["changes"]
    assert (change["kind"], change["url"], change["title"]) == ("deleted", None, None)


def test_other_kinds_move_the_position_and_are_not_sent(pipeline: Pipeline, web: HostileWeb) -> None:
    for _ in range(3):
        _append(pipeline, 60)
        _append(pipeline, 60, "edited")
    number = _add(pipeline, web.put("hook", "/in", TAKEN), ["edited", "deleted"])
    _serve(pipeline, number)
    assert [len(_seqs(asked)) for asked in web.log] == [100, 80]
    assert {change["kind"] for asked in web.log for change in _opened(asked)["changes"]} == {"edited"}
    _append(pipeline, 50)
    _serve(pipeline, number)
    assert len(web.log) == 2
    assert _row(pipeline, number)["seq"] == 410


def test_a_new_webhook_begins_with_what_comes_now(pipeline: Pipeline, web: HostileWeb) -> None:
    _append(pipeline, 5)
    number = _add(pipeline, web.put("hook", "/in", TAKEN), after=None)
    _append(pipeline, 2)
    _serve(pipeline, number)
    assert [_seqs(asked) for asked in web.log] == [[6, 7]]


# ── what is not taken ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_batch_is_sent_again_to_the_letter_whatever_has_happened_meanwhile(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    pipeline.execute(
        "INSERT INTO articles (url, url_key, host) VALUES ('http://press.localhost/a', 'a', 'press.localhost')"
    )
    [(article_id,)] = pipeline.rows("SELECT id FROM articles")
    with transaction(pipeline.engine) as conn:
        changes.append(conn, [(article_id, "new", 1)])
    number = _add(pipeline, web.put("hook", "/in", [Reply(status=500), TAKEN]))
    _serve(pipeline, number)
    pipeline.execute("DELETE FROM articles")
    _append(pipeline, 3)
    _serve(pipeline, number)
    first, again, rest = web.log
    assert first.body == again.body
    assert b"press.localhost/a" in first.body
    assert first.header("webhook-id") == again.header("webhook-id") != rest.header("webhook-id")
    assert _seqs(rest) == [2, 3, 4]


def test_an_address_that_answers_500_for_an_hour_loses_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("hook", "/in", Reply(b"down", 500))
    number = _add(pipeline, url)
    waits = []
    for _ in range(20):
        _append(pipeline, 12)
        _serve(pipeline, number)
        waits += pipeline.rows("SELECT extract(epoch FROM due_at - now())::int FROM webhooks")
        pipeline.execute("UPDATE webhooks SET failing_since = failing_since - interval '3 minutes'")
    row = _row(pipeline, number)
    assert (row["seq"], row["behind"], row["attempts"], row["last_status"]) == (0, 240, 20, 500)
    assert row["last_error"] == "http_5xx: answered 500"
    assert row["next_attempt_at"] > row["failing_since"]
    assert waits == sorted(waits)
    assert 4 <= waits[0][0] <= 6
    assert 299 <= waits[-1][0] <= 330
    down = len(web.log)
    web.put("hook", "/in", TAKEN)
    _serve(pipeline, number)
    assert [seq for asked in web.log[down:] for seq in _seqs(asked)] == list(range(1, 241))
    row = _row(pipeline, number)
    assert (row["failing_since"], row["last_error"], row["attempts"], row["dead_letters"]) == (None, None, 0, 0)


def test_after_a_day_a_batch_becomes_a_dead_letter_and_the_next_ones_turn_comes(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    _append(pipeline, 150)
    number = _add(pipeline, web.put("hook", "/in", [Reply(status=503), Reply(status=503), TAKEN]))
    _serve(pipeline, number)
    pipeline.execute("UPDATE webhooks SET failing_since = now() - interval '24 hours 1 second'")
    _serve(pipeline, number)
    assert [len(_seqs(asked)) for asked in web.log] == [100, 100, 50]
    with transaction(pipeline.engine) as conn:
        [letter] = webhooks.dead(conn)
    assert (letter["after_seq"], letter["to_seq"], letter["changes"], letter["attempts"]) == (0, 100, 100, 2)
    row = _row(pipeline, number)
    assert (row["seq"], row["dead_letters"], row["failing_since"]) == (150, 1, None)


def test_410_pauses_at_once_and_resuming_goes_on_with_the_same_batch(pipeline: Pipeline, web: HostileWeb) -> None:
    _append(pipeline, 2)
    number = _add(pipeline, web.put("hook", "/in", [Reply(status=410), TAKEN]))
    _serve(pipeline, number)
    _serve(pipeline, number)
    assert len(web.log) == 1
    row = _row(pipeline, number)
    assert (row["state"], row["last_status"], row["seq"]) == ("paused", 410, 0)
    with transaction(pipeline.engine) as conn:
        webhooks.resume(conn, number)
    _serve(pipeline, number)
    assert len({asked.header("webhook-id") for asked in web.log}) == 1
    assert _row(pipeline, number)["seq"] == 2


@pytest.mark.parametrize(("asked_for", "seconds"), [("1", 5), ("1200", 1_200), ("86400", 3_600)])
def test_retry_after_is_heeded_up_to_an_hour(pipeline: Pipeline, web: HostileWeb, asked_for: str, seconds: int) -> None:
    _append(pipeline, 1)
    number = _add(pipeline, web.put("hook", "/in", Reply(status=503, headers=(("Retry-After", asked_for),))))
    _serve(pipeline, number)
    [(wait,)] = pipeline.rows("SELECT extract(epoch FROM due_at - failing_since)::int FROM webhooks")
    assert wait == pytest.approx(seconds, rel=0.1, abs=1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_said_to_be_one(pipeline: Pipeline, web: HostileWeb, status: int) -> None:
    _append(pipeline, 1)
    web.put("hook", "/there", TAKEN)
    number = _add(pipeline, web.put("hook", "/in", redirect("http://10.0.0.1/there", status)))
    _serve(pipeline, number)
    web.put("hook", "/in", redirect("/there", status))
    _serve(pipeline, number)
    assert [asked.path for asked in web.log] == ["/in", "/in"]
    row = _row(pipeline, number)
    assert (row["seq"], row["last_status"]) == (0, status)
    assert "redirects are not followed" in row["last_error"]


def test_a_name_that_stands_for_a_private_address_is_refused_where_the_socket_is_opened(
    make_pipeline: MakePipeline, web: HostileWeb
) -> None:
    pipeline = make_pipeline(fetch_allow="192.0.2.0/24")
    _append(pipeline, 1)
    number = _add(pipeline, web.put("hook", "/in", TAKEN))
    _serve(pipeline, number)
    assert web.log == []
    assert _row(pipeline, number)["last_error"].startswith("refused_address: 127.0.0.1 is not a public address")


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (silence(), "timeout"),
        (silence(HEAD), "timeout"),
        (drip(HEAD + b"Content-Length: 100000\r\n\r\n"), "timeout"),
        (drip(HEAD + b"X-Slow: ", b"x"), "timeout"),
        (hang_up, "connect"),
        (raw(b""), "connect"),
        (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "connect"),
        (raw(HEAD + b"Content-Length: 50\r\n\r\nhalf"), "connect"),
        (pour(HEAD, b"X-Much: " + b"m" * 1_000 + b"\r\n"), "too_large"),
    ],
    ids=["silent", "half a head", "dripping", "dripping head", "hangs up", "closes", "no HTTP", "half", "endless head"],
)
def test_a_receiver_that_misbehaves_has_not_taken_it(
    pipeline: Pipeline, web: HostileWeb, script: Script, reason: str
) -> None:
    _append(pipeline, 1)
    number = _add(pipeline, web.put("hook", "/in", script))
    _serve(pipeline, number, deadline=0.5)
    row = _row(pipeline, number)
    assert row["last_error"].startswith(f"{reason}: ")
    assert (row["seq"], row["last_status"], row["attempts"]) == (0, None, 1)


@pytest.mark.parametrize("script", [stream(10**9), Reply(b"x" * 100_000)], ids=["a gigabyte", "100 kB"])
def test_of_a_long_answer_the_rest_is_not_read(pipeline: Pipeline, web: HostileWeb, script: Script) -> None:
    _append(pipeline, 101)
    number = _add(pipeline, web.put("hook", "/in", script))
    _serve(pipeline, number)
    assert _row(pipeline, number)["seq"] == 101


def test_a_connection_that_was_given_up_meanwhile_is_no_failure(pipeline: Pipeline, web: HostileWeb) -> None:
    """Kept alive, and closed by the receiver as the next delivery comes."""
    connections: dict[int, int] = {}

    async def once_a_connection(exchange: Exchange) -> None:
        number = exchange.asked.connection
        connections[number] = connections.get(number, 0) + 1
        if connections[number] == 1:
            await TAKEN(exchange)

    _append(pipeline, 250)
    number = _add(pipeline, web.put("hook", "/in", once_a_connection))
    _serve(pipeline, number)
    assert _row(pipeline, number)["seq"] == 250
    assert list(connections.values()) == [2, 2, 1]


# ── several at once ────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_that_does_not_answer_holds_up_no_other(pipeline: Pipeline, web: HostileWeb) -> None:
    slow = _add(pipeline, web.put("slow", "/in", silence()))
    quick = _add(pipeline, web.put("quick", "/in", TAKEN))
    _append(pipeline, 300)
    with _delivering(pipeline):
        _wait(lambda: web.asked("slow"))
        _wait(lambda: _row(pipeline, quick)["seq"] == 300)
        _append(pipeline, 1)
        _wait(lambda: _row(pipeline, quick)["seq"] == 301)
        assert len(web.asked("slow")) == 1
        assert pipeline.rows("SELECT lease_until > now() FROM webhooks WHERE id = %s", slow) == [(True,)]


def test_two_schedulers_send_each_batch_once(pipeline: Pipeline, web: HostileWeb) -> None:
    numbers = [_add(pipeline, web.put(f"hook{index}", "/in", Reply(b"", 204, wait=0.01))) for index in range(4)]
    with _delivering(pipeline, 0.05), _delivering(pipeline, 0.05):
        for _ in range(20):
            _append(pipeline, 40)
        _wait(lambda: all(_row(pipeline, number)["seq"] == 800 for number in numbers))
    for index in range(4):
        assert [seq for asked in web.asked(f"hook{index}") for seq in _seqs(asked)] == list(range(1, 801))


def test_a_commit_wakes_the_delivery(pipeline: Pipeline, web: HostileWeb) -> None:
    _add(pipeline, web.put("hook", "/in", TAKEN))
    with _delivering(pipeline, every=3_600):
        for count in (1, 2):
            _append(pipeline, 1)
            _wait(lambda count=count: len(web.log) == count)  # type: ignore[misc]


def test_what_is_told_after_a_lease_ran_out_counts_for_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    """A process was suspended while it sent; another one has sent the batch meanwhile, and sends the next."""
    _append(pipeline, 150)
    number = _add(pipeline, web.url("hook", "/in"))

    def claim(lease: float) -> webhooks.Sending:
        with transaction(pipeline.engine) as conn:
            sending = webhooks.claim(conn, number, lease, standard.body)
        assert sending is not None
        return sending

    late = claim(0)
    second = claim(60)
    assert (late.body, late.attempts, second.body, second.attempts) == (second.body, 1, late.body, 2)
    with transaction(pipeline.engine) as conn:
        assert webhooks.claim(conn, number, 60, standard.body) is None
        webhooks.delivered(conn, second, 204)
    third = claim(60)
    with transaction(pipeline.engine) as conn:
        webhooks.failed(conn, late, "late", None, wait=900, patience=0, gone=True)
        webhooks.delivered(conn, late, 204)
    assert pipeline.rows("SELECT seq, sending_to, state, attempts, last_error FROM webhooks") == [
        (100, 150, "active", 1, None)
    ]
    assert pipeline.rows("SELECT lease_until FROM webhooks") == [(third.lease_until,)]


# ── the law ────────────────────────────────────────────────────────────────────────────────────────────────────────

EVENTS = ["taken", "refused", "cut", "answer lost", "killed", "silent", "more", "a day"]


@given(st.lists(st.sampled_from(EVENTS), max_size=14))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_each_change_is_taken_in_order_or_is_a_dead_letter(
    pipeline: Pipeline, web: HostileWeb, events: list[str]
) -> None:
    web.reset()
    pipeline.execute("TRUNCATE webhooks, dead_letters, changes RESTART IDENTITY")
    pipeline.execute("ALTER SEQUENCE changes_seq RESTART")
    taken: list[int] = []

    async def take(exchange: Exchange) -> None:
        taken.extend(seq for seq in _seqs(exchange.asked) if seq not in taken)
        await TAKEN(exchange)

    async def take_and_cut(exchange: Exchange) -> None:
        taken.extend(seq for seq in _seqs(exchange.asked) if seq not in taken)
        exchange.cut()

    refuse = Reply(status=500)
    # By request; the last one goes for all that follow.
    scripts: dict[str, list[Script]] = {
        "taken": [take, refuse],
        "refused": [refuse],
        "cut": [hang_up],
        "answer lost": [take_and_cut, refuse],
        "silent": [silence()],
        "killed": [take, silence()],
    }
    number, count = _add(pipeline, web.url("hook", "/in")), 130
    _append(pipeline, count)
    for event in events:
        if event == "more":
            _append(pipeline, 130)
            count += 130
        elif event == "a day":
            pipeline.execute("UPDATE webhooks SET failing_since = failing_since - interval '25 hours'")
        else:
            web.put("hook", "/in", scripts[event])
            if event == "killed":
                _killed(pipeline, web, number)
            else:
                _serve(pipeline, number, deadline=0.2 if event == "silent" else 10)
    web.put("hook", "/in", take)
    _serve(pipeline, number)
    with transaction(pipeline.engine) as conn:
        dead = {seq for row in webhooks.dead(conn) for seq in range(row["after_seq"] + 1, row["to_seq"] + 1)}
    assert [seq for seq in taken if seq not in dead] == [seq for seq in range(1, count + 1) if seq not in dead]
    assert taken == sorted(taken)
    bodies = {asked.header("webhook-id"): asked.body for asked in web.log}
    assert all(bodies[asked.header("webhook-id")] == asked.body for asked in web.log)
    assert len(set(bodies.values())) == len(bodies)


def _killed(pipeline: Pipeline, web: HostileWeb, number: int) -> None:
    """A process that ends in the middle of its second delivery, or of nothing where there is none."""

    async def scene() -> None:
        client = make_client(pipeline.settings)
        before = len(web.log)
        serving = asyncio.create_task(Delivery(Database(pipeline.engine), client).serve(number))
        while len(web.log) < before + 2 and not serving.done():  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await client.close()

    pipeline.execute("UPDATE webhooks SET due_at = now(), lease_until = NULL")
    asyncio.run(scene())
