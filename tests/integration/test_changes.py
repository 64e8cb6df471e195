"""The change feed: read by seq alone, nothing is missed and nothing comes out of order, however transactions commit."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from pipeline.store import changes
from pipeline.store.engine import connect, transaction
from tests.conftest import Pipeline


def test_a_later_writer_cannot_become_visible_before_an_earlier_one(database_url: str) -> None:
    """Transactions that try to commit out of order: the second append waits until the first has committed."""
    with (
        psycopg.connect(database_url) as first,
        psycopg.connect(database_url) as second,
        psycopg.connect(database_url) as reader,
    ):
        reader.autocommit = True
        first.execute("INSERT INTO changes (article_id, kind) VALUES (1, 'new')")
        waiting = threading.Event()

        def append_and_commit() -> None:
            waiting.set()
            second.execute("INSERT INTO changes (article_id, kind) VALUES (2, 'new')")
            second.commit()

        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(append_and_commit)
            waiting.wait()
            blocked = """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
            while reader.execute(blocked).fetchone() != (1,):
                assert not done.done(), "the second writer did not wait for the first"
            assert reader.execute("SELECT count(*) FROM v1.changes").fetchone() == (0,)
            first.commit()
            done.result(10)
        assert reader.execute("SELECT seq, article_id FROM v1.changes ORDER BY seq").fetchall() == [(1, 1), (2, 2)]


def test_a_reader_beside_eight_writers_misses_none_and_sees_none_out_of_order(database_url: str) -> None:
    writers, each = 8, 40
    engine = connect(database_url, pool=writers)

    def write(number: int) -> None:
        for turn in range(each):
            with transaction(engine) as conn:
                # Every third transaction is abandoned after it took its numbers: gaps are not misses.
                changes.append(conn, [(number * 1_000 + turn, "new", 1), (number * 1_000 + turn, "edited", 2)])
                if turn % 3 == 2:
                    conn.rollback()

    seen: list[tuple[int, int]] = []
    with ThreadPoolExecutor(writers) as pool, psycopg.connect(database_url, autocommit=True) as reader:
        running = [pool.submit(write, number) for number in range(writers)]
        last = 0
        while True:
            finished = all(task.done() for task in running)
            rows = reader.execute(
                "SELECT seq, article_id FROM v1.changes WHERE seq > %s ORDER BY seq", [last]
            ).fetchall()
            seen += rows
            last = rows[-1][0] if rows else last
            if finished and not rows:
                break
        for task in running:
            task.result()
        stored = reader.execute("SELECT seq, article_id FROM v1.changes ORDER BY seq").fetchall()
    engine.dispose()
    assert seen == stored
    assert len(stored) == writers * 2 * sum(1 for turn in range(each) if turn % 3 != 2)


@pytest.mark.parametrize("kind", ["new", "edited", "merged", "reextracted"])
def test_an_abandoned_transaction_leaves_no_change(pipeline: Pipeline, kind: str) -> None:
    with pipeline.engine.connect() as conn:
        changes.append(conn, [(1, kind, 1)])
        conn.rollback()
    assert pipeline.rows("SELECT * FROM v1.changes") == []
