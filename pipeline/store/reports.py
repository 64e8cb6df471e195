"""What commands show: counts, lists and whole stories. Reads only, but for heartbeats."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from pipeline import urls
from pipeline.errors import Refused
from pipeline.store import makers
from pipeline.store.rows import Row, many, one


def heartbeat(conn: Connection, name: str, queues: str) -> None:
    """Note that a worker or scheduler lives; those silent for an hour are forgotten."""
    conn.execute(
        text("""
            INSERT INTO workers (name, queues) VALUES (:name, :queues)
            ON CONFLICT (name) DO UPDATE SET seen_at = now(), queues = excluded.queues
        """),
        {"name": name, "queues": queues},
    )
    conn.execute(text("DELETE FROM workers WHERE seen_at < now() - interval '1 hour'"))


def forget_workers(conn: Connection, names: Sequence[str]) -> None:
    """Workers that have ended."""
    conn.execute(text("DELETE FROM workers WHERE name = ANY(:names)"), {"names": list(names)})


def living_workers(conn: Connection) -> list[Row]:
    """Workers and schedulers heard of in the last 15 seconds; the database's clock."""
    return many(
        conn,
        """
        SELECT name, queues, started_at, round(extract(epoch FROM now() - seen_at))::int AS seconds_ago
          FROM workers WHERE seen_at > now() - interval '15 seconds' ORDER BY name
        """,
    )


def progress(conn: Connection) -> Row:
    """Counts for a live display: articles by stage and state, feeds, failures."""
    rows = many(
        conn, "SELECT kind, stage, state, count(*) AS n FROM cursors GROUP BY kind, stage, state ORDER BY 1, 2, 3"
    )
    counts = conn.execute(
        text("SELECT count(revision) AS stored, count(*) - count(merged_into) AS announced FROM articles")
    ).one()
    articles: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["kind"] == "article":
            articles.setdefault(row["stage"], {})[row["state"]] = row["n"]
    feeds = {
        row["status"]: row["n"]
        for row in many(conn, "SELECT status, count(*) AS n FROM v1.feeds GROUP BY status ORDER BY status")
    }
    return {
        "feeds": feeds,
        "articles": articles,
        "stored": counts.stored,
        "announced": counts.announced,
        "failures": conn.execute(text("SELECT count(*) FROM v1.failures")).scalar_one(),
    }


def status(conn: Connection, current: Mapping[str, int]) -> Row:
    """Everything `wireroom status` shows but the queues; `current`: versions of stages and extractors."""
    return {
        **progress(conn),
        "versions": makers.made(conn, current),
        "duplicates": conn.execute(text("SELECT count(*) FROM duplicates")).scalar_one(),
        "oldest_due": many(
            conn,
            """
            SELECT stage, lane, count(*) AS due, round(extract(epoch FROM now() - min(due_at))::numeric, 1) AS oldest_seconds
              FROM cursors WHERE state IN ('due', 'running') AND due_at <= now() GROUP BY stage, lane ORDER BY stage, lane
            """,
        ),
        "throughput": one(
            conn,
            """
            SELECT count(*) FILTER (WHERE at > now() - interval '1 minute') AS articles_last_minute, count(*) AS articles_last_hour
              FROM changes WHERE at > now() - interval '1 hour' AND kind = 'new'
            """,
        ),
        "failures_by_reason": {
            row["reason"]: row["n"]
            for row in many(
                conn, "SELECT reason, count(*) AS n FROM v1.failures GROUP BY reason ORDER BY n DESC, reason"
            )
        },
        "failing_feeds": many(
            conn,
            """
            SELECT id, url, status, consecutive_failures, failing_since, last_ok_at, last_reason, last_error, next_poll_at, proposed_url
              FROM v1.feeds WHERE consecutive_failures > 0 OR status = 'gone' ORDER BY consecutive_failures DESC, id LIMIT 50
            """,
        ),
        "revisits": one(
            conn,
            """
            SELECT count(*) AS planned, min(due_at) FILTER (WHERE due_at > since) AS next_at,
                   (SELECT count(*) FROM articles WHERE withdrawn_at IS NOT NULL) AS withdrawn
              FROM revisits
            """,
        ),
        "workers": living_workers(conn),
    }


def list_feeds(conn: Connection) -> list[Row]:
    """`v1.feeds`, each with how many articles it announced."""
    return many(
        conn,
        "SELECT f.*, (SELECT count(*) FROM sightings s WHERE s.feed_id = f.id) AS articles FROM v1.feeds f ORDER BY f.id",
    )


def show_feed(conn: Connection, feed_id: int) -> Row | None:
    """One feed with its newest sightings and its failures."""
    feed = one(conn, "SELECT * FROM v1.feeds WHERE id = :id", id=feed_id)
    if feed is None:
        return None
    feed["sightings"] = many(
        conn,
        """
        SELECT article_id, title, url, published_at, first_seen_at FROM v1.sightings WHERE feed_id = :id
         ORDER BY first_seen_at DESC, article_id DESC LIMIT 20
        """,
        id=feed_id,
    )
    feed["failures"] = many(
        conn, "SELECT * FROM v1.failures WHERE feed_id = :id ORDER BY failed_at DESC LIMIT 20", id=feed_id
    )
    return feed


