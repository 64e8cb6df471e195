"""Readers of the change feed: what comes after a seq, whose turn it is, and when to look again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection as Session
from sqlalchemy import Connection, Engine, text

from pipeline.store.engine import translated

CHANNEL = "wireroom_changes"


def read(conn: Connection, after: int, limit: int) -> list[dict[str, Any]]:
    """The next changes by seq."""
    rows = conn.execute(
        text(
            "SELECT seq, at, article_id, kind, revision, subject FROM v1.changes WHERE seq > :after ORDER BY seq LIMIT :limit"
        ),
        {"after": after, "limit": limit},
    )
    return [dict(row) for row in rows.mappings()]


def register(conn: Connection, name: str, after: int) -> bool:
    """A new consumer that begins after that seq; False where the name is known, which goes on where it is."""
    return bool(
        conn.execute(
            text("INSERT INTO consumers (name, seq) VALUES (:name, :after) ON CONFLICT DO NOTHING"),
            {"name": name, "after": after},
        ).rowcount
    )


def position(conn: Connection, name: str) -> int | None:
    """The last seq that a consumer has handled; None where nobody reads under that name."""
    return conn.execute(text("SELECT seq FROM consumers WHERE name = :name"), {"name": name}).scalar()


@contextmanager
def turn(engine: Engine, name: str) -> Iterator[Connection | None]:
    """A connection without a transaction while it is this process's turn to read under that name; None while it is another's.

    The turn is a lock of the session: it takes as long as handling takes, nothing else waits for it, and it ends with its
    process or its connection.

    Raises:
        Unavailable: the server cannot be reached, or went away.
    """
    parameters = {"key": f"wireroom consumer {name}"}
    with translated(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        query = text("SELECT pg_try_advisory_lock(hashtextextended(:key, 0))")
        if not conn.execute(query, parameters).scalar_one():
            yield None
            return
        try:
            yield conn
        except BaseException:
            conn.invalidate()  # the lock goes with it, whatever state it is in
            raise
        conn.execute(text("SELECT pg_advisory_unlock(hashtextextended(:key, 0))"), parameters)


def acknowledge(conn: Connection, name: str, held: int, seq: int) -> bool:
    """Everything after `held` and up to `seq` has been handled; False where the consumer has been put elsewhere since."""
    return bool(
        conn.execute(
            text("UPDATE consumers SET seq = :seq, acknowledged_at = now() WHERE name = :name AND seq = :held"),
            {"name": name, "held": held, "seq": seq},
        ).rowcount
    )


def newest(conn: Connection) -> int:
    """The last seq that there is; 0 before the first."""
    return int(conn.execute(text("SELECT coalesce(max(seq), 0) FROM changes")).scalar_one())


def place(conn: Connection, name: str, seq: int) -> bool:
    """Put a consumer's position elsewhere, also back; whether it is known."""
    return bool(
        conn.execute(text("UPDATE consumers SET seq = :seq WHERE name = :name"), {"name": name, "seq": seq}).rowcount
    )


def remove(conn: Connection, name: str) -> bool:
    """Forget a consumer; whether it was known."""
    return bool(conn.execute(text("DELETE FROM consumers WHERE name = :name"), {"name": name}).rowcount)


def listed(conn: Connection) -> list[dict[str, Any]]:
    """All consumers, with how many changes wait for each."""
    rows = conn.execute(
        text("""
            SELECT c.name, c.seq, c.acknowledged_at, (SELECT count(*) FROM changes k WHERE k.seq > c.seq) AS behind
              FROM consumers c ORDER BY c.name
        """)
    )
    return [dict(row) for row in rows.mappings()]


@contextmanager
def listening(engine: Engine) -> Iterator[Callable[[float], None]]:
    """A function that returns when a change has been committed, or after so many seconds.

    Raises:
        Unavailable: the server cannot be reached, or went away.
    """
    with translated(), engine.connect() as conn:
        session = conn.connection.driver_connection
        assert isinstance(session, Session)
        session.autocommit = True
        session.execute(f"LISTEN {CHANNEL}")

        def wait(seconds: float) -> None:
            for _ in session.notifies(timeout=seconds, stop_after=1):
                pass

        try:
            yield wait
        finally:
            conn.invalidate()  # it has listened: no other use of the pool
