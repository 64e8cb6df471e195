"""Imported captures that wait for the one before them to be through. `cursors.waiting` says which articles have some."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

AT_REST = "(state IN ('done', 'failed') OR stage = 'fetch' AND state = 'due')"
GOOD = "kind = 'page' AND status BETWEEN 200 AND 299"
TO_CLEAN = """stage = 'clean', state = 'due', lane = 'replay', due_at = now(), wake_at = now(), attempts = 0, reason = NULL,
               message = NULL, failed_at = NULL, lease_token = NULL, leased_until = NULL, part = NULL, replay_id = NULL, was_done = NULL,
               updated_at = now()"""
# Locked by a statement of its own: what an import has committed until then, the next one sees.
_READY = text(f"""
    SELECT id FROM cursors WHERE kind = 'article' AND waiting AND {AT_REST} ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
""")  # noqa: S608
# OFFSET 0: article by article, by the indexes, however many wait.
_PASSED = text(f"""
    UPDATE captures SET kind = 'aside' WHERE id = ANY(ARRAY(
        SELECT w.id FROM unnest(CAST(:ids AS bigint[])) r (id)
         CROSS JOIN LATERAL (SELECT max(fetched_at) AS at FROM captures WHERE article_id = r.id AND {GOOD}) p
         CROSS JOIN LATERAL (SELECT id FROM captures WHERE article_id = r.id AND kind = 'waiting' AND fetched_at <= p.at
                             OFFSET 0) w))
""")  # noqa: S608
# A fresh id: `clean` reads the newest by id, whatever has come in since it was stored. However many wait, one row is read.
_PROMOTE = text(f"""
    WITH next AS MATERIALIZED (
        SELECT r.id AS article_id, w.id, f.kind,
               CASE f.kind WHEN 'feed' THEN coalesce(w.fetched_at <= (
                    SELECT max(fetched_at) FROM captures k WHERE k.article_id = r.id AND k.kind = 'feed'), false)
                    ELSE false END AS late,
               EXISTS (SELECT FROM captures o WHERE o.article_id = r.id AND o.kind = 'waiting'
                          AND (o.fetched_at, o.id) > (w.fetched_at, w.id)) AS more
          FROM unnest(CAST(:ids AS bigint[])) r (id)
         CROSS JOIN LATERAL (SELECT * FROM captures WHERE article_id = r.id AND kind = 'waiting'
                              ORDER BY fetched_at, id LIMIT 1) w
         CROSS JOIN LATERAL (SELECT CASE WHEN w.headers = '[]' AND w.content_type IS NOT NULL THEN 'feed' ELSE 'page' END) f (kind)
    ), put_aside AS (
        UPDATE captures SET kind = 'aside' FROM next WHERE captures.id = next.id AND next.late
    ), let_in AS (
        UPDATE captures SET kind = next.kind, id = DEFAULT FROM next WHERE captures.id = next.id AND NOT next.late
    ), entered AS (
        UPDATE cursors SET waiting = next.more, {TO_CLEAN} FROM next
         WHERE cursors.kind = 'article' AND cursors.id = next.article_id AND NOT next.late
    ), through AS (
        UPDATE cursors SET waiting = false
         WHERE kind = 'article' AND id = ANY(:ids)
           AND NOT EXISTS (SELECT FROM next WHERE next.article_id = cursors.id AND (next.more OR NOT next.late))
    )
    SELECT article_id FROM next WHERE late AND more
""")  # noqa: S608


def promote(conn: Connection, limit: int) -> int:
    """Let the next waiting capture in, of so many articles at most that are through with the one before; how many were
    looked at."""
    ids = list(conn.execute(_READY, {"limit": limit}).scalars())
    if ids:
        conn.execute(_PASSED, {"ids": ids})
    left = ids
    while left:
        left = list(conn.execute(_PROMOTE, {"ids": left}).scalars())
    return len(ids)


def unfinished(conn: Connection, ids: Sequence[int]) -> int:
    """How many of these articles the flow still works on (those put off until later not counted), or have captures that wait
    to be let in."""
    return int(
        conn.execute(
            text("""
                SELECT count(*) FROM cursors WHERE kind = 'article' AND id = ANY(:ids)
                   AND (waiting OR state = 'running' OR state = 'due' AND (due_at <= now() OR reason IS NULL))
            """),
            {"ids": list(ids)},
        ).scalar_one()
    )
