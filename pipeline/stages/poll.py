"""poll: conditional GET of a feed, parse it, remember its entries as sightings and new articles due for fetching."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from pipeline import schedule, urls
from pipeline.deadline import cpu_limit
from pipeline.encoding import inflate
from pipeline.errors import Deferred, Permanent, Reason, Setback, Transient
from pipeline.feeds.parse import parse
from pipeline.model import Announcement, Capture, Feed, Outcome, ParsedFeed, Rejection, Saved
from pipeline.store import feeds as store
from pipeline.web import answer

if TYPE_CHECKING:
    from pipeline.web.client import Client

VERSION = 1
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
PARSE_SECONDS = 10.0

load = store.load


def warm() -> None:
    """Import what asks and what reads."""
    import pipeline.web.client  # noqa: F401

    feed = b"<rss version='2.0'><channel><item><link>http://example.org/</link></item></channel></rss>"
    parse(feed, None, "http://example.org/feed", datetime(2026, 1, 1, tzinfo=UTC))


async def work(feed: Feed, client: "Client") -> Outcome:
    """Ask for the feed; a failure is part of the outcome, so that it is stored with the feed."""
    try:
        return Outcome(await _poll(feed, client))
    except Setback as error:
        return failed(feed, error)
    except Deferred:
        raise
    except Exception as error:  # noqa: BLE001
        setback = Transient(Reason.ERROR, f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
        setback.__cause__ = error
        return failed(feed, setback)


def failed(feed: Feed, setback: Setback) -> Outcome:
    """A poll that came to nothing."""
    message = f"{setback.reason}: {setback.message}"
    return Outcome(store.PollFailed(feed, message, setback.reason is Reason.GONE), setback)


async def _poll(feed: Feed, client: "Client") -> store.Polled:
    headers = {"Accept": ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    capture = await client.get(feed.url, cap=client.knobs.max_feed, headers=headers)
    if capture.status == 304:
        etag, modified = (
            _validator(capture, "etag") or feed.etag,
            _validator(capture, "last-modified") or feed.last_modified,
        )
        return store.Polled(feed, 304, etag, modified, feed.body_sha256)
    if error := answer.setback(capture):
        raise error
    body = inflate(capture.body, capture.header("content-encoding"), client.knobs.max_feed)
    digest = hashlib.sha256(body).digest()
    etag, modified = _validator(capture, "etag"), _validator(capture, "last-modified")
    if digest == feed.body_sha256:
        return store.Polled(feed, 200, etag, modified, digest)
    with cpu_limit(PARSE_SECONDS, "reading the feed"):
        parsed = parse(body, capture.header("content-type"), capture.final_url, feed.now)
    announcements, rejections = sort_entries(parsed, capture.final_url)
    return store.Polled(feed, 200, etag, modified, digest, parsed.title, parsed.site_url, announcements, rejections)


def _validator(capture: Capture, name: str) -> str | None:
    """A validator fit to be sent back: visible ASCII, at most 1 kB."""
    value = capture.header(name)
    return value if value and len(value) <= 1_000 and value.isascii() and value.isprintable() else None


def sort_entries(parsed: ParsedFeed, base: str) -> tuple[tuple[Announcement, ...], tuple[Rejection, ...]]:
    """Entries that name a page to fetch, and those that cannot, each with why."""
    announcements, rejections = [], []
    for entry in parsed.entries:
        if not entry.url:
            name = entry.guid or entry.title
            if name:  # else it announces nothing: half an entry at the end of a broken document
                rejections.append(Rejection(name, Reason.BAD_FEED, "the entry has no link that is a URL"))
            continue
        try:
            url = urls.canonical(entry.url, base)
        except Permanent as error:
            rejections.append(Rejection(entry.url, error.reason, error.message))
        else:
            announcements.append(Announcement(url, entry.url, entry.guid, entry.title, entry.published_at))
    return tuple(announcements), tuple(rejections)


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Validators, sightings and new articles together; then the feed waits for its next poll."""
    announced = store.save_polls(conn, [outcome.value for _, outcome in outcomes], sweep=sweep, hinted=hinted)
    again = {}
    for feed_id, outcome in outcomes:
        feed: Feed = outcome.value.feed
        failures = feed.consecutive_failures + 1 if outcome.error else 0
        wait = outcome.error.retry_after if isinstance(outcome.error, Transient) else None
        again[feed_id] = (schedule.next_poll(feed.now, feed.interval, failures, wait) - feed.now).total_seconds()
    return Saved(again_in=again, announced=announced)
