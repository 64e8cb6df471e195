"""What an export as WARC reads: captures with their bodies, and what else makes the same rows of them again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, text

from pipeline.encoding import inflate
from pipeline.store.engine import transaction
from pipeline.store.exports import Portion

AT_ONCE = 16_000_000  # bytes of bodies in memory
_MAX_TEXT = 100_000_000
Kind = Literal["page", "feed", "aside"]

# Links that were merged into others go with those; what was only announced has nothing to be kept.
_KEPT = """
      FROM articles a JOIN cursors c ON c.kind = 'article' AND c.id = a.id
     WHERE a.id = ANY(:ids) AND a.merged_into IS NULL
       AND (c.reason IS NOT NULL OR EXISTS (SELECT FROM captures k WHERE k.article_id = a.id AND k.pruned_at IS NULL))
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A capture; `read`: a text was made of it, or is to be. `body` of kind feed: the HTML fragment."""

    id: int
    kind: Kind
    url: str
    final_url: str
    fetched_at: datetime
    elapsed_ms: int
    status: int
    headers: Sequence[Sequence[str]]
    policy: Mapping[str, Any] | None
    sha256: bytes
    read: bool
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its captures, the bodies still to come; `sightings`, `aliases`, `failure`: JSON."""

    id: int
    url: str
    first_seen_at: datetime
    withdrawn_at: datetime | None
    sightings: Sequence[Mapping[str, Any]]
    aliases: Sequence[Mapping[str, Any]]
    failure: Mapping[str, Any] | None
    captures: tuple[Stored, ...]


def kept(conn: Connection, ids: Sequence[int]) -> list[int]:
    """Those of these articles of which something is kept: a capture, or why there is none."""
    return list(conn.execute(text(f"SELECT a.id {_KEPT} ORDER BY a.id"), {"ids": list(ids)}).scalars())


