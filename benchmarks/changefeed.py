"""The change feed under fire: `python -m benchmarks.changefeed [--runs 20 --seconds 60 --writers 8]`.

On an embedded PostgreSQL of its own, writers as processes append as the pipeline does: something else first, several rows
in several statements, with random pauses between them; some roll back, some are killed -9 and replaced. Beside them read a
poller in plain SQL, `wireroom changes --follow`, and two processes of one --consumer name. Afterwards each reader's rows
are held against the table. Prints what was missed, read twice or out of order, and fails where anything was.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import psycopg

from pipeline.store import changes, schema
from pipeline.store.engine import connect, transaction
from workers.embedded import Servers

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0  # seconds for readers to come to the end
LONGEST = 0.03  # seconds between two statements of a transaction
ROLLED_BACK = 0.15
WRITER = "changefeed-writer"
_A_PROCESS = 1_000_000_000  # articles
Row = tuple[int, int]  # seq, article id
Process = subprocess.Popen[bytes]

# ── the processes ──────────────────────────────────────────────────────────────────────────────────────────────────


def write(url: str, log: Path) -> None:
    """Append until killed; note the articles of each transaction once its commit has been answered."""
    engine, draw, number = connect(url, pool=1), random.Random(), os.getpid() * _A_PROCESS

    def pause() -> None:
        time.sleep(min(LONGEST, draw.expovariate(500)))

    with log.open("a", buffering=1) as committed:
        while True:
            with transaction(engine) as conn:
                conn.exec_driver_sql(f"SET LOCAL application_name = '{WRITER}'")
                conn.exec_driver_sql(
                    "INSERT INTO attempts (kind, item_id, stage, reason, message) VALUES ('article', %s, 'clean', 'error', 'x')",
                    (number,),
                )
                first = number + 1
                for _ in range(draw.randint(1, 3)):
                    pause()
                    rows = [
                        (number + place, draw.choice(("new", "edited")), 1) for place in range(1, draw.randint(2, 9))
                    ]
                    changes.append(conn, rows)
                    number += len(rows)
                pause()
                abandoned = draw.random() < ROLLED_BACK
                if abandoned:
                    conn.rollback()
            if not abandoned:
                committed.write(f"{first} {number}\n")


def poll(url: str) -> None:
    """Read by seq alone, one JSON object a line, until interrupted."""
    last, draw = 0, random.Random()
    with psycopg.connect(url, autocommit=True) as session:
        while True:
            query = "SELECT seq, article_id FROM v1.changes WHERE seq > %s ORDER BY seq LIMIT 1000"
            rows = session.execute(query, [last]).fetchall()
            sys.stdout.writelines(json.dumps({"seq": seq, "article_id": article}) + "\n" for seq, article in rows)
            sys.stdout.flush()
            last = rows[-1][0] if rows else last
            time.sleep(draw.uniform(0, 0.02))


# ── one run ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader read, of one process or of two that share a name, against what was written."""

    reader: str
    rows: tuple[int, ...]  # of each process
    missed: int
    twice: int
    disordered: int

    @property
    def right(self) -> bool:
        """Each change once, in order."""
        return not (self.missed or self.twice or self.disordered)


@dataclass(frozen=True, slots=True)
class Run:
    """Changes written, writers killed meanwhile, commits answered of which the table lacks a row, and each reader."""

    written: int
    killed: int
    lost: int
    reads: tuple[Read, ...]

    @property
    def right(self) -> bool:
        """Nothing lost, and every reader right."""
        return not self.lost and all(read.right for read in self.reads)


def compare(reader: str, written: Sequence[Row], shares: Sequence[Sequence[Row]]) -> Read:
    """A reader's rows, of each of its processes in the order in which they came, against all there are."""
    together = [row for share in shares for row in share]
    disordered = sum(before >= after for share in shares for (before, _), (after, _) in pairwise(share))
    known = set(together)
    return Read(reader, tuple(map(len, shares)), len(set(written) - known), len(together) - len(known), disordered)


