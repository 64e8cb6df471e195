"""The sample newsroom in a database of its own: ingested, corrected by its outlets, looked at again."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from config.settings import Settings
from pipeline.runner import Runner
from pipeline.store import feeds, revisits, schema
from pipeline.store.engine import connect, transaction
from tests.conftest import Pipeline
from tests.newsroom import Newsroom
from workers.bootstrap import runner_knobs, web_knobs
from workers.broker import client_url
from workers.embedded import Servers

_HOUR = 3_600.0


@contextmanager
def servers() -> Iterator[Servers]:
    """An embedded PostgreSQL and Redis of their own, with a migrated database."""
    with tempfile.TemporaryDirectory(prefix="wrd-", ignore_cleanup_errors=True) as home:
        held = Servers(Path(home))
        held.hold()
        engine = connect(held.database_url)
        schema.upgrade(engine)
        engine.dispose()
        try:
            yield held
        finally:
            held.let_go()


@contextmanager
def newsdesk(servers: Servers, newsroom: Newsroom, name: str) -> Iterator[Pipeline]:
    """A database of that name in which the newsroom stands, seen twice: the outlets' own feeds are polled first, those
    that announce a part of them or the work of others afterwards; then the outlets correct their articles and every
    page is looked at again."""
    with psycopg.connect(servers.database_url.replace("/wireroom?", "/postgres?"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE wireroom')
        try:
            with _pipeline(servers, servers.database_url.replace("/wireroom?", f"/{name}?")) as pipeline:
                _ingest(pipeline, newsroom)
                yield pipeline
        finally:
            newsroom.restore()
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _pipeline(servers: Servers, database_url: str) -> Iterator[Pipeline]:
    client = redis.Redis.from_url(client_url(servers.redis_url))
    client.flushall()
    client.hset("wireroom:politeness", mapping={"since": 1, "open": 1})
    client.close()
    settings = Settings(
        home=servers.home,
        database_url=database_url,
        redis_url=servers.redis_url,
        fetch_allow="127.0.0.0/8",
        host_delay=0,
        host_concurrency=20,
    )
    engine = connect(database_url)
    runner = Runner(engine, runner_knobs(settings), web_knobs(settings), lambda stage, ids: None, lambda stage: False)
    try:
        yield Pipeline(settings, engine, runner)
    finally:
        runner.close()
        engine.dispose()


def _ingest(pipeline: Pipeline, newsroom: Newsroom) -> None:
    own = [url for _, feed, url in newsroom.catalogue.feeds() if not feed.section and not feed.entries]
    for urls in (own, [url for url in newsroom.feeds if url not in own]):
        with transaction(pipeline.engine) as conn:
            for url in urls:
                feeds.add(conn, url, interval=900)
        pipeline.drain()
    newsroom.correct()
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, [_HOUR], 1_000)
    pipeline.execute("UPDATE revisits SET since = since - interval '1 hour', due_at = due_at - interval '1 hour'")
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, [_HOUR], 1_000)
    pipeline.drain()
