"""Feeds: what is known of them, what their polls leave."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.model import Announcement, Feed, Manners, Pace, Rejection, SourceSettings
from pipeline.store import announcements as store
from pipeline.store import ledger
from pipeline.store.engine import clean_text

MAX_SOURCES, MAX_NESTED = 5_000, 50  # feeds that one list may name, and a list that was named by another
MAX_SIGHTED = 100_000
_SETTINGS = frozenset(field.name for field in fields(SourceSettings))


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll that succeeded leaves. Validators, hash and entries are saved in one transaction.

    `read`: the document was new and could be read, so what it says of itself is taken over. `fresh`: seconds for which it
    may be used unasked. `moved_to`: where its address permanently redirects. `filled`: these are not the feed's own
    entries, but what its site's news sitemap has of the time that it may have missed.
    """

    feed: Feed
    etag: str | None
    last_modified: str | None
    body_sha256: bytes | None
    validators_url: str | None = None
    fresh: float | None = None
    moved_to: str | None = None
    read: bool = False
    title: str | None = None
    site_url: str | None = None
    declared: Pace = Pace()
    hub: str | None = None
    topic: str | None = None
    announcements: tuple[Announcement, ...] = ()
    known: int = 0  # entries not read again, because they are stored
    rejections: tuple[Rejection, ...] = ()
    sources: tuple[str, ...] = ()
    complete: bool = True
    filled: bool = False


@dataclass(frozen=True, slots=True)
class PollFailed:
    """What a failed poll leaves. `unread`: the document came whole but cannot be read; its validators are kept, so that it
    is not fetched again before it changes."""

    feed: Feed
    reason: str
    message: str
    gone: bool
    unread: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: bytes | None = None
    validators_url: str | None = None
    proposed_url: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a poll means for the feed, decided before it is written: see `stages/poll.py`."""

    interval: int
    because: str
    gap: bool = False


_LOAD = text("""
    SELECT f.id, f.url, f.etag, f.last_modified, f.body_sha256, f.interval_seconds, f.consecutive_failures, now() AS now,
           f.site_url, f.last_ok_at IS NOT NULL AS polled_before, f.last_polled_at, f.last_entries, f.unread, f.validators_url,
           f.unfinished, f.gap_open, f.moved_to, f.moved_count,
           f.declared, f.settings, f.credentials, h.crawl_delay, h.pace, h.not_before,
           s.feed_id IS NOT NULL AS subscribed
      FROM feeds f
      LEFT JOIN hosts h ON h.host = split_part(split_part(f.url, '/', 3), ':', 1)
      LEFT JOIN subscriptions s ON s.feed_id = f.id AND s.state = 'active' AND s.lease_until > now()
       AND s.delivered_at > now() - interval '7 days'
     WHERE f.id = ANY(:ids)
""")


def load(conn: Connection, ids: Sequence[int]) -> Mapping[int, Feed]:
    """Feeds to poll."""
    rows = conn.execute(_LOAD, {"ids": list(ids)})
    return {
        row.id: Feed(
            id=row.id,
            url=row.url,
            etag=row.etag,
            last_modified=row.last_modified,
            body_sha256=row.body_sha256,
            interval=row.interval_seconds,
            consecutive_failures=row.consecutive_failures,
            now=row.now,
            site_url=row.site_url,
            polled_before=row.polled_before,
            last_polled_at=row.last_polled_at,
            last_entries=row.last_entries,
            unread=row.unread,
            validators_url=row.validators_url,
            unfinished=row.unfinished,
            gap_open=row.gap_open,
            moved_to=row.moved_to,
            moved_count=row.moved_count,
            subscribed=row.subscribed,
            declared=_pace(row.declared),
            settings=source_settings(row.settings),
            credentials=row.credentials,
            manners=Manners(row.crawl_delay or 0.0, row.pace or 0.0, row.not_before),
        )
        for row in rows
    }


def _pace(stored: Mapping[str, Any]) -> Pace:
    return Pace(stored.get("every"), frozenset(stored.get("skip_hours", ())), frozenset(stored.get("skip_days", ())))


def _stored_pace(pace: Pace) -> dict[str, Any]:
    said = {"every": pace.every, "skip_hours": sorted(pace.skip_hours), "skip_days": sorted(pace.skip_days)}
    return {name: value for name, value in said.items() if value}


# Of all feeds that announced article `a`, each setting from the first feed that has it.
SETTINGS_OF_ARTICLE = """
    (SELECT jsonb_object_agg(k.key, k.value)
       FROM (SELECT DISTINCT ON (e.key) e.key, e.value
               FROM sightings s JOIN feeds f ON f.id = s.feed_id CROSS JOIN jsonb_each(f.settings) e
              WHERE s.article_id = a.id ORDER BY e.key, f.id) k)
