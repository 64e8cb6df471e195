"""Turns at hosts, shared by workers with connections of their own: spacing, places, pace and silence over a real Redis."""

import asyncio
import itertools
import random
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import Deferred
from pipeline.model import Manners
from pipeline.web.politeness import LEAST, MAX_SILENCE, Politeness, Turn, adapted
from workers.broker import client_url
from workers.embedded import Servers

HOST = "paper.example"
LATE = 0.06  # between Redis's word and the start: a turn heard of 50 ms later is not used


@dataclass
class Crew:
    """Workers on one Redis, and who was where, when: (host, start, end)."""

    url: str
    log: list[tuple[str, float, float]] = field(default_factory=list)
    _workers: list[tuple[Politeness, redis.asyncio.Redis]] = field(default_factory=list)

    def connect(self) -> redis.asyncio.Redis:
        return redis.asyncio.from_url(client_url(self.url), socket_timeout=5)

    def worker(self, **knobs: Any) -> Politeness:
        client = self.connect()
        worker = Politeness(client, **{"concurrency": 2, **knobs})
        self._workers.append((worker, client))
        return worker

    async def visit(self, worker: Politeness, host: str, delay: float, stay: float, **how: Any) -> None:
        async with worker.turn(host, delay, **how):
            start = time.monotonic()
            await asyncio.sleep(stay)
            self.log.append((host, start, time.monotonic()))

    def nearest(self) -> float:
        """The shortest time between two starts at one host."""
        starts = sorted((host, start) for host, start, _ in self.log)
        return min(then[1] - first[1] for first, then in itertools.pairwise(starts) if first[0] == then[0])

    def most(self) -> int:
        """The most that were at one host at once."""
        return max(
            sum(there == host and begin <= start < end for there, begin, end in self.log) for host, start, _ in self.log
        )

    async def close(self) -> None:
        for worker, client in self._workers:
            await worker.close()
            await client.aclose()


def play(url: str, errand: Callable[[Crew], Awaitable[None]]) -> None:
    """Run something with a crew on this Redis."""

    async def run() -> None:
        crew = Crew(url)
        try:
            await errand(crew)
        finally:
            await crew.close()

    asyncio.run(run())


@asynccontextmanager
async def admin(crew: Crew) -> AsyncIterator[Any]:
    client = crew.connect()
    try:
        yield client
    finally:
        await client.aclose()


async def wait_at(worker: Politeness, host: str = HOST, delay: float = 0.0, **how: Any) -> float:
    """Seconds after which one is to come back; 0 where the turn is given."""
    try:
        async with worker.turn(host, delay, **how):
            return 0.0
    except Deferred as later:
        return later.seconds


