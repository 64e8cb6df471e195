"""The client against servers and names that mean it harm: each ends with its reason, within its bounds, and harms nobody else."""

import asyncio
import ipaddress
import random
import select
import socket
import threading
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from pipeline.errors import Permanent, Reason, Setback, Transient
from pipeline.model import Capture
from pipeline.runner import Runner
from pipeline.store import feeds
from pipeline.store.engine import transaction
from pipeline.web.client import Client
from pipeline.web.connection import MAX_HEAD, MAX_HEADERS, MAX_INTERIM
from pipeline.web.guard import Guard
from pipeline.web.knobs import WebKnobs
from pipeline.web.resolver import LookUp
from tests.conftest import Pipeline
from tests.hostile import (
    Exchange,
    HostileWeb,
    Reply,
    Script,
    and_then,
    drip,
    hang_up,
    head,
    header_flood,
    pour,
    raw,
    redirect,
    silence,
)
from workers.bootstrap import runner_knobs, web_knobs
from workers.broker import client_url

T = TypeVar("T")
CAP = 100_000
CHUNKED = head(headers=[("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")])
OPEN_ENDED = head(headers=[("Content-Type", "text/html")])
HELLO = head(headers=[("Content-Length", "5")]) + b"hello"


def of_length(*lengths: str) -> bytes:
    return head(headers=[("Content-Type", "text/html"), *(("Content-Length", length) for length in lengths)])


@pytest.fixture
def knobs(redis_url: str) -> WebKnobs:
    """Little patience; 127.0.0.1 stands for the public network."""
    return hasty(
        WebKnobs(
            agent="Wireroom/0",
            guard=Guard(allow=(ipaddress.ip_network("127.0.0.1/32"),)),
            redis_url=client_url(redis_url),
            host_delay=0,
            host_concurrency=50,
            timeout=0,
            max_page=CAP,
            max_feed=CAP,
        ),
        0.3,
    )


def hasty(knobs: WebKnobs, seconds: float) -> WebKnobs:
    return replace(
        knobs, connect_timeout=seconds, idle_timeout=seconds, header_timeout=2 * seconds, timeout=3 * seconds
    )


def ask(knobs: WebKnobs, errand: Callable[[Client], Awaitable[T]]) -> T:
    """Run something with a client of its own."""

    async def run() -> T:
        client = Client(knobs)
        try:
            async with asyncio.timeout(15):
                return await errand(client)
        finally:
            await client.close()

    return asyncio.run(run())


def get(knobs: WebKnobs, url: str) -> bytes:
    """The body of an answer."""
    return ask(knobs, lambda client: client.get(url, cap=CAP)).body


def setback(knobs: WebKnobs, url: str) -> Setback:
    """What stops a GET."""
    with pytest.raises(Setback) as caught:
        get(knobs, url)
    return caught.value


# ── answers that do not end, or are none ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("script", "message"),
    [
        pytest.param(silence(), "nothing was heard", id="nothing"),
        pytest.param(silence(b"HTTP/1.1 200"), "nothing was heard", id="half-a-status-line"),
        pytest.param(silence(OPEN_ENDED + b"<html>"), "nothing was heard", id="half-a-body"),
        pytest.param(silence(of_length("50") + b"<p>"), "nothing was heard", id="less-than-declared"),
        pytest.param(silence(CHUNKED + b"5\r\nhello\r\n"), "nothing was heard", id="half-the-chunks"),
        pytest.param(drip(b"HTTP/1.1 200 ", b"o"), "no complete headers", id="status-line"),
        pytest.param(drip(OPEN_ENDED[:-2], b"X-Slow: yes\r\n"), "no complete headers", id="header-lines"),
        pytest.param(drip(OPEN_ENDED[:-2] + b"X-Slow: "), "no complete headers", id="header-bytes"),
        pytest.param(drip(b"", head(102), 0.1), "no complete headers", id="interim-answers"),
        pytest.param(drip(OPEN_ENDED), "no complete answer", id="body-bytes"),
        pytest.param(drip(CHUNKED, b"1\r\nx\r\n"), "no complete answer", id="chunks"),
        pytest.param(drip(CHUNKED + b"5;"), "no complete answer", id="chunk-extension"),
        pytest.param(drip(CHUNKED + b"0\r\n", b"X: y\r\n"), "no complete answer", id="trailers"),
    ],
)
def test_a_slow_answer_is_given_up(knobs: WebKnobs, web: HostileWeb, script: Script, message: str) -> None:
    error = setback(knobs, web.put("bad", "/", script))
    assert isinstance(error, Transient)
    assert (error.reason, error.message[: len(message)]) == (Reason.TIMEOUT, message)
    assert len(web.asked("bad")) == 1


