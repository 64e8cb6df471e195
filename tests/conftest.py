"""Real servers for every test: one PostgreSQL and one Redis a session, a database of its own for each test."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from sqlalchemy import Engine

from config.settings import Settings
from pipeline.runner import Runner
from pipeline.store import schema
from pipeline.store.engine import connect
from tests.newsroom import Newsroom
from workers.bootstrap import runner_knobs, web_knobs
from workers.broker import client_url
from workers.embedded import Servers

for _name in [name for name in os.environ if name.startswith("WIREROOM_")]:  # noqa: TID251
    del os.environ[_name]  # noqa: TID251
# A shell that starts tests in the background has them ignore SIGINT, and everything that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """An embedded PostgreSQL and Redis of this session's own, with a migrated database to copy."""
    home = Path(tempfile.mkdtemp(prefix="wrt-"))
    servers = Servers(home)
    servers.hold()
    template = connect(servers.database_url)
    schema.upgrade(template)
    template.dispose()
    yield servers
    servers.let_go()
    shutil.rmtree(home, ignore_errors=True)


_count = 0


@pytest.fixture
def database_url(servers: Servers) -> Iterator[str]:
    """A fresh database with the current schema."""
    global _count
    _count += 1
    name = f"test_{os.getpid()}_{_count}"
    with psycopg.connect(servers.database_url.replace("/wireroom?", "/postgres?"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE wireroom')
        yield servers.database_url.replace("/wireroom?", f"/{name}?")
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def redis_url(servers: Servers) -> Iterator[str]:
    """The session's Redis, with nothing in it but that it has been there for long."""
    client = redis.Redis.from_url(client_url(servers.redis_url))
    client.flushall()
    client.hset("wireroom:politeness", mapping={"since": 1, "open": 1})
    yield servers.redis_url
    client.flushall()
    client.close()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """SQLAlchemy on this test's database."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    """Settings for this test's servers; loopback may be fetched, without delay."""
    return Settings(
        home=tmp_path / "home",
        database_url=database_url,
        redis_url=redis_url,
        fetch_allow="127.0.0.0/8",
        host_delay=0,
        host_concurrency=20,
        retry_base=60,
    )


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Newsroom]:
    """The sample newsroom on a port of its own."""
    with Newsroom() as room:
        yield room


@dataclass
class Pipeline:
    """The pipeline in this process: no Celery, no Redis queue, the same runner. Hints are a list that `drain` works off."""

    settings: Settings
    engine: Engine
    runner: Runner

    def drain(self, rounds: int = 50) -> None:
        """Run every stage over what is due until nothing is."""
        from pipeline.flow import FLOW
        from pipeline.store import backlog, habits, ledger
        from pipeline.store.engine import transaction

        for _ in range(rounds):
            done = 0
            with transaction(self.engine) as conn:
                habits.spread(conn)
                backlog.promote(conn, 1_000)
            for stage in FLOW:
                for lane in ("live", "replay"):
                    with transaction(self.engine) as conn:
                        due = ledger.take_due(conn, stage.name, lane, 1_000, 0.0)
                    if due:
                        done += self.runner.run(stage.name, [item for item, _ in due], os.urandom(8).hex())
            if not done:
                return
        raise AssertionError(f"still not through after {rounds} rounds")

    def forget_hosts(self) -> None:
        """Whatever answers have taught about hosts, so that the next request need not wait."""
        assert self.settings.redis_url is not None
        client = redis.Redis.from_url(client_url(self.settings.redis_url))
        for key in client.scan_iter("wireroom:host:*"):
            client.delete(key)
        client.close()
        self.execute("DELETE FROM hosts")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query, read in a transaction of its own."""
        with self.engine.connect() as conn:
            return [tuple(row) for row in conn.exec_driver_sql(sql, values or None)]

    def execute(self, sql: str, *values: Any) -> None:
        """Run a statement and commit."""
        with self.engine.begin() as conn:
            conn.exec_driver_sql(sql, values or None)


@pytest.fixture
def make_pipeline(engine: Engine, settings: Settings) -> Iterator[Callable[..., Pipeline]]:
    """Make a pipeline, with other settings where a test needs them."""
    with contextlib.ExitStack() as stack:

        def make(**changes: Any) -> Pipeline:
            chosen = Settings(**{**settings.model_dump(), **changes})
            runner = Runner(
                engine, runner_knobs(chosen), web_knobs(chosen), lambda stage, ids: None, lambda stage: False
            )
            stack.callback(runner.close)
            return Pipeline(chosen, engine, runner)

        yield make


@pytest.fixture
def pipeline(make_pipeline: Callable[..., Pipeline]) -> Pipeline:
    """The pipeline in this process."""
    return make_pipeline()
