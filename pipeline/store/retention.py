"""Retention: bodies of captures that nothing needs any more are dropped, and so is what only we ever read.

Of an article stay its newest good page, the capture of its newest revision and its newest text from a feed, so that it can
be made anew at any time; of one that is not at rest, or waits for imported captures, everything stays. What is dropped keeps
its row, for revisions refer to it.

Candidates are found reading only. Each batch of them is looked at once more, dropped and announced in one short transaction
that locks these rows alone and passes over those that somebody else has locked: whoever is killed has lost nothing but the
batch at hand, and going on is asking again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from pipeline.store import changes
from pipeline.store.engine import transaction

WINDOW = 5_000  # rows, or articles, looked at in one go
BATCH = 500  # rows dropped in one transaction
Told = Callable[[int, int], None]  # captures dropped so far, their bytes

_AT_REST = "EXISTS (SELECT FROM cursors k WHERE k.kind = 'article' AND k.id = {} AND k.state IN ('done', 'failed'))"
# Of a capture `o` with a body: nothing would read it again. What is newer is asked first: most articles have but one page.
_SPARE = f"""
    (CASE WHEN o.kind = 'aside' OR o.kind = 'page' AND o.status NOT BETWEEN 200 AND 299 THEN true
          WHEN o.kind IN ('page', 'feed') THEN EXISTS (
               SELECT FROM captures n WHERE n.article_id = o.article_id AND n.id > o.id AND n.kind = o.kind
                  AND n.status BETWEEN 200 AND 299 AND n.bytes > 0 AND n.pruned_at IS NULL)
          ELSE false END
     AND NOT EXISTS (SELECT FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
                      WHERE a.id = o.article_id AND r.capture_id = o.id)
     AND NOT EXISTS (SELECT FROM captures w WHERE w.article_id = o.article_id AND w.kind = 'waiting')
     AND {_AT_REST.format("o.article_id")})
"""  # noqa: S608
_HELD = "pruned_at IS NULL AND bytes > 0 AND fetched_at < :before"

_OLDEST = text(f"""
    WITH o AS MATERIALIZED (
        SELECT fetched_at, id, article_id, kind, status FROM captures
         WHERE {_HELD} AND (fetched_at, id) > (:at, :after) ORDER BY fetched_at, id LIMIT :window
    )
    SELECT (SELECT fetched_at FROM o ORDER BY fetched_at DESC, id DESC LIMIT 1) AS at,
           (SELECT id FROM o ORDER BY fetched_at DESC, id DESC LIMIT 1) AS after,
           (SELECT array_agg(id ORDER BY fetched_at, id) FROM o WHERE {_SPARE}) AS spare
""")  # noqa: S608

_OF_ARTICLES = text(f"""
    WITH o AS MATERIALIZED (SELECT id, article_id, kind, status FROM captures WHERE article_id = ANY(:articles) AND {_HELD})
    SELECT id FROM o WHERE {_SPARE} ORDER BY id
""")  # noqa: S608

_COUNT = text("""
    SELECT a.host, count(*) AS captures, sum(c.bytes) AS bytes
      FROM captures c JOIN articles a ON a.id = c.article_id WHERE c.id = ANY(:ids) GROUP BY a.host
""")

_DROP = text(f"""
    WITH o AS MATERIALIZED (
        SELECT id, article_id, kind, status FROM captures WHERE id = ANY(:ids) AND pruned_at IS NULL
         ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), gone AS (
        UPDATE captures c SET body = '', pruned_at = now() FROM o WHERE c.id = o.id AND {_SPARE}
     RETURNING c.id, c.article_id, c.bytes
    )
    SELECT g.article_id, g.bytes, a.host, (SELECT max(r.revision) FROM revisions r
                                            WHERE r.article_id = g.article_id AND r.capture_id = g.id) AS revision
      FROM gone g JOIN articles a ON a.id = g.article_id ORDER BY g.id
