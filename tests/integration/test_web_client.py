"""The client and its politeness against a real server and a real Redis: what is sent, how often, and how many at once."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from pipeline.errors import Deferred, Permanent, Reason, Transient
from pipeline.store import feeds
from pipeline.store.engine import transaction
from pipeline.web.client import Client
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, head, page, raw, redirect, rss, stream
from workers.bootstrap import web_knobs

T = TypeVar("T")
MakePipeline = Callable[..., Pipeline]
CAP = 100_000
STORY = (
    "The night ferry to the outer islands sailed again on Tuesday, nine weeks after its engine room was flooded in harbour.",
    "About two hundred passengers were on board, most of them islanders who had spent the winter crossing by mail boat.",
    "The company says that both pumps were replaced and that the crew has been trained to shut the valves by hand.",
)


@pytest.fixture(scope="module")
def server() -> Iterator[HostileWeb]:
    with HostileWeb() as web:
        yield web


@pytest.fixture
def web(server: HostileWeb) -> HostileWeb:
    server.reset()
    return server


def ask(pipeline: Pipeline, errand: Callable[[Client], Awaitable[T]]) -> T:
    """Run something with a client of its own."""

    async def run() -> T:
        client = Client(web_knobs(pipeline.settings))
        try:
            return await errand(client)
        finally:
            await client.close()

    return asyncio.run(run())


def add_articles(pipeline: Pipeline, *addresses: str) -> None:
    with transaction(pipeline.engine) as conn:
        for address in addresses:
            feeds.add_article(conn, address)


def due_now(pipeline: Pipeline) -> None:
    pipeline.execute("UPDATE cursors SET due_at = now(), wake_at = now() WHERE state = 'due'")


def gaps(web: HostileWeb, host: str) -> list[float]:
    times = [item.at for item in web.asked(host)]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


# ── what is sent ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_asks_is_said_and_nothing_else_is(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(user_agent="Wireroom/9", contact="https://wireroom.example/contact")
    web.put("site", "/a", redirect(web.url("site", "/b")))
    web.put("site", "/b", Reply(page("Ferry", STORY).encode(), headers=(("Set-Cookie", "id=1; Path=/"),)))
    add_articles(pipeline, web.url("site", "/a"))
    pipeline.drain()
    due_now(pipeline)
    with transaction(pipeline.engine) as conn:
        feeds.add_article(conn, web.put("site", "/c", Reply(page("Ferry", STORY).encode())))
    pipeline.drain()
    assert [item.path for item in web.asked("site")] == ["/robots.txt", "/a", "/b", "/c"]
    for item in web.asked("site"):
        assert item.header("user-agent") == "Wireroom/9 (+https://wireroom.example/contact)"
        assert item.header("accept-encoding") == "gzip, deflate, br, zstd"
        assert item.header("accept")
        names = [name.lower() for name, _ in item.headers]
        assert sorted(names) == ["accept", "accept-encoding", "host", "user-agent"]
    assert "text/html" in str(web.asked("site", "/b")[0].header("accept"))


def test_no_cookie_comes_back_from_a_redirect_either(pipeline: Pipeline, web: HostileWeb) -> None:
    cookie = ("Set-Cookie", "consent=yes; Path=/; Domain=localhost")
    web.put("site", "/a", Reply(status=302, headers=(cookie, ("Location", "/b"))))
    web.put("site", "/b", Reply(b"there", headers=(cookie,)))

    async def errand(client: Client) -> bytes:
        await client.get(web.url("site", "/a"), cap=CAP)
        return (await client.get(web.url("site", "/b"), cap=CAP)).body

    assert ask(pipeline, errand) == b"there"
    assert [(item.path, item.header("cookie")) for item in web.log] == [("/a", None), ("/b", None), ("/b", None)]


def test_the_environment_names_no_proxy(pipeline: Pipeline, web: HostileWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    url = web.put("site", "/a", Reply(b"direct"))
    assert ask(pipeline, lambda client: client.get(url, cap=CAP)).body == b"direct"


def test_a_connection_is_used_again(pipeline: Pipeline, web: HostileWeb) -> None:
    addresses = [web.put("site", f"/{n}", Reply(b"hello")) for n in range(5)]

    async def errand(client: Client) -> None:
        for address in addresses:
            await client.get(address, cap=CAP)

    ask(pipeline, errand)
    assert len(web.asked("site")) == 5
    assert len({item.connection for item in web.asked("site")}) == 1


# ── what is taken ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_kept_as_the_wire_had_it(pipeline: Pipeline, web: HostileWeb) -> None:
    body = bytes(range(256)) * 4
    headers = (("X-Twice", "one"), ("X-Twice", "two"), ("Content-Encoding", "gzip"), ("X-Bytes", "caf\u00e9"))
    url = web.put("site", "/a?b=%C3%A9&c", Reply(body, 203, headers=headers))
    answer = ask(pipeline, lambda client: client.get(url, cap=CAP))
    assert (answer.url, answer.final_url, answer.status, answer.body) == (url, url, 203, body)
    assert [value for name, value in answer.headers if name == "X-Twice"] == ["one", "two"]
    assert answer.header("x-bytes") == "caf\ufffd"
    assert answer.header("content-encoding") == "gzip"


@pytest.mark.parametrize("over", [0, 1])
@pytest.mark.parametrize("declared", [True, False])
def test_the_cap_is_exact(pipeline: Pipeline, web: HostileWeb, over: int, declared: bool) -> None:
    body = b"x" * (CAP + over)
    url = web.put("site", "/a", Reply(body) if declared else raw(head() + body))
    if over:
        with pytest.raises(Permanent) as caught:
            ask(pipeline, lambda client: client.get(url, cap=CAP))
        assert caught.value.reason is Reason.TOO_LARGE
        assert ask(pipeline, lambda client: client.get(url, cap=CAP, cut=True)).body == body[:CAP]
    else:
        assert ask(pipeline, lambda client: client.get(url, cap=CAP)).body == body


def test_a_body_nobody_wants_is_not_read(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("site", "/a", stream(None, "video/mp4"))
    answer = ask(pipeline, lambda client: client.get(url, cap=CAP, wanted=lambda status, kind: kind == "text/html"))
    assert (answer.status, answer.body, answer.header("content-type")) == (200, b"", "video/mp4")


def test_redirects_lead_to_the_final_address(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("other", "/c/d", Reply(b"there"))
    web.put("site", "/a", redirect("b?x=1#part", 301))
    web.put("site", "/b?x=1", redirect(f"//other.localhost:{web.port}/c/./d", 308))
    answer = ask(pipeline, lambda client: client.get(web.url("site", "/a"), cap=CAP))
    assert (answer.url, answer.final_url, answer.body) == (web.url("site", "/a"), web.url("other", "/c/d"), b"there")


def test_the_guard_stands_before_every_hop(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(fetch_allow="127.0.0.1/32")
    url = web.put("site", "/a", redirect(f"http://127.0.0.3:{web.port}/"))
    with pytest.raises(Permanent) as caught:
        ask(pipeline, lambda client: client.get(url, cap=CAP))
    assert caught.value.reason is Reason.REFUSED_ADDRESS


def test_plain_http_on_an_https_address_is_a_tls_failure(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("site", "/a", Reply(b"hello")).replace("http:", "https:")
    with pytest.raises(Transient) as caught:
        ask(pipeline, lambda client: client.get(url, cap=CAP))
    assert caught.value.reason is Reason.TLS
    assert web.log == []


# ── politeness ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_requests_to_one_host_keep_their_distance(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    delay = 0.3
    pipeline = make_pipeline(host_delay=delay)
    pages = [web.put("site", f"/{n}", Reply(page(f"Part {n}", STORY).encode())) for n in range(3)]
    add_articles(pipeline, *pages, web.put("site", "/moved", redirect("/0")))
    for _ in range(20):
        pipeline.drain()
        if not pipeline.rows("SELECT 1 FROM cursors WHERE state = 'due'"):
            break
        due_now(pipeline)
    assert [path for (path,) in pipeline.rows("SELECT reason FROM v1.failures")] == []
    assert sorted(item.path for item in web.asked("site")) == ["/0", "/0", "/1", "/2", "/moved", "/robots.txt"]
    assert min(gaps(web, "site")) >= delay - 0.005


def test_two_workers_share_one_rhythm(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    delay = 0.3
    pipeline = make_pipeline(host_delay=delay)
    addresses = [web.put("site", f"/{n}", Reply(b"hello")) for n in range(4)]

    async def errand(first: Client) -> None:
        second = Client(first.knobs)
        try:
            clients = itertools.cycle([first, second])
            await asyncio.gather(*(next(clients).get(address, cap=CAP) for address in addresses))
        finally:
            await second.close()

    ask(pipeline, errand)
    assert len(web.asked("site")) == 4
    assert min(gaps(web, "site")) >= delay - 0.005


def test_hosts_do_not_wait_for_each_other(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(host_delay=60)
    addresses = [web.put(f"site-{n}", "/a", Reply(b"hello")) for n in range(5)]

    async def errand(client: Client) -> list[int]:
        answers = await asyncio.gather(*(client.get(address, cap=CAP) for address in addresses))
        return [answer.status for answer in answers]

    assert ask(pipeline, errand) == [200] * 5


@pytest.mark.parametrize("limit", [1, 2])
def test_no_more_than_so_many_at_once(make_pipeline: MakePipeline, web: HostileWeb, limit: int) -> None:
    pipeline = make_pipeline(host_concurrency=limit)
    addresses = [web.put("site", f"/{n}", Reply(b"hello", wait=0.1)) for n in range(8)]

    async def errand(client: Client) -> None:
        await asyncio.gather(*(client.get(address, cap=CAP) for address in addresses))

    ask(pipeline, errand)
    assert len(web.asked("site")) == 8
    assert max(item.in_flight for item in web.asked("site")) == limit


def test_a_place_is_given_back_whatever_came(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(host_concurrency=1)
    broken, whole = web.put("site", "/a", raw(b"")), web.put("site", "/b", Reply(b"hello"))

    async def errand(client: Client) -> None:
        for _ in range(3):
            with pytest.raises(Transient):
                await client.get(broken, cap=CAP)
            assert (await client.get(whole, cap=CAP)).body == b"hello"

    ask(pipeline, errand)
    assert max(item.in_flight for item in web.asked("site")) == 1


def test_a_turn_that_is_far_is_waited_for_elsewhere(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(host_delay=30)
    url = web.put("site", "/a", Reply(b"hello"))

    async def errand(client: Client) -> float:
        await client.get(url, cap=CAP)
        with pytest.raises(Deferred) as caught:
            await client.get(url, cap=CAP)
        with pytest.raises(Deferred) as later:
            await client.get(url, cap=CAP)
        assert later.value.seconds > caught.value.seconds + 20
        return caught.value.seconds

    assert 20 < ask(pipeline, errand) <= 30
    assert len(web.asked("site")) == 1


def test_an_item_whose_turn_is_far_comes_back_later_uncounted(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(host_delay=30)
    feed = web.put("site", "/feed.xml", Reply(rss([web.url("site", "/a")]), kind="application/rss+xml"))
    with transaction(pipeline.engine) as conn:
        feeds.add(conn, feed, interval=900)
    pipeline.drain()
    (row,) = pipeline.rows("""
        SELECT stage, state, attempts, reason, due_at > now() + interval '10 s' AND due_at <= now() + interval '31 s'
          FROM cursors WHERE kind = 'article'
    """)
    assert row == ("fetch", "due", 0, None, True)
    assert pipeline.rows("SELECT 1 FROM v1.failures") == []
    assert [item.path for item in web.log] == ["/feed.xml"]


def test_a_long_delay_does_not_keep_a_page_from_being_fetched_at_all(
    make_pipeline: MakePipeline, web: HostileWeb
) -> None:
    # robots.txt and the page: two turns of one errand, the second further away than a caller's patience.
    pipeline = make_pipeline(host_delay=2.1)
    add_articles(pipeline, web.put("site", "/a", Reply(page("Ferry", STORY).encode())))
    pipeline.drain()
    assert pipeline.rows("SELECT title FROM v1.articles") == [("Ferry",)]
    assert [item.path for item in web.log] == ["/robots.txt", "/a"]
    assert min(gaps(web, "site")) >= 2.1 - 0.005


def test_a_redirect_goes_before_those_who_wait(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(host_delay=0.4)
    web.put("site", "/b", Reply(b"there"))
    addresses = [web.put("site", f"/{n}", redirect("/b")) for n in range(8)]

    async def errand(client: Client) -> list[object]:
        return list(await asyncio.gather(*(client.get(url, cap=CAP) for url in addresses), return_exceptions=True))

    answers = ask(pipeline, errand)
    through = [answer for answer in answers if not isinstance(answer, BaseException)]
    assert through
    assert all(isinstance(answer, Deferred) for answer in answers if isinstance(answer, BaseException))
    assert len(web.asked("site")) == 2 * len(through)  # nobody was sent away in the middle


def test_without_redis_nothing_is_asked(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(redis_url="redis://127.0.0.1:1/0")
    url = web.put("site", "/a", Reply(b"hello"))
    with pytest.raises(Deferred):
        ask(pipeline, lambda client: client.get(url, cap=CAP))
    assert web.log == []