def portions(conn: Connection, ids: Sequence[int], size: int) -> list[Portion]:
    """The same by the day they were first seen and id, so many a file at most."""
    rows = conn.execute(
        text(f"""
            SELECT (a.first_seen_at AT TIME ZONE 'UTC')::date AS day, array_agg(a.id ORDER BY a.id) AS ids
            {_KEPT} GROUP BY 1 ORDER BY 1
        """),
        {"ids": list(ids)},
    )
    return [
        Portion(row.day, start // size, tuple(row.ids[start : start + size]))
        for row in rows
        for start in range(0, len(row.ids), size)
    ]


def newest(conn: Connection, ids: Sequence[int]) -> datetime | None:
    """When the newest capture of these articles was fetched, or the newest of them seen."""
    found: datetime | None = conn.execute(
        text("""
            SELECT greatest(max(a.first_seen_at), max(k.fetched_at)) FROM articles a
              LEFT JOIN captures k ON k.article_id = a.id WHERE a.id = ANY(:ids)
        """),
        {"ids": list(ids)},
    ).scalar()
    return found


_ARTICLES = text("""
    SELECT a.id, a.url, a.first_seen_at, a.withdrawn_at, a.revision, c.stage, c.reason, c.message, c.attempts, c.failed_at,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'feed', f.url, 'feed_title', f.title, 'feed_source', f.source, 'guid', s.guid, 'url', s.url,
                       'title', s.title, 'published_at', s.published_at, 'first_seen_at', s.first_seen_at,
                       'text_key', encode(s.text_key, 'hex')) ORDER BY s.feed_id), '[]')
              FROM sightings s JOIN feeds f ON f.id = s.feed_id WHERE s.article_id = a.id) AS sightings,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('url', b.url, 'first_seen_at', b.first_seen_at) ORDER BY b.id), '[]')
              FROM articles b WHERE b.merged_into = a.id) AS aliases
      FROM articles a JOIN cursors c ON c.kind = 'article' AND c.id = a.id
     WHERE a.id = ANY(:ids) ORDER BY a.id
""")
_CAPTURES = text("""
    SELECT k.id, k.article_id, k.kind, k.headers = '[]' AND k.content_type IS NOT NULL AS carried, k.url, k.final_url,
           k.fetched_at, k.elapsed_ms, k.status, k.headers, k.policy, k.sha256, k.bytes,
           EXISTS (SELECT FROM revisions r WHERE r.article_id = k.article_id AND r.capture_id = k.id) AS made
      FROM captures k WHERE k.article_id = ANY(:ids) AND k.pruned_at IS NULL
     ORDER BY k.article_id, k.kind = 'waiting', CASE WHEN k.kind = 'waiting' THEN k.fetched_at END, k.id
""")
_BODIES = text("SELECT id, body FROM captures WHERE id = ANY(:ids)")


def articles(engine: Engine, ids: Sequence[int], step: int = 100) -> Iterator[tuple[Article, Iterator[Stored]]]:
    """Articles by id, each with its captures in the order in which they were kept, their bodies in them."""
    for start in range(0, len(ids), step):
        chosen = list(ids[start : start + step])
        with transaction(engine) as conn:
            conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            rows = conn.execute(_ARTICLES, {"ids": chosen}).all()
            of: dict[int, list[Any]] = {row.id: [] for row in rows}
            sizes: dict[int, int] = {}
            for capture in conn.execute(_CAPTURES, {"ids": chosen}):
                of[capture.article_id].append(capture)
                sizes[capture.id] = capture.bytes
            for row in rows:
                article = _article(row, of.pop(row.id))
                yield article, _with_bodies(conn, article.captures, sizes)


def _article(row: Any, captures: Sequence[Any]) -> Article:
    never_read = row.stage == "fetch" and row.revision is None
    has_page = any(capture.kind == "page" and 200 <= capture.status < 300 for capture in captures)
    made: list[Stored] = []
    for capture in captures:
        waiting_as: Kind = "feed" if capture.carried else "page"
        kind: Kind = waiting_as if capture.kind == "waiting" else capture.kind
        if capture.kind == "waiting":
            read = True
        elif kind == "feed":
            read = capture.made or (not has_page and row.revision is None and not never_read)
        else:
            read = kind == "page" and 200 <= capture.status < 300 and not never_read
        made.append(
            Stored(
                capture.id,
                kind,
                capture.url,
                capture.final_url,
                capture.fetched_at,
                capture.elapsed_ms,
                capture.status,
                capture.headers,
                capture.policy,
                bytes(capture.sha256),
                read,
            )
        )
    failure = None
    if row.reason is not None and row.stage == "fetch":
        failure = {name: getattr(row, name) for name in ("reason", "message", "attempts", "failed_at")}
    return Article(
        row.id, row.url, row.first_seen_at, row.withdrawn_at, row.sightings, row.aliases, failure, tuple(made)
    )


def _with_bodies(conn: Connection, captures: Sequence[Stored], sizes: Mapping[int, int]) -> Iterator[Stored]:
    group: list[Stored] = []
    for place, capture in enumerate(captures, 1):
        group.append(capture)
        if place == len(captures) or sum(sizes[each.id] for each in group) >= AT_ONCE:
            bodies = {row.id: row.body for row in conn.execute(_BODIES, {"ids": [each.id for each in group]})}
            for each in group:
                yield _filled(each, bytes(bodies[each.id]))
            group = []


def _filled(capture: Stored, body: bytes) -> Stored:
    if capture.kind == "feed":
        body = inflate(body, "gzip", _MAX_TEXT)
    names = (name for name in Stored.__slots__ if name != "body")
    return Stored(**{name: getattr(capture, name) for name in names}, body=body)


def feeds(conn: Connection, ids: Sequence[int] | None) -> Iterator[Mapping[str, Any]]:
    """Feeds that announced these articles, as JSON; None: all, each with the entries that are no articles."""
    named = list(
        conn.execute(
            text("""
                SELECT id FROM feeds f
                 WHERE CASE WHEN :whole THEN status <> 'removed' OR EXISTS (SELECT FROM sightings s WHERE s.feed_id = f.id)
                            ELSE id IN (SELECT feed_id FROM sightings WHERE article_id = ANY(:ids)) END ORDER BY id
            """),
            {"whole": ids is None, "ids": list(ids or ())},
        ).scalars()
    )
    for start in range(0, len(named), 100):
        rows = conn.execute(
            text("""
                SELECT f.url, f.title, f.site_url, f.source, f.folder, f.settings, f.created_at,
                       (SELECT coalesce(jsonb_agg(jsonb_build_object('url', s.url, 'reason', s.reason, 'message', s.message,
                                                                     'seen_at', s.seen_at) ORDER BY s.seen_at, s.key), '[]')
                          FROM setbacks s WHERE :whole AND s.kind = 'feed' AND s.item_id = f.id AND s.stage = 'poll') AS refused
                  FROM feeds f WHERE f.id = ANY(:ids) ORDER BY f.id
            """),
            {"whole": ids is None, "ids": named[start : start + 100]},
        )
        yield from [dict(row) for row in rows.mappings()]
