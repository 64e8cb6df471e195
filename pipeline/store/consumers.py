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
        text("SELECT seq, at, article_id, kind, revision FROM v1.changes WHERE seq > :after ORDER BY seq LIMIT :limit"),
        {"after": after, "limit": limit},
    )
    return [dict(row) for row in rows.mappings()]


def register(conn: Connection, name: str, after: int) -> int:
    """A consumer's position; a new one begins after that seq."""
    conn.execute(
        text("INSERT INTO consumers (name, seq) VALUES (:name, :after) ON CONFLICT DO NOTHING"),
        {"name": name, "after": after},
    )
    return int(conn.execute(text("SELECT seq FROM consumers WHERE name = :name"), {"name": name}).scalar_one())


def hold(conn: Connection, name: str) -> int | None:
    """A consumer's position, its own until this transaction ends; None while another process of that name has it."""
    return conn.execute(
        text("SELECT seq FROM consumers WHERE name = :name FOR UPDATE SKIP LOCKED"), {"name": name}
    ).scalar()


def acknowledge(conn: Connection, name: str, seq: int) -> None:
    """Everything up to this seq has been handled."""
    conn.execute(
        text("UPDATE consumers SET seq = :seq, acknowledged_at = now() WHERE name = :name AND seq < :seq"),
        {"name": name, "seq": seq},
    )


def place(conn: Connection, name: str, seq: int) -> bool:
    """Put a consumer's position elsewhere, also back; whether it is known."""
    return bool(
        conn.execute(text("UPDATE consumers SET seq = :seq WHERE name = :name"), {"name": name, "seq": seq}).rowcount
    )


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
