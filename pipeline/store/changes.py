"""The change feed. The trigger on `changes` takes a lock that lasts until commit before it hands out a `seq`, so seqs
become visible in their order: a reader that remembers the last one misses nothing.

Because of that lock, appending is the last write of a transaction."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, text

KINDS = ("new", "edited", "reextracted", "merged", "deleted")

Subject = Literal["article", "capture"]


def append(conn: Connection, rows: Sequence[tuple[int, str, int | None]], *, subject: Subject = "article") -> None:
    """Tell consumers of (article id, kind, revision), in this order; `subject`: what that happened to."""
    if rows:
        # One statement: by the row it takes three times as long, and everybody else who appends waits.
        conn.execute(
            text("""
                INSERT INTO changes (article_id, kind, revision, subject)
                SELECT v.id, v.kind, v.revision, :subject
                  FROM unnest(CAST(:ids AS bigint[]), CAST(:kinds AS text[]), CAST(:revisions AS int[]))
                       WITH ORDINALITY v (id, kind, revision, place) ORDER BY v.place
            """),
            {
                "ids": [article for article, _, _ in rows],
                "kinds": [kind for _, kind, _ in rows],
                "revisions": [revision for _, _, revision in rows],
                "subject": subject,
            },
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