@pytest.mark.parametrize(
    ("script", "message"),
    [
        pytest.param(pour(OPEN_ENDED, b"<p>more"), f"more than {CAP:,} bytes", id="body"),
        pytest.param(pour(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"), f"more than {CAP:,} bytes", id="chunks"),
        pytest.param(pour(of_length("99999999999"), b"<p>more"), "99,999,999,999 bytes announced", id="declared"),
        pytest.param(pour(CHUNKED + b"5;", b"more"), "more framing than body", id="chunk-extension"),
        pytest.param(pour(CHUNKED + b"0\r\n", b"X: y\r\n"), f"more than {MAX_HEADERS} headers", id="trailers"),
        pytest.param(header_flood, "more than ", id="headers"),
        pytest.param(
            Reply(headers=tuple((f"X-{n}", "y") for n in range(MAX_HEADERS))),
            f"more than {MAX_HEADERS} headers",
            id="a-few-headers-too-many",
        ),
        pytest.param(pour(OPEN_ENDED[:-2] + b"X-Long: ", b"more"), f"more than {MAX_HEAD:,} bytes", id="header"),
        pytest.param(pour(OPEN_ENDED[:-2], b"more"), f"more than {MAX_HEAD:,} bytes", id="header-name"),
        pytest.param(pour(b"HTTP/1.1 200 ", b"fine"), f"more than {MAX_HEAD:,} bytes", id="reason-phrase"),
        pytest.param(pour(b"", head(100)), f"more than {MAX_INTERIM} interim", id="interim-answers"),
        pytest.param(pour(b"", head(103, [("Link", "</a>")])), f"more than {MAX_INTERIM} interim", id="early-hints"),
    ],
)
def test_an_answer_without_end_is_cut_off(knobs: WebKnobs, web: HostileWeb, script: Script, message: str) -> None:
    error = setback(hasty(knobs, 3), web.put("bad", "/", script))
    assert isinstance(error, Permanent)
    assert (error.reason, error.message[: len(message)]) == (Reason.TOO_LARGE, message)


def test_single_byte_chunks_do_not_reach_the_cap(knobs: WebKnobs, web: HostileWeb) -> None:
    # Each costs the event loop more than it costs the server; ten million of them would hold up everybody else.
    url = web.put("bad", "/", pour(CHUNKED, b"1\r\nx\r\n"))
    with pytest.raises(Permanent, match="more framing than body"):
        ask(hasty(knobs, 5), lambda client: client.get(url, cap=10_000_000))


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Reply(b"hello", headers=tuple((f"X-{n}", "v" * 200) for n in range(190))), id="190-headers"),
        pytest.param(Reply(b"hello", headers=(("X-Long", "v" * 60_000),)), id="60-kB-header"),
        pytest.param(raw(head(103) * MAX_INTERIM + HELLO), id="interim-answers"),
        pytest.param(raw(CHUNKED + b"c\r\n<p>some more\r\n" * 8_000 + b"0\r\n\r\n"), id="small-chunks"),
    ],
)
def test_what_stays_within_the_bounds_is_taken(knobs: WebKnobs, web: HostileWeb, script: Script) -> None:
    assert get(knobs, web.put("odd", "/", script))


