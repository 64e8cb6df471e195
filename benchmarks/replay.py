"""How well a replay of everything uses the machine, and what live news feel of it: `python -m benchmarks.replay`.

Fills an embedded PostgreSQL with captures and lets real workers clean them once. Then `wireroom replay --from clean --all --force
--wait` runs as a process of its own, alone and beside a feed that announces an article every so often. Prints its rate against the
same work (clean + extract) in a bare loop of one process a core, how busy the cores were, the latency of the live articles and
the age of the oldest due live work; ends with 1 where the replay has changed a row.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import Engine

from benchmarks import pages as source
from benchmarks.live import Live
from benchmarks.throughput import ROOT, Rate, bare, ours
from config.settings import Settings, environment, usable_cores
from pipeline.store import habits, schema, selection
from pipeline.store.engine import connect, transaction
from workers.embedded import Servers
from workers.supervisor import Supervisor

HOSTS = 97
PATIENCE = 3_600.0  # seconds
# Everything an article's rows say, but for times of processing; newer articles are those of the live feed.
_STATE = {
    "articles": """
        SELECT md5(string_agg(md5(v::text), '' ORDER BY v.id)), count(*) FROM (
            SELECT id, title, authors, published_at, text, verdict, language, revision, duplicate_of FROM v1.articles WHERE id <= %s) v
    """,
    **{
        view: f"""
            SELECT md5(string_agg(v.row, '' ORDER BY v.row)), count(*)
              FROM (SELECT md5(w::text) AS row FROM v1.{view} w WHERE article_id <= %s) v
        """
        for view in ("revisions", "mentions", "quotes", "figures", "dates", "citations", "links")
    },
}

_SECONDS = "SELECT extract(epoch FROM finished_at - requested_at) FROM replays ORDER BY id DESC LIMIT 1"


def fill(url: str, made: Iterator[bytes]) -> int:
    """Articles with a capture each, not cleaned yet; how many."""
    count = 0
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for number, page in enumerate(made, 1):
            address = f"https://h{number % HOSTS}.example.org/{number}"
            key = hashlib.sha256(address.encode()).digest()
            cursor.execute(
                "INSERT INTO articles (id, url, url_key, host) OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s)",
                (number, address, key, f"h{number % HOSTS}.example.org"),
            )
            cursor.execute(
                "INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, content_type, content_encoding,"
                " headers, body, bytes, sha256) VALUES (%s, %s, %s, now(), 1, 200, 'text/html', 'gzip', %s, %s, %s, %s)",
                (number, address, address, Jsonb([]), page, len(page), hashlib.sha256(page).digest()),
            )
            count = number
        cursor.execute(
            "INSERT INTO cursors (kind, id, stage, state, lane, due_at, wake_at)"
            " SELECT 'article', id, 'clean', 'due', 'replay', now(), now() FROM articles"
        )
        cursor.execute("SELECT setval('articles_id_seq', %s)", (count,))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return count


@dataclass(frozen=True)
class Spent:
    """Seconds of CPU of some processes and all below them, ended ones included; `ready`: those that the ones below were on a core
    or waited for one, which tells how busy they were whoever else wants the cores (proc(5), `schedstat`)."""

    cpu: float
    ready: float

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.cpu - other.cpu, self.ready - other.ready)


def spent(pids: Sequence[int]) -> Spent:
    """So far."""
    parents, cpu, ready = {}, {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                running, waiting, _ = (entry / "schedstat").read_text().split()
            except OSError:
                continue
            pid = int(entry.name)
            parents[pid] = int(fields[1])
            cpu[pid] = sum(int(fields[index]) for index in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")
            ready[pid] = (int(running) + int(waiting)) / 1e9
    below: set[int] = set()
    while more := {pid for pid, parent in parents.items() if parent in below or parent in pids} - below:
        below |= more
    return Spent(sum(cpu.get(pid, 0.0) for pid in below.union(pids)), sum(ready[pid] for pid in below))


def left(engine: Engine) -> int:
    """How many articles are in the replay lane."""
    with transaction(engine) as conn:
        return int(
            conn.exec_driver_sql(
                "SELECT count(*) FROM cursors WHERE lane = 'replay' AND state IN ('due', 'running')"
            ).scalar_one()
        )


def through(engine: Engine, supervisor: Supervisor) -> None:
    """Wait until none is."""
    started = time.monotonic()
    while left(engine):
        supervisor.watch()
        time.sleep(0.1)
        if time.monotonic() - started > PATIENCE:
            raise SystemExit(f"not through after {PATIENCE:.0f} s")


def settle(engine: Engine, supervisor: Supervisor) -> None:
    """Wait until the first cleaning is through, then have all cleaned by what it has taught of the hosts."""
    through(engine, supervisor)
    with transaction(engine) as conn:
        ids = conn.exec_driver_sql("SELECT id FROM articles WHERE revision IS NOT NULL").scalars()
        selection.move_back(conn, dict.fromkeys(ids, "clean"))
    while True:
        through(engine, supervisor)
        with transaction(engine) as conn:
            habits.spread(conn)
        if not left(engine):
            return


def state(engine: Engine, count: int) -> dict[str, tuple[Any, ...]]:
    """A digest of what the first `count` articles' rows say, view by view."""
    with transaction(engine) as conn:
        return {view: tuple(conn.exec_driver_sql(query, (count,)).one()) for view, query in _STATE.items()}


