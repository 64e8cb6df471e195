"""Articles that turn out to be others: a link that only redirects is one more name of the article it leads to."""

import json
from collections.abc import Mapping, Sequence

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

# Whoever announces one of these meanwhile waits, and then sees what it was merged into.
_LOCKED = text("""
    SELECT id, url_key, merged_into, revision FROM articles
     WHERE id = ANY(:ids) OR url_key = ANY(:keys)
        OR id IN (SELECT merged_into FROM articles WHERE url_key = ANY(:keys) AND merged_into IS NOT NULL)
     ORDER BY id FOR UPDATE
""")

_MERGED = (
    text("UPDATE articles SET merged_into = :end WHERE id = :id OR merged_into = :id"),
    text("""
        WITH gone AS (DELETE FROM sightings WHERE article_id = :id RETURNING *)
        INSERT INTO sightings (feed_id, article_id, guid, url, title, published_at, first_seen_at, text_key)
        SELECT feed_id, :end, guid, url, title, published_at, first_seen_at, text_key FROM gone
        ON CONFLICT DO NOTHING
    """),
    text("UPDATE captures SET article_id = :end WHERE article_id = :id"),
)

# Imported captures that waited at the link wait at the article.
_WAITING = text("""
    UPDATE cursors c SET waiting = true WHERE c.kind = 'article' AND c.id = ANY(:ends) AND NOT c.waiting
       AND EXISTS (SELECT FROM captures k WHERE k.article_id = c.id AND k.kind = 'waiting')
""")


def settle(conn: Connection, ends: Mapping[int, str]) -> dict[int, tuple[int, bool]]:
    """Merge articles into those at whose canonical URL their redirects end.

    Sightings, full texts and earlier names go along. A place that nobody has announced yet becomes an article. An article
    that has a revision stays what it is. Returns which became which, and whether that one wants the page just fetched:
    not if it has a text already. If it does it is due at `clean`.
    """
    keys = {article: urls.key(url) for article, url in ends.items()}
    rows = [
        {"id": article, "url": url, "key": keys[article].hex(), "host": urls.host(url)} for article, url in ends.items()
    ]
    fresh = set(conn.execute(_PLACES, {"rows": json.dumps(rows)}).scalars())
    found = conn.execute(_LOCKED, {"ids": list(ends), "keys": list(keys.values())}).all()
    by_key = {bytes(row.url_key): row.id for row in found}
    into = {row.id: row.merged_into for row in found}
    has_text = {row.id for row in found if row.revision is not None}
    merged: dict[int, int] = {}
    for article in sorted(ends):
        end = by_key.get(keys[article], article)
        end = merged.get(end, into.get(end) or end)
        if into.get(article):
            merged[article] = into[article]  # somebody else has come to the same
            continue
        if article in has_text or end == article:
            continue
        merged = {name: end if other == article else other for name, other in merged.items()} | {article: end}
        for statement in _MERGED:
            conn.execute(statement, {"id": article, "end": end})
    wanting = {end for end in merged.values() if end not in has_text}
    ledger.enter(conn, "article", sorted(fresh - set(merged)), "clean", sweep=0, hinted=False)
    ledger.fetched(conn, sorted(wanting))
    if merged:
        conn.execute(_WAITING, {"ends": sorted(set(merged.values()))})
    return {article: (end, end in wanting) for article, end in merged.items()}


def part(conn: Connection, addresses: Sequence[str]) -> int:
    """Take the merges of these addresses back, because a person wants them fetched for themselves; how many there were."""
    if not addresses:
        return 0
    keys = [key for address in addresses for key in urls.keys(address)]
    parted = list(
        conn.execute(
            text("""
                UPDATE articles SET merged_into = NULL WHERE url_key = ANY(:keys) AND merged_into IS NOT NULL RETURNING id
            """),
            {"keys": keys},
        ).scalars()
    )
    ledger.again(conn, parted, "fetch")
    return len(parted)
