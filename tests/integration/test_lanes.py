"""News before replays: in the queues, in what the scheduler sends, in a batch that takes long."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from pipeline.runner import Runner
from pipeline.store import feeds, selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.newsroom import Newsroom
from workers.app import make_app
from workers.bootstrap import Parts, runner_knobs, web_knobs
from workers.broker import REPLAY_BATCH, Broker
from workers.scheduler import REPLAY_DEPTH, tick


@pytest.fixture
def parts(settings: Settings, engine: Engine) -> Parts:
    app = make_app(settings)
    return Parts(settings, engine, app, Broker(app, settings), None)


def _taken(parts: Parts, count: int) -> list[list[int]]:
    """The ids of so many messages, as a worker of the compute stages takes them."""
    found: list[list[int]] = []

    def take(body: Any, message: Any) -> None:
        found.append((body if isinstance(body, list) else json.loads(body))[0][0])
        message.ack()

    with parts.app.connection_for_read() as connection:
        queues = [parts.app.amqp.queues[name] for name in ("clean", "extract", "cluster")]
        with connection.Consumer(queues, callbacks=[take], accept=["json"], prefetch_count=1):
            while len(found) < count:
                connection.drain_events(timeout=10)
    return found


def test_a_live_hint_is_taken_before_replays_that_have_waited_longer(parts: Parts) -> None:
    parts.broker.wake("extract", [1], "replay")
    parts.broker.wake("clean", [2], "replay")
    parts.broker.wake("cluster", [3])
    assert _taken(parts, 3)[0] == [3]


def test_what_waits_in_both_lanes_is_counted(parts: Parts) -> None:
    parts.broker.wake("clean", range(REPLAY_BATCH + 1), "replay")
    assert not parts.broker.news_wait()
    parts.broker.wake("clean", [99])
    assert parts.broker.news_wait()
    assert parts.broker.depths_by_lane()["clean", "replay"] == 2
    assert parts.broker.depths_by_lane()["clean", "live"] == 1
    assert parts.broker.depths()["clean"] == 3


def test_a_large_replay_leaves_room_for_news(parts: Parts) -> None:
    with transaction(parts.engine) as conn:
        ids = [feeds.add_article(conn, f"http://127.0.0.1:9/{number}")[0] for number in range(1_000)]
        conn.exec_driver_sql("UPDATE cursors SET stage = 'clean'")
        conn.exec_driver_sql("UPDATE cursors SET lane = 'replay' WHERE id <> %s", (ids[-1],))
    tick(parts)
    depths = parts.broker.depths_by_lane()
    assert depths["clean", "live"] == 1
    assert depths["clean", "replay"] == REPLAY_DEPTH * parts.settings.concurrency
    assert _taken(parts, 1) == [ids[-1:]]


@pytest.fixture
def waiting(pipeline: Pipeline, newsroom: Newsroom, engine: Engine) -> Callable[..., Pipeline]:
    """Articles that wait for `clean` in the given lane, and a runner that has no patience with replays while news wait."""

    def make(lane: str, *, news: bool) -> Pipeline:
        with transaction(engine) as conn:
            for url in newsroom.feeds[:1]:
                feeds.add(conn, url, interval=900)
        pipeline.drain()
        with transaction(engine) as conn:
            ids = conn.exec_driver_sql("SELECT id FROM articles WHERE revision IS NOT NULL").scalars().all()
            selection.move_back(conn, dict.fromkeys(ids, "clean"))
            conn.exec_driver_sql("UPDATE cursors SET lane = %s WHERE stage = 'clean' AND state = 'due'", (lane,))
        knobs = replace(
            runner_knobs(pipeline.settings), replay_patience=0.0, carries=frozenset({"clean", "extract", "cluster"})
        )
        web = web_knobs(pipeline.settings)
        runner = Runner(engine, knobs, web, lambda stage, ids: None, lambda stage: False, lambda: news)
        return replace(pipeline, runner=runner)

    return make


def _stand(pipeline: Pipeline) -> dict[str, int]:
    """How many articles wait at each stage, none with an attempt counted; those that are through as `through`."""
    return dict(
        pipeline.rows("""
            SELECT CASE WHEN state = 'done' THEN 'through' ELSE stage END, count(*)::int FROM cursors
             WHERE kind = 'article' AND (state = 'done' OR state = 'due' AND attempts = 0) GROUP BY 1
        """)
    )


def _run_all(pipeline: Pipeline) -> int:
    """Run `clean` over all that wait for it, in one batch; how many those are."""
    ids = [row[0] for row in pipeline.rows("SELECT id FROM cursors WHERE stage = 'clean' ORDER BY id")]
    pipeline.runner.run("clean", ids, "first")
    return len(ids)


def test_a_replayed_batch_makes_way_for_news_uncounted(waiting: Callable[..., Pipeline]) -> None:
    pipeline = waiting("replay", news=True)
    count = _run_all(pipeline)
    assert _stand(pipeline) == {"clean": count - 1, "extract": 1}
    pipeline.drain()
    assert _stand(pipeline) == {"through": count}


@pytest.mark.parametrize(("lane", "news"), [("live", True), ("replay", False)])
def test_no_other_batch_makes_way(waiting: Callable[..., Pipeline], lane: str, news: bool) -> None:
    pipeline = waiting(lane, news=news)
    count = _run_all(pipeline)
    assert _stand(pipeline) == {"through": count}
