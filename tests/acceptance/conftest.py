"""Real worker processes on servers of their own, killed at will."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from pipeline.errors import Unavailable
from pipeline.store import feeds, ledger, schema
from pipeline.store.engine import connect, transaction
from tests.newsroom import Newsroom
from workers.embedded import Servers
from workers.supervisor import Supervisor


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole deployments run one after the other, in one process, whatever runs beside them."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("deployments"))


def eventually(condition: Callable[[], Any], seconds: float, meanwhile: Callable[[], Any] = lambda: None) -> None:
    """Look until the condition holds; fail when it has not within so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except Unavailable:
            pass
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
        meanwhile()
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """Child processes of a process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Deployment:
    """A scheduler and two workers, as processes, on servers that may be killed."""

    settings: Settings
    servers: Servers
    engine: Engine
    supervisor: Supervisor

    def add_feeds(self, urls: list[str]) -> None:
        """Feeds to poll, due at once."""
        with transaction(self.engine) as conn:
            for url in urls:
                feeds.add(conn, url, interval=86_400)

    def count(self, sql: str) -> int:
        """A number from the database."""
        with transaction(self.engine) as conn:
            return int(conn.exec_driver_sql(sql).scalar_one())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows from the database."""
        with transaction(self.engine) as conn:
            return [tuple(row) for row in conn.exec_driver_sql(sql)]

    def stored(self) -> int:
        """Articles that consumers can read."""
        return self.count("SELECT count(*) FROM v1.articles")

    def through(self) -> bool:
        """Every feed polled, nothing running or due, and nothing that will be tried again after a failure."""
        with transaction(self.engine) as conn:
            busy = ledger.in_flight(conn)
        waiting = "SELECT count(*) FROM v1.failures WHERE article_id IS NOT NULL AND next_attempt_at IS NOT NULL"
        return (
            not busy
            and not self.count(waiting)
            and not self.count("SELECT count(*) FROM feeds WHERE last_polled_at IS NULL")
        )

    def keep_running(self) -> None:
        """What `wireroom run` does meanwhile: start again what has ended."""
        if not self.servers.alive():
            self.servers.revive()
        self.supervisor.watch()

    def finish(self, seconds: float = 90) -> None:
        """Work until everything is through; what the processes wrote last is shown when they do not get there."""
        try:
            eventually(self.through, seconds, self.keep_running)
        except AssertionError:
            print(self.last_words())
            raise

    def last_words(self, lines: int = 60) -> str:
        """The ends of all logs, and the cursors that are not at rest."""
        waiting = self.rows("SELECT to_jsonb(c)::text FROM cursors c WHERE state NOT IN ('done', 'failed') LIMIT 20")
        logs = (
            f"==> {path.name}\n" + "\n".join(path.read_text("utf-8", "replace").splitlines()[-lines:])
            for path in sorted((self.settings.home / "log").glob("*.log"))
        )
        return "\n".join([*(str(row[0]) for row in waiting), *logs])

    def pid(self, name: str) -> int:
        """Process id of `scheduler`, `worker-network` or `worker-compute`."""
        return self.supervisor.pids()[name]

    def kill(self, pid: int) -> None:
        """kill -9."""
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def deploy(tmp_path: Path) -> Iterator[Callable[..., Deployment]]:
    """Start a deployment with short leases and small batches."""
    home = Path(tempfile.mkdtemp(prefix="wra-"))
    servers = Servers(home)
    servers.hold()
    started: list[Deployment] = []

    def start(**changes: Any) -> Deployment:
        chosen = Settings(
            **{
                "home": home,
                "database_url": servers.database_url,
                "redis_url": servers.redis_url,
                "fetch_allow": "127.0.0.0/8",
                "host_delay": 0,
                "host_concurrency": 20,
                "lease": 4,
                "sweep": 1,
                "tick": 0.1,
                "retry_base": 1,
                "concurrency": 2,
                "network_concurrency": 1,
                "network_batch": 6,
                "compute_batch": 3,
                "log": "json",
                **changes,
            }
        )
        engine = connect(servers.database_url)
        schema.upgrade(engine)
        deployment = Deployment(chosen, servers, engine, Supervisor(chosen))
        started.append(deployment)
        return deployment

    yield start
    for deployment in started:
        deployment.supervisor.kill()
        deployment.engine.dispose()
    servers.let_go()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def slow_newsroom() -> Iterator[Newsroom]:
    """The sample newsroom, taking a while for every answer, so that there is a middle of an ingest."""
    with Newsroom(latency=0.1) as room:
        yield room
