"""What feeds announce: sightings, new articles, and the whole texts that some feeds carry."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.feeds import wholetext
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

# The lock waits for a merge that is under way, which then shows in `merged_into`.
_SIGHTINGS = text("""
    INSERT INTO sightings (feed_id, article_id, guid, url, title, published_at, text_key)
    SELECT :feed, coalesce(a.merged_into, a.id), v.guid, v.link, v.title, v.published_at, decode(v.text_key, 'hex')
      FROM jsonb_to_recordset(CAST(:rows AS jsonb))
           v (key text, link text, guid text, title text, published_at timestamptz, text_key text)
      JOIN articles a ON a.url_key = decode(v.key, 'hex')
       FOR KEY SHARE OF a
    ON CONFLICT DO NOTHING
    RETURNING article_id
""")

_SAME_TEXT = text("""
    SELECT DISTINCT ON (s.text_key) s.text_key, a.url FROM sightings s JOIN articles a ON a.id = s.article_id
     WHERE s.feed_id = :feed AND s.text_key = ANY(:keys) ORDER BY s.text_key, s.article_id
""")

# Articles that want a whole text: not those made from their page, nor those that have this very text.
_WANTED = text("""
    SELECT b.url_key, a.id, t.id AS capture_id,
           t.id IS NOT NULL AND EXISTS (SELECT FROM revisions r WHERE r.article_id = a.id AND r.capture_id = t.id) AS used
      FROM unnest(CAST(:keys AS bytea[]), CAST(:hashes AS bytea[])) v (key, sha256)
      JOIN articles b ON b.url_key = v.key
      JOIN articles a ON a.id = coalesce(b.merged_into, b.id)
      LEFT JOIN revisions n ON n.article_id = a.id AND n.revision = a.revision
      LEFT JOIN LATERAL (SELECT c.id, c.sha256 FROM captures c WHERE c.article_id = a.id AND c.kind = 'feed'
                          ORDER BY c.id DESC LIMIT 1) t ON true
     WHERE t.sha256 IS DISTINCT FROM v.sha256 AND (n.text_from IS NULL OR n.text_from = 'feed')
""")

_NEW_TEXT = text("""
    INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, content_type, content_encoding, headers,
                          body, bytes, sha256, kind)
    VALUES (:article, :url, :url, now(), 0, 200, 'text/html; charset=utf-8', 'gzip', '[]', :body, length(:body), :sha256, 'feed')
""")

_NEWER_TEXT = text("""
    UPDATE captures SET url = :url, final_url = :url, fetched_at = now(), body = :body, bytes = length(:body), sha256 = :sha256
     WHERE id = :capture
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
    entries = sorted(
        {item.url: item for item in reversed(_under_known_names(conn, feed_id, announcements))}.values(),
        key=lambda item: urls.key(item.url),
    )
    rows = json.dumps([_row(item) for item in entries])
    new = {bytes(row.url_key): row.id for row in conn.execute(_ARTICLES, {"rows": rows})}
    fresh = list(conn.execute(_SIGHTINGS, {"feed": feed_id, "rows": rows}).scalars())
    told = _save_texts(conn, entries)
    from_feed = {urls.key(item.url) for item in entries if not item.fetchable or whole_text_only}
    to_clean = {new[key] for key in from_feed if key in new and new[key] in told}
    to_clean |= _waiting_for_text(conn, sorted(told - set(new.values())))
    return Announced(len(entries), len(fresh), tuple(sorted(set(new.values()) - to_clean)), tuple(sorted(to_clean)))


def _under_known_names(conn: Connection, feed_id: int, announcements: Sequence[Announcement]) -> Sequence[Announcement]:
    """Entries without a page under the name that their text had at an earlier poll: their identifiers may be new each time."""
    keys = {item.url: wholetext.key(item.content or "") for item in announcements if not item.fetchable}
    if not keys:
        return announcements
    known = {
        bytes(row.text_key): row.url
        for row in conn.execute(_SAME_TEXT, {"feed": feed_id, "keys": sorted(set(keys.values()))})
    }
    return [replace(item, url=known[keys[item.url]]) if keys.get(item.url) in known else item for item in announcements]


def _row(item: Announcement) -> dict[str, str | None]:
    return {
        "url": item.url,
        "key": urls.key(item.url).hex(),
        "host": urls.host(item.url),
        "link": str(clean_text(item.link))[:4000],
        "guid": clean_text(item.guid[:2000]) if item.guid else None,
        "title": clean_text(item.title[:2000]) if item.title else None,
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "text_key": None if item.fetchable else wholetext.key(item.content or "").hex(),
    }


def _save_texts(conn: Connection, entries: Sequence[Announcement]) -> set[int]:
    """Keep whole texts as captures of their own kind, the newest of each article and those that a revision was made from.

    Returns the articles that have a new one.
    """
    texts = {
        urls.key(item.url): (item, wholetext.key(item.content))
        for item in entries
        if item.content and (not item.fetchable or wholetext.is_whole(item.content))
    }
    if not texts:
        return set()
    parameters = {"keys": list(texts), "hashes": [sha256 for _, sha256 in texts.values()]}
    inserts, updates, told = [], [], set()
    for row in conn.execute(_WANTED, parameters).all():
        item, sha256 = texts[bytes(row.url_key)]
        body = gzip.compress((item.content or "").encode("utf-8", "replace"), 6, mtime=0)
        value = {"article": row.id, "url": str(clean_text(item.link))[:4000], "body": body, "sha256": sha256}
        if row.capture_id is None or row.used:
            inserts.append(value)
        else:
            updates.append({**value, "capture": row.capture_id})
        told.add(row.id)
    if inserts:
        conn.execute(_NEW_TEXT, inserts)
    if updates:
        conn.execute(_NEWER_TEXT, updates)
    return told


def _waiting_for_text(conn: Connection, ids: Sequence[int]) -> set[int]:
    """Of articles whose feed text is new, those made from the one before, and those that failed without: `clean` is next."""
    if not ids:
        return set()
    return set(
        conn.execute(
            text("""
                SELECT a.id FROM articles a
                  JOIN cursors c ON c.kind = 'article' AND c.id = a.id
                  LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
                 WHERE a.id = ANY(:ids) AND (r.text_from = 'feed' OR c.state = 'failed' OR position('#' in a.url) > 0)
            """),
            {"ids": list(ids)},
        ).scalars()
    )


def enter(conn: Connection, announced: Announced, *, sweep: float, hinted: bool) -> None:
    """Give new articles their place in the flow; those cleaned before come to `clean` once more."""
    if announced.to_fetch:
        ledger.enter(conn, "article", announced.to_fetch, "fetch", sweep=sweep, hinted=hinted)
    if announced.to_clean:
        ledger.enter(conn, "article", announced.to_clean, "clean", sweep=0, hinted=False)
        ledger.again(conn, announced.to_clean, "clean")