""")  # noqa: S608

_OLD_ATTEMPTS = text(f"""
    WITH w AS MATERIALIZED (SELECT id, kind, item_id, at FROM attempts WHERE id > :after ORDER BY id LIMIT :window)
    SELECT max(id) AS after, bool_or(at < :before) AS some,
           array_agg(id) FILTER (WHERE kind = 'article' AND at < :before AND {_AT_REST.format("item_id")}) AS ids FROM w
""")  # noqa: S608

_ATTEMPTS_OF = text(f"""
    SELECT id FROM attempts WHERE kind = 'article' AND item_id = ANY(:articles) AND at < :before AND {_AT_REST.format("item_id")}
""")  # noqa: S608

_OLD_SUPERSEDED = """
    SELECT article_id, revision, maker, version, replaced_at FROM superseded WHERE replaced_at < :before
"""
_FORGET_SUPERSEDED = text(f"""
    WITH d AS ({_OLD_SUPERSEDED} AND replaced_at >= :at ORDER BY replaced_at LIMIT :window FOR UPDATE SKIP LOCKED), gone AS (
        DELETE FROM superseded s USING d
         WHERE (s.article_id, s.revision, s.maker, s.version) = (d.article_id, d.revision, d.maker, d.version)
    )
    SELECT count(*) AS n, max(replaced_at) AS at FROM d
""")  # noqa: S608

# One whose articles are still on their way is not through.
_OLD_REPLAYS = """
    finished_at < :before AND NOT EXISTS (SELECT FROM cursors k WHERE k.replay_id = replays.id)
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose captures: articles on a host, announced by a feed; neither: everybody's."""

    host: str | None = None
    feed: int | None = None

    @property
    def all(self) -> bool:
        """Whether nothing is left out."""
        return self.host is None and self.feed is None


@dataclass(slots=True)
class Freed:
    """What was dropped, or would be: captures and the bytes of their bodies, by host too, and rows that were only ours."""

    captures: int = 0
    bytes: int = 0
    by_host: dict[str, tuple[int, int]] = field(default_factory=dict)
    superseded: int = 0
    attempts: int = 0
    replays: int = 0

    def add(self, host: str, captures: int, size: int) -> None:
        """More of one host."""
        self.captures += captures
        self.bytes += size
        of_host = self.by_host.get(host, (0, 0))
        self.by_host[host] = (of_host[0] + captures, of_host[1] + size)


def cutoff(conn: Connection, days: int) -> datetime:
    """The time so many days ago, by the database's clock."""
    at: datetime = conn.execute(text("SELECT now() - make_interval(days => :days)"), {"days": days}).scalar_one()
    return at


def known_feed(conn: Connection, feed: int) -> bool:
    """Whether there is or was such a feed."""
    return conn.execute(text("SELECT FROM feeds WHERE id = :feed"), {"feed": feed}).first() is not None


def prune(engine: Engine, before: datetime, scope: Scope, *, dry_run: bool, told: Told = lambda _, __: None) -> Freed:
    """Drop bodies of captures fetched before then that nothing needs any more, and announce each; forget what another
    version had made, attempts and replays from before then. `dry_run`: only count."""
    freed = Freed()
    articles = None if scope.all else _articles(engine, scope)
    spare = _oldest(engine, before) if articles is None else _of(engine, before, articles)
    for ids in spare:
        with transaction(engine) as conn:
            if dry_run:
                for row in conn.execute(_COUNT, {"ids": ids}):
                    freed.add(row.host, row.captures, row.bytes)
            else:
                _drop(conn, ids, freed)
        told(freed.captures, freed.bytes)
    freed.attempts = _forget_attempts(engine, before, articles, dry_run)
    freed.superseded = _forget_superseded(engine, before, articles, dry_run)
    if scope.all:
        verb = "SELECT id" if dry_run else "DELETE"
        with transaction(engine) as conn:
            freed.replays = conn.execute(text(f"{verb} FROM replays WHERE {_OLD_REPLAYS}"), {"before": before}).rowcount
    return freed


