"""An article's revisions as commands compare them. Reads only."""

from typing import Any

from sqlalchemy import Connection, text


def revisions(conn: Connection, article_id: int) -> list[dict[str, Any]]:
    """All revisions of an article, oldest first; `by`: who made it differ from the one before, `publisher` or `wireroom`.

    Another capture whose text differs is the publisher's doing: what we change is made of the same capture.
    """
    rows = conn.execute(
        text("""
            SELECT revision, fetched_at, title, text, capture_id, cleaner, cleaner_version,
                   CASE coalesce(made, CASE WHEN lag(capture_id) OVER (ORDER BY revision) = capture_id THEN 'reextracted' ELSE 'edited' END)
                     WHEN 'reextracted' THEN 'wireroom' ELSE 'publisher' END AS by
              FROM revisions WHERE article_id = :id ORDER BY revision
        """),
        {"id": article_id},
    )
    return [dict(row) for row in rows.mappings()]
