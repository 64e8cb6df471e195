"""What commands show: counts, lists and whole stories. Reads only, but for heartbeats."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from pipeline import urls
from pipeline.errors import Refused

Row = dict[str, Any]


def _all(conn: Connection, sql: str, **values: Any) -> list[Row]:
    return [dict(row) for row in conn.execute(text(sql), values).mappings()]


def _one(conn: Connection, sql: str, **values: Any) -> Row | None:
    row = conn.execute(text(sql), values).mappings().one_or_none()
    return dict(row) if row is not None else None


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
    return _all(
        conn,
        """
        SELECT name, queues, started_at, round(extract(epoch FROM now() - seen_at))::int AS seconds_ago
          FROM workers WHERE seen_at > now() - interval '15 seconds' ORDER BY name
        """,
    )


def progress(conn: Connection) -> Row:
    """Counts for a live display: articles by stage and state, feeds, failures."""
    rows = _all(
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
        for row in _all(conn, "SELECT status, count(*) AS n FROM v1.feeds GROUP BY status ORDER BY status")
    }
    return {
        "feeds": feeds,
        "articles": articles,
        "stored": counts.stored,
        "announced": counts.announced,
        "failures": conn.execute(text("SELECT count(*) FROM v1.failures")).scalar_one(),
    }


def status(conn: Connection) -> Row:
    """Everything `wireroom status` shows but the queues."""
    return {
        **progress(conn),
        "duplicates": conn.execute(text("SELECT count(*) FROM duplicates")).scalar_one(),
        "oldest_due": _all(
            conn,
            """
            SELECT stage, lane, count(*) AS due, round(extract(epoch FROM now() - min(due_at))::numeric, 1) AS oldest_seconds
              FROM cursors WHERE state IN ('due', 'running') AND due_at <= now() GROUP BY stage, lane ORDER BY stage, lane
            """,
        ),
        "throughput": _one(
            conn,
            """
            SELECT count(*) FILTER (WHERE at > now() - interval '1 minute') AS articles_last_minute, count(*) AS articles_last_hour
              FROM changes WHERE at > now() - interval '1 hour' AND kind = 'new'
            """,
        ),
        "failures_by_reason": {
            row["reason"]: row["n"]
            for row in _all(
                conn, "SELECT reason, count(*) AS n FROM v1.failures GROUP BY reason ORDER BY n DESC, reason"
            )
        },
        "failing_feeds": _all(
            conn,
            """
            SELECT id, url, status, consecutive_failures, failing_since, last_ok_at, last_reason, last_error, next_poll_at, proposed_url
              FROM v1.feeds WHERE consecutive_failures > 0 OR status = 'gone' ORDER BY consecutive_failures DESC, id LIMIT 50
            """,
        ),
        "versions": _all(
            conn,
            """
            SELECT r.cleaner, r.cleaner_version, r.extractors, r.clusterer_version, count(*) AS articles
              FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
             GROUP BY 1, 2, 3, 4 ORDER BY articles DESC LIMIT 20
            """,
        ),
        "revisits": _one(
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
    return _all(
        conn,
        "SELECT f.*, (SELECT count(*) FROM sightings s WHERE s.feed_id = f.id) AS articles FROM v1.feeds f ORDER BY f.id",
    )


def show_feed(conn: Connection, feed_id: int) -> Row | None:
    """One feed with its newest sightings and its failures."""
    feed = _one(conn, "SELECT * FROM v1.feeds WHERE id = :id", id=feed_id)
    if feed is None:
        return None
    feed["sightings"] = _all(
        conn,
        """
        SELECT article_id, title, url, published_at, first_seen_at FROM v1.sightings WHERE feed_id = :id
         ORDER BY first_seen_at DESC, article_id DESC LIMIT 20
        """,
        id=feed_id,
    )
    feed["failures"] = _all(
        conn, "SELECT * FROM v1.failures WHERE feed_id = :id ORDER BY failed_at DESC LIMIT 20", id=feed_id
    )
    return feed


def list_articles(conn: Connection, ids: Sequence[int]) -> list[Row]:
    """These articles, also those not cleaned yet, in the order given."""
    return _all(
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
    return _all(
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
    article = _one(conn, "SELECT * FROM v1.articles WHERE id = :id", id=article_id)
    if article is None:
        return None
    article["revisions"] = _all(
        conn,
        """
        SELECT revision, fetched_at, title, text_sha256, capture_id, cleaner, cleaner_version
          FROM v1.revisions WHERE article_id = :id ORDER BY revision
        """,
        id=article_id,
    )
    article["links"] = _all(
        conn,
        "SELECT url, host, anchor, external FROM v1.links WHERE article_id = :id AND revision = :revision",
        id=article_id,
        revision=article["revision"],
    )
    for view, columns in FOUND.items():
        article[view] = _all(
            conn,
            f"""
            SELECT {columns} FROM v1.{view} v WHERE article_id = :id AND revision = :revision
             ORDER BY start_char, end_char DESC
            """,  # noqa: S608
            id=article_id,
            revision=article["revision"],
        )
    article["duplicates"] = _all(
        conn, "SELECT * FROM v1.duplicates WHERE :id IN (article_id, of_article_id)", id=article_id
    )
    return article


def explain(conn: Connection, url: str) -> Row:
    """The whole story of one URL, a feed's or an article's; `known` is false where nothing ever named it."""
    key = urls.key(url)
    story: Row = {"url": url, "known": False}
    feed = _one(conn, "SELECT f.* FROM v1.feeds f JOIN feeds t ON t.id = f.id WHERE t.url_key = :key", key=key)
    if feed is not None:
        story |= {"known": True, "feed": feed, "setbacks": _setbacks(conn, "feed", feed["id"])}
    article = _one(
        conn,
        "SELECT id, url, first_seen_at, revision, duplicate_of, merged_into FROM articles WHERE url_key = :key",
        key=key,
    )
    rejected = _all(
        conn,
        "SELECT item_id AS feed_id, reason, message, seen_at FROM setbacks WHERE kind = 'feed' AND key = :key",
        key=key,
    )
    if rejected:
        story |= {"known": True, "rejected": rejected}
    if article is None:
        return story
    identity = article["id"]
    if article["merged_into"] is not None:
        # The rest of its story is told of the article that it turned out to be.
        story["merged"] = article
        article = _one(
            conn,
            "SELECT id, url, first_seen_at, revision, duplicate_of, merged_into FROM articles WHERE id = :id",
            id=article["merged_into"],
        )
        assert article is not None
        identity = article["id"]
    story |= {
        "known": True,
        "article": article,
        "also_known_as": _all(
            conn, "SELECT url, first_seen_at FROM articles WHERE merged_into = :id ORDER BY id LIMIT 50", id=identity
        ),
        "announced_by": _all(
            conn,
            """
            SELECT s.feed_id, f.url AS feed_url, s.guid, s.url AS link, s.title, s.published_at, s.first_seen_at
              FROM sightings s JOIN feeds f ON f.id = s.feed_id WHERE s.article_id = :id ORDER BY s.first_seen_at, s.feed_id
            """,
            id=identity,
        ),
        "stands_at": _one(
            conn,
            """
            SELECT stage, state, lane, due_at, attempts, leased_until, reason, message, updated_at
              FROM cursors WHERE kind = 'article' AND id = :id
            """,
            id=identity,
        ),
        "fetches": _all(
            conn,
            """
            SELECT id AS capture_id, kind, fetched_at, status, elapsed_ms, bytes, content_type, final_url, policy
              FROM captures WHERE article_id = :id ORDER BY id
            """,
            id=identity,
        ),
        "setbacks": _setbacks(conn, "article", identity),
        "withdrawn_at": conn.execute(
            text("SELECT withdrawn_at FROM articles WHERE id = :id"), {"id": identity}
        ).scalar(),
        "revisit_at": conn.execute(
            text("SELECT due_at FROM revisits WHERE article_id = :id AND due_at > since"), {"id": identity}
        ).scalar(),
        "revisions": _all(
            conn,
            """
            SELECT revision, capture_id, text_from, title, word_count, verdict, coalesce(language, declared_language) AS language,
                   published_at, published_from, cleaner, cleaner_version, extractors, clusterer_version
              FROM revisions WHERE article_id = :id ORDER BY revision
            """,
            id=identity,
        ),
        "duplicate_of": _one(
            conn,
            "SELECT d.of_article_id AS id, a.url, d.kind, d.similarity FROM duplicates d JOIN articles a ON a.id = d.of_article_id "
            "WHERE d.article_id = :id",
            id=identity,
        ),
        "copies": _all(
            conn,
            "SELECT d.article_id AS id, a.url, d.kind FROM duplicates d JOIN articles a ON a.id = d.article_id "
            "WHERE d.of_article_id = :id ORDER BY 1 LIMIT 50",
            id=identity,
        ),
        "changes": _all(
            conn, "SELECT seq, at, kind, revision FROM changes WHERE article_id = :id ORDER BY seq", id=identity
        ),
    }
    return story


def _setbacks(conn: Connection, kind: str, item: int) -> list[Row]:
    return _all(
        conn,
        "SELECT at, stage, reason, message, detail FROM attempts WHERE kind = :kind AND item_id = :id ORDER BY id DESC LIMIT 20",
        kind=kind,
        id=item,
    )


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