"""


def source_settings(stored: Mapping[str, Any] | None) -> SourceSettings:
    """Settings of a source as stored."""
    return SourceSettings(**{name: value for name, value in (stored or {}).items() if name in _SETTINGS})


# ── sources by hand ────────────────────────────────────────────────────────────────────────────────────────────────


def add(
    conn: Connection,
    url: str,
    *,
    interval: int,
    title: str | None = None,
    folder: str | None = None,
    credentials: str | None = None,
) -> tuple[int, bool]:
    """Add a feed by its canonical URL, due at once; its id and whether that changed anything.

    A removed one comes back; a known one takes new credentials, and no list that named it takes it away again. A title given
    here stays, whatever the feed calls itself.
    """
    row = conn.execute(
        text("""
            INSERT INTO feeds (url, url_key, title, folder, credentials, interval_seconds, settings)
            VALUES (:url, :key, :title, :folder, :credentials, :interval,
                    jsonb_strip_nulls(jsonb_build_object('title', CAST(:title AS text))))
            ON CONFLICT (url_key) DO UPDATE
               SET status = 'active', title = coalesce(excluded.title, feeds.title), folder = coalesce(excluded.folder, feeds.folder),
                   credentials = coalesce(excluded.credentials, feeds.credentials), settings = feeds.settings || excluded.settings,
                   parent_id = NULL
             WHERE feeds.status = 'removed' OR excluded.credentials <> coalesce(feeds.credentials, '')
            RETURNING id
        """),
        {
            "url": url,
            "key": urls.key(url),
            "title": clean_text(title),
            "folder": clean_text(folder),
            "credentials": credentials,
            "interval": interval,
        },
    ).one_or_none()
    if row is None:
        known = conn.execute(
            text("UPDATE feeds SET parent_id = NULL WHERE url_key = :key RETURNING id"), {"key": urls.key(url)}
        ).scalar_one()
        return known, False
    ledger.enter(conn, "feed", [row.id], "poll", sweep=0, hinted=False)
    _set_cursors(conn, [row.id], "due")
    return row.id, True


def find(conn: Connection, url: str) -> int | None:
    """The id of the feed with that canonical URL, unless it was removed."""
    found: int | None = conn.execute(
        text("SELECT id FROM feeds WHERE url_key = :key AND status <> 'removed'"), {"key": urls.key(url)}
    ).scalar()
    return found


def _set_cursors(conn: Connection, ids: Sequence[int], state: str) -> None:
    conn.execute(
        text("""
            UPDATE cursors SET state = :state, due_at = now(), wake_at = now(), lease_token = NULL, leased_until = NULL,
                   reason = CASE WHEN :state = 'due' THEN reason END, updated_at = now()
             WHERE kind = 'feed' AND id = ANY(:ids)
        """),
        {"ids": list(ids), "state": state},
    )


def set_status(conn: Connection, feed_id: int, status: str) -> bool:
    """Make a feed `active`, `paused` or `removed`, a list then with all that it named; whether there is such a feed.

    What it announced stays.
    """
    found = conn.execute(
        text("""
            UPDATE feeds SET status = :status WHERE status <> 'removed'
               AND (id = :id OR :status = 'removed'
                    AND (parent_id = :id OR parent_id IN (SELECT id FROM feeds WHERE parent_id = :id)))
            RETURNING id
        """),
        {"id": feed_id, "status": status},
    ).scalars()
    changed = list(found)
    _set_cursors(conn, changed, {"active": "due", "paused": "paused", "removed": "done"}[status])
    return bool(changed)


def set_settings(conn: Connection, feed_id: int, changed: Mapping[str, Any]) -> SourceSettings | None:
    """Change settings of a feed, None takes one back to its default; all of them, or None where there is no such feed."""
    stored = conn.execute(
        text("""
            UPDATE feeds SET settings = jsonb_strip_nulls(settings || CAST(:changed AS jsonb)),
                   title = coalesce(CAST(:changed AS jsonb) ->> 'title', CASE WHEN CAST(:changed AS jsonb) ? 'title' THEN source END, title)
             WHERE id = :id AND status <> 'removed' RETURNING settings
        """),
        {"id": feed_id, "changed": json.dumps(dict(changed))},
    ).scalar_one_or_none()
    if stored is not None and changed.get("interval"):
        conn.execute(
            text("""
                UPDATE cursors c SET due_at = greatest(now(), f.last_polled_at + make_interval(secs => :interval)),
                       wake_at = greatest(now(), f.last_polled_at + make_interval(secs => :interval)), updated_at = now()
                  FROM feeds f WHERE f.id = :id AND f.last_polled_at IS NOT NULL AND f.consecutive_failures = 0
                   AND c.kind = 'feed' AND c.id = f.id AND c.state = 'due'
            """),
            {"id": feed_id, "interval": changed["interval"]},
        )
        conn.execute(
            text(
                "UPDATE feeds SET interval_seconds = :interval, next_poll_because = 'its own interval' WHERE id = :id"
            ),
            {"id": feed_id, "interval": changed["interval"]},
        )
    return None if stored is None else source_settings(stored)


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
    """Active feeds not asked since then, not known to be failing, and not asked by their hosts to wait."""
    return int(
        conn.execute(
            text("""
                SELECT count(*) FROM feeds f JOIN cursors c ON c.kind = 'feed' AND c.id = f.id
                 WHERE f.status = 'active' AND c.reason IS NULL AND (f.last_polled_at IS NULL OR f.last_polled_at < :since)
                   AND c.due_at < now() + interval '1 minute'
            """),
            {"since": since},
        ).scalar_one()
    )


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
            text("SELECT coalesce(merged_into, id) FROM articles WHERE url_key = :key"), {"key": urls.key(url)}
        ).scalar_one(), False
    ledger.enter(conn, "article", [article], "fetch", sweep=0, hinted=False)
    return article, True


def forget_documents(conn: Connection, ids: Sequence[int]) -> None:
    """Have these feeds' documents brought and read again at their next poll, whatever is known of them."""
    conn.execute(
        text(
            "UPDATE feeds SET etag = NULL, last_modified = NULL, body_sha256 = NULL, unread = NULL WHERE id = ANY(:ids)"
        ),
        {"ids": list(ids)},
    )


