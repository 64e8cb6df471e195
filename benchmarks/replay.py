"""How well a replay from `clean` over stored pages uses the machine: `python -m benchmarks.replay [--articles 10000]`.

Fills an embedded PostgreSQL with captures, lets real workers clean them once, then replays all of them from `clean` and
prints the rate against the same work (clean + extract) in a bare loop of one process a core, how busy the cores were, and
how many rows a replay that has nothing new to say has changed.
"""

import argparse
import gzip
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import Engine

from benchmarks import pages as source
from benchmarks.throughput import bare, ours
from config.settings import Settings, usable_cores
from pipeline.flow import versions
from pipeline.model import Selector
from pipeline.store import schema, selection
from pipeline.store.engine import connect, transaction
from workers.embedded import Servers
from workers.supervisor import Supervisor

HOSTS = 97
PATIENCE = 3_600.0  # seconds
_STATE = """
    SELECT md5(string_agg(md5(v::text), '' ORDER BY v.id)), count(*)
      FROM (SELECT id, title, authors, published_at, text, verdict, language, revision FROM v1.articles) v
"""


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


def _cpu(pids: Sequence[int]) -> float:
    """CPU seconds so far of these processes and all below them, ended children included."""
    parents, spent = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            spent[int(entry.name)] = sum(int(fields[index]) for index in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")
    wanted = set(pids)
    while more := {pid for pid, parent in parents.items() if parent in wanted} - wanted:
        wanted |= more
    return sum(spent.get(pid, 0.0) for pid in wanted)


def through(engine: Engine, supervisor: Supervisor) -> float:
    """Wait until nothing is due; seconds."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        supervisor.watch()
        with transaction(engine) as conn:
            left = conn.exec_driver_sql("SELECT count(*) FROM cursors WHERE state IN ('due', 'running')").scalar_one()
        if not left:
            return time.monotonic() - started
        time.sleep(0.1)
    raise SystemExit(f"not through after {PATIENCE:.0f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pages", type=Path, default=None, help="folder of *.html.gz")
    options = parser.parse_args()
    cores = usable_cores()
    originals = source.originals(options.pages)
    made = [gzip.compress(page, 6) for page in source.variants(originals, options.articles)]
    home = Path(tempfile.mkdtemp(prefix="wrr-"))
    servers = Servers(home)
    servers.hold()
    try:
        engine = connect(servers.database_url, statement_timeout=600)
        schema.upgrade(engine)
        fill(servers.database_url, iter(made))
        sample = made[: max(200, options.articles // 10)]
        chosen = Settings(home=home, database_url=servers.database_url, redis_url=servers.redis_url, revisit="never")
        supervisor = Supervisor(chosen)
        supervisor.start()
        try:
            through(engine, supervisor)
            with transaction(engine) as conn:
                before = tuple(conn.exec_driver_sql(_STATE).one())
            own = bare(ours, sample, cores)
            with transaction(engine) as conn:
                ids = selection.select(conn, Selector(all=True), versions())
                moved = selection.move_back(conn, selection.able(conn, ids, "clean"))
            spent = _cpu([supervisor.pids()["worker-compute"]])
            seconds = through(engine, supervisor)
            spent = _cpu([supervisor.pids()["worker-compute"]]) - spent
            with transaction(engine) as conn:
                after = tuple(conn.exec_driver_sql(_STATE).one())
        finally:
            supervisor.drain()
        engine.dispose()
    finally:
        servers.let_go()
        shutil.rmtree(home, ignore_errors=True)
    print(f"{moved} articles of {len(originals)} pages replayed from clean on {cores} cores in {seconds:.1f} s")
    print(
        f"replay {moved / seconds:.1f}/s, bare loop {own.per_second:.1f}/s on all cores: {moved / seconds / own.per_second:.2f}"
    )
    print(
        f"compute processes used {spent / seconds:.2f} of {cores} cores, {spent / moved * 1000:.1f} ms an article (bare {own.cpu_ms:.1f})"
    )
    print("the same rows before and after" if before == after else f"rows differ: {before} before, {after} after")
    if before != after:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
