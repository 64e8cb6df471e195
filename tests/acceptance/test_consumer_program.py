"""The program that docs/consumers.md shows, killed again and again: nothing missed, nothing twice."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.store import changes
from pipeline.store.engine import transaction
from tests.acceptance.conftest import eventually
from tests.conftest import Pipeline
from tests.documents import queries
from tests.documents.newsdesk import newsdesk
from tests.newsroom import Newsroom
from workers.embedded import Servers

PATIENCE = 60


@pytest.fixture
def news(servers: Servers, newsroom: Newsroom) -> Iterator[Pipeline]:
    """The sample newsroom, seen twice."""
    with newsdesk(servers, newsroom, f"news_{os.getpid()}") as pipeline:
        yield pipeline


@pytest.fixture
def own(servers: Servers) -> Iterator[str]:
    """A database of the consumer's own."""
    name = f"own_{os.getpid()}"
    with psycopg.connect(servers.database_url.replace("/wireroom?", "/postgres?"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield servers.database_url.replace("/wireroom?", f"/{name}?")
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def start(news: Pipeline, own: str, tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Start the program as the document has it, with a reader's rights."""
    (source,) = [each for each in queries.programs(_document()) if each.startswith('"""consumer.py')]
    program = tmp_path / "consumer.py"
    program.write_text(source)
    as_reader = f"{news.settings.database_url}&options=-c%20role%3Dwireroom_reader"
    with ExitStack() as stack:

        def begin() -> "subprocess.Popen[str]":
            process = subprocess.Popen([sys.executable, program, as_reader, own], stderr=subprocess.PIPE, text=True)
            stack.callback(_end, process)
            return process

        yield begin


def _document() -> str:
    return (queries.DOCS / "consumers.md").read_text("utf-8")


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate(timeout=10)


def _done(own: str) -> int:
    """How many changes the program has handled."""
    with psycopg.connect(own) as conn:
        if conn.execute("SELECT to_regclass('log')").fetchone() == (None,):
            return 0
        ((count,),) = conn.execute("SELECT count(*) FROM log").fetchall()
        return int(count)


def _further(own: str, handled: int) -> bool:
    return _done(own) > handled


def _rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as conn:
        return conn.execute(sql).fetchall()


TOLD = "SELECT seq, kind, subject, article_id FROM v1.changes ORDER BY seq"


def test_it_misses_nothing_and_does_nothing_twice_however_often_it_is_killed(
    news: Pipeline, own: str, start: Callable[[], "subprocess.Popen[str]"]
) -> None:
    ids = [article_id for (article_id,) in news.rows("SELECT id FROM v1.articles ORDER BY id")]
    over = threading.Event()

    def write() -> None:
        for turn in range(100_000):
            if over.is_set():
                return
            kinds = ("edited", "reextracted", "merged")
            with transaction(news.engine) as conn:
                changes.append(conn, [(ids[(turn + step) % len(ids)], kinds[step], 1) for step in range(3)])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            process, handled = start(), _done(own)
            eventually(partial(_further, own, handled), PATIENCE)
            process.kill()
            process.wait(10)
    finally:
        over.set()
        writer.join()
    start()
    eventually(lambda: _done(own) == news.rows("SELECT count(*) FROM v1.changes")[0][0], PATIENCE)
    # Waiting by now: what comes next wakes it.
    gone, pruned = ids[0], ids[1]
    news.execute("INSERT INTO changes (article_id, kind, subject) VALUES (%s, 'deleted', 'article')", gone)
    news.execute("INSERT INTO changes (article_id, kind, subject) VALUES (%s, 'deleted', 'capture')", pruned)
    eventually(lambda: _done(own) == news.rows("SELECT count(*) FROM v1.changes")[0][0], PATIENCE / 2)
    assert _rows(own, "SELECT * FROM log ORDER BY seq") == news.rows(TOLD)
    kept = news.rows("SELECT id, title, duplicate_of FROM v1.articles WHERE id <> %s ORDER BY id", gone)
    assert _rows(own, "SELECT * FROM headlines ORDER BY article_id") == kept


def test_it_reads_with_a_readers_rights_alone(database_url: str) -> None:
    """As the role that the document names: LISTEN and the views, and no table."""
    with psycopg.connect(database_url, options="-c role=wireroom_reader", autocommit=True) as conn:
        conn.execute("LISTEN wireroom_changes")
        assert conn.execute("SELECT count(*) FROM v1.changes").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("SELECT * FROM changes")


def test_it_is_as_short_as_it_says() -> None:
    (source,) = [each for each in queries.programs(_document()) if each.startswith('"""consumer.py')]
    assert sum(bool(line.strip()) for line in source.splitlines()) <= 32
