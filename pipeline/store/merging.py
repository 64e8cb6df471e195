"""Articles that turn out to be others: a link that only redirects is one more name of the article it leads to."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.store import ledger

_PLACES = text("""
    INSERT INTO articles (url, url_key, host, first_seen_at)
    SELECT DISTINCT ON (v.key) v.url, decode(v.key, 'hex'), v.host, a.first_seen_at
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (id bigint, url text, key text, host text)
      JOIN articles a ON a.id = v.id AND a.revision IS NULL
     ORDER BY v.key, a.first_seen_at
    ON CONFLICT (url_key) DO NOTHING
    RETURNING id
""")

_MERGE = text("""
    UPDATE articles a SET merged_into = coalesce(b.merged_into, b.id)
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (id bigint, key text)
      JOIN articles b ON b.url_key = decode(v.key, 'hex')
     WHERE a.id = v.id AND a.revision IS NULL AND coalesce(b.merged_into, b.id) <> a.id
    RETURNING a.id, a.merged_into
""")


def settle(conn: Connection, ends: Mapping[int, str]) -> dict[int, int]:
    """Merge articles into those at whose canonical URL their redirects end; which became which.

    Sightings and full texts go along. A place that nobody has announced yet becomes an article, due at `clean`: its page
    has just been fetched. An article that has a revision stays what it is.
    """
    rows = json.dumps(
        [
            {"id": article, "url": url, "key": urls.key(url).hex(), "host": urls.host(url)}
            for article, url in ends.items()
        ]
    )
    fresh = list(conn.execute(_PLACES, {"rows": rows}).scalars())
    merged = {row.id: row.merged_into for row in conn.execute(_MERGE, {"rows": rows})}
    if fresh:
        ledger.enter(conn, "article", fresh, "clean", sweep=0, hinted=False)
    if merged:
        conn.execute(
            text("""
                WITH gone AS (DELETE FROM sightings WHERE article_id = ANY(:ids) RETURNING *)
                INSERT INTO sightings (feed_id, article_id, guid, url, title, published_at, first_seen_at)
                SELECT g.feed_id, a.merged_into, g.guid, g.url, g.title, g.published_at, g.first_seen_at
                  FROM gone g JOIN articles a ON a.id = g.article_id
                ON CONFLICT DO NOTHING
            """),
            {"ids": list(merged)},
        )
        conn.execute(
            text("""
                UPDATE captures c SET article_id = a.merged_into FROM articles a
                 WHERE a.id = ANY(:ids) AND c.article_id = a.id AND c.kind = 'feed'
            """),
            {"ids": list(merged)},
        )
    return merged