@dataclass(frozen=True)
class Replayed:
    """One replay of everything, what the compute processes and all others of ours spent on it, and the bare loops around it."""

    articles: int
    seconds: float
    cores: int
    compute: Spent
    others: Spent
    bare: Rate

    @property
    def ratio(self) -> float:
        """The share of the bare loop's rate."""
        return self.articles / self.seconds / self.bare.per_second

    def __str__(self) -> str:
        each = 1000 / self.articles
        return (
            f"{self.articles / self.seconds:.1f}/s, bare loop {self.bare.per_second:.1f}/s: {self.ratio:.2f}; compute processes used"
            f" {self.compute.cpu / self.seconds:.2f} of {self.cores} cores, had work {self.compute.ready / self.seconds / self.cores:.0%}"
            f" of the time; {self.compute.cpu * each:.1f} ms an article, others {self.others.cpu * each:.1f} (bare {self.bare.cpu_ms:.1f})"
        )


class Rig:
    """Servers, workers and an archive of captures, cleaned once."""

    def __init__(self, home: Path, made: Sequence[bytes]) -> None:
        self._made, self.count = made, len(made)
        self._servers = Servers(home)
        self._servers.hold()
        self.url = self._servers.database_url
        self.engine = connect(self.url, statement_timeout=600)
        schema.upgrade(self.engine)
        fill(self.url, iter(made))
        self._settings = Settings(
            home=home,
            database_url=self.url,
            redis_url=self._servers.redis_url,
            revisit="never",
            host_delay=0,
            fetch_allow="127.0.0.0/8",
        )
        self._supervisor = Supervisor(self._settings)
        self._home = home
        self._supervisor.start()
        settle(self.engine, self._supervisor)

    def close(self) -> None:
        """Stop everything."""
        self._supervisor.drain()
        self.engine.dispose()
        self._servers.let_go()

    def _spent(self) -> tuple[Spent, Spent]:
        """So far: by the compute processes, and by everything else of ours."""
        pids = self._supervisor.pids()
        servers = [int((self._home / name).read_text().split()[0]) for name in ("postgres/postmaster.pid", "redis.pid")]
        return spent([pids["worker-compute"]]), spent([pids["scheduler"], pids["worker-network"], *servers])

    def replay(self, cores: int, meanwhile: AbstractContextManager[object]) -> Replayed:
        """All of it from clean, between two bare loops over a part of it."""
        sample = list(self._made[: max(200, self.count // 10)])
        before = bare(ours, sample, cores)
        with meanwhile:
            before_it = self._spent()
            command = [
                sys.executable,
                "-m",
                "workers.cli",
                "replay",
                "--from",
                "clean",
                "--all",
                "--force",
                "--wait",
                "--json",
            ]
            running = subprocess.Popen(
                command, env=environment(self._settings), cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
            while running.poll() is None:
                self._supervisor.watch()
                time.sleep(0.1)
            compute, others = (end - start for start, end in zip(before_it, self._spent(), strict=True))
        if running.returncode:
            raise SystemExit(running.returncode)
        assert running.stdout is not None
        moved = json.load(running.stdout)["moved"]
        with transaction(self.engine) as conn:  # without starting the command and its first count
            seconds = float(conn.exec_driver_sql(_SECONDS).scalar_one())
        after = bare(ours, sample, cores)
        mean = Rate((before.per_second + after.per_second) / 2, (before.cpu_ms + after.cpu_ms) / 2)
        return Replayed(moved, seconds, cores, compute, others, mean)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--every", type=float, default=0.7, help="seconds between two articles of the live feed")
    parser.add_argument("--only", choices=["quiet", "live"], default=None)
    parser.add_argument("--pages", type=Path, default=None, help="folder of *.html.gz")
    options = parser.parse_args()
    cores = usable_cores()
    originals = source.originals(options.pages)
    news = max(100, options.articles // 10) * options.rounds
    made = [gzip.compress(page, 6) for page in source.variants(originals, options.articles + news)]
    made, fresh = made[: options.articles], made[options.articles :]
    ratios: dict[str, list[float]] = {"alone": [], "beside live news": []}
    home = Path(tempfile.mkdtemp(prefix="wrr-"))
    try:
        rig = Rig(home, made)
        try:
            before = state(rig.engine, rig.count)
            print(f"{rig.count} articles of {len(originals)} pages replayed from clean on {cores} cores", flush=True)
            for number in range(options.rounds):
                if options.only != "live":
                    replayed = rig.replay(cores, nullcontext())
                    ratios["alone"].append(replayed.ratio)
                    print(f"round {number + 1}: {replayed}", flush=True)
                if options.only != "quiet":
                    with transaction(rig.engine) as conn:
                        beyond = conn.exec_driver_sql("SELECT max(id) FROM articles").scalar_one()
                    live = Live(rig.engine, rig.url, fresh[number :: options.rounds], options.every, beyond)
                    replayed = rig.replay(cores, live)
                    ratios["beside live news"].append(replayed.ratio)
                    print(f"  beside live news {replayed}\n  {live}", flush=True)
            after = state(rig.engine, rig.count)
        finally:
            rig.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    for name, found in ratios.items():
        if found:
            print(
                f"share of the bare loop's rate, {name:16} median {statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})"
            )
    differing = [view for view in before if before[view] != after[view]]
    print(f"rows differ: {', '.join(differing)}" if differing else "the same rows before and after")
    if differing:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
