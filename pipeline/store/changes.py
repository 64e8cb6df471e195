"""The change feed. The trigger on `changes` takes a lock that lasts until commit before it hands out a `seq`, so seqs
become visible in their order: a reader that remembers the last one misses nothing.

Because of that lock, appending is the last write of a transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, text


def append(conn: Connection, rows: Sequence[tuple[int, str, int | None]]) -> None:
    """Tell consumers of (article id, kind, revision), in this order."""
    if rows:
        conn.execute(
            text("INSERT INTO changes (article_id, kind, revision) VALUES (:id, :kind, :revision)"),
            [{"id": article, "kind": kind, "revision": revision} for article, kind, revision in rows],
        )


def announce(conn: Connection, article_ids: Sequence[int]) -> None:
    """Tell of what `clean` has left to be told, now that extraction is through, or has failed for good."""
    rows = conn.execute(
        text("""
            UPDATE articles a SET announce = NULL
              FROM (SELECT id, announce FROM articles WHERE id = ANY(:ids) AND announce IS NOT NULL
                     ORDER BY id FOR UPDATE) b
             WHERE a.id = b.id
         RETURNING a.id, b.announce, a.revision
        """),
        {"ids": list(article_ids)},
    ).all()
    append(conn, [(row.id, row.announce, row.revision) for row in sorted(rows)])
