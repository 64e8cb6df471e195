"""The ledger's promises: one holder at a time, late results write nothing, dead holders are counted, feeds never end."""

from collections.abc import Callable

import pytest
from aiohttp import web
from sqlalchemy import Engine

from pipeline import flow
from pipeline.model import Selector
from pipeline.store import feeds, ledger, selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.newsroom import Newsroom


@pytest.fixture
def article(engine: Engine) -> int:
    with transaction(engine) as conn:
        return feeds.add_article(conn, "http://127.0.0.1:9/story")[0]


def _expire(pipeline: Pipeline) -> None:
    """The clock moves past every lease."""
    pipeline.execute(
        "UPDATE cursors SET leased_until = now() - interval '1 s', wake_at = now() WHERE state = 'running'"
    )


def test_an_item_is_claimed_once(engine: Engine, article: int) -> None:
    with transaction(engine) as conn:
        first = ledger.claim(conn, "article", "fetch", [article], "one", 60)
        second = ledger.claim(conn, "article", "fetch", [article], "two", 60)
    assert [claim.id for claim in first] == [article]
    assert second == []


def test_two_claims_at_the_same_moment_get_different_items(engine: Engine) -> None:
    with transaction(engine) as conn:
        ids = [feeds.add_article(conn, f"http://127.0.0.1:9/{number}")[0] for number in range(10)]
    with engine.connect() as one, engine.connect() as two:
        first = ledger.claim(one, "article", "fetch", ids[:6], "one", 60)
        second = ledger.claim(two, "article", "fetch", ids, "two", 60)
        one.commit()
        two.commit()
    assert sorted(claim.id for claim in [*first, *second]) == ids


def test_a_result_that_comes_after_the_lease_was_taken_over_counts_nothing(pipeline: Pipeline, article: int) -> None:
    with transaction(pipeline.engine) as conn:
        late = ledger.claim(conn, "article", "fetch", [article], "late", 60)
    _expire(pipeline)
    with transaction(pipeline.engine) as conn:
        successor = ledger.claim(conn, "article", "fetch", [article], "successor", 60)
        assert ledger.held(conn, "article", "fetch", late) == set()
        assert ledger.held(conn, "article", "fetch", successor) == {article}


def test_a_replay_takes_the_lease_away(pipeline: Pipeline, article: int) -> None:
    with transaction(pipeline.engine) as conn:
        held = ledger.claim(conn, "article", "fetch", [article], "worker", 60)
        selection.move_back(conn, {article: "fetch"})
        assert ledger.held(conn, "article", "fetch", held) == set()


def test_an_item_whose_process_dies_every_time_ends_as_crashed(pipeline: Pipeline, article: int) -> None:
    for attempt in range(pipeline.settings.max_attempts):
        with transaction(pipeline.engine) as conn:
            assert ledger.claim(conn, "article", "fetch", [article], f"dead {attempt}", 60)
        _expire(pipeline)
    assert pipeline.runner.run("fetch", [article], "next") == 0
    assert pipeline.rows("SELECT reason, attempts, next_attempt_at FROM v1.failures") == [
        ("crashed", pipeline.settings.max_attempts, None)
    ]


def test_what_is_given_back_is_due_at_once_and_its_attempt_counted(engine: Engine, article: int) -> None:
    with transaction(engine) as conn:
        ledger.claim(conn, "article", "fetch", [article], "child", 60)
        assert ledger.release(conn, "child", "crashed", "the process working on it died") == 1
        assert [claim.attempts for claim in ledger.claim(conn, "article", "fetch", [article], "other", 60)] == [2]


def test_a_hint_is_sent_once_in_a_sweep(engine: Engine, article: int) -> None:
    with transaction(engine) as conn:
        assert ledger.take_due(conn, "fetch", "live", 10, 60) == [(article, 0)]
        assert ledger.take_due(conn, "fetch", "live", 10, 60) == []


def test_a_lost_hint_is_sent_again_after_a_sweep(pipeline: Pipeline, article: int) -> None:
    with transaction(pipeline.engine) as conn:
        ledger.take_due(conn, "fetch", "live", 10, 60)
    pipeline.execute("UPDATE cursors SET wake_at = wake_at - interval '60 s'")
    with transaction(pipeline.engine) as conn:
        assert ledger.take_due(conn, "fetch", "live", 10, 60) == [(article, 0)]


async def _unavailable(_: web.Request) -> web.StreamResponse:
    return web.Response(status=503)


def test_a_transient_failure_waits_longer_each_time_and_then_stays(
    make_pipeline: Callable[..., Pipeline], newsroom: Newsroom
) -> None:
    pipeline = make_pipeline(max_attempts=3)
    newsroom.override("northline", "/unavailable", _unavailable)
    with transaction(pipeline.engine) as conn:
        article, _ = feeds.add_article(conn, newsroom.url("northline", "/unavailable"))
    waits = []
    for _ in range(3):
        pipeline.drain()
        waits += pipeline.rows("SELECT next_attempt_at - failed_at FROM v1.failures")
        pipeline.forget_hosts()
        pipeline.execute("UPDATE cursors SET due_at = now(), wake_at = now() WHERE state = 'due'")
    newsroom.restore()
    (first,), (second,), (last,) = waits
    assert first < second
    assert last is None
    assert pipeline.rows("SELECT attempts FROM v1.failures WHERE article_id = %s", article) == [(3,)]


def test_a_feed_that_fails_is_put_off_but_never_given_up(pipeline: Pipeline) -> None:
    with transaction(pipeline.engine) as conn:
        feeds.add(conn, "http://127.0.0.1:9/feed", interval=60)
    for failures in range(1, 8):
        pipeline.drain()
        assert pipeline.rows("SELECT consecutive_failures, next_attempt_at IS NOT NULL FROM v1.feeds, v1.failures") == [
            (failures, True)
        ]
        pipeline.forget_hosts()
        pipeline.execute("UPDATE cursors SET due_at = now(), wake_at = now()")
    assert pipeline.rows("SELECT status FROM v1.feeds") == [("broken",)]


def test_an_item_carried_through_the_compute_stages_ends_as_one_that_is_not(
    make_pipeline: Callable[..., Pipeline], newsroom: Newsroom
) -> None:
    from dataclasses import replace

    pipeline = make_pipeline()
    runner = pipeline.runner
    runner._knobs = replace(runner._knobs, carries=frozenset(stage.name for stage in flow.FLOW if not stage.network))
    with transaction(pipeline.engine) as conn:
        feeds.add(conn, newsroom.feeds[0], interval=60)
    pipeline.drain()
    carried = pipeline.rows("SELECT id, title, text, language FROM v1.articles ORDER BY id")
    states = pipeline.rows(
        "SELECT DISTINCT stage, state, lane, attempts FROM cursors WHERE kind = 'article' AND reason IS NULL"
    )
    runner._knobs = replace(runner._knobs, carries=frozenset())
    with transaction(pipeline.engine) as conn:
        ids = selection.select(conn, Selector(all=True), flow.versions())
        selection.move_back(conn, selection.able(conn, ids, "clean"))
    pipeline.drain()
    assert carried
    assert states == [("cluster", "done", "live", 0)]
    assert pipeline.rows("SELECT id, title, text, language FROM v1.articles ORDER BY id") == carried
