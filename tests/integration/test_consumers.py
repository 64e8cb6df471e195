"""`wireroom changes` as programs read it: by seq, following, under a name, by several at once."""

import json
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO

import psycopg
import pytest

from pipeline.store import changes, consumers
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.integration.conftest import WIREROOM, Command


def _append(pipeline: Pipeline, *ids: int) -> None:
    with transaction(pipeline.engine) as conn:
        changes.append(conn, [(article_id, "new", 1) for article_id in ids])


def _articles(lines: str) -> list[int]:
    return [json.loads(line)["article_id"] for line in lines.splitlines()]


@contextmanager
def _running(wireroom: Command, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    """The command at work, ended at the end."""
    process = subprocess.Popen(
        [WIREROOM, "changes", *arguments],
        env=wireroom.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
        assert process.stderr is not None
        process.stderr.close()


def test_lines_come_by_seq_and_after_one(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, 1, 2, 3)
    rows = [json.loads(line) for line in wireroom("changes").stdout.splitlines()]
    assert [row["article_id"] for row in rows] == [1, 2, 3]
    assert set(rows[0]) == {"seq", "at", "article_id", "kind", "revision"}
    assert _articles(wireroom("changes", "--after", str(rows[1]["seq"])).stdout) == [3]
    assert _articles(wireroom("changes", "--limit", "2").stdout) == [1, 2]
    assert [row["article_id"] for row in wireroom.json("changes")] == [1, 2, 3]


def test_who_follows_is_told_when_it_happens(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, 1)
    with _running(wireroom, "--follow") as (process, lines):
        assert json.loads(lines.readline())["article_id"] == 1
        _append(pipeline, 2)
        assert json.loads(lines.readline())["article_id"] == 2
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_a_name_goes_on_where_it_stopped(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, 1, 2)
    assert _articles(wireroom("changes", "--consumer", "desk").stdout) == [1, 2]
    _append(pipeline, 3)
    assert _articles(wireroom("changes", "--consumer", "desk").stdout) == [3]
    assert _articles(wireroom("changes", "--consumer", "archive").stdout) == [1, 2, 3]
    behind = {row["name"]: row["behind"] for row in wireroom.json("consumers", "list")}
    assert behind == {"desk": 0, "archive": 0}


def test_a_name_can_be_put_back(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, 1, 2)
    wireroom("changes", "--consumer", "desk")
    assert wireroom("consumers", "set", "desk", "0").returncode == 0
    assert _articles(wireroom("changes", "--consumer", "desk").stdout) == [1, 2]


def test_what_was_not_acknowledged_is_read_again(pipeline: Pipeline) -> None:
    """A process that dies between reading and acknowledging."""
    _append(pipeline, 1, 2)
    with transaction(pipeline.engine) as conn:
        consumers.register(conn, "desk", 0)
    with pipeline.engine.connect() as conn:
        seq = consumers.hold(conn, "desk")
        assert seq is not None
        consumers.acknowledge(conn, "desk", consumers.read(conn, seq, 10)[-1]["seq"])
        conn.rollback()
    with transaction(pipeline.engine) as conn:
        assert consumers.hold(conn, "desk") == 0


def test_a_reader_that_has_gone_loses_nothing_for_its_name(wireroom: Command, pipeline: Pipeline) -> None:
    """More than a pipe holds, to a reader that takes one line: the batch is not acknowledged."""
    _append(pipeline, *range(1, 3_001))
    with _running(wireroom, "--consumer", "desk") as (process, lines):
        lines.readline()
        lines.close()
        assert process.wait(20) == 0
    read = _articles(wireroom("changes", "--consumer", "desk").stdout)
    assert read == list(range(read[0], 3_001))
    assert read[0] <= 1_001


def test_two_of_one_name_share_and_lose_none(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, *range(1, 2_001))
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(wireroom, "changes", "--consumer", "desk") for _ in range(2)]
    shares = [_articles(done.result().stdout) for done in both]
    assert sorted(shares[0] + shares[1]) == list(range(1, 2_001))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--consumer", "no such/name"), 2),
        (("--after", "-1"), 2),
        (("--follow", "--json"), 2),
    ],
)
def test_wrong_usage_is_one_line(wireroom: Command, arguments: tuple[str, ...], code: int) -> None:
    done = wireroom("changes", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)


def test_putting_a_name_that_nobody_reads_under_is_refused(wireroom: Command, pipeline: Pipeline) -> None:
    done = wireroom("consumers", "set", "nobody", "0")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_who_listens_wakes_at_the_commit_and_not_before(pipeline: Pipeline, database_url: str) -> None:
    with consumers.listening(pipeline.engine) as wait, psycopg.connect(database_url) as writer:
        writer.execute("INSERT INTO changes (article_id, kind) VALUES (7, 'new')")
        writer.commit()
        wait(30)  # returns at once: the notice came before
        with transaction(pipeline.engine) as conn:
            assert [row["article_id"] for row in consumers.read(conn, 0, 10)] == [7]
