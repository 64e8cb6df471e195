"""poll: conditional GET of a feed, parse it, remember its entries as sightings and new articles due for fetching."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from pipeline import schedule, urls
from pipeline.deadline import cpu_limit
from pipeline.encoding import inflate
from pipeline.errors import Deferred, Permanent, Reason, Setback, Transient
from pipeline.feeds import discover, identity, scope
from pipeline.feeds.parse import parse
from pipeline.model import Announcement, Capture, Feed, Outcome, Saved
from pipeline.store import announcements
from pipeline.store import feeds as store
from pipeline.store import robots as robots_store
from pipeline.store.robots import RobotsFile
from pipeline.web import answer, robots

if TYPE_CHECKING:
    from pipeline.web.client import Client

VERSION = 2
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
PARSE_SECONDS = 2.0
MOVES_AFTER = 3  # polls in a row that saw the same permanent redirect
GAP_SECONDS = 25.0
MAX_SITEMAPS = 4  # that are asked for to fill one gap
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Errand:
    """A feed to poll. `links`: what it announced last, where its site's news sitemap is to fill a gap. `known`: marks of its
    entries that are stored, where one reading did not take all of it."""

    feed: Feed
    links: tuple[str, ...] = ()
    robots: RobotsFile | None = None  # of that site
    known: frozenset[identity.Mark] = frozenset()


def load(conn: Connection, ids: Sequence[int]) -> Mapping[int, Errand]:
    """Errands for these feeds."""
    return {feed.id: _errand(conn, feed) for feed in store.load(conn, ids).values()}


def _errand(conn: Connection, feed: Feed) -> Errand:
    if feed.unread and not feed.unread.startswith(f"{VERSION} "):
        # What an older version could not read is worth another look.
        feed = replace(feed, unread=None, etag=None, last_modified=None, body_sha256=None)
    if feed.gap_open:
        links = tuple(store.recent_links(conn, feed.id))
        site = urls.origin(links[0]) if links else ""
        return Errand(feed, links, robots_store.load(conn, [site]).get(site))
    if feed.unfinished:
        return Errand(feed, known=frozenset(identity.mark(*names) for names in store.sighted(conn, feed.id)))
    return Errand(feed)


def warm() -> None:
    """Import what asks and what reads."""
    import pipeline.web.client  # noqa: F401

    feed = b"<rss version='2.0'><channel><item><link>http://example.org/</link></item></channel></rss>"
    parse(feed, None, "http://example.org/feed", datetime(2026, 1, 1, tzinfo=UTC))


async def work(errand: Errand, client: "Client") -> Outcome:
    """Ask for the feed; a failure is part of the outcome, so that it is stored with the feed."""
    try:
        if errand.feed.gap_open:
            return Outcome(await _fill(errand, client))
        return await _poll(errand, client)
    except Setback as error:
        return failed(errand, error)
    except Deferred:
        raise
    except Exception as error:  # noqa: BLE001
        setback = Transient(Reason.ERROR, f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
        setback.__cause__ = error
        return failed(errand, setback)


def failed(errand: Errand, setback: Setback) -> Outcome:
    """A poll that came to nothing."""
    message = f"{setback.reason}: {setback.message}"
    return Outcome(store.PollFailed(errand.feed, setback.reason, message, setback.reason is Reason.GONE), setback)


async def _poll(errand: Errand, client: "Client") -> Outcome:
    feed = errand.feed
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    capture = await client.get(
        feed.url,
        cap=client.knobs.max_feed,
        headers={"Accept": ACCEPT},
        conditions={name: value for name, value in conditions.items() if value},
        conditions_for=feed.validators_url or feed.url,
        manners=feed.manners,
        delay=feed.settings.delay,
        agent=feed.settings.user_agent,
        credentials=feed.credentials,
    )
    return read(feed, capture, client.knobs.max_feed, errand.known)


def read(feed: Feed, capture: Capture, cap: int, known: frozenset[identity.Mark] = frozenset()) -> Outcome:
    """What an answer means for the feed that was asked for; entries `known` are not read again."""
    conditional = (feed.etag or feed.last_modified) and capture.final_url == (feed.validators_url or feed.url)
    unchanged = capture.status == 304 and bool(conditional)
    start = "" if capture.status < 400 else answer.start(capture)
    if not unchanged and (error := answer.setback(capture, start)):
        return failed(Errand(feed), error)
    etag, modified = _validator(capture, "etag"), _validator(capture, "last-modified")
    same = store.Polled(
        feed,
        etag,
        modified,
        feed.body_sha256,
        validators_url=capture.final_url,
        fresh=schedule.fresh_for(capture),
        moved_to=_moved_to(capture),
    )
    if unchanged:  # RFC 9111 §3.2: what it brings replaces what is stored, the rest stays
        same = replace(same, etag=etag or feed.etag, last_modified=modified or feed.last_modified)
        return Outcome(same) if feed.unread is None else _still_unread(same, feed.unread)
    try:
        body = inflate(capture.body, capture.header("content-encoding"), cap)
    except Setback as broken:
        return failed(Errand(feed), broken)
    digest = hashlib.sha256(body).digest()
    same = replace(same, body_sha256=digest)
    if digest == feed.body_sha256:
        return Outcome(same) if feed.unread is None else _still_unread(same, feed.unread)
    try:
        with cpu_limit(PARSE_SECONDS, "reading the feed"):
            parsed = parse(body, capture.header("content-type"), capture.final_url, feed.now, known)
            found, rejections = identity.announcements(parsed, capture.final_url)
    except Setback as unreadable:
        if unreadable.reason is Reason.TOO_SLOW:  # of which a busy machine has its share
            return failed(Errand(feed), unreadable)
        proposed = discover.announced(body, capture.header("content-type"), capture.final_url)
        return _unread(same, unreadable, proposed[0] if proposed else None)
    links = answer.links(capture)  # WebSub §4: the headers stand before the document
    if not parsed.complete:
        # The rest is read at the next poll, which must therefore bring the document again.
        same = replace(
            same,
            etag=feed.etag,
            last_modified=feed.last_modified,
            body_sha256=None,
            validators_url=feed.validators_url,
        )
    return Outcome(
        replace(
            same,
            read=True,
            title=parsed.title,
            site_url=parsed.site_url,
            declared=parsed.declared,
            hub=links.get("hub") or parsed.hub,
            topic=links.get("self") or parsed.topic,
            announcements=found,
            known=len(parsed.known),
            rejections=rejections,
            sources=parsed.sources,
            complete=parsed.complete,
        )
    )


def _still_unread(same: store.Polled, why: str) -> Outcome:
    reason, _, message = why.partition(" ")[2].partition(": ")
    return _unread(same, Permanent(Reason(reason), message))


def _unread(same: store.Polled, error: Setback, proposed: str | None = None) -> Outcome:
    """A document that came whole and is no feed we can read: it fails until it changes, 304 or not."""
    why = f"{error.reason}: {error.message}"
    told = f"{why}; that page announces {proposed}" if proposed else why
    value = store.PollFailed(
        same.feed,
        error.reason,
        told,
        gone=False,
        unread=f"{VERSION} {why}",
        etag=same.etag,
        last_modified=same.last_modified,
        body_sha256=same.body_sha256,
        validators_url=same.validators_url,
        proposed_url=proposed,
    )
    return Outcome(value, error)


def _validator(capture: Capture, name: str) -> str | None:
    """A validator fit to be sent back as it came: visible ASCII, at most 1 kB (RFC 9110 §8.8)."""
    value = capture.header(name)
    return value if value and len(value) <= 1_000 and value.isascii() and value.isprintable() else None


def _moved_to(capture: Capture) -> str | None:
    """Where the redirects that are for good lead (RFC 9110 §15.4.2, §15.4.9); those for now, and what follows them, do not count."""
    target = None
    for hop in capture.hops:
        if hop.status not in _PERMANENT:
            break
        target = hop.location
    return target


async def _fill(errand: Errand, client: "Client") -> store.Polled:
    """What the site's news sitemap has of the time in which the feed may have lost entries; nothing where there is none.

    The gap stays possible, which is what v1.feeds says; the feed goes on whatever comes of this.
    """
    feed = errand.feed
    found: tuple[Announcement, ...] = ()
    if errand.links:
        try:
            async with asyncio.timeout(GAP_SECONDS):
                found = await _missed(errand, client)
        except (Setback, Deferred, TimeoutError):
            pass
    return store.Polled(
        feed, feed.etag, feed.last_modified, feed.body_sha256, feed.validators_url, filled=True, announcements=found
    )


async def _missed(errand: Errand, client: "Client") -> tuple[Announcement, ...]:
    feed, site, file = errand.feed, urls.origin(errand.links[0]), errand.robots
    status, body = (file.status, file.body) if file else (await robots.fetch(client, site, feed.manners))[:2]
    candidates, tried = discover.sitemaps(robots.sitemaps(status, body), site), 0
    part = scope.of(errand.links)
    while candidates and tried < MAX_SITEMAPS:
        tried += 1
        try:
            sources, found = await _sitemap(candidates.pop(0), part, feed, client)
        except Setback:
            continue
        if found:
            return found
        candidates = [*sources[:2], *candidates]
    return ()


async def _sitemap(
    url: str, part: scope.Scope, feed: Feed, client: "Client"
) -> tuple[Sequence[str], tuple[Announcement, ...]]:
    """The sitemaps that a sitemap names, and what it has of the feed's part of the site."""
    capture = await client.get(
        url,
        cap=client.knobs.max_feed,
        manners=feed.manners,
        delay=feed.settings.delay,
        agent=feed.settings.user_agent,
        begun=True,
    )
    if error := answer.setback(capture):
        raise error
    body = inflate(capture.body, capture.header("content-encoding"), client.knobs.max_feed)
    with cpu_limit(PARSE_SECONDS, "reading the sitemap"):
        parsed = parse(body, capture.header("content-type"), capture.final_url, feed.now)
        found = identity.announcements(parsed, capture.final_url)[0]
        return parsed.sources, tuple(item for item in found if part.has(item.url))


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Validators, sightings and new articles together; then the feed waits for its next poll."""
    again: dict[int, float] = {}
    announced: list[int] = []
    verdicts: list[tuple[store.Polled | store.PollFailed, store.Verdict]] = []
    for feed_id, outcome in sorted(outcomes, key=lambda item: item[0]):
        poll = outcome.value
        seen = store.save_entries(conn, poll) if isinstance(poll, store.Polled) else announcements.Announced()
        announcements.enter(conn, seen, sweep=sweep, hinted=hinted)
        announced += seen.to_fetch
        again[feed_id], verdict = decide(poll, seen, outcome.error)
        verdicts.append((poll, verdict))
    store.save_polls(conn, verdicts)
    replaced = [
        poll.feed.id for poll, _ in verdicts if (target := _new_address(poll)) and store.move(conn, poll.feed, target)
    ]
    return Saved(again_in=again, announced=announced, through=frozenset(replaced))


def _new_address(poll: store.Polled | store.PollFailed) -> str | None:
    """Where a feed lives from now on, if it is certain."""
    if isinstance(poll, store.PollFailed) or poll.filled or poll.moved_to != poll.feed.moved_to:
        return None
    return poll.moved_to if poll.feed.moved_count + 1 >= MOVES_AFTER else None


def decide(
    poll: store.Polled | store.PollFailed, seen: announcements.Announced, error: Setback | Deferred | None
) -> tuple[float, store.Verdict]:
    """When the feed is asked again, in seconds, and why; whether it may have lost entries since it was last asked."""
    feed = poll.feed
    lowest = feed.settings.interval or schedule.FLOOR
    spread = feed.id + int(feed.now.timestamp())
    if isinstance(poll, store.PollFailed):
        wait = error.retry_after if isinstance(error, Transient) else None
        failures = feed.consecutive_failures + 1
        interval = max(feed.interval, lowest)
        seconds = schedule.after_failure(interval, failures, Reason(poll.reason), wait, spread=spread)
        return seconds, store.Verdict(interval, f"failures in a row: {failures}, the last {poll.reason}")
    if poll.filled:
        since = (feed.now - feed.last_polled_at).total_seconds() if feed.last_polled_at else float(lowest)
        return max(0.0, lowest - since), store.Verdict(feed.interval, "a gap is possible")
    entries = seen.entries + poll.known
    gap = feed.last_entries > 0 and 0 < entries == seen.fresh
    interval = schedule.interval(feed.interval, lowest, entries, seen.fresh, first=not feed.polled_before)
    if not poll.complete and seen.fresh:
        return float(lowest), store.Verdict(interval, "there is more in it than one reading takes")
    if gap:
        return 0.0, store.Verdict(interval, "a gap is possible: its site's news sitemap is asked", gap=True)
    declared = poll.declared if poll.read else feed.declared
    # A hub that let a new entry pass is not relied on.
    delivered = feed.subscribed and not seen.fresh
    seconds, because = schedule.next_poll(feed.now, interval, declared, poll.fresh, subscribed=delivered, spread=spread)
    return seconds, store.Verdict(interval, because)