async def until(condition: Callable[[], Awaitable[Any]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


# ── spacing and places ─────────────────────────────────────────────────────────────────────────────────────────────


def test_workers_keep_distance_and_places_at_every_host(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        dice = random.Random(1)
        workers = [crew.worker(patience=60) for _ in range(4)]
        await asyncio.gather(
            *(
                crew.visit(worker, host, 0.1, dice.uniform(0.02, 0.4))
                for worker in workers
                for host in ("one.example", "two.example", "three.example")
                for _ in range(3)
            )
        )
        assert len(crew.log) == 36
        assert crew.nearest() >= 0.1 - LATE
        assert crew.most() == 2

    play(redis_url, errand)


def test_those_sent_away_come_back_one_after_the_other(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        one, other = crew.worker(patience=0), crew.worker(patience=0)
        waits = [await wait_at(worker, delay=10) for worker in (one, other, one, other)]
        assert waits == pytest.approx([0, 10, 20, 30], abs=1)

    play(redis_url, errand)


def test_who_waits_in_the_line_is_not_overtaken_by_who_comes_later(redis_url: str) -> None:
    held_up = asyncio.new_event_loop()  # whoever waits here does not come when its time has come
    crew = Crew(redis_url)

    async def line_up() -> asyncio.Task[float]:
        worker = crew.worker()
        assert await wait_at(worker, delay=1) == 0
        waiting = asyncio.create_task(wait_at(worker, delay=1))
        await until(lambda: _slot_given(crew))
        return waiting

    async def errand(late: Crew) -> None:
        await until(lambda: _slot_given(late, since=0.1))
        assert await wait_at(late.worker(patience=0), delay=1) > 0

    waiting = held_up.run_until_complete(line_up())
    play(redis_url, errand)
    assert held_up.run_until_complete(waiting) == 0
    held_up.run_until_complete(crew.close())
    held_up.close()


async def _slot_given(crew: Crew, since: float | None = None) -> bool:
    """Whether somebody has a place in the line; or came to the head of it so many seconds ago."""
    async with admin(crew) as client:
        last, line = (float(ms) for ms in await client.hmget(f"wireroom:host:{HOST}", "last", "next"))
    return line > last + 1500 if since is None else time.time() * 1000 > last + 1000 + since * 1000


def test_an_errand_that_has_begun_waits_however_long_that_is(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker(patience=0)
        for begun in (False, True):
            await crew.visit(worker, HOST, 0.3, 0, begun=begun)
        assert crew.nearest() >= 0.3 - LATE

    play(redis_url, errand)


@pytest.mark.parametrize("manners", [Manners(crawl_delay=20), Manners(pace=20)])
def test_what_is_stored_of_a_host_lengthens_its_delay(redis_url: str, manners: Manners) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker(patience=0)
        assert await wait_at(worker) == 0
        assert await wait_at(worker, manners=manners) == pytest.approx(20, abs=1)

    play(redis_url, errand)


def test_the_longer_delay_of_one_caller_holds_for_the_next(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker(patience=0)
        assert await wait_at(worker, delay=20) == 0
        assert await wait_at(worker, delay=1) == pytest.approx(20, abs=1)

    play(redis_url, errand)


def test_a_turn_heard_of_too_late_is_not_begun(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker()

        async def freeze(rounds: int) -> None:
            for _ in range(rounds):
                await asyncio.sleep(0)
            time.sleep(0.15)  # noqa: ASYNC251

        async with admin(crew) as client:
            await client.ping()
            await wait_at(worker)
            for rounds in range(15):  # the loop stands still at one of the moments between asking and beginning
                host = f"{rounds}.example"
                frozen = asyncio.create_task(freeze(rounds))
                async with worker.turn(host, 0.5):
                    now = time.time() * 1000
                    assert now - float(await client.hget(f"wireroom:host:{host}", "last")) <= LATE * 1000
                await frozen

    play(redis_url, errand)


# ── who holds a place ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_request_keeps_its_place(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker, other = crew.worker(concurrency=1, hold=1.2), crew.worker(concurrency=1, patience=0)
        async with worker.turn(HOST, 0):
            ends = time.monotonic() + 2.5
            while time.monotonic() < ends:
                assert await wait_at(other) > 0
                await asyncio.sleep(0.05)
        assert await wait_at(other) == 0

    play(redis_url, errand)


def test_a_dead_worker_s_place_is_free_when_its_hold_ends(redis_url: str) -> None:
    dead = asyncio.new_event_loop()  # it runs no further
    crew = Crew(redis_url)
    held = crew.worker(concurrency=1, hold=0.7).turn(HOST, 0)
    dead.run_until_complete(held.__aenter__())

    async def errand(living: Crew) -> None:
        assert await wait_at(living.worker(concurrency=1, patience=0)) > 0
        assert await wait_at(living.worker(concurrency=1, patience=10)) == 0

    play(redis_url, errand)
    dead.run_until_complete(held.__aexit__(None, None, None))
    dead.run_until_complete(crew.close())
    dead.close()


def test_whoever_is_cancelled_leaves_no_place_taken(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker(concurrency=4, hold=600)

        async def visit() -> None:
            async with worker.turn(HOST, 0):
                await asyncio.sleep(0)

        async with admin(crew) as client:
            for rounds in range(45):
                tasks = [asyncio.create_task(visit()) for _ in range(6)]
                for _ in range(rounds):
                    await asyncio.sleep(0)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            await until(lambda: _no_member(client))

    async def _no_member(client: Any) -> bool:
        return bool(await client.zcard(f"wireroom:host:{HOST}:flight") == 0)

    play(redis_url, errand)


# ── Redis loses its memory ─────────────────────────────────────────────────────────────────────────────────────────


def test_distance_and_places_hold_when_redis_is_emptied(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        dice = random.Random(2)
        workers = [crew.worker(patience=60) for _ in range(4)]
        hosts = ("one.example", "two.example", "free.example")

        async def empty() -> None:
            await until(lambda: _entered(6))
            async with admin(crew) as client:
                await client.flushall()
                await client.script_flush()

        async def _entered(count: int) -> bool:
            return len(crew.log) >= count

        visits = [
            crew.visit(worker, host, 0 if host.startswith("free") else 0.2, dice.uniform(0.3, 1.8))
            for worker in workers
            for host in hosts
            for _ in range(2)
        ]
        await asyncio.gather(empty(), *visits)
        assert len(crew.log) == 24
        assert crew.most() == 2
        crew.log = [visit for visit in crew.log if visit[0] != "free.example"]
        assert crew.nearest() >= 0.2 - LATE

    play(redis_url, errand)


def test_a_host_asked_before_redis_was_emptied_is_not_asked_sooner(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        assert await wait_at(crew.worker(), delay=60) == 0
        async with admin(crew) as client:
            await client.flushall()
        assert await wait_at(crew.worker(patience=0), delay=60) == pytest.approx(60, abs=1)

    play(redis_url, errand)


def test_a_first_start_costs_no_more_than_the_delay_or_a_second(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        async with admin(crew) as client:
            await client.flushall()
        worker = crew.worker(patience=0)
        assert await wait_at(worker) == 0
        assert 0.5 < await wait_at(worker, "one.example", delay=0.01) <= 1
        assert 1 < await wait_at(worker, "two.example", delay=2) <= 2

    play(redis_url, errand)


def test_who_has_known_more_makes_everybody_wait_for_what_is_in_flight(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        old, new = crew.worker(patience=0), crew.worker(patience=0)
        assert await wait_at(old) == 0
        async with admin(crew) as client:
            await client.flushall()
        assert await wait_at(new) == 0
        assert 0 < await wait_at(old) <= 3
        assert 0 < await wait_at(new) <= 3.1

    play(redis_url, errand)


# ── pace and silence ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_host_that_asks_for_silence_is_left_alone_by_everybody_at_once(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        told, other = crew.worker(), crew.worker()
        async with told.turn(HOST, 0) as turn:
            turn.heard(429, 0.1, retry_after=3600)
        for begun in (False, True, False):
            assert await wait_at(other, begun=begun) == pytest.approx(3600, abs=5)
        assert await wait_at(other, "other.example") == 0
        (note,) = told.learnt()
        assert (note.host, note.pace) == (HOST, 2.0)
        assert note.not_before is not None
        assert abs(note.not_before - datetime.now(UTC) - timedelta(hours=1)) < timedelta(seconds=5)
        assert told.learnt() == other.learnt() == []

    play(redis_url, errand)


def test_nobody_is_silent_for_more_than_a_week(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker()
        async with worker.turn(HOST, 0) as turn:
            turn.heard(503, 0.1, retry_after=10 * MAX_SILENCE)
        assert await wait_at(worker) == pytest.approx(MAX_SILENCE, abs=5)
        async with admin(crew) as client:
            async for key in client.scan_iter("wireroom:host:*"):
                assert 0 < await client.pttl(key) <= MAX_SILENCE * 1000

    play(redis_url, errand)


def test_a_stored_silence_is_kept_when_redis_knows_of_none(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        manners = Manners(not_before=datetime.now(UTC) + timedelta(minutes=10))
        assert await wait_at(crew.worker(), manners=manners) == pytest.approx(600, abs=5)
        past = Manners(not_before=datetime.now(UTC) - timedelta(minutes=10))
        assert await wait_at(crew.worker(), manners=past) == 0

    play(redis_url, errand)


def test_a_pace_learned_by_one_worker_holds_for_all(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        one, other = crew.worker(concurrency=9), crew.worker(concurrency=9, patience=0)
        async with AsyncExitStack() as stack:
            for turn in [await stack.enter_async_context(one.turn(HOST, 0)) for _ in range(4)]:
                turn.heard(503, 0.1)
        assert await wait_at(other) == pytest.approx(16, abs=1)

    play(redis_url, errand)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([0.0, 0.002]),
    st.lists(
        st.tuples(st.sampled_from([200, 200, 200, 404, 500, 429, 503, None]), st.sampled_from([0.1, 3, 12.5, 50])),
        max_size=20,
    ),
)
def test_redis_and_python_learn_the_same(redis_url: str, delay: float, answers: list[tuple[int | None, float]]) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker(concurrency=99, patience=60)
        host = f"{secrets.token_hex(4)}.example"
        async with admin(crew) as client, AsyncExitStack() as stack:
            turns: list[tuple[AsyncExitStack, Turn]] = []
            for _ in answers:  # all before the first has taught anything
                one = await stack.enter_async_context(AsyncExitStack())
                turns.append((one, await one.enter_async_context(worker.turn(host, delay))))
            pace = 0.0
            for (one, turn), (status, took) in zip(turns, answers, strict=True):
                turn.heard(status, took)
                await one.aclose()
                expected = adapted(pace, delay, status, took)
                pace = float(await client.hget(f"wireroom:host:{host}", "pace") or 0) / 1000
                assert pace == pytest.approx(expected, abs=0.001) or LEAST - 0.001 < max(pace, expected) < LEAST + 0.001

    play(redis_url, errand)


def test_a_pace_is_reported_when_it_has_doubled_halved_or_ended(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker(concurrency=99)
        told: list[float] = []
        async with AsyncExitStack() as stack:
            turns = []
            for _ in range(45):
                one = await stack.enter_async_context(AsyncExitStack())
                turns.append((one, await one.enter_async_context(worker.turn(HOST, 0))))
            for number, (one, turn) in enumerate(turns):
                turn.heard(429 if number < 3 else 200, 0.1)
                await one.aclose()
                told += [note.pace for note in worker.learnt()]
        # 2, 4, 8; then a tenth off each time
        assert told == [2.0, 4.0, 8.0, 3.4, 1.4, 0.6, 0.3, 0.1]
        async with worker.turn("other.example", 0, manners=Manners(pace=0.11)) as turn:
            turn.heard(200, 0.1)
        assert [note.pace for note in worker.learnt()] == [0.0]

    play(redis_url, errand)


def test_a_stored_pace_is_where_learning_goes_on_when_redis_is_emptied(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker()
        async with worker.turn(HOST, 0, manners=Manners(pace=40)) as turn:
            turn.heard(200, 0.1)
        assert worker.learnt() == []
        async with admin(crew) as client:
            assert float(await client.hget(f"wireroom:host:{HOST}", "pace")) == 30_000

    play(redis_url, errand)


# ── Redis itself ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_many_turns_go_to_redis_in_few_calls(redis_url: str) -> None:
    async def errand(crew: Crew) -> None:
        worker = crew.worker(concurrency=300)
        async with admin(crew) as client:
            assert await wait_at(worker) == 0
            await client.config_resetstat()
            await asyncio.gather(*(crew.visit(worker, f"{number % 7}.example", 0, 0) for number in range(200)))
            calls = (await client.info("commandstats"))["cmdstat_evalsha"]["calls"]
        assert len(crew.log) == 200
        assert calls <= 20

    play(redis_url, errand)


def test_a_redis_that_goes_away_gives_no_turns_and_breaks_none() -> None:
    home = Path(tempfile.mkdtemp(prefix="wrp-"))
    servers = Servers(home, postgres=False)
    servers.hold()

    async def errand(crew: Crew) -> None:
        worker = crew.worker(patience=60)
        async with worker.turn(HOST, 0):
            servers.let_go()
        assert await wait_at(worker) == 5.0
        servers.hold()
        assert await wait_at(worker) == 0  # after what was in flight elsewhere had time to be entered again

    try:
        play(servers.redis_url, errand)
    finally:
        servers.let_go()
        shutil.rmtree(home, ignore_errors=True)