def test_a_hundred_thousand_headers_take_no_memory(knobs: WebKnobs, web: HostileWeb) -> None:
    flood = raw(OPEN_ENDED[:-2] + b"".join(b"X-%d: y\r\n" % number for number in range(100_000)) + b"\r\n")
    url = web.put("bad", "/", flood)

    async def errand(client: Client) -> int:
        tracemalloc.start()
        try:
            with pytest.raises(Permanent):
                await client.get(url, cap=CAP)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert ask(hasty(knobs, 3), errand) < 4_000_000  # of which the server, in the same process, has 1.3 MB to send


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH_9.9\r\n", id="another-protocol"),
        pytest.param(b"<html>hello</html>", id="http-0.9"),
        pytest.param(b"HTTP/1.1 OK\r\n\r\nhello", id="no-status"),
        pytest.param(b"HTTP/1.1 1000 OK\r\n\r\nhello", id="odd-status"),
        pytest.param(head(100), id="interim-answer-alone"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\nhello", id="nul-in-a-header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: a\rY: b\r\n\r\nhello", id="cr-in-a-header"),
        pytest.param(OPEN_ENDED[:-4], id="half-the-headers"),
        pytest.param(of_length("50") + b"hello", id="less-than-declared"),
        pytest.param(of_length("-5") + b"hello", id="negative-length"),
        pytest.param(of_length("5", "6") + b"hello", id="two-lengths"),
        pytest.param(of_length("5, 6") + b"hello", id="two-lengths-in-one"),
        pytest.param(of_length("9" * 30) + b"hello", id="length-beyond-64-bits"),
        pytest.param(of_length("0x5") + b"hello", id="hexadecimal-length"),
        pytest.param(of_length("") + b"hello", id="empty-length"),
        pytest.param(CHUNKED + b"5\r\nhello\r\n", id="no-last-chunk"),
        pytest.param(CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n", id="negative-chunk"),
        pytest.param(CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n", id="chunk-size-no-number"),
        pytest.param(CHUNKED + b"f" * 30 + b"\r\nhello\r\n0\r\n\r\n", id="chunk-size-beyond-64-bits"),
        pytest.param(CHUNKED + b"3\r\nhello\r\n0\r\n\r\n", id="chunk-longer-than-it-says"),
    ],
)
def test_what_is_no_http_is_an_answer_that_did_not_come(knobs: WebKnobs, web: HostileWeb, answer: bytes) -> None:
    error = setback(knobs, web.put("bad", "/", raw(answer)))
    assert isinstance(error, Transient)
    assert error.reason is Reason.CONNECT
    assert len(web.asked("bad")) == 1


async def break_off(exchange: Exchange) -> None:
    await exchange.send(OPEN_ENDED + b"<p>half")
    await asyncio.sleep(0.05)
    exchange.cut()


def test_a_body_without_length_is_whole_only_if_it_ended_in_order(knobs: WebKnobs, web: HostileWeb) -> None:
    error = setback(knobs, web.put("bad", "/", break_off))
    assert (error.reason, error.message[:20]) == (Reason.CONNECT, "the answer broke off")
    assert get(knobs, web.put("good", "/", raw(OPEN_ENDED + b"<p>whole"))) == b"<p>whole"


WHOLE = (
    head(103, [("Link", "</a>")]) + of_length("11") + b"<p>hello</p>"[:11],
    CHUNKED + b"5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nX-Trailer: z\r\n\r\n",
    head(302, [("Location", "/elsewhere"), ("Content-Length", "2")]) + b"ok",
    head(304, [("ETag", '"x"')]),
)


def damaged(draw: random.Random) -> bytes:
    """An answer with a few bytes lost, doubled, changed or moved."""
    answer = bytearray(draw.choice(WHOLE))
    for _ in range(draw.randint(1, 4)):
        start = draw.randrange(len(answer))
        end = min(len(answer), start + draw.choice([1, 1, 2, 8, 30]))
        match draw.randrange(4):
            case 0:
                del answer[start:end]
            case 1:
                answer[start:start] = answer[start:end] * draw.choice([1, 3, 300])
            case 2:
                answer[start:end] = draw.randbytes(end - start)
            case 3:
                answer[start:start] = draw.choice([b"\r\n", b"\n", b"\r", b"\0", b":", b" ", b"\r\n\r\n", *WHOLE])
        answer = answer or bytearray(b"\0")
    return bytes(answer)


def test_whatever_is_damaged_in_an_answer_it_is_taken_or_has_a_reason(knobs: WebKnobs, web: HostileWeb) -> None:
    draw = random.Random(20_260_303)
    addresses = [web.put(f"odd-{n}", "/", raw(damaged(draw))) for n in range(600)]

    async def errand(client: Client) -> list[object]:
        return await asyncio.gather(*(client.get(url, cap=CAP) for url in addresses), return_exceptions=True)

    outcomes = ask(hasty(knobs, 3), errand)
    assert [outcome for outcome in outcomes if not isinstance(outcome, Capture | Setback)] == []
    reasons = {outcome.reason for outcome in outcomes if isinstance(outcome, Setback)}
    assert reasons <= {Reason.CONNECT, Reason.TIMEOUT, Reason.TOO_LARGE, Reason.ERROR, Reason.REFUSED_ADDRESS}
    assert sum(isinstance(outcome, Capture) for outcome in outcomes) > 50


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_does_not_take_up_the_connection_is_given_up(knobs: WebKnobs, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        error = setback(knobs, f"{scheme}://127.0.0.1:{port_of(listener)}/")
    assert error.reason is Reason.TIMEOUT
    assert ("no connection within" in error.message) is (scheme == "https")  # TLS is part of the connection


# ── what follows an answer ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        pytest.param(HELLO + b" and more than was declared", 200, b"hello", id="more-than-declared"),
        pytest.param(HELLO + HELLO.replace(b"hello", b"wrong"), 200, b"hello", id="another-answer"),
        pytest.param(head(304) + b"<p>a body that must not be", 304, b"", id="body-of-a-304"),
        pytest.param(head(204) + b"<p>a body that must not be", 204, b"", id="body-of-a-204"),
        pytest.param(head(304, [("Content-Length", "500")]), 304, b"", id="length-of-a-304"),
    ],
)
@pytest.mark.parametrize("wait", [0.0, 0.05], ids=["at-once", "later"])
def test_what_nobody_asked_for_is_no_answer_to_the_next_question(
    knobs: WebKnobs, web: HostileWeb, answer: bytes, status: int, body: bytes, wait: float
) -> None:
    end = len(answer) if wait == 0 else answer.find(b"\r\n\r\n") + 4 + len(body)
    first = web.put("bad", "/first", and_then(answer[:end], answer[end:], wait))
    second = web.put("bad", "/second", Reply(b"the second"))

    async def errand(client: Client) -> list[tuple[int, bytes]]:
        answers = [await client.get(first, cap=CAP)]
        await asyncio.sleep(3 * wait)
        answers.append(await client.get(second, cap=CAP))
        return [(answer.status, answer.body) for answer in answers]

    assert ask(knobs, errand) == [(status, body), (200, b"the second")]
    assert [item.path for item in web.asked("bad")] == ["/first", "/second"]


