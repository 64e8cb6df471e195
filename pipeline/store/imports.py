"""Backfill: pages out of other archives, and lists of URLs, brought into the flow behind whatever is live.

An article's captures are read as if they had been fetched in the order of their times. One is let in at a time, as kind
`page`; those that are newer wait (`waiting`, and `cursors.waiting` for the article) until the one before it is through; one
that is older than what has been read is kept aside. So the history of revisions does not depend on how fast we are.
"""

import gzip
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.model import Capture
from pipeline.store import backlog
from pipeline.store import captures as store
from pipeline.store.arrivals import Arrival, Decision, Known, Source, Standing, decide, words
from pipeline.store.engine import clean_text

_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch came to: captures newly kept, those of them put aside, those that had been there; articles, by id, that
    the flow works on, and how many articles are new."""

    kept: int = 0
    aside: int = 0
    stored: int = 0
    new: int = 0
    articles: frozenset[int] = frozenset()


# In one order for everybody, as polls do, so that two cannot lock each other out; by id in the order in which they came.
_ARTICLES = text("""
    INSERT INTO articles (id, url, url_key, host, first_seen_at, withdrawn_at) OVERRIDING SYSTEM VALUE
    SELECT n.id, n.url, n.key, n.host, coalesce(n.first_seen_at, now()), n.withdrawn_at
      FROM (SELECT nextval(pg_get_serial_sequence('articles', 'id')) AS id, v.url, decode(v.key, 'hex') AS key, v.host,
                   v.first_seen_at, v.withdrawn_at
              FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                   v (url text, key text, host text, first_seen_at timestamptz, withdrawn_at timestamptz)) n
     ORDER BY n.key
    ON CONFLICT (url_key) DO NOTHING
    RETURNING id
""")
_IDS = text("SELECT url_key, coalesce(merged_into, id) AS id FROM articles WHERE url_key = ANY(:keys)")
_LOCKED = text(f"""
    SELECT id, waiting OR NOT {backlog.AT_REST} AS busy FROM cursors WHERE kind = 'article' AND id = ANY(:ids) ORDER BY id FOR UPDATE
""")  # noqa: S608
_CAPTURES = text(f"""
    SELECT article_id, array_agg(fetched_at ORDER BY id) AS times, array_agg(sha256 ORDER BY id) AS hashes,
           max(fetched_at) FILTER (WHERE {backlog.GOOD}) AS page, max(fetched_at) FILTER (WHERE kind = 'feed') AS text
      FROM captures WHERE article_id = ANY(:ids) GROUP BY article_id
""")  # noqa: S608
# A text's headers are empty though it has a type: by that a waiting one is known.
_TEXT = text("""
    INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, content_type, content_encoding, headers,
                          body, bytes, sha256, kind)
    VALUES (:article, :url, :url, :at, 0, 200, :type, 'gzip', '[]', :body, length(:body), :sha256, :kind)
""")
_ENTER = text(f"""
    INSERT INTO cursors (kind, id, stage, state, lane, due_at, wake_at, waiting)
    SELECT 'article', id, 'clean', 'due', 'replay', now(), now(), id = ANY(:waiting) FROM unnest(CAST(:ids AS bigint[])) id
    ON CONFLICT (kind, id) DO UPDATE SET waiting = excluded.waiting, {backlog.TO_CLEAN}
""")  # noqa: S608
_END = text("""
    INSERT INTO cursors (kind, id, stage, state, due_at, wake_at, attempts, reason, message, failed_at)
    SELECT 'article', v.id, 'fetch', CASE WHEN v.reason IS NULL THEN 'done' ELSE 'failed' END, now(), now(), v.attempts,
           v.reason, v.message, v.failed_at
      FROM jsonb_to_recordset(CAST(:rows AS jsonb))
           v (id bigint, attempts int, reason text, message text, failed_at timestamptz)
    ON CONFLICT DO NOTHING
