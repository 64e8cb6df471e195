"""The storm: thousands of pages through real workers while processes are killed and Redis is emptied, again and again."""

import os
import random
import signal
from collections.abc import Callable
from functools import partial

import pytest
import redis

from tests.acceptance.conftest import Deployment, children, eventually
from tests.pageserver import PageServer
from workers.broker import client_url

ARTICLES = 4_000
BLOWS = 40
pytestmark = pytest.mark.drill


def _page(number: int) -> bytes:
    draw = random.Random(number)
    words = [
        "harbour",
        "council",
        "ferry",
        "winter",
        "budget",
        "school",
        "bridge",
        "market",
        "river",
        "strike",
        "harvest",
        "signal",
    ]
    paragraphs = "".join(f"<p>{' '.join(draw.choices(words, k=40)).capitalize()} {number}.</p>" for _ in range(4))
    title = f"Story {number}"
    return f"<html><title>{title}</title><body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode()


def _strike(deployment: Deployment, draw: random.Random) -> str:
    blow = draw.choice(["child", "child", "worker", "worker", "scheduler", "redis", "flush"])
    try:
        if blow == "child":
            deployment.kill(draw.choice(children(deployment.pid(draw.choice(["worker-compute", "worker-network"])))))
        elif blow == "worker":
            os.killpg(deployment.pid(draw.choice(["worker-compute", "worker-network"])), signal.SIGKILL)
        elif blow == "scheduler":
            deployment.kill(deployment.pid("scheduler"))
        elif blow == "redis":
            deployment.kill(int((deployment.servers.home / "redis.pid").read_text()))
        else:
            client = redis.Redis.from_url(client_url(deployment.servers.redis_url))
            client.flushall()
            client.close()
    except (OSError, IndexError, redis.RedisError):
        return f"{blow}: already down"
    return blow


def _reached(deployment: Deployment, target: int) -> bool:
    return deployment.stored() >= target or deployment.through()


def test_no_article_is_lost_or_doubled_in_a_storm(deploy: Callable[..., Deployment]) -> None:
    draw = random.Random(20261122)
    with PageServer({f"/{number}": _page(number) for number in range(ARTICLES)}, per_feed=200) as web:
        deployment = deploy(network_batch=20, compute_batch=10, max_attempts=20)
        deployment.add_feeds(web.feeds)
        deployment.supervisor.start()
        blows = []
        for number in range(BLOWS):
            target = (number + 1) * ARTICLES // (BLOWS + 10)
            eventually(partial(_reached, deployment, target), 300, deployment.keep_running)
            blows.append(_strike(deployment, draw))
        deployment.finish(600)
        stored = [url for (url,) in deployment.rows("SELECT url FROM v1.articles")]
        print(f"{ARTICLES} articles, {BLOWS} blows ({', '.join(blows)}): {len(stored)} stored")
        assert sorted(stored) == sorted(web.urls)
        assert deployment.rows("SELECT * FROM v1.failures") == []
        assert deployment.count("SELECT count(*) FROM v1.changes WHERE kind = 'new'") == ARTICLES
        assert deployment.count("SELECT count(*) FROM v1.revisions") == ARTICLES
