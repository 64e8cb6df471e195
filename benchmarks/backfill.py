"""How fast pages of a WARC file come in: `python -m benchmarks.backfill [--articles 5000]`.

Writes the file, a gzip member a record, then runs `wireroom import warc` over it on an embedded PostgreSQL of its own, and once
more over what is stored. Prints pages a second and the command's peak memory; what the flow then does of the pages is measured
by `make bench-replay`.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import pages as source
from config.settings import Settings, environment
from pipeline.store import schema
from pipeline.store.engine import connect
from workers import warc
from workers.embedded import Servers

HOSTS = 97
MB = 1_000_000
WIREROOM = Path(sys.executable).parent / "wireroom"
_HTTP = "application/http; msgtype=response"


def write(path: Path, folder: Path | None, count: int) -> None:
    """A file of so many pages as a crawler leaves them."""
    head = warc.http_head(200, [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")])
    at = datetime(2026, 3, 4, tzinfo=UTC)
    with path.open("wb") as file:
        writer = warc.Writer(file, gzip=True)
        for number, page in enumerate(source.variants(source.originals(folder), count)):
            url, body = f"https://h{number % HOSTS}.example.org/{number}", gzip.compress(page, 6)
            writer.write("response", url, at + timedelta(seconds=number), _HTTP, head, body, warc.identity(url))


def run(settings: Settings, path: Path) -> tuple[dict[str, int], float, float, float]:
    """What the command tells, its seconds, its CPU seconds, and its peak memory in MB."""
    started = time.monotonic()
    process = subprocess.Popen(
        [WIREROOM, "import", "warc", str(path), "--json"], env=environment(settings), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    told = json.loads(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    assert isinstance(usage, resource.struct_rusage)
    if status:
        raise SystemExit(f"the import ended with {status}")
    return told, time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MB


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--pages", type=Path, default=None, help="folder of *.html.gz")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="wrb-"))
    servers = Servers(home)
    servers.hold()
    try:
        engine = connect(servers.database_url)
        schema.upgrade(engine)
        engine.dispose()
        chosen = Settings(home=home, database_url=servers.database_url, redis_url=servers.redis_url)
        path = home / "pages.warc.gz"
        # In a process of its own: a child's peak is never below its parent's.
        maker = multiprocessing.get_context("fork").Process(target=write, args=(path, options.pages, options.articles))
        maker.start()
        maker.join()
        if maker.exitcode:
            raise SystemExit("the file could not be written")
        each = path.stat().st_size / options.articles
        print(f"{options.articles} pages, {each / 1000:.0f} kB each, a file of {path.stat().st_size / MB:.0f} MB")
        for what in ("new", "stored already"):
            told, seconds, cpu, peak = run(chosen, path)
            print(
                f"{what}: {told['kept']} kept, {told['stored']} stored already, {options.articles / seconds:.0f} pages/s, "
                f"{seconds:.1f} s with the command's start, {cpu / options.articles * 1000:.2f} ms CPU a page, peak {peak:.0f} MB"
            )
    finally:
        servers.let_go()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
