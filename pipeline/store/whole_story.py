"""The story of one URL: who announced it, what was fetched, what was made of it and by which versions, where it stands."""

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.store.rows import Row, many, one


def whole_story(conn: Connection, url: str) -> Row:
    """The whole story of one URL, a feed's or an article's; `known` is false where nothing ever named it, and then there are
    the feeds of its host, `feeds_there`."""
    key = urls.key(url)
    story: Row = {"url": url, "known": False}
    feed = one(conn, "SELECT f.* FROM v1.feeds f JOIN feeds t ON t.id = f.id WHERE t.url_key = :key", key=key)
    if feed is not None:
        story |= {"known": True, "feed": feed, "setbacks": _setbacks(conn, "feed", feed["id"])}
    article = one(
        conn,
        "SELECT id, url, first_seen_at, revision, duplicate_of, merged_into FROM articles WHERE url_key = :key",
        key=key,
    )
    rejected = many(
        conn,
        "SELECT item_id AS feed_id, reason, message, seen_at FROM setbacks WHERE kind = 'feed' AND key = :key",
        key=key,
    )
    if rejected:
        story |= {"known": True, "rejected": rejected}
    if not story["known"] and article is None:
        story["feeds_there"] = _feeds_there(conn, url)
    if article is None:
        return story
    identity = article["id"]
    if article["merged_into"] is not None:
        # The rest of its story is told of the article that it turned out to be.
        story["merged"] = article
        article = one(
            conn,
            "SELECT id, url, first_seen_at, revision, duplicate_of, merged_into FROM articles WHERE id = :id",
            id=article["merged_into"],
        )
        assert article is not None
        identity = article["id"]
    story |= {
        "known": True,
        "article": article,
        "also_known_as": many(
            conn, "SELECT url, first_seen_at FROM articles WHERE merged_into = :id ORDER BY id LIMIT 50", id=identity
        ),
        "announced_by": many(
            conn,
            """
            SELECT s.feed_id, f.url AS feed_url, s.guid, s.url AS link, s.title, s.published_at, s.first_seen_at
              FROM sightings s JOIN feeds f ON f.id = s.feed_id WHERE s.article_id = :id ORDER BY s.first_seen_at, s.feed_id
            """,
            id=identity,
        ),
        "stands_at": one(
            conn,
            """
            SELECT c.stage, c.state, c.lane, c.due_at, c.attempts, c.leased_until, c.reason, c.message, c.updated_at, c.part,
                   c.replay_id, r.stage AS replay_from, r.requested_at AS replay_requested_at
              FROM cursors c LEFT JOIN replays r ON r.id = c.replay_id WHERE c.kind = 'article' AND c.id = :id
            """,
            id=identity,
        ),
        "fetches": many(
            conn,
            """
            SELECT id AS capture_id, kind, fetched_at, status, elapsed_ms, bytes, content_type, final_url, policy, pruned_at
              FROM captures WHERE article_id = :id ORDER BY id
            """,
            id=identity,
        ),
        "setbacks": _setbacks(conn, "article", identity),
        "beside": many(
            conn,
            "SELECT stage, reason, message, seen_at FROM setbacks WHERE kind = 'article' AND item_id = :id ORDER BY key",
            id=identity,
        ),
        "withdrawn_at": conn.execute(
            text("SELECT withdrawn_at FROM articles WHERE id = :id"), {"id": identity}
        ).scalar(),
        "revisit_at": conn.execute(
            text("SELECT due_at FROM revisits WHERE article_id = :id AND due_at > since"), {"id": identity}
        ).scalar(),
        "revisions": many(
            conn,
            """
            SELECT revision, capture_id, text_from, title, word_count, verdict, coalesce(language, declared_language) AS language,
                   published_at, published_from, cleaner, cleaner_version, extractors, clusterer_version
              FROM revisions WHERE article_id = :id ORDER BY revision
            """,
            id=identity,
        ),
        "duplicate_of": one(
            conn,
            "SELECT d.of_article_id AS id, a.url, d.kind, d.similarity FROM duplicates d JOIN articles a ON a.id = d.of_article_id "
            "WHERE d.article_id = :id",
            id=identity,
        ),
        "copies": many(
            conn,
            "SELECT d.article_id AS id, a.url, d.kind FROM duplicates d JOIN articles a ON a.id = d.article_id "
            "WHERE d.of_article_id = :id ORDER BY 1 LIMIT 50",
            id=identity,
        ),
        "changes": many(
            conn,
            "SELECT seq, at, kind, revision, subject FROM changes WHERE article_id = :id ORDER BY seq",
            id=identity,
        ),
    }
    return story


def _setbacks(conn: Connection, kind: str, item: int) -> list[Row]:
    return many(
        conn,
        "SELECT at, stage, reason, message, detail FROM attempts WHERE kind = :kind AND item_id = :id ORDER BY id DESC LIMIT 20",
        kind=kind,
        id=item,
    )


def _feeds_there(conn: Connection, url: str) -> list[Row]:
    """A few feeds on a URL's host, those polled last first."""
    return many(
        conn,
        """
        SELECT id, url, status, last_polled_at FROM v1.feeds WHERE lower(split_part(url, '/', 3)) = :host
         ORDER BY last_polled_at DESC NULLS LAST, id LIMIT 3
        """,
        host=urls.origin(url).partition("://")[2].lower(),
    )