""")


def save(conn: Connection, sources: Sequence[Source], arrivals: Sequence[Arrival], *, interval: int) -> Tally:
    """Keep what is not there yet; the same arrivals again change nothing.

    `interval`: of feeds that are new, which are paused.
    """
    feeds = _save_sources(conn, sources, arrivals, interval)
    by_url: dict[str, list[Arrival]] = {}
    for arrival in arrivals:
        by_url.setdefault(arrival.url, []).append(arrival)
    known = {url: found[0] for url, of in by_url.items() if (found := [each.known for each in of if each.known])}
    new = _save_articles(conn, {url: known.get(url) for url in by_url})
    ids = find(conn, by_url)
    by_id: dict[int, list[Arrival]] = {}
    for url, of in by_url.items():
        by_id.setdefault(ids[url], []).extend(of)
    standing = _standing(conn, sorted(by_id))
    decided = {article: decide(standing.get(article, Standing()), of) for article, of in by_id.items()}
    _save_captures(conn, decided)
    entering = [article for article, decision in decided.items() if decision.enters]
    waiting = sorted(article for article, decision in decided.items() if decision.waits)
    if entering:
        conn.execute(_ENTER, {"ids": entering, "waiting": waiting})
    if waiting:
        conn.execute(
            text("UPDATE cursors SET waiting = true WHERE kind = 'article' AND id = ANY(:ids) AND NOT waiting"),
            {"ids": waiting},
        )
    _end(conn, {article: known.get(of[0].url) for article, of in by_id.items() if not decided[article].enters})
    for url, knowledge in known.items():
        _save_known(conn, ids[url], knowledge, feeds)
    kinds = [kind for decision in decided.values() for _, kind in decision.kinds]
    return Tally(
        len(kinds),
        kinds.count("aside"),
        sum(decision.stored for decision in decided.values()),
        len(new),
        frozenset({*entering, *waiting}),
    )


def find(conn: Connection, addresses: Collection[str]) -> dict[str, int]:
    """The articles that canonical URLs stand for, those known."""
    keys = {urls.key(url): url for url in addresses}
    return {keys[bytes(row.url_key)]: row.id for row in conn.execute(_IDS, {"keys": list(keys)})}


def stored(conn: Connection, arrivals: Sequence[Arrival]) -> int:
    """How many of these captures are there already."""
    ids = find(conn, {arrival.url for arrival in arrivals})
    standing = _standing(conn, sorted(set(ids.values())), lock=False)
    return sum(
        arrival.url in ids and arrival.mark in standing.get(ids[arrival.url], Standing()).marks for arrival in arrivals
    )


def _save_articles(conn: Connection, wanted: Mapping[str, Known | None]) -> list[int]:
    rows = [
        {
            "url": url,
            "key": urls.key(url).hex(),
            "host": urls.host(url),
            "first_seen_at": known.first_seen_at.isoformat() if known else None,
            "withdrawn_at": known.withdrawn_at.isoformat() if known and known.withdrawn_at else None,
        }
        for url, known in wanted.items()
    ]
    return list(conn.execute(_ARTICLES, {"rows": json.dumps(rows)}).scalars())


def _standing(conn: Connection, ids: Sequence[int], *, lock: bool = True) -> dict[int, Standing]:
    busy = {row.id: row.busy for row in conn.execute(_LOCKED, {"ids": ids})} if lock else {}
    rows = conn.execute(_CAPTURES, {"ids": ids}).all()
    found = {
        row.article_id: Standing(
            row.page,
            row.text,
            busy.get(row.article_id, False),
            frozenset(zip(row.times, map(bytes, row.hashes), strict=True)),
        )
        for row in rows
    }
    return {article: Standing(busy=is_busy) for article, is_busy in busy.items()} | found


def _save_captures(conn: Connection, decided: Mapping[int, Decision]) -> None:
    pages: list[tuple[int, Capture, Mapping[str, Any] | None, str]] = []
    texts = []
    for article, decision in decided.items():
        for arrival, kind in decision.kinds:
            capture = arrival.capture
            assert capture is not None
            if arrival.kind != "feed":
                pages.append((article, capture, arrival.policy, kind))
                continue
            body = gzip.compress(capture.body, 6, mtime=0)  # as `announcements` keeps it
            texts.append(
                {
                    "article": article,
                    "url": clean_text(capture.url),
                    "at": capture.fetched_at,
                    "type": _HTML,
                    "body": body,
                }
                | {"sha256": words(capture.body), "kind": kind}
            )
    if texts:
        conn.execute(_TEXT, texts)
    if pages:
        store.save_captures(conn, pages)


def _end(conn: Connection, articles: Mapping[int, Known | None]) -> None:
    """Articles that nothing is to be made of, and that have no place in the flow yet, have failed."""
    rows = []
    for article, known in articles.items():
        failed = known.failed if known else None
        rows.append(
            {
                "id": article,
                "attempts": failed.attempts if failed else 1,
                "reason": failed.reason if failed else "error",
                "message": clean_text(failed.message) if failed else "imported without a page that can be read",
                "failed_at": (failed.failed_at.isoformat() if failed else "now"),
            }
        )
    if rows:
        conn.execute(_END, {"rows": json.dumps(rows)})


def _save_known(conn: Connection, article: int, known: Known, feeds: Mapping[str, int]) -> None:
    if known.sightings:
        conn.execute(
            text("""
                INSERT INTO sightings (feed_id, article_id, guid, url, title, published_at, first_seen_at, text_key)
                VALUES (:feed, :article, :guid, :url, :title, :published_at, :first_seen_at, :text_key) ON CONFLICT DO NOTHING
            """),
            [
                {
                    "feed": feeds[seen.feed],
                    "article": article,
                    "guid": clean_text(seen.guid),
                    "url": clean_text(seen.url),
                    "title": clean_text(seen.title),
                    "published_at": seen.published_at,
                    "first_seen_at": seen.first_seen_at,
                    "text_key": seen.text_key,
                }
                for seen in known.sightings
            ],
        )
    for url, seen_at in known.aliases:
        alias = conn.execute(
            text("""
                INSERT INTO articles (url, url_key, host, first_seen_at, merged_into) VALUES (:url, :key, :host, :at, :article)
                ON CONFLICT DO NOTHING RETURNING id
            """),
            {"url": url, "key": urls.key(url), "host": urls.host(url), "at": seen_at, "article": article},
        ).scalar()
        if alias is not None:
            rows = [{"id": alias, "attempts": 0, "reason": None, "message": None, "failed_at": None}]
            conn.execute(_END, {"rows": json.dumps(rows)})


def _save_sources(
    conn: Connection, sources: Sequence[Source], arrivals: Sequence[Arrival], interval: int
) -> dict[str, int]:
    """Feeds that are not known come in paused: nothing of an archive is asked for by itself. Their ids by URL."""
    wanted = {
        source.url: source for source in sources
    }  # in their order: of two that agree, the first one's word counts
    for seen in (seen for each in arrivals if each.known for seen in each.known.sightings):
        wanted.setdefault(seen.feed, Source(seen.feed))
    if not wanted:
        return {}
    rows = [
        {
            "url": source.url,
            "key": urls.key(source.url).hex(),
            "settings": dict(source.settings),
            **{name: clean_text(getattr(source, name)) for name in ("title", "site_url", "source", "folder")},
        }
        for source in wanted.values()
    ]
    added = conn.execute(
        text("""
            INSERT INTO feeds (url, url_key, title, site_url, source, folder, settings, status, interval_seconds)
            SELECT v.url, decode(v.key, 'hex'), v.title, v.site_url, v.source, v.folder, v.settings, 'paused', :interval
              FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                   v (url text, key text, title text, site_url text, source text, folder text, settings jsonb)
            ON CONFLICT DO NOTHING RETURNING id
        """),
        {"rows": json.dumps(rows), "interval": interval},
    ).scalars()
    conn.execute(
        text("""
            INSERT INTO cursors (kind, id, stage, state, due_at, wake_at)
            SELECT 'feed', id, 'poll', 'paused', now(), now() FROM unnest(CAST(:ids AS bigint[])) id ON CONFLICT DO NOTHING
        """),
        {"ids": list(added)},
    )
    found = conn.execute(
        text("SELECT id, url_key FROM feeds WHERE url_key = ANY(:keys)"), {"keys": [urls.key(url) for url in wanted]}
    )
    by_key = {bytes(row.url_key): row.id for row in found}
    ids = {url: by_key[urls.key(url)] for url in wanted}
    refused = [
        {"feed": ids[source.url], "key": urls.key(str(clean_text(url))), "url": clean_text(url), "reason": reason}
        | {"message": clean_text(message), "at": at}
        for source in sources
        for url, reason, message, at in source.refused
    ]
    if refused:
        conn.execute(
            text("""
                INSERT INTO setbacks (kind, item_id, stage, key, url, reason, message, seen_at)
                VALUES ('feed', :feed, 'poll', :key, :url, :reason, :message, :at) ON CONFLICT DO NOTHING
            """),
            refused,
        )
    return ids


# ── URLs, and what revisits refer to ───────────────────────────────────────────────────────────────────────────────


def add_urls(conn: Connection, addresses: Sequence[str]) -> int:
    """Articles by their canonical URLs, due for fetching behind the live lane; how many are new."""
    added = _save_articles(conn, dict.fromkeys(addresses))
    conn.execute(
        text("""
            INSERT INTO cursors (kind, id, stage, state, lane, due_at, wake_at)
            SELECT 'article', id, 'fetch', 'due', 'replay', now(), now() FROM unnest(CAST(:ids AS bigint[])) id
        """),
        {"ids": added},
    )
    return len(added)


@dataclass(frozen=True, slots=True)
class Original:
    """A stored page that another record says it repeats."""

    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


def originals(conn: Connection, key: bytes, at: datetime | None, limit: int = 5) -> list[Original]:
    """Good captures of the article under a URL's key, that of this time first, then the newest."""
    rows = conn.execute(
        text("""
            SELECT c.fetched_at, c.status, c.headers, c.body FROM articles a
              JOIN captures c ON c.article_id = coalesce(a.merged_into, a.id)
             WHERE a.url_key = :key AND c.kind IN ('page', 'waiting', 'aside') AND c.status BETWEEN 200 AND 299
               AND c.headers <> '[]' AND c.bytes > 0 AND c.pruned_at IS NULL
             ORDER BY (c.fetched_at = :at) IS TRUE DESC, c.id DESC LIMIT :limit
        """),
        {"key": key, "at": at, "limit": limit},
    )
    return [
        Original(row.fetched_at, row.status, tuple((name, value) for name, value in row.headers), bytes(row.body))
        for row in rows
    ]
