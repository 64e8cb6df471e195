"""The client and its politeness against a real server and a real Redis: what is sent, how often, and how many at once."""

import asyncio
import itertools
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from yarl import URL

from config.settings import Settings
from pipeline.errors import Deferred, Permanent, Reason, Setback, Transient
from pipeline.model import Capture, Hop, HostNote, Manners
from pipeline.store import feeds
from pipeline.store.engine import transaction
from pipeline.web.client import Client, fit_for
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, Script, hang_up, head, page, raw, redirect, rss, silence, stream
from workers.bootstrap import web_knobs

T = TypeVar("T")
MakePipeline = Callable[..., Pipeline]
CAP = 100_000
JITTER = 0.1  # seconds by which a request may be seen later than the one after it, on a busy machine
STORY = (
    "The night ferry to the outer islands sailed again on Tuesday, nine weeks after its engine room was flooded in harbour.",
    "About two hundred passengers were on board, most of them islanders who had spent the winter crossing by mail boat.",
    "The company says that both pumps were replaced and that the crew has been trained to shut the valves by hand.",
)


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


def test_a_source_may_have_an_agent_of_its_own(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/a", redirect(web.put("other", "/b", Reply(b"there"))))
    ask(pipeline, lambda client: client.get(web.url("site", "/a"), cap=CAP, agent="Reader/1 (+mailto:a@b.example)"))
    assert [[value for name, value in item.headers if name == "User-Agent"] for item in web.log] == [
        ["Reader/1 (+mailto:a@b.example)"],
        ["Reader/1 (+mailto:a@b.example)"],
    ]


CONDITIONS = {"If-None-Match": '"x"', "If-Modified-Since": "Tue, 03 Mar 2026 07:08:09 GMT"}


def test_conditions_and_credentials_stay_with_their_origin(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/a", redirect("/b"))
    web.put("site", "/b", redirect(web.put("other", "/c", redirect(web.url("site", "/d")))))
    web.put("site", "/d", Reply(b"there"))
    answer = ask(
        pipeline,
        lambda client: client.get(
            web.url("site", "/a"),
            cap=CAP,
            headers={"Accept": "text/html"},
            conditions=CONDITIONS,
            conditions_for=web.url("site", "/d"),
            credentials="Åsa:pass:word",
        ),
    )
    assert answer.body == b"there"
    sent = {item.path: {name.lower(): value for name, value in item.headers} for item in web.log}
    basic = "Basic " + b64encode("Åsa:pass:word".encode()).decode()
    assert [sent[path].get("authorization") for path in ("/a", "/b", "/c", "/d")] == [basic, basic, None, basic]
    # Only the address that gave the validators is asked with them.
    assert [sent[path].get("if-none-match") for path in ("/a", "/b", "/c", "/d")] == [None, None, None, '"x"']
    assert sent["/d"]["if-modified-since"] == CONDITIONS["If-Modified-Since"]
    assert {sent[path]["accept"] for path in sent} == {"text/html"}
    assert all("referer" not in headers for headers in sent.values())


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("https://paper.test/b", True), ("https://paper.test:443/b", True), ("http://paper.test/a", False),
        ("https://paper.test:8443/a", False), ("https://www.paper.test/a", False), ("https://paper.test.evil.test/a", False),
    ],
)  # fmt: skip
def test_an_origin_is_scheme_host_and_port(target: str, kept: bool) -> None:
    headers = fit_for(URL(target), URL("https://paper.test/a"), {"Accept": "*/*", "Authorization": "Basic eDp5"})
    assert sorted(headers) == (["Accept", "Authorization"] if kept else ["Accept"])


