"""Throughput and CPU of `wireroom run --once` beside bare in-memory loops over the same bytes, all in one run.

Prints the three figures that docs/benchmarks.md explains: (a) articles a second from feed to committed row, against a bare
loop of trafilatura.bare_extraction; (b) CPU an article against our own clean and extract in a bare loop; (c) the rate when
every page takes 300 ms to answer, against (a).
"""

import argparse
import gzip
import json
import logging
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import trafilatura

from benchmarks import pages as source
from benchmarks.server import PER_FEED
from config.settings import usable_cores
from pipeline.clean.page import clean
from pipeline.deadline import Bounds
from pipeline.errors import Setback
from pipeline.extract import extractors
from pipeline.extract.language import detect
from pipeline.model import Document, Page
from pipeline.stages.extract import annotate
from workers.embedded import Servers

ROOT = Path(__file__).resolve().parents[1]
FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Rate:
    """Pages a second of wall clock, and CPU milliseconds a page, of all processes together."""

    per_second: float
    cpu_ms: float
    servers_cpu_ms: float = 0.0


def theirs(page: bytes) -> None:
    """What people write first."""
    trafilatura.bare_extraction(gzip.decompress(page), with_metadata=True)


def ours(page: bytes) -> None:
    """Our clean and extract, without anything around them."""
    try:
        cleaned = clean(
            Page(1, 1, "http://h1.bench.localhost/1", FETCHED_AT, "text/html", "gzip", page, None, None, None),
            10_000_000,
        )
    except Setback:
        return
    document = Document(
        1, 1, "http://h1.bench.localhost/1", cleaned.title, cleaned.text, cleaned.language, None, cleaned.links
    )
    annotate(document, extractors(), Bounds())


def _loop(work: Callable[[bytes], None], share: list[bytes], barrier: "multiprocessing.synchronize.Barrier", results: "multiprocessing.Queue[tuple[float, float, float]]") -> None:  # fmt: skip # noqa: E501
    logging.disable(logging.CRITICAL)
    detect("The first text in a process is the slow one, for the tables are read then.")
    for page in share[:3]:
        work(page)
    barrier.wait()
    started, cpu = time.time(), time.process_time()
    for page in share:
        work(page)
    results.put((started, time.time(), time.process_time() - cpu))


def bare(work: Callable[[bytes], None], compressed: list[bytes], processes: int) -> Rate:
    """A bare loop in so many processes, started together after warming up."""
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(processes), context.Queue()
    children = [
        context.Process(target=_loop, args=(work, compressed[number::processes], barrier, results))
        for number in range(processes)
    ]
    for child in children:
        child.start()
    spans = [results.get() for _ in children]
    for child in children:
        child.join()
    seconds = max(end for _, end, _ in spans) - min(start for start, _, _ in spans)
    return Rate(len(compressed) / seconds, sum(cpu for *_, cpu in spans) / len(compressed) * 1000)


def _server_cpu(home: Path) -> float:
    """CPU seconds so far of the embedded PostgreSQL and Redis, ended backends included."""
    total = 0.0
    for file in (home / "postgres" / "postmaster.pid", home / "redis.pid"):
        pid = file.read_text().split()[0]
        family = [pid]
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if (entry / "stat").read_text().rsplit(")", 1)[1].split()[1] == pid:
                        family.append(entry.name)
                except OSError:
                    continue
        for member in family:
            try:
                fields = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            total += sum(int(fields[index]) for index in (11, 12, *((13, 14) if member == pid else ()))) / os.sysconf(
                "SC_CLK_TCK"
            )
    return total