def sighted(conn: Connection, feed_id: int) -> list[tuple[str | None, str, str | None]]:
    """Identifier, link and title of what a feed has announced, of the newest at most."""
    rows = conn.execute(
        text("SELECT guid, url, title FROM sightings WHERE feed_id = :id ORDER BY article_id DESC LIMIT :limit"),
        {"id": feed_id, "limit": MAX_SIGHTED},
    )
    return [(row.guid, row.url, row.title) for row in rows]


def recent_links(conn: Connection, feed_id: int, limit: int = 50) -> list[str]:
    """Addresses of the articles that a feed announced last."""
    return list(
        conn.execute(
            text("""
                SELECT a.url FROM sightings s JOIN articles a ON a.id = s.article_id WHERE s.feed_id = :id
                 ORDER BY s.article_id DESC LIMIT :limit
            """),
            {"id": feed_id, "limit": limit},
        ).scalars()
    )


# ── what polls leave ───────────────────────────────────────────────────────────────────────────────────────────────


def save_entries(conn: Connection, poll: Polled) -> store.Announced:
    """Sightings, new articles, full texts and rejected entries of one poll."""
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
    if poll.sources:
        _save_sources(conn, poll)
    return store.save(conn, poll.feed.id, poll.announcements, whole_text_only=poll.feed.settings.full_text == "feed")