def _articles(engine: Engine, scope: Scope) -> list[int]:
    terms = [
        *(["a.host = :host"] if scope.host is not None else []),
        *(["a.id IN (SELECT article_id FROM sightings WHERE feed_id = :feed)"] if scope.feed is not None else []),
    ]
    with transaction(engine) as conn:
        query = text(f"SELECT a.id FROM articles a WHERE {' AND '.join(terms)} ORDER BY a.id")  # noqa: S608
        return list(conn.execute(query, {"host": scope.host, "feed": scope.feed}).scalars())


def _batches(values: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(values), size):
        yield list(values[start : start + size])


def _oldest(engine: Engine, before: datetime) -> Iterator[list[int]]:
    """Captures to drop, oldest first, by the index of those that have a body."""
    place: dict[str, Any] = {"at": datetime.min.replace(tzinfo=UTC), "after": 0}
    while place["at"] is not None:
        with transaction(engine) as conn:
            row = conn.execute(_OLDEST, {**place, "before": before, "window": WINDOW}).one()
        yield from _batches(row.spare or [], BATCH)
        place = {"at": row.at, "after": row.after}


def _of(engine: Engine, before: datetime, articles: Sequence[int]) -> Iterator[list[int]]:
    """Captures of these articles to drop."""
    for some in _batches(articles, WINDOW):
        with transaction(engine) as conn:
            ids = list(conn.execute(_OF_ARTICLES, {"articles": some, "before": before}).scalars())
        yield from _batches(ids, BATCH)


def _drop(conn: Connection, ids: Sequence[int], freed: Freed) -> None:
    gone = conn.execute(_DROP, {"ids": list(ids)}).all()
    for row in gone:
        freed.add(row.host, 1, row.bytes)
    changes.append(conn, [(row.article_id, "deleted", row.revision) for row in gone], subject="capture")


def _forget_attempts(engine: Engine, before: datetime, articles: Sequence[int] | None, dry_run: bool) -> int:
    def found() -> Iterator[list[int]]:
        if articles is not None:
            for some in _batches(articles, WINDOW):
                with transaction(engine) as conn:
                    yield list(conn.execute(_ATTEMPTS_OF, {"articles": some, "before": before}).scalars())
            return
        after, more = 0, True
        while more:  # their ids are as old as they are
            with transaction(engine) as conn:
                row = conn.execute(_OLD_ATTEMPTS, {"after": after, "before": before, "window": WINDOW}).one()
            yield row.ids or []
            after, more = row.after, bool(row.some)

    count = 0
    for ids in found():
        count += len(ids)
        if ids and not dry_run:
            with transaction(engine) as conn:
                conn.execute(text("DELETE FROM attempts WHERE id = ANY(:ids)"), {"ids": ids})
    return count


def _forget_superseded(engine: Engine, before: datetime, articles: Sequence[int] | None, dry_run: bool) -> int:
    verb, count = "SELECT article_id" if dry_run else "DELETE", 0
    if articles is not None:
        query = text(f"{verb} FROM superseded WHERE article_id = ANY(:articles) AND replaced_at < :before")
        for some in _batches(articles, BATCH):
            with transaction(engine) as conn:
                count += conn.execute(query, {"articles": some, "before": before}).rowcount
        return count
    if dry_run:
        with transaction(engine) as conn:
            old = text(f"SELECT count(*) FROM ({_OLD_SUPERSEDED}) s")  # noqa: S608
            return int(conn.execute(old, {"before": before}).scalar_one())
    at: datetime | None = datetime.min.replace(tzinfo=UTC)
    while at is not None:
        with transaction(engine) as conn:
            row = conn.execute(_FORGET_SUPERSEDED, {"before": before, "at": at, "window": BATCH}).one()
        count, at = count + row.n, row.at
    return count