def pipeline(folder: Path, count: int, latency: float, keep: bool = False) -> Rate:
    """`wireroom run --once` on servers of its own, feed to committed row."""
    home = Path(tempfile.mkdtemp(prefix="wrb-"))
    web = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", str(folder), str(latency)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert web.stdout is not None
    port = int(web.stdout.readline())
    feeds = home / "feeds.txt"
    feeds.write_text(
        "".join(f"http://feeds.bench.localhost:{port}/{number}\n" for number in range(max(1, -(-count // PER_FEED))))
    )
    servers = Servers(home)
    servers.hold()
    try:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREROOM_")}  # noqa: TID251
        environment |= {
            "WIREROOM_HOME": str(home), "WIREROOM_DATABASE_URL": servers.database_url, "WIREROOM_REDIS_URL": servers.redis_url,
            "WIREROOM_FETCH_ALLOW": "127.0.0.0/8", "WIREROOM_HOST_DELAY": "0", "WIREROOM_HOST_CONCURRENCY": "20",
        }  # fmt: skip
        if latency:
            environment["WIREROOM_NETWORK_CONCURRENCY"] = "4"
        before, servers_before = resource.getrusage(resource.RUSAGE_CHILDREN), _server_cpu(home)
        run = [
            sys.executable,
            "-m",
            "workers.cli",
            "run",
            "--once",
            "--json",
            "--timeout",
            "900",
            "--feeds",
            str(feeds),
        ]
        done = subprocess.run(run, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        after, servers_after = resource.getrusage(resource.RUSAGE_CHILDREN), _server_cpu(home)
        summary = json.loads(done.stdout)
        with psycopg.connect(servers.database_url) as connection:
            row = connection.execute(
                "SELECT extract(epoch FROM (SELECT max(updated_at) FROM cursors WHERE kind = 'article')"
                " - (SELECT min(last_polled_at) FROM feeds)), (SELECT count(*) FROM v1.articles)"
            ).fetchone()
        assert row is not None
        if summary["announced"] != count:
            raise SystemExit(f"only {summary['announced']} of {count} pages were announced")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        per = max(1, count)
        return Rate(count / float(row[0] or 1), cpu / per * 1000, (servers_after - servers_before) / per * 1000)
    finally:
        assert web.stdin is not None
        web.stdin.close()
        web.wait()
        servers.let_go()
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=Path, default=None, help="folder of *.html.gz")
    parser.add_argument("--only", choices=["a", "b", "c"], default=None)
    options = parser.parse_args()
    processes = usable_cores()
    originals = source.originals(options.pages)
    made = [gzip.compress(page, 6) for page in source.variants(originals, options.articles)]
    size = statistics.mean(map(len, originals)) / 1000
    print(
        f"{options.articles} articles from {len(originals)} pages of {size:.0f} kB, {processes} cores, {options.rounds} rounds"
    )
    ratios: dict[str, list[float]] = {"a": [], "b": [], "b_start": [], "b_all": [], "c": [], "limit": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, page in enumerate(made):
            (folder / f"{number}.html.gz").write_bytes(page)
        sample = made[: max(200, options.articles // 4)]
        for number in range(options.rounds):
            reference, own = bare(theirs, sample, processes), bare(ours, sample, processes)
            print(
                f"round {number + 1}: bare trafilatura {reference.per_second:6.1f}/s {reference.cpu_ms:5.1f} ms CPU a page",
                flush=True,
            )
            print(f"         bare clean+extract {own.per_second:4.1f}/s {own.cpu_ms:5.1f} ms", flush=True)
            with tempfile.TemporaryDirectory() as nothing:
                idle = pipeline(Path(nothing), 0, 0.0)  # starting and stopping, which is not per article
            plain = pipeline(folder, options.articles, 0.0)
            print(
                f"         wireroom run --once {plain.per_second:5.1f}/s {plain.cpu_ms:4.1f} ms + servers {plain.servers_cpu_ms:.1f} ms",
                flush=True,
            )
            ratios["a"].append(plain.per_second / reference.per_second)
            ratios["limit"].append(plain.per_second / own.per_second)
            work_ms = plain.cpu_ms - idle.cpu_ms / options.articles
            servers_ms = plain.servers_cpu_ms - idle.servers_cpu_ms / options.articles
            ratios["b"].append(work_ms / own.cpu_ms)
            ratios["b_start"].append(plain.cpu_ms / own.cpu_ms)
            ratios["b_all"].append((work_ms + servers_ms) / own.cpu_ms)
            if options.only != "a":
                slow = pipeline(folder, options.articles, 0.3)
                print(f"         pages after 300 ms  {slow.per_second:5.1f}/s {slow.cpu_ms:4.1f} ms", flush=True)
                ratios["c"].append(slow.per_second / plain.per_second)
    for key, text in {
        "a": "(a) articles/s ÷ bare trafilatura, default with metadata",
        "limit": "    articles/s ÷ bare clean + extract",
        "b": "(b) CPU an article ÷ bare clean + extract, our processes",
        "b_start": "    the same with starting and stopping",
        "b_all": "    the same as (b) with PostgreSQL and Redis",
        "c": "(c) rate with pages after 300 ms ÷ (a)'s",
    }.items():
        if ratios[key]:
            print(
                f"{text:62} median {statistics.median(ratios[key]):.2f}  ({min(ratios[key]):.2f} to {max(ratios[key]):.2f})"
            )


if __name__ == "__main__":
    main()