def test_a_flood_while_nothing_is_asked_ends_the_connection(knobs: WebKnobs, web: HostileWeb) -> None:
    gone = threading.Event()

    async def flood(exchange: Exchange) -> None:
        await exchange.send(HELLO)
        try:
            while True:
                await exchange.send(HELLO * 1_000)
        finally:
            gone.set()

    url = web.put("bad", "/", flood)

    async def errand(client: Client) -> bool:
        assert (await client.get(url, cap=CAP)).body == b"hello"
        return await asyncio.to_thread(gone.wait, 10)

    assert ask(knobs, errand)


def test_a_connection_that_was_given_up_meanwhile_is_no_failure(knobs: WebKnobs, web: HostileWeb) -> None:
    web.put("odd", "/", [Reply(b"one"), hang_up, Reply(b"two")])

    async def errand(client: Client) -> list[bytes]:
        return [(await client.get(web.url("odd", "/"), cap=CAP)).body for _ in range(2)]

    assert ask(knobs, errand) == [b"one", b"two"]
    assert [item.connection == web.asked("odd")[0].connection for item in web.asked("odd")] == [True, True, False]


def test_it_is_asked_again_in_a_turn_of_its_own_and_once(knobs: WebKnobs, web: HostileWeb) -> None:
    web.put("odd", "/", [Reply(b"one"), hang_up])

    async def errand(client: Client) -> Setback:
        await client.get(web.url("odd", "/"), cap=CAP)
        with pytest.raises(Transient) as caught:
            await client.get(web.url("odd", "/"), cap=CAP, delay=0.4, begun=True)
        return caught.value

    assert ask(knobs, errand).reason is Reason.CONNECT
    first, second, third = (item.at for item in web.asked("odd"))
    assert min(second - first, third - second) >= 0.3  # 0.4, seen on a busy machine


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def private() -> Iterator[socket.socket]:
    """Something that listens where nobody may look: 127.0.0.2."""
    with socket.create_server(("127.0.0.2", 0)) as listener:
        yield listener