def test_credentials_in_a_redirect_go_nowhere(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("other", "/b", Reply(b"there"))
    web.put("site", "/a", redirect(web.url("other", "/b").replace("http://", "http://user:secret@")))
    answer = ask(pipeline, lambda client: client.get(web.url("site", "/a"), cap=CAP))
    assert web.asked("other")[0].header("authorization") is None
    assert "secret" not in repr(answer)


# ── connections ────────────────────────────────────────────────────────────────────────────────────────────────────────


def connections(web: HostileWeb, host: str) -> int:
    return len({item.connection for item in web.asked(host)})


def visit(pipeline: Pipeline, *addresses: str, **how: Any) -> None:
    """GET one after the other."""

    async def errand(client: Client) -> None:
        for address in addresses:
            try:
                await client.get(address, cap=CAP, **how)
            except Permanent:
                pass

    ask(pipeline, errand)


def test_a_connection_is_used_again(pipeline: Pipeline, web: HostileWeb) -> None:
    visit(pipeline, *(web.put("site", f"/{n}", Reply(b"hello")) for n in range(20)))
    assert (len(web.asked("site")), connections(web, "site")) == (20, 1)


def test_a_connection_is_used_again_after_redirects_and_bodies_nobody_wants(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    for n in range(5):
        web.put("site", f"/{n}", redirect(f"/{n + 1}", 301))
    web.put("site", "/5", Reply(b"small", 404))
    visit(pipeline, web.url("site", "/0"), web.url("site", "/5"), wanted=lambda status, kind: status == 200)
    assert (len(web.asked("site")), connections(web, "site")) == (7, 1)


LARGE = b"x" * 20_000_000  # more than what fits into the buffers between server and client


@pytest.mark.parametrize(
    ("script", "how"),
    [
        (Reply(LARGE), {}),
        (Reply(LARGE), {"cut": True}),
        (stream(len(LARGE)), {}),
        (Reply(LARGE), {"wanted": lambda status, kind: False}),
        (Reply(LARGE, 302, headers=(("Location", "/2"),)), {}),
    ],
    ids=["declared", "cut", "streamed", "unwanted", "redirect"],
)
def test_a_connection_is_not_kept_when_the_answer_was_cut_off(
    pipeline: Pipeline, web: HostileWeb, script: Script, how: dict[str, Any]
) -> None:
    visit(pipeline, web.put("site", "/1", script), web.put("site", "/2", Reply(b"hello")), **how)
    assert [item.path for item in web.asked("site")][:2] == ["/1", "/2"]
    assert web.asked("site")[0].connection != web.asked("site")[1].connection


def test_hosts_share_no_connection(pipeline: Pipeline, web: HostileWeb) -> None:
    visit(pipeline, *(web.put(f"site-{n % 3}", f"/{n}", Reply(b"hello")) for n in range(9)))
    assert [connections(web, f"site-{n}") for n in range(3)] == [1, 1, 1]
    assert len({item.connection for item in web.log}) == 3


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
    end = web.url("other", "/c/d")
    assert (answer.url, answer.final_url, answer.body) == (web.url("site", "/a"), end, b"there")
    assert answer.hops == (
        Hop(web.url("site", "/a"), 301, web.url("site", "/b?x=1")),
        Hop(web.url("site", "/b?x=1"), 308, end),
    )


def test_an_answer_without_redirects_has_no_hops(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("site", "/a", Reply(b"hello", 300, headers=(("Location", "/b"),)))
    answer = ask(pipeline, lambda client: client.get(url, cap=CAP))
    assert (answer.status, answer.final_url, answer.hops) == (300, url, ())


@pytest.mark.parametrize("to", ["/a", "/b", "/a#part", "?"])
def test_a_circle_is_left_at_once(pipeline: Pipeline, web: HostileWeb, to: str) -> None:
    web.put("site", "/a", redirect("/b"))
    web.put("site", "/b", redirect(to))
    with pytest.raises(Permanent, match="in a circle"):
        ask(pipeline, lambda client: client.get(web.url("site", "/a"), cap=CAP))
    assert [item.path for item in web.log] == ["/a", "/b"]


def test_a_redirect_whose_body_does_not_end_is_followed_all_the_same(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/a", silence(head(302, [("Location", "/b"), ("Content-Length", "10")])))
    url = web.put("site", "/b", Reply(b"there"))
    assert ask(pipeline, lambda client: client.get(web.url("site", "/a"), cap=CAP)).final_url == url


def test_leave_is_asked_for_before_each_redirect_is_followed(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/a", redirect("/b"))
    web.put("site", "/b", redirect(web.put("other", "/c", redirect("/d"))))
    web.put("other", "/d", Reply(b"there"))
    asked: list[tuple[str, int]] = []

    async def permit(url: str) -> float:
        asked.append((url, len(web.log)))
        if url == web.url("other", "/d"):
            raise Permanent(Reason.ROBOTS, "no")
        return 0.0

    with pytest.raises(Permanent) as caught:
        ask(pipeline, lambda client: client.get(web.url("site", "/a"), cap=CAP, permit=permit))
    assert caught.value.reason is Reason.ROBOTS
    assert asked == [(web.url("site", "/b"), 1), (web.url("other", "/c"), 2), (web.url("other", "/d"), 3)]
    assert [item.path for item in web.log] == ["/a", "/b", "/c"]


def test_time_that_leave_takes_is_not_the_servers(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(fetch_timeout=0.5)
    web.put("site", "/a", redirect(web.put("other", "/b", Reply(b"there"))))

    async def permit(url: str) -> float:
        await asyncio.sleep(0.6)
        return 0.0

    answer = ask(pipeline, lambda client: client.get(web.url("site", "/a"), cap=CAP, permit=permit))
    assert answer.body == b"there"
    assert answer.elapsed_ms < 500


def test_a_chain_of_slow_redirects_has_the_time_of_one_request(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(fetch_timeout=0.5)
    for n in range(9):
        web.put("site", f"/{n}", Reply(status=302, headers=(("Location", f"/{n + 1}"),), wait=0.2))
    with pytest.raises(Transient, match="no complete answer within"):
        ask(pipeline, lambda client: client.get(web.url("site", "/0"), cap=CAP))
    assert len(web.log) <= 3


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
    assert min(gaps(web, "site")) >= delay - JITTER


def test_a_source_may_ask_for_a_longer_delay_not_for_a_shorter_one(
    make_pipeline: MakePipeline, web: HostileWeb
) -> None:
    url = web.put("site", "/a", Reply(b"hello"))

    async def errand(client: Client) -> None:
        for delay in (0.4, 0.4, 0.0, None):
            await client.get(url, cap=CAP, delay=delay)

    ask(make_pipeline(host_delay=0.2), errand)
    first, second, third = gaps(web, "site")
    assert first >= 0.4 - JITTER
    assert min(second, third) >= 0.2 - JITTER


def test_what_a_host_asks_for_holds_there_and_not_where_it_redirects(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/a", redirect("/b"))
    web.put("site", "/b", redirect(web.put("other", "/c", redirect("/d"))))
    web.put("other", "/d", redirect(web.put("third", "/e", redirect("/f"))))
    web.put("third", "/f", Reply(b"there"))

    async def permit(url: str) -> float:
        return 0.3 if "third" in url else 0.0

    ask(
        pipeline,
        lambda client: client.get(
            web.url("site", "/a"), cap=CAP, manners=Manners(crawl_delay=1.5), delay=1.6, permit=permit
        ),
    )
    assert [item.path for item in web.log] == ["/a", "/b", "/c", "/d", "/e", "/f"]
    assert gaps(web, "site")[0] >= 1.6 - JITTER
    assert gaps(web, "third")[0] >= 0.3 - JITTER
    assert gaps(web, "other")[0] < 1.5


@pytest.mark.parametrize(("status", "silent"), [(429, True), (503, True), (500, False), (200, False)])
def test_retry_after_is_heard_by_the_whole_host(pipeline: Pipeline, web: HostileWeb, status: int, silent: bool) -> None:
    web.put("site", "/a", Reply(status=status, headers=(("Retry-After", "40"),)))

    async def errand(client: Client) -> bool:
        await client.get(web.url("site", "/a"), cap=CAP)
        try:
            await client.get(web.url("site", "/b"), cap=CAP)
        except Deferred as error:
            return 30 < error.seconds <= 40
        return False

    assert ask(pipeline, errand) is silent
    assert len(web.log) == (1 if silent else 2)


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
    assert min(gaps(web, "site")) >= delay - JITTER


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
    circle, whole = web.put("site", "/a", redirect("/a")), web.put("site", "/b", Reply(b"hello"))

    async def errand(client: Client) -> None:
        for _ in range(3):
            with pytest.raises(Permanent):
                await client.get(circle, cap=CAP)
            assert (await client.get(whole, cap=CAP)).body == b"hello"

    ask(pipeline, errand)
    assert max(item.in_flight for item in web.asked("site")) == 1


def test_a_host_that_hangs_up_is_asked_more_slowly(pipeline: Pipeline, web: HostileWeb) -> None:
    broken, whole = web.put("site", "/a", hang_up), web.put("site", "/b", Reply(b"hello"))

    async def errand(client: Client) -> list[HostNote]:
        with pytest.raises(Transient):
            await client.get(broken, cap=CAP)
        assert (await client.get(whole, cap=CAP, begun=True)).body == b"hello"
        return client.learnt()

    assert [(note.host, note.pace) for note in ask(pipeline, errand)] == [("site.localhost", 2.0)]
    assert gaps(web, "site")[0] >= 2 - JITTER


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
    assert min(gaps(web, "site")) >= 2.1 - JITTER


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


# ── POST ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(pipeline: Pipeline, url: str, **how: Any) -> Capture:
    return ask(pipeline, lambda client: client.post(url, body=b"hub.mode=subscribe", headers=FORM, **how))


def test_a_body_is_posted(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("hub", "/", Reply(b"fine", 202))
    answer = post(pipeline, url)
    assert (answer.url, answer.status, answer.body) == (url, 202, b"fine")
    (asked,) = web.log
    assert (asked.method, asked.body) == ("POST", b"hub.mode=subscribe")
    assert sorted((name.lower(), value) for name, value in asked.headers if name.lower() not in {"host", "accept"}) == [
        ("accept-encoding", "gzip, deflate, br, zstd"),
        ("content-length", "18"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("user-agent", "Wireroom/0.1"),
    ]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_only_a_redirect_that_keeps_the_method_is_followed(pipeline: Pipeline, web: HostileWeb, status: int) -> None:
    end = web.put("other", "/b", Reply(b"there"))
    answer = post(pipeline, web.put("hub", "/a", redirect(end, status)))
    if status in (307, 308):
        assert (answer.status, answer.final_url, [hop.status for hop in answer.hops]) == (200, end, [status])
        assert [(item.method, item.body) for item in web.log] == [("POST", b"hub.mode=subscribe")] * 2
    else:
        assert (answer.status, answer.header("location"), answer.hops) == (status, end, ())
        assert web.asked("other") == []


def test_a_post_is_made_once(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("hub", "/a", [Reply(b"fine"), hang_up, Reply(b"fine")])

    async def errand(client: Client) -> None:
        await client.post(web.url("hub", "/a"), body=b"one", headers=FORM)
        with pytest.raises(Transient):
            await client.post(web.url("hub", "/a"), body=b"two", headers=FORM)

    ask(pipeline, errand)
    assert [item.body for item in web.log] == [b"one", b"two"]


def test_a_post_has_the_bounds_of_a_get(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    pipeline = make_pipeline(fetch_allow="127.0.0.1/32", fetch_timeout=0.3)
    for url, reason in [
        (f"http://127.0.0.2:{web.port}/", Reason.REFUSED_ADDRESS),
        (web.put("redirected", "/", redirect(f"http://127.0.0.2:{web.port}/", 308)), Reason.REFUSED_ADDRESS),
        (web.put("large", "/", Reply(b"x" * 65_537)), Reason.TOO_LARGE),
        (web.put("slow", "/", silence()), Reason.TIMEOUT),
    ]:
        with pytest.raises(Setback) as caught:
            post(pipeline, url)
        assert caught.value.reason is reason


def test_a_post_waits_for_its_turn(make_pipeline: MakePipeline, web: HostileWeb) -> None:
    url = web.put("hub", "/", Reply(b"fine"))

    async def errand(client: Client) -> None:
        for _ in range(3):
            await client.post(url, body=b"x", headers=FORM)

    ask(make_pipeline(host_delay=0.3), errand)
    assert min(gaps(web, "hub")) >= 0.3 - JITTER


# ── settings ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_bound_can_be_set(settings: Settings) -> None:
    chosen = settings.model_copy(
        update={
            "fetch_ports": (81,),
            "fetch_timeout": 20.0,
            "connect_timeout": 3.0,
            "header_timeout": 4.0,
            "idle_timeout": 5.0,
        }
    )
    knobs = web_knobs(chosen)
    assert knobs.guard.ports == {80, 81, 443, 8080, 8443}
    assert (knobs.timeout, knobs.connect_timeout, knobs.header_timeout, knobs.idle_timeout) == (20, 3, 4, 5)