def _committed(log: Path) -> dict[int, list[int]]:
    """The articles of transactions whose commit was answered, by the process that wrote them."""
    found: dict[int, list[int]] = {}
    for line in log.read_text().splitlines() if log.exists() else ():
        low, high = map(int, line.split())
        found.setdefault(low // _A_PROCESS, []).extend(range(low, high + 1))
    return found


def _rows(path: Path) -> list[Row]:
    return [(row["seq"], row["article_id"]) for row in map(json.loads, path.read_text().splitlines())]


def _begun(files: Sequence[Path]) -> bool:
    """Whether every reader has read something; of two that share a name, one of them."""
    sql, follow, first, second = (file.stat().st_size for file in files)
    return bool(sql and follow and (first or second))


def _reached(path: Path, last: int) -> bool:
    """Whether a reader's last whole line is that change's."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2_000))
        lines = file.read().split(b"\n")
    return not last or (len(lines) > 1 and lines[-1] == b"" and json.loads(lines[-2])["seq"] == last)


def run(url: str, folder: Path, seconds: float, writers: int) -> Run:
    """Write and read for so long in an empty database, in whose `changes` nothing stands."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREROOM_")}  # noqa: TID251
    environment |= {
        "WIREROOM_HOME": str(folder),
        "WIREROOM_DATABASE_URL": url,
        "WIREROOM_REDIS_URL": "redis://127.0.0.1:1/0",
    }
    log, draw = folder / "committed", random.Random()
    with ExitStack() as stack:

        def start(command: Sequence[str], out: Path | None = None) -> Process:
            file = stack.enter_context(out.open("wb")) if out else None
            process = subprocess.Popen([sys.executable, "-m", *command], env=environment, cwd=ROOT, stdout=file)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        def writer() -> Process:
            return start(["benchmarks.changefeed", "--write", url, "--log", str(log)])

        files = [folder / f"{name}.jsonl" for name in ("sql", "follow", "first", "second")]
        follow = ["workers.cli", "changes", "--follow"]
        commands = [["benchmarks.changefeed", "--poll", url], follow, *[[*follow, "--consumer", "desk"]] * 2]
        readers = [start(command, file) for command, file in zip(commands, files, strict=True)]
        at_work, killed = [writer() for _ in range(writers)], 0
        while not (_committed(log).keys() >= {process.pid for process in at_work} and _begun(files)):
            assert all(process.poll() is None for process in (*at_work, *readers))
            time.sleep(0.1)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, draw.uniform(0.2, 2)))
            begun = [place for place, process in enumerate(at_work) if process.pid in _committed(log)]
            if begun and time.monotonic() < end:
                place = draw.choice(begun)
                at_work[place].kill()
                at_work[place], killed = writer(), killed + 1
        for process in at_work:
            process.kill()
            process.wait()
        written, last = _written(url)
        _wait(url, files, last)
        for process in readers:
            process.terminate()  # a shell that started this in the background has them ignore SIGINT
            process.wait()
    sql, followed, first, second = map(_rows, files)
    reads = (
        compare("plain SQL", written, [sql]),
        compare("--follow", written, [followed]),
        compare("two of one --consumer", written, [first, second]),
    )
    lost = {article for articles in _committed(log).values() for article in articles} - {
        article for _, article in written
    }
    return Run(len(written), killed, len(lost), reads)


def _written(url: str) -> tuple[list[Row], int]:
    """All changes by seq, once the sessions of writers that were killed have ended; the last seq."""
    with psycopg.connect(url, autocommit=True) as session:
        ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        while session.execute(ours, [WRITER]).fetchone() != (0,):
            time.sleep(0.05)
        rows = [(seq, article) for seq, article in session.execute("SELECT seq, article_id FROM changes ORDER BY seq")]
    return rows, rows[-1][0] if rows else 0


def _wait(url: str, files: Sequence[Path], last: int) -> None:
    """Until every reader has come to the end, or is not going to."""
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(url, autocommit=True) as session:
        while time.monotonic() < deadline:
            shared = session.execute("SELECT seq FROM consumers WHERE name = 'desk'").fetchone()
            if shared == (last,) and all(_reached(file, last) for file in files[:2]):
                return
            time.sleep(0.1)


def main() -> None:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--write", metavar="URL", help=argparse.SUPPRESS)
    parser.add_argument("--log", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--poll", metavar="URL", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        return write(options.write, options.log)
    if options.poll:
        try:
            return poll(options.poll)
        except KeyboardInterrupt:
            return None
    home = Path(tempfile.mkdtemp(prefix="wrc-"))
    servers = Servers(home, redis=False)
    servers.hold()
    right = 0
    try:
        engine = connect(servers.database_url)
        schema.upgrade(engine)
        engine.dispose()
        for number in range(1, options.runs + 1):
            with psycopg.connect(servers.database_url, autocommit=True) as session:
                session.execute("TRUNCATE changes, consumers, attempts")
            with tempfile.TemporaryDirectory(prefix="wrc-") as folder:
                done = run(servers.database_url, Path(folder), options.seconds, options.writers)
            right += done.right
            print(
                f"run {number}: {done.written} changes written, {done.killed} writers killed, {done.lost} lost",
                flush=True,
            )
            for read in done.reads:
                wrong = f"missed {read.missed}, twice {read.twice}, out of order {read.disordered}"
                print(f"    {read.reader:22} read {' + '.join(map(str, read.rows))}, {wrong}", flush=True)
    finally:
        servers.let_go()
        shutil.rmtree(home, ignore_errors=True)
    print(
        f"{right} of {options.runs} runs of {options.seconds:g} s with {options.writers} writers were right: nothing missed, twice,"
    )
    print("out of order or lost")
    raise SystemExit(right < options.runs)


if __name__ == "__main__":
    main()
