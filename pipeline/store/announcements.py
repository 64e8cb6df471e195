"""What feeds announce: sightings, new articles, and the whole texts that some feeds carry."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.model import Announcement
from pipeline.store import ledger
from pipeline.store.engine import clean_text


@dataclass(frozen=True, slots=True)
class Announced:
    """What was new in a poll: `entries` it showed, `fresh` of them for the first time, ids of articles to fetch and to clean."""

    entries: int = 0
    fresh: int = 0
    to_fetch: tuple[int, ...] = ()
    to_clean: tuple[int, ...] = ()


_ARTICLES = text("""
    INSERT INTO articles (url, url_key, host)
    SELECT v.url, decode(v.key, 'hex'), v.host FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (url text, key text, host text)
    ON CONFLICT (url_key) DO NOTHING
    RETURNING id, url_key
""")

_SIGHTINGS = text("""
    INSERT INTO sightings (feed_id, article_id, guid, url, title, published_at)
    SELECT :feed, coalesce(a.merged_into, a.id), v.guid, v.link, v.title, v.published_at
      FROM jsonb_to_recordset(CAST(:rows AS jsonb))
           v (key text, link text, guid text, title text, published_at timestamptz)
      JOIN articles a ON a.url_key = decode(v.key, 'hex')
    ON CONFLICT DO NOTHING
    RETURNING article_id
""")

_TEXTS = text("""
    INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, content_type, content_encoding, headers,
                          body, bytes, sha256, kind)
    SELECT a.id, v.url, v.url, now(), 0, 200, 'text/html; charset=utf-8', 'gzip', '[]', v.body, length(v.body), v.sha256, 'feed'
      FROM unnest(CAST(:urls AS text[]), CAST(:keys AS bytea[]), CAST(:bodies AS bytea[]), CAST(:hashes AS bytea[]))
           v (url, key, body, sha256)
      JOIN articles b ON b.url_key = v.key
      JOIN articles a ON a.id = coalesce(b.merged_into, b.id)
     WHERE NOT EXISTS (SELECT FROM captures c WHERE c.article_id = a.id AND c.kind = 'feed' AND c.sha256 = v.sha256)
    RETURNING article_id
""")


def save(
    conn: Connection, feed_id: int, announcements: Sequence[Announcement], *, whole_text_only: bool = False
) -> Announced:
    """Save what a feed announces. Articles whose text comes from the feed alone go to `clean` at once.

    `whole_text_only`: wherever the feed carries the whole text, the page is not fetched.
    """
    if not announcements:
        return Announced()
    # One order for everybody, so that two feeds with the same entries cannot lock each other out.
    entries = sorted({item.url: item for item in reversed(announcements)}.values(), key=lambda item: urls.key(item.url))
    rows = json.dumps([_row(item) for item in entries])
    new = {bytes(row.url_key): row.id for row in conn.execute(_ARTICLES, {"rows": rows})}
    fresh = list(conn.execute(_SIGHTINGS, {"feed": feed_id, "rows": rows}).scalars())
    from_feed = {urls.key(item.url) for item in entries if item.content and (whole_text_only or not item.fetchable)}
    changed = set(_save_texts(conn, entries))
    to_clean = {new[key] for key in from_feed if key in new} | (changed & _waiting_for_text(conn, changed, new))
    return Announced(len(entries), len(fresh), tuple(sorted(set(new.values()) - to_clean)), tuple(sorted(to_clean)))


def _row(item: Announcement) -> dict[str, str | None]:
    return {
        "url": item.url,
        "key": urls.key(item.url).hex(),
        "host": urls.host(item.url),
        "link": str(clean_text(item.link))[:4000],
        "guid": clean_text(item.guid[:2000]) if item.guid else None,
        "title": clean_text(item.title[:2000]) if item.title else None,
        "published_at": item.published_at.isoformat() if item.published_at else None,
    }


def _save_texts(conn: Connection, entries: Sequence[Announcement]) -> list[int]:
    """Keep whole texts as captures of their own kind, each version once; the articles that got one."""
    with_text = [(item, item.content.encode("utf-8", "replace")) for item in entries if item.content]
    if not with_text:
        return []
    # The hash is of the text, not of its gzip form, which a newer zlib may write differently.
    return list(
        conn.execute(
            _TEXTS,
            {
                "urls": [str(clean_text(item.link))[:4000] for item, _ in with_text],
                "keys": [urls.key(item.url) for item, _ in with_text],
                "bodies": [gzip.compress(content, 6, mtime=0) for _, content in with_text],
                "hashes": [hashlib.sha256(content).digest() for _, content in with_text],
            },
        ).scalars()
    )


def _waiting_for_text(conn: Connection, changed: set[int], new: dict[bytes, int]) -> set[int]:
    """Of articles whose feed text is new, those made from the one before, and those that failed without: `clean` is next."""
    known = sorted(changed - set(new.values()))
    if not known:
        return set()
    return set(
        conn.execute(
            text("""
                SELECT a.id FROM articles a
                  JOIN cursors c ON c.kind = 'article' AND c.id = a.id
                  LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
                 WHERE a.id = ANY(:ids) AND (r.text_from = 'feed' OR c.state = 'failed')
            """),
            {"ids": known},
        ).scalars()
    )


def enter(conn: Connection, announced: Announced, *, sweep: float, hinted: bool) -> None:
    """Give new articles their place in the flow; those cleaned before come to `clean` once more."""
    if announced.to_fetch:
        ledger.enter(conn, "article", announced.to_fetch, "fetch", sweep=sweep, hinted=hinted)
    if announced.to_clean:
        ledger.enter(conn, "article", announced.to_clean, "clean", sweep=0, hinted=False)
        ledger.again(conn, announced.to_clean, "clean")