def was_visited(listener: socket.socket) -> bool:
    return bool(select.select([listener], [], [], 0)[0])


def names(**addresses: Sequence[str]) -> Callable[[str], Sequence[str]]:
    """A name server: `one_test` is one.test."""
    table = {name.replace("_", "."): list(found) for name, found in addresses.items()}
    return lambda name: table[name]


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


@pytest.mark.parametrize(
    "addresses", [["127.0.0.2"], ["::ffff:127.0.0.2"], ["10.0.0.1", "127.0.0.2"]], ids=["v4", "mapped", "several"]
)
def test_a_name_of_a_private_address_leads_nowhere(
    knobs: WebKnobs, private: socket.socket, addresses: list[str]
) -> None:
    error = setback(replace(knobs, look_up=names(inside_test=addresses)), f"http://inside.test:{port_of(private)}/")
    assert isinstance(error, Permanent)
    assert error.reason is Reason.REFUSED_ADDRESS
    assert not was_visited(private)


@pytest.mark.parametrize("addresses", [["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"]], ids=["first", "last"])
def test_of_several_addresses_only_public_ones_are_tried(
    knobs: WebKnobs, web: HostileWeb, addresses: list[str]
) -> None:
    with socket.create_server(("127.0.0.2", web.port)) as private:
        url = web.put("both.test", "/", Reply(b"hello"))
        for _ in range(3):
            assert get(replace(knobs, look_up=names(both_test=addresses)), url) == b"hello"
        assert not was_visited(private)


def test_where_the_public_address_does_not_answer_the_private_one_is_not_tried(knobs: WebKnobs) -> None:
    with socket.create_server(("127.0.0.2", 0)) as private:
        both = replace(knobs, look_up=names(both_test=["127.0.0.1", "127.0.0.2"]))
        assert setback(both, f"http://both.test:{port_of(private)}/").reason is Reason.CONNECT
        assert not was_visited(private)


def test_a_name_that_turns_private_is_refused(knobs: WebKnobs, web: HostileWeb) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    with socket.create_server(("127.0.0.2", web.port)) as private:
        url = web.put("rebind.test", "/", Reply(b"hello"))
        rebinding = replace(knobs, look_up=lambda name: next(answers))
        assert get(rebinding, url) == b"hello"
        assert setback(rebinding, url).reason is Reason.REFUSED_ADDRESS
        assert not was_visited(private)


def test_a_name_is_not_looked_up_again_between_the_check_and_the_connection(knobs: WebKnobs, web: HostileWeb) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    with socket.create_server(("127.0.0.2", web.port)) as private:
        url = web.put("rebind.test", "/", raw(OPEN_ENDED + b"hello"))

        async def errand(client: Client) -> list[bytes]:
            return [(await client.get(url, cap=CAP)).body for _ in range(3)]

        assert ask(replace(knobs, look_up=lambda name: next(answers)), errand) == [b"hello"] * 3
        assert len({item.connection for item in web.asked("rebind.test")}) == 3
        assert not was_visited(private)


def test_a_name_that_turns_private_ends_in_the_failures(engine: Engine, settings: Settings, web: HostileWeb) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    chosen = settings.model_copy(update={"fetch_allow": (ipaddress.ip_network("127.0.0.1/32"),)})
    with socket.create_server(("127.0.0.2", web.port)) as private:
        for visit in (1, 2):  # a worker each; the second finds the robots.txt known
            runner = Runner(
                engine,
                runner_knobs(chosen),
                replace(web_knobs(chosen), look_up=lambda name: next(answers)),
                lambda stage, ids: None,
                lambda stage: False,
            )
            pipeline = Pipeline(chosen, engine, runner)
            with transaction(engine) as conn:
                feeds.add_article(conn, web.url("rebind.test", f"/page/{visit}"))
            pipeline.drain()
            runner.close()
        assert not was_visited(private)
    assert pipeline.rows("SELECT url, stage, reason FROM v1.failures ORDER BY url") == [
        (web.url("rebind.test", "/page/1"), "fetch", Reason.HTTP_4XX),
        (web.url("rebind.test", "/page/2"), "fetch", Reason.REFUSED_ADDRESS),
    ]
    assert [item.path for item in web.log] == ["/robots.txt", "/page/1"]