def _save_sources(conn: Connection, poll: Polled) -> None:
    """Feeds that a list names become its children; those it names no more are gone, one that was removed stays removed.

    Only what was a list at its first reading is one, and lists of lists of lists end.
    """
    feed_id = poll.feed.id
    if poll.feed.polled_before and not _children(conn, feed_id):
        return
    depth = conn.execute(
        text("""
            SELECT (f.parent_id IS NOT NULL)::int + (p.parent_id IS NOT NULL)::int
              FROM feeds f LEFT JOIN feeds p ON p.id = f.parent_id WHERE f.id = :id
        """),
        {"id": feed_id},
    ).scalar_one()
    found = {urls.key(url): url for url in poll.sources[: (MAX_SOURCES, MAX_NESTED, 0)[depth]]}
    named = list(found)
    added = conn.execute(
        text("""
            INSERT INTO feeds (url, url_key, interval_seconds, parent_id)
            SELECT v.url, v.key, :interval, :parent FROM unnest(CAST(:urls AS text[]), CAST(:keys AS bytea[])) v (url, key)
             ORDER BY v.key
            ON CONFLICT (url_key) DO UPDATE SET status = 'active' WHERE feeds.status = 'gone' AND feeds.parent_id = :parent
            RETURNING id
        """),
        {"urls": list(found.values()), "keys": named, "parent": feed_id, "interval": poll.feed.interval},
    ).scalars()
    current = list(added)
    ledger.enter(conn, "feed", current, "poll", sweep=0, hinted=False)
    _set_cursors(conn, current, "due")
    dropped = conn.execute(
        text("""
            UPDATE feeds SET status = 'gone', last_error = 'its list names it no more'
             WHERE parent_id = :parent AND status = 'active' AND url_key <> ALL(CAST(:keys AS bytea[])) RETURNING id
        """),
        {"parent": feed_id, "keys": named},
    ).scalars()
    _set_cursors(conn, list(dropped), "done")


def _children(conn: Connection, feed_id: int) -> bool:
    return bool(
        conn.execute(text("SELECT EXISTS (SELECT FROM feeds WHERE parent_id = :id)"), {"id": feed_id}).scalar_one()
    )


_SAVE = text("""
    UPDATE feeds f
       SET last_polled_at = CASE WHEN v.asked THEN now() ELSE f.last_polled_at END,
           last_ok_at = CASE WHEN v.ok AND v.asked THEN now() ELSE f.last_ok_at END,
           consecutive_failures = CASE WHEN v.ok THEN 0 ELSE f.consecutive_failures + 1 END,
           failing_since = CASE WHEN v.ok THEN NULL ELSE coalesce(f.failing_since, now()) END,
           last_error = v.error, last_reason = v.reason,
           status = CASE WHEN v.gone AND f.status = 'active' THEN 'gone' ELSE f.status END,
           etag = v.etag, last_modified = v.last_modified, body_sha256 = decode(v.sha, 'hex'), unread = v.unread,
           validators_url = v.validators_url, unfinished = coalesce(v.unfinished, f.unfinished),
           interval_seconds = v.interval, next_poll_because = v.because,
           possible_gap_at = CASE WHEN v.gap THEN now() ELSE f.possible_gap_at END, gap_open = v.gap,
           moved_to = v.moved_to, moved_count = v.moved_count, last_entries = coalesce(v.entries, f.last_entries),
           proposed_url = CASE WHEN v.ok THEN NULL ELSE coalesce(v.proposed_url, f.proposed_url) END,
           title = coalesce(f.settings ->> 'title', v.title, f.title), source = coalesce(v.title, f.source),
           site_url = coalesce(v.site_url, f.site_url),
           declared = coalesce(v.declared, f.declared),
           hub = CASE WHEN v.declared IS NULL THEN f.hub ELSE v.hub END,
           topic = CASE WHEN v.declared IS NULL THEN f.topic ELSE v.topic END
      FROM jsonb_to_recordset(CAST(:rows AS jsonb))
           v (id bigint, ok boolean, asked boolean, error text, reason text, gone boolean, etag text, last_modified text,
              sha text, unread text, validators_url text, unfinished boolean, interval int, because text,
              gap boolean, moved_to text, moved_count int, proposed_url text, title text, site_url text,
              entries int, declared jsonb, hub text, topic text)
     WHERE f.id = v.id
""")


