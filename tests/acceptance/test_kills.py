"""Kill anything in the middle of an ingest: afterwards the same rows as an undisturbed run, none missing, none twice."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
import redis

from tests.acceptance.conftest import Deployment, children, eventually
from tests.conftest import Pipeline
from tests.newsroom import Newsroom
from workers.broker import client_url

# Everything a run leaves but ids and times: which of two twins is the original depends on whose feed came first.
DUMP = """
    SELECT url, title, authors, published_at, published_precision, language, text, word_count, verdict, revision,
           (SELECT array_agg(b.url ORDER BY b.url) FROM articles b
             WHERE b.id = coalesce(a.duplicate_of, a.id) OR b.duplicate_of = coalesce(a.duplicate_of, a.id)),
           (SELECT array_agg(l.url ORDER BY l.url) FROM v1.links l WHERE l.article_id = a.id),
           (SELECT array_agg(f.url ORDER BY f.url) FROM v1.sightings s JOIN feeds f ON f.id = s.feed_id WHERE s.article_id = a.id),
           (SELECT count(*) FROM v1.revisions r WHERE r.article_id = a.id),
           (SELECT count(*) FROM v1.changes c WHERE c.article_id = a.id AND c.kind = 'new')
      FROM v1.articles a ORDER BY url
"""
FAILURES = "SELECT url, stage, reason FROM v1.failures ORDER BY url"


@pytest.fixture
def undisturbed(pipeline: Pipeline, slow_newsroom: Newsroom) -> tuple[list[Any], list[Any]]:
    """What a run that nobody disturbs leaves."""
    from pipeline.store import feeds
    from pipeline.store.engine import transaction

    with transaction(pipeline.engine) as conn:
        for url in slow_newsroom.feeds:
            feeds.add(conn, url, interval=900)
    pipeline.drain()
    return pipeline.rows(DUMP), pipeline.rows(FAILURES)


def kill_child(deployment: Deployment) -> None:
    deployment.kill(children(deployment.pid("worker-compute"))[0])


def kill_network_child(deployment: Deployment) -> None:
    deployment.kill(children(deployment.pid("worker-network"))[0])


def kill_workers(deployment: Deployment) -> None:
    for name in ("worker-compute", "worker-network"):
        os.killpg(deployment.pid(name), signal.SIGKILL)


def kill_scheduler(deployment: Deployment) -> None:
    deployment.kill(deployment.pid("scheduler"))


def kill_redis(deployment: Deployment) -> None:
    deployment.kill(int((deployment.servers.home / "redis.pid").read_text()))


def empty_redis(deployment: Deployment) -> None:
    client = redis.Redis.from_url(client_url(deployment.servers.redis_url))
    client.flushall()
    client.close()


def kill_postgres(deployment: Deployment) -> None:
    deployment.kill(int((deployment.servers.home / "postgres" / "postmaster.pid").read_text().split()[0]))


def kill_everything(deployment: Deployment) -> None:
    kill_scheduler(deployment)
    kill_workers(deployment)
    kill_redis(deployment)
    kill_postgres(deployment)


@pytest.mark.parametrize(
    "disturb",
    [
        kill_child,
        kill_network_child,
        kill_workers,
        kill_scheduler,
        kill_redis,
        empty_redis,
        kill_postgres,
        kill_everything,
    ],
)
def test_nothing_is_lost_or_doubled_by(
    disturb: Callable[[Deployment], None],
    deploy: Callable[..., Deployment],
    undisturbed: tuple[list[Any], list[Any]],
    slow_newsroom: Newsroom,
) -> None:
    deployment = deploy()
    deployment.add_feeds(slow_newsroom.feeds)
    deployment.supervisor.start()
    eventually(lambda: deployment.stored() >= 8, 60, deployment.keep_running)
    disturb(deployment)
    deployment.finish()
    assert deployment.rows(DUMP) == undisturbed[0]
    assert deployment.rows(FAILURES) == undisturbed[1]