@pytest.mark.parametrize("where", ["http://inside.test:{}/", "http://127.0.0.2:{}/", "http://[::ffff:127.0.0.2]:{}/"])
def test_a_chain_of_redirects_does_not_lead_inside(
    knobs: WebKnobs, web: HostileWeb, private: socket.socket, where: str
) -> None:
    web.put("bad", "/2", redirect(where.format(port_of(private))))
    web.put("bad", "/1", redirect("/2"))
    error = setback(replace(knobs, look_up=names(inside_test=["127.0.0.2"])), web.url("bad", "/1"))
    assert error.reason is Reason.REFUSED_ADDRESS
    assert not was_visited(private)


def unknown(name: str) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def too_long(name: str) -> list[str]:
    return [name.encode("idna").decode()]


@pytest.mark.parametrize(
    ("look_up", "message"),
    [(unknown, "Name or service not known"), (lambda name: [], "it has no address"), (too_long, "too long")],
    ids=["unknown", "empty", "too-long"],
)
def test_a_name_without_address_is_a_dns_failure(knobs: WebKnobs, look_up: LookUp, message: str) -> None:
    error = setback(replace(knobs, look_up=look_up), f"http://{'a' * 64}.test/")
    assert isinstance(error, Transient)
    assert error.reason is Reason.DNS
    assert message in error.message


# ── others ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_name_servers_that_keep_silent_hold_up_nobody_else(knobs: WebKnobs, web: HostileWeb) -> None:
    silent = threading.Event()

    def look_up(name: str) -> list[str]:
        if name.startswith("tarpit"):
            silent.wait(15)
        return ["127.0.0.1"]

    done: list[str] = []

    async def visit(client: Client, name: str) -> None:
        try:
            await client.get(web.put(name, "/", Reply(b"hello")), cap=CAP)
            done.append(name)
        except Transient as error:
            done.append(f"{name}: {error.reason}")

    async def errand(client: Client) -> None:
        hostile = [f"tarpit-{number}.test" for number in range(100)]
        await asyncio.gather(*(visit(client, name) for name in [*hostile, *(f"good-{n}.test" for n in range(20))]))

    try:
        ask(hasty(replace(knobs, look_up=look_up), 2), errand)
    finally:
        silent.set()
    assert sorted(done[:20]) == sorted(f"good-{n}.test" for n in range(20))
    assert {name.partition(": ")[2] for name in done[20:]} == {"dns"}


def test_hosts_that_hang_hold_up_nobody_else(knobs: WebKnobs, web: HostileWeb) -> None:
    scripts = {
        "silent": silence(),
        "half": silence(OPEN_ENDED + b"<p>"),
        "headers": drip(OPEN_ENDED[:-2], b"X-Slow: yes\r\n"),
        "body": drip(OPEN_ENDED),
        "chunks": drip(CHUNKED, b"1\r\nx\r\n"),
    }
    hostile = [web.put(f"{name}-{n}", "/", script) for name, script in scripts.items() for n in range(6)]
    endless = [web.put(f"endless-{n}", "/", pour(OPEN_ENDED, b"<p>more")) for n in range(6)]
    good = [web.put(f"good-{n}", f"/{part}", Reply(b"hello")) for n in range(10) for part in range(5)]
    done: list[str] = []

    async def visit(client: Client, url: str) -> Reason | None:
        try:
            await client.get(url, cap=CAP)
        except Setback as error:
            return error.reason
        finally:
            done.append(url)
        return None

    async def errand(client: Client) -> list[Reason | None]:
        return await asyncio.gather(*(visit(client, url) for url in [*hostile, *endless, *good]))

    reasons = ask(replace(hasty(knobs, 2), header_timeout=2.2, timeout=2.4), errand)
    assert set(reasons[: len(hostile)]) == {Reason.TIMEOUT}
    assert set(reasons[len(hostile) : -len(good)]) == {Reason.TOO_LARGE}
    assert set(reasons[-len(good) :]) == {None}
    assert set(done[-len(hostile) :]) == set(hostile)