def save_polls(conn: Connection, polls: Sequence[tuple[Polled | PollFailed, Verdict]]) -> None:
    """What these polls say of their feeds, in one statement; the entries are saved before, in the same transaction.

    Saving the validators before the entries would lose entries for good: a crash in between, and the server says 304.
    """
    rows = [_polled(poll, verdict) if isinstance(poll, Polled) else _failed(poll, verdict) for poll, verdict in polls]
    conn.execute(_SAVE, {"rows": json.dumps(sorted(rows, key=lambda row: row["id"]))})


def _polled(poll: Polled, verdict: Verdict) -> dict[str, Any]:
    feed = poll.feed
    again = poll.moved_to is not None and poll.moved_to == feed.moved_to
    return {
        "id": feed.id,
        "ok": True,
        "asked": not poll.filled,
        "gone": False,
        "etag": poll.etag,
        "last_modified": poll.last_modified,
        "sha": poll.body_sha256.hex() if poll.body_sha256 else None,
        "validators_url": poll.validators_url,
        "unfinished": not poll.complete if poll.read else None,
        "entries": len(poll.announcements) + poll.known if poll.read else None,
        "interval": verdict.interval,
        "because": verdict.because,
        "gap": verdict.gap,
        "moved_to": feed.moved_to if poll.filled else poll.moved_to,
        "moved_count": feed.moved_count
        if poll.filled
        else feed.moved_count + 1
        if again
        else int(poll.moved_to is not None),
        "title": clean_text(poll.title),
        "site_url": clean_text(poll.site_url),
        "declared": _stored_pace(poll.declared) if poll.read else None,
        "hub": clean_text(poll.hub),
        "topic": clean_text(poll.topic),
    }


def _failed(poll: PollFailed, verdict: Verdict) -> dict[str, Any]:
    feed, kept = poll.feed, poll.unread is None
    sha = feed.body_sha256 if kept else poll.body_sha256
    return {
        "id": feed.id,
        "ok": False,
        "asked": True,
        "error": clean_text(poll.message),
        "reason": poll.reason,
        "gone": poll.gone,
        "etag": feed.etag if kept else poll.etag,
        "last_modified": feed.last_modified if kept else poll.last_modified,
        "sha": sha.hex() if sha else None,
        "unread": feed.unread if kept else clean_text(poll.unread),
        "validators_url": feed.validators_url if kept else poll.validators_url,
        "interval": verdict.interval,
        "because": verdict.because,
        "gap": False,
        "moved_to": feed.moved_to,
        "moved_count": feed.moved_count,
        "proposed_url": clean_text(poll.proposed_url),
    }


def move(conn: Connection, feed: Feed, url: str) -> bool:
    """Give a feed its new address; whether another that is polled has it already and replaces this one.

    Validators that another address gave are forgotten, and so are credentials, if they were for another origin. Where
    the feed that has the address is not polled, this one goes on at its old address, redirected.
    """
    taken = conn.execute(
        text("SELECT id, status FROM feeds WHERE url_key = :key AND id <> :id"), {"key": urls.key(url), "id": feed.id}
    ).one_or_none()
    if taken is not None and taken.status == "active":
        conn.execute(
            text("UPDATE feeds SET status = 'gone', last_error = :message WHERE id = :id AND status = 'active'"),
            {"id": feed.id, "message": f"moved to {url}, which is feed {taken.id}"},
        )
    if taken is not None:
        return bool(taken.status == "active")
    conn.execute(
        text("""
            UPDATE feeds SET url = :url, url_key = :key, moved_to = NULL, moved_count = 0,
                   credentials = CASE WHEN :same_origin THEN credentials END,
                   etag = CASE WHEN validators_url = :url THEN etag END,
                   last_modified = CASE WHEN validators_url = :url THEN last_modified END,
                   body_sha256 = CASE WHEN validators_url = :url THEN body_sha256 END
             WHERE id = :id
        """),
        {"id": feed.id, "url": url, "key": urls.key(url), "same_origin": urls.origin(url) == urls.origin(feed.url)},
    )
    return False


def as_stored(settings: SourceSettings) -> dict[str, Any]:
    """Settings that differ from the default."""
    usual = asdict(SourceSettings())
    return {name: value for name, value in asdict(settings).items() if value != usual[name]}
