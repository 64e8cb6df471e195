"""`wireroom changes` as programs read it: by seq, following, under a name, by several at once."""

import contextlib
import json
import os
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
    assert set(rows[0]) == {"seq", "at", "article_id", "kind", "revision", "subject"}
    assert {row["subject"] for row in rows} == {"article"}
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


def test_a_name_is_not_put_beyond_the_end(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, 1)
    wireroom("changes", "--consumer", "desk")
    done = wireroom("consumers", "set", "desk", "1000000")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_a_known_name_is_not_begun_elsewhere(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, 1, 2, 3)
    assert _articles(wireroom("changes", "--consumer", "desk", "--after", "1").stdout) == [2, 3]
    done = wireroom("changes", "--consumer", "desk", "--after", "1")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "`wireroom consumers set desk 1`" in done.stderr


def test_a_name_can_be_forgotten(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, 1)
    wireroom("changes", "--consumer", "desk")
    assert wireroom.json("consumers", "remove", "desk") == {"name": "desk", "removed": True}
    assert wireroom.json("consumers", "list") == []
    done = wireroom("consumers", "remove", "desk")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_it_is_one_process_s_turn_at_a_time(pipeline: Pipeline) -> None:
    with consumers.turn(pipeline.engine, "desk") as mine:
        assert mine is not None
        with consumers.turn(pipeline.engine, "desk") as second, consumers.turn(pipeline.engine, "archive") as other:
            assert second is None
            assert other is not None
    with consumers.turn(pipeline.engine, "desk") as again:
        assert again is not None


def test_what_was_not_acknowledged_is_read_again(pipeline: Pipeline) -> None:
    """A process that dies between reading and acknowledging."""
    _append(pipeline, 1, 2)
    with transaction(pipeline.engine) as conn:
        consumers.register(conn, "desk", 0)
    with contextlib.suppress(KeyboardInterrupt), consumers.turn(pipeline.engine, "desk") as session:
        assert session is not None
        assert len(consumers.read(session, 0, 10)) == 2
        raise KeyboardInterrupt
    with consumers.turn(pipeline.engine, "desk") as session:
        assert session is not None
        assert consumers.position(session, "desk") == 0


def test_a_reader_that_takes_its_time_holds_no_transaction(
    wireroom: Command, pipeline: Pipeline, database_url: str
) -> None:
    """More than a pipe holds, of which a line is taken: nobody waits for it, and who puts the name back has the last word."""
    _append(pipeline, *range(1, 3_001))
    wireroom("changes", "--consumer", "desk", "--limit", "1")  # so that putting it back to 0 changes something
    with _running(wireroom, "--consumer", "desk") as (process, lines):
        first = json.loads(lines.readline())["article_id"]
        with psycopg.connect(database_url, autocommit=True) as session:
            session.execute("SET lock_timeout = '20s'")
            session.execute("UPDATE consumers SET seq = 0 WHERE name = 'desk'")
            held = """SELECT a.state, a.backend_xmin FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                       WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()"""
            while session.execute(held).fetchall() != [("idle", None)]:
                assert process.poll() is None
        rest = [json.loads(line)["article_id"] for line in lines]
        assert process.wait(20) == 0
    assert first == 2
    assert rest[-3_000:] == list(range(1, 3_001))
    assert len(rest) > 3_000


def test_the_turn_of_a_process_that_was_killed_is_another_s(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, *range(1, 3_001))
    with _running(wireroom, "--consumer", "desk") as (stuck, lines):
        lines.readline()
        with _running(wireroom, "--consumer", "desk") as (other, theirs):
            stuck.kill()
            read = _articles(theirs.read())
            assert other.wait(20) == 0
    assert read == list(range(read[0], 3_001))
    assert read[0] <= 1_001


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


def test_what_is_told_of_captures_comes_with_its_subject(wireroom: Command, pipeline: Pipeline) -> None:
    _append(pipeline, 1)
    with transaction(pipeline.engine) as conn:
        changes.append(conn, [(1, "deleted", 1), (2, "deleted", None)], subject="capture")
    with _running(wireroom, "--follow") as (_, lines):
        rows = [json.loads(lines.readline()) for _ in range(3)]
    told = [(row["article_id"], row["kind"], row["subject"], row["revision"]) for row in rows]
    assert told == [(1, "new", "article", 1), (1, "deleted", "capture", 1), (2, "deleted", "capture", None)]


def test_an_argument_that_is_no_text_is_one_line(wireroom: Command) -> None:
    done = wireroom("changes", "--consumer", os.fsdecode(b"caf\xe9"))
    assert (done.returncode, done.stderr) == (2, "wireroom: 'caf\\xe9' is not text in this terminal's encoding\n")


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
