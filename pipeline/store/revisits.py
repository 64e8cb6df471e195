"""Articles whose page is looked at again: when, and what came of it. Publishers change what they have published."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, text


def plan(conn: Connection, article_ids: Collection[int]) -> None:
    """Articles with their first text: the scheduler says when their pages are looked at again.

    The schedule counts from the first fetch. Entries without a page of their own have nothing to look at, and pages fetched
    more than a year ago, by another archive, are looked at no more: no schedule is longer.
    """
    if article_ids:
        conn.execute(
            text("""
                INSERT INTO revisits (article_id, since, due_at)
                SELECT a.id, r.fetched_at, r.fetched_at FROM articles a
                  JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
                 WHERE a.id = ANY(:ids) AND r.text_from = 'page' AND position('#' in a.url) = 0
                   AND r.fetched_at > now() - interval '1 year' ORDER BY a.id
                ON CONFLICT DO NOTHING
            """),
            {"ids": sorted(article_ids)},
        )


# `due_at = since`: planned a moment ago, not scheduled. Articles that are being worked on, or have failed, miss this turn.
_TAKE = text("""
    WITH due AS (
        SELECT article_id, since, due_at > since AS scheduled FROM revisits
         WHERE due_at <= now() ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ), sent AS (
        UPDATE cursors c
           SET stage = 'fetch', state = 'due', lane = 'replay', due_at = now(), wake_at = now(), attempts = 0, updated_at = now()
          FROM (SELECT k.id FROM cursors k JOIN due ON k.kind = 'article' AND k.id = due.article_id
                 WHERE due.scheduled AND k.state = 'done' ORDER BY k.id FOR UPDATE OF k SKIP LOCKED) d
         WHERE c.kind = 'article' AND c.id = d.id
    ), ended AS (
        DELETE FROM revisits r USING due
         WHERE r.article_id = due.article_id
           AND NOT EXISTS (SELECT FROM unnest(CAST(:steps AS float8[])) s WHERE due.since + make_interval(secs => s) > now())
    ), again AS (
        UPDATE revisits r
           SET due_at = (SELECT min(due.since + make_interval(secs => s)) FROM unnest(CAST(:steps AS float8[])) s
                          WHERE due.since + make_interval(secs => s) > now())
          FROM due
         WHERE r.article_id = due.article_id
           AND EXISTS (SELECT FROM unnest(CAST(:steps AS float8[])) s WHERE due.since + make_interval(secs => s) > now())
    )
    SELECT count(*) FROM due
""")


def take_due(conn: Connection, steps: Sequence[float], limit: int) -> int:
    """Make articles due at `fetch` whose time has come; how many were looked at.

    `steps`: seconds after the first fetch at which a page is looked at again. They go behind the live lane. Steps that
    passed while nobody was there are made up for by one look.
    """
    return int(conn.execute(_TAKE, {"steps": list(steps), "limit": limit}).scalar_one())


def withdraw(conn: Connection, article_ids: Sequence[int]) -> None:
    """The pages of these articles are gone; their texts stay. Consumers are told once."""
    if article_ids:
        conn.execute(
            text("""
                UPDATE articles SET withdrawn_at = now(), updated_at = now(),
                       announce = CASE WHEN announce = 'new' THEN 'new' ELSE 'edited' END
                 WHERE id = ANY(:ids) AND withdrawn_at IS NULL
            """),
            {"ids": sorted(article_ids)},
        )


def restore(conn: Connection, answered: Mapping[int, datetime]) -> None:
    """These pages have answered, when: those that were gone by then are back."""
    if answered:
        rows = [{"id": article_id, "at": at.isoformat()} for article_id, at in sorted(answered.items())]
        conn.execute(
            text("""
                UPDATE articles a SET withdrawn_at = NULL, updated_at = now(),
                       announce = CASE WHEN announce = 'new' THEN 'new' ELSE 'edited' END
                  FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (id bigint, at timestamptz)
                 WHERE a.id = v.id AND a.withdrawn_at < v.at
            """),
            {"rows": json.dumps(rows)},
        )
