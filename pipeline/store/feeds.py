"""Feeds and what they announced."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.model import Announcement, Feed, Rejection
from pipeline.store import ledger
from pipeline.store.engine import clean_text


@dataclass(frozen=True, slots=True)
class Polled:
    """What one successful poll leaves: validators and entries, saved in one transaction."""

    feed: Feed
    status: int
    etag: str | None
    last_modified: str | None
    body_sha256: bytes | None
    title: str | None = None
    site_url: str | None = None
    announcements: tuple[Announcement, ...] = ()
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class PollFailed:
    """What a failed poll leaves."""

    feed: Feed
    message: str
    gone: bool


def load(conn: Connection, ids: Sequence[int]) -> Mapping[int, Feed]:
    """Feeds to poll."""
    rows = conn.execute(
        text("""
            SELECT id, url, etag, last_modified, body_sha256, interval_seconds, consecutive_failures, now() AS now
              FROM feeds WHERE id = ANY(:ids)
        """),
        {"ids": list(ids)},
    )
    return {
        row.id: Feed(
            row.id,
            row.url,
            row.etag,
            row.last_modified,
            row.body_sha256,
            row.interval_seconds,
            row.consecutive_failures,
            row.now,
        )
        for row in rows
    }


def add(conn: Connection, url: str, *, interval: int, title: str | None = None) -> tuple[int, bool]:
    """Add a feed by its canonical URL, due at once; its id and whether it is new. A removed one comes back."""
    row = conn.execute(
        text("""
            INSERT INTO feeds (url, url_key, title, interval_seconds) VALUES (:url, :key, :title, :interval)
            ON CONFLICT (url_key) DO UPDATE SET status = 'active' WHERE feeds.status = 'removed'
            RETURNING id, xmax = 0 AS fresh
        """),
        {"url": url, "key": urls.key(url), "title": clean_text(title), "interval": interval},
    ).one_or_none()
    if row is None:
        return conn.execute(
            text("SELECT id FROM feeds WHERE url_key = :key"), {"key": urls.key(url)}
        ).scalar_one(), False
    ledger.enter(conn, "feed", [row.id], "poll", sweep=0, hinted=False)
    _set_cursor(conn, row.id, "due")
    return row.id, True


def _set_cursor(conn: Connection, feed_id: int, state: str) -> None:
    conn.execute(
        text("""
            UPDATE cursors SET state = :state, due_at = now(), wake_at = now(), lease_token = NULL, leased_until = NULL,
                   reason = CASE WHEN :state = 'due' THEN reason END, updated_at = now()
             WHERE kind = 'feed' AND id = :id
        """),
        {"id": feed_id, "state": state},
    )


def set_status(conn: Connection, feed_id: int, status: str) -> bool:
    """Make a feed `active`, `paused` or `removed`; whether there is such a feed. What it announced stays."""
    found = conn.execute(
        text("UPDATE feeds SET status = :status WHERE id = :id AND status <> 'removed'"),
        {"id": feed_id, "status": status},
    ).rowcount
    if found:
        _set_cursor(conn, feed_id, {"active": "due", "paused": "paused", "removed": "done"}[status])
    return bool(found)


def poll_now(conn: Connection, ids: Sequence[int] | None = None) -> int:
    """Make these feeds, or every active one, due; how many there are."""
    active = conn.execute(
        text(
            "SELECT id FROM feeds WHERE status = 'active' AND (CAST(:ids AS bigint[]) IS NULL OR id = ANY(:ids)) ORDER BY id"
        ),
        {"ids": list(ids) if ids is not None else None},
    ).scalars()
    found = list(active)
    ledger.due_now(conn, "feed", found)
    return len(found)


def unpolled(conn: Connection, since: datetime) -> int:
    """Active feeds not asked since then, and not known to be failing."""
    return int(
        conn.execute(
            text("""
                SELECT count(*) FROM feeds f JOIN cursors c ON c.kind = 'feed' AND c.id = f.id
                 WHERE f.status = 'active' AND c.reason IS NULL AND (f.last_polled_at IS NULL OR f.last_polled_at < :since)
            """),
            {"since": since},
        ).scalar_one()
    )


def save_polls(conn: Connection, polls: Sequence[Polled | PollFailed], *, sweep: float, hinted: bool) -> list[int]:
    """Validators, sightings and new articles of these polls, in one transaction with them; ids of new articles.

    Saving the validators before the entries would lose entries for good: a crash in between, and the server says 304.
    """
    announced: list[int] = []
    for poll in sorted(polls, key=lambda poll: poll.feed.id):
        if isinstance(poll, PollFailed):
            _save_failure(conn, poll)
        else:
            announced += _save_poll(conn, poll)
    if announced:
        ledger.enter(conn, "article", announced, "fetch", sweep=sweep, hinted=hinted)
    return announced


def _save_failure(conn: Connection, poll: PollFailed) -> None:
    conn.execute(
        text("""
            UPDATE feeds SET last_polled_at = now(), consecutive_failures = consecutive_failures + 1, last_error = :message,
                   status = CASE WHEN :gone AND status = 'active' THEN 'gone' ELSE status END
             WHERE id = :id
        """),
        {"id": poll.feed.id, "message": clean_text(poll.message), "gone": poll.gone},
    )


def _save_poll(conn: Connection, poll: Polled) -> list[int]:
    conn.execute(
        text("""
            UPDATE feeds SET last_polled_at = now(), last_ok_at = now(), consecutive_failures = 0, last_error = NULL,
                   etag = :etag, last_modified = :last_modified, body_sha256 = :body_sha256,
                   title = coalesce(:title, title), source = coalesce(:title, source), site_url = coalesce(:site_url, site_url)
             WHERE id = :id
        """),
        {
            "id": poll.feed.id,
            "etag": poll.etag,
            "last_modified": poll.last_modified,
            "body_sha256": poll.body_sha256,
            "title": clean_text(poll.title),
            "site_url": clean_text(poll.site_url),
        },
    )
    if poll.rejections:
        conn.execute(
            text("""
                INSERT INTO setbacks (kind, item_id, stage, key, url, reason, message)
                VALUES ('feed', :feed, 'poll', :key, :url, :reason, :message) ON CONFLICT DO NOTHING
            """),
            [
                {
                    "feed": poll.feed.id,
                    "key": urls.key(url := str(clean_text(rejection.url))),
                    "url": url[:4000],
                    "reason": rejection.reason,
                    "message": clean_text(rejection.message),
                }
                for rejection in poll.rejections
            ],
        )
    return _save_announcements(conn, poll)


def _save_announcements(conn: Connection, poll: Polled) -> list[int]:
    if not poll.announcements:
        return []
    # One order for everybody, so that two feeds with the same entries cannot lock each other out.
    entries = sorted(
        {item.url: item for item in reversed(poll.announcements)}.values(), key=lambda item: urls.key(item.url)
    )
    rows = json.dumps(
        [
            {
                "url": item.url,
                "key": urls.key(item.url).hex(),
                "host": urls.host(item.url),
                "link": str(clean_text(item.link))[:4000],
                "guid": clean_text(item.guid[:2000]) if item.guid else None,
                "title": clean_text(item.title[:2000]) if item.title else None,
                "published_at": item.published_at.isoformat() if item.published_at else None,
            }
            for item in entries
        ]
    )
    announced = conn.execute(
        text("""
            INSERT INTO articles (url, url_key, host)
            SELECT v.url, decode(v.key, 'hex'), v.host
              FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (url text, key text, host text)
            ON CONFLICT (url_key) DO NOTHING
            RETURNING id
        """),
        {"rows": rows},
    ).scalars()
    ids = list(announced)
    conn.execute(
        text("""
            INSERT INTO sightings (feed_id, article_id, guid, url, title, published_at)
            SELECT :feed, a.id, v.guid, v.link, v.title, v.published_at
              FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                   v (key text, link text, guid text, title text, published_at timestamptz)
              JOIN articles a ON a.url_key = decode(v.key, 'hex')
            ON CONFLICT DO NOTHING
        """),
        {"feed": poll.feed.id, "rows": rows},
    )
    return ids


def add_article(conn: Connection, url: str) -> tuple[int, bool]:
    """Add a single article by its canonical URL, due for fetching; its id and whether it is new."""
    article = conn.execute(
        text(
            "INSERT INTO articles (url, url_key, host) VALUES (:url, :key, :host) ON CONFLICT DO NOTHING RETURNING id"
        ),
        {"url": url, "key": urls.key(url), "host": urls.host(url)},
    ).scalar()
    if article is None:
        return conn.execute(
            text("SELECT id FROM articles WHERE url_key = :key"), {"key": urls.key(url)}
        ).scalar_one(), False
    ledger.enter(conn, "article", [article], "fetch", sweep=0, hinted=False)
    return article, True