def list_articles(conn: Connection, ids: Sequence[int]) -> list[Row]:
    """These articles, also those not cleaned yet, in the order given."""
    return many(
        conn,
        """
        SELECT a.id, c.stage, c.state, c.reason, a.merged_into, a.host, v.language, v.published_at,
               v.title, v.word_count, a.duplicate_of, a.url,
               a.first_seen_at
          FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY o (id, place)
          JOIN articles a ON a.id = o.id
          JOIN cursors c ON c.kind = 'article' AND c.id = a.id
          LEFT JOIN v1.articles v ON v.id = a.id
         ORDER BY o.place
        """,
        ids=list(ids),
    )


def failures(conn: Connection, ids: Sequence[int] | None, limit: int) -> list[Row]:
    """Failures of these articles, or of everything, newest first."""
    return many(
        conn,
        """
        SELECT * FROM v1.failures WHERE CAST(:ids AS bigint[]) IS NULL OR article_id = ANY(:ids)
         ORDER BY failed_at DESC, url LIMIT :limit
        """,
        ids=list(ids) if ids is not None else None,
        limit=limit,
    )


def find_article(conn: Connection, name: str) -> int | None:
    """The id of an article given by id or canonical URL; of one merged into another, the other's."""
    if name.isascii() and name.isdigit():
        return conn.execute(
            text("SELECT coalesce(merged_into, id) FROM articles WHERE id = :id"), {"id": int(name[:18])}
        ).scalar()
    return conn.execute(
        text("""
            SELECT coalesce(merged_into, id) FROM articles WHERE url_key = ANY(:keys)
             ORDER BY array_position(CAST(:keys AS bytea[]), url_key) LIMIT 1
        """),
        {"keys": urls.keys(name)},
    ).scalar()


def _named(column: str, name: str) -> str:
    return f"{column}, (SELECT e.name FROM v1.entities e WHERE e.id = v.{column}) AS {name}"  # noqa: S608


_WHERE = "start_char, end_char, text"
_WHO = "extractor, extractor_version"
# What is shown of an article by view: columns.
FOUND: Mapping[str, str] = {
    "mentions": f"{_WHERE}, kind, {_named('entity_id', 'entity')}, {_WHO}",
    "descriptions": f"{_WHERE}, kind, head, {_named('entity_id', 'entity')}, {_WHO}",
    "quotes": f"ordinal AS n, {_WHERE}, direct, form, speaker, {_named('speaker_entity_id', 'speaker_entity')}, speaker_start,"
    f" speaker_end, speakers, chain, cue, {_WHO}",
    "figures": f"{_WHERE}, value, value_max, unit, about, qualifier, claimed_by,"
    f" {_named('claimed_by_entity_id', 'claimed_by_entity')}, claimed_via, quote, {_WHO}",
    "dates": f"{_WHERE}, starts_on, ends_on, precision, type, timex, {_WHO}",
    "citations": f"{_WHERE}, cited, {_named('cited_entity_id', 'cited_entity')}, via, url, quote, {_WHO}",
}


def show_article(conn: Connection, article_id: int) -> Row | None:
    """One article with its revisions, links and duplicates."""
    article = one(conn, "SELECT * FROM v1.articles WHERE id = :id", id=article_id)
    if article is None:
        return None
    article["revisions"] = many(
        conn,
        """
        SELECT revision, fetched_at, title, text_sha256, capture_id, cleaner, cleaner_version
          FROM v1.revisions WHERE article_id = :id ORDER BY revision
        """,
        id=article_id,
    )
    article["links"] = many(
        conn,
        "SELECT url, host, anchor, external FROM v1.links WHERE article_id = :id AND revision = :revision",
        id=article_id,
        revision=article["revision"],
    )
    for view, columns in FOUND.items():
        article[view] = many(
            conn,
            f"""
            SELECT {columns} FROM v1.{view} v WHERE article_id = :id AND revision = :revision
             ORDER BY start_char, end_char DESC
            """,  # noqa: S608
            id=article_id,
            revision=article["revision"],
        )
    article["duplicates"] = many(
        conn, "SELECT * FROM v1.duplicates WHERE :id IN (article_id, of_article_id)", id=article_id
    )
    return article


def query_as_reader(conn: Connection, sql: str) -> list[Row]:
    """Rows of a query that may read the views of v1 and nothing else, and change nothing.

    Raises:
        Refused: PostgreSQL refuses it.
    """
    conn.execute(text("SET TRANSACTION READ ONLY"))
    conn.execute(text("SET LOCAL ROLE wireroom_reader"))
    conn.execute(text("SET LOCAL search_path = v1"))
    try:
        result = conn.exec_driver_sql(sql.replace("%", "%%"))  # the driver would take it for the sign of a parameter
        return [dict(row) for row in result.mappings()] if result.returns_rows else []
    except DBAPIError as error:
        raise Refused(f"the query is refused: {' '.join(str(error.orig).split())[:300]}") from error


def clock(conn: Connection) -> datetime:
    """The database's time, as of this transaction."""
    at: datetime = conn.execute(text("SELECT now()")).scalar_one()
    return at


def server(conn: Connection) -> Mapping[str, Any]:
    """PostgreSQL's version, clock and free connections, for `doctor`."""
    return dict(
        conn.execute(
            text("""
                SELECT current_setting('server_version') AS version, clock_timestamp() AS clock,
                       current_setting('max_connections')::int AS max_connections,
                       (SELECT count(*) FROM pg_stat_activity) AS connections,
                       pg_size_pretty(pg_database_size(current_database())) AS size
            """)
        )
        .mappings()
        .one()
    )
