"""What the benchmarks of the network stages stand on: servers of their own, a web on loopback, CPU seconds by whose they are.

This process works as a worker's child does, with the runner on one core; PostgreSQL, Redis and the web have the others.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Self

import aiohttp
import psycopg
from sqlalchemy import Engine

from config.settings import Settings
from pipeline.flow import BY_NAME
from pipeline.runner import Runner
from pipeline.store import schema
from pipeline.store.engine import connect
from pipeline.web.guard import Guard
from pipeline.web.resolver import Resolver
from workers.app import make_app
from workers.bootstrap import runner_knobs, web_knobs
from workers.broker import Broker
from workers.embedded import Servers
from workers.tasks import settle

ROOT = Path(__file__).resolve().parents[1]
WEBS = 2
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What a number of items took: seconds of wall clock, and CPU seconds of this process, PostgreSQL and Redis."""

    items: int
    wall: float
    ours: float
    postgres: float
    redis: float

    @property
    def ours_ms(self) -> float:
        """CPU milliseconds of this process an item."""
        return self.ours / self.items * 1000

    def __str__(self) -> str:
        each = 1000 / self.items
        return (
            f"{self.items / self.wall:5.0f}/s, {self.items / self.ours:5.0f}/s a core: CPU {self.ours_ms:5.3f} ms"
            f" + PostgreSQL {self.postgres * each:5.3f}, Redis {self.redis * each:5.3f}"
        )


def _family(pid: str) -> float:
    """CPU seconds of a process and its children, ended ones included."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it has ended meanwhile
            if entry.name == pid:
                total += sum(map(int, fields[11:15]))
            elif fields[1] == pid:
                total += sum(map(int, fields[11:13]))
    return total / _TICK


def bare(urls: Sequence[str], headers: Mapping[str, str], in_flight: int) -> float:
    """CPU seconds of a loop of aiohttp over the same URLs: no guard, no politeness, nothing stored; connections are kept."""

    async def one(session: aiohttp.ClientSession, url: str) -> None:
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            await response.read()

    async def all_of_them() -> float:
        resolver = Resolver(Guard((ip_network("127.0.0.0/8"),)))
        connector = aiohttp.TCPConnector(limit=0, resolver=resolver)
        async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as session:
            spent = 0.0
            for _ in range(2):  # connections are opened in the first
                started = time.process_time()
                for start in range(0, len(urls), in_flight):
                    await asyncio.gather(*(one(session, url) for url in urls[start : start + in_flight]))
                spent = time.process_time() - started
        return spent

    return asyncio.run(all_of_them())


class Rig:
    """An empty database and Redis, web servers, and a runner as a worker's child has it."""

    def __init__(self, stages: Sequence[str], **settings: Any) -> None:
        self._stack = ExitStack()
        self._stages = stages
        self._settings = settings

    def __enter__(self) -> Self:
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) > 1:
            os.sched_setaffinity(0, set(cores[1:]))  # for what is started from here
            self._stack.callback(os.sched_setaffinity, 0, set(cores))
        self.home = Path(tempfile.mkdtemp(prefix="wrb-"))
        self._stack.callback(shutil.rmtree, self.home, ignore_errors=True)
        servers = Servers(self.home)
        self._stack.callback(servers.let_go)
        servers.hold()
        self.url = servers.database_url
        self.settings = Settings(
            **{
                "home": self.home,
                "database_url": servers.database_url,
                "redis_url": servers.redis_url,
                "fetch_allow": "127.0.0.0/8",
                "host_delay": 0,
                "host_concurrency": 20,
                "queue_depth": 10_000,
                **self._settings,
            }
        )
        self._webs = [self._web(self.home / f"web{number}.log") for number in range(WEBS)]
        self._stack.callback(self.seen)
        assert self._webs[0].stdout is not None
        self.ports = [int(web.stdout.readline()) for web in self._webs if web.stdout]
        self._pids = {
            "postgres": (self.home / "postgres" / "postmaster.pid").read_text().split()[0],
            "redis": (self.home / "redis.pid").read_text().split()[0],
        }
        self.engine: Engine = connect(servers.database_url)
        self._stack.callback(self.engine.dispose)
        schema.upgrade(self.engine)
        broker = Broker(make_app(self.settings), self.settings)
        self.runner = Runner(
            self.engine, runner_knobs(self.settings), web_knobs(self.settings), broker.wake, broker.has_room
        )
        self._stack.callback(self.runner.close)
        if len(cores) > 1:
            os.sched_setaffinity(0, {cores[0]})
        for name in self._stages:
            BY_NAME[name].warm()
        settle()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _web(self, log: Path) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "benchmarks.canned", str(log)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)

    def seen(self) -> list[tuple[int, float]]:
        """Ends the web: each request for a feed, and when it arrived in seconds of this machine's clock."""
        found = []
        for web in self._webs:
            if web.stdin and not web.stdin.closed:
                web.stdin.close()
            web.wait()
        for number in range(len(self._webs)):
            for line in (self.home / f"web{number}.log").read_text().splitlines():
                feed, at = line.split()
                found.append((int(feed), float(at)))
        return found

    def address(self, name: str, number: int, hosts: int, path: str) -> str:
        """URL number so and so of that many hosts."""
        host = number % hosts
        return f"http://{name}{host}.bench.localhost:{self.ports[host % len(self.ports)]}/{path}/{number}"

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement outside of what is measured, and commit."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def run(self, stage: str, ids: Sequence[int], batch: int) -> int:
        """Work through these items in batches, as messages bring them; how many were moved on."""
        return sum(
            self.runner.run(stage, ids[start : start + batch], f"bench@here#1/{start}-{time.monotonic_ns()}")
            for start in range(0, len(ids), batch)
        )

    def cost(self, stage: str, ids: Sequence[int], batch: int) -> Cost:
        """What that costs; all must be moved on."""
        return self.measured(len(ids), lambda: self.run(stage, ids, batch))

    def measured(self, items: int, work: Callable[[], int]) -> Cost:
        """What `work` costs, which says how many items it moved on."""
        before = [_family(pid) for pid in self._pids.values()]
        wall, cpu = time.perf_counter(), time.process_time()
        moved = work()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        after = [_family(pid) for pid in self._pids.values()]
        if moved != items:
            raise SystemExit(f"{moved} of {items} went through")
        postgres, redis = (end - start for start, end in zip(before, after, strict=True))
        return Cost(items, wall, cpu, postgres, redis)
