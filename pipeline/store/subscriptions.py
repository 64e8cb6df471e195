"""Subscriptions at WebSub hubs: one row for each feed that a hub delivers, or is to.

    wanted ──asked──▶ asked ──verified──▶ active ──asked again before the lease ends──▶ active
       ▲                │                    │
       └── refused, or the lease ran out ────┘        denied: asked again after a day
                                                      leaving: the feed is not wanted any more; gone once the hub knows

`attempts` counts what was asked since the hub last verified: a verification counts only while one is open, so nobody but
a hub that we have just asked can make a subscription. `updated_at` is when the hub was last asked or heard.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, text

from pipeline.model import Announcement, Rejection
from pipeline.store import announcements as entries
from pipeline.store import feeds
from pipeline.store.engine import clean_text

MAX_FAREWELLS = 4  # requests to a hub that does not let go; its lease ends by itself
_PATIENCE = 300.0  # seconds after which a request that was never settled is made again
_POLL_FLOOR = 900.0  # seconds between two polls of a feed, whatever a hub delivers

_WANTED = "f.status = 'active' AND f.hub = s.hub AND f.topic = s.topic"

_UNWANTED = "(f.status <> 'active' OR f.hub IS NULL OR f.topic IS NULL)"

# One look at everything, that is nearly always all: what follows is for the few rows that are found.
_CHANGED = text(f"""
    SELECT f.id FROM feeds f LEFT JOIN subscriptions s ON s.feed_id = f.id
     WHERE CASE WHEN {_UNWANTED} THEN s.state <> 'leaving'
                ELSE s.feed_id IS NULL OR s.hub <> f.hub OR s.topic <> f.topic OR s.state = 'leaving'
                  OR s.state = 'active' AND s.lease_until <= now() END
     LIMIT :limit
""")  # noqa: S608

_NEW = text(f"""
    SELECT f.id, f.hub, f.topic FROM feeds f LEFT JOIN subscriptions s ON s.feed_id = f.id
     WHERE f.id = ANY(:ids) AND NOT {_UNWANTED} AND (s.feed_id IS NULL OR s.hub <> f.hub OR s.topic <> f.topic)
     ORDER BY f.id FOR UPDATE OF f SKIP LOCKED
""")  # noqa: S608

_TAKE_UP = text("""
    INSERT INTO subscriptions (feed_id, hub, topic, token, secret, state)
    VALUES (:feed, :hub, :topic, :token, :secret, 'wanted')
    ON CONFLICT (feed_id) DO UPDATE
       SET hub = excluded.hub, topic = excluded.topic, token = excluded.token, secret = excluded.secret, state = 'wanted',
           due_at = now(), attempts = 0, lease_until = NULL, delivered_at = NULL, last_error = NULL, updated_at = now()
""")

# What was never asked for is simply forgotten; of what was, the hub is told.
_FORGET = text(f"""
    DELETE FROM subscriptions WHERE feed_id IN (
        SELECT s.feed_id FROM subscriptions s JOIN feeds f ON f.id = s.feed_id
         WHERE f.id = ANY(:ids) AND s.state IN ('wanted', 'denied') AND s.attempts = 0 AND {_UNWANTED}
           FOR UPDATE OF s SKIP LOCKED)
""")  # noqa: S608

_LEAVE = text(f"""
    UPDATE subscriptions SET state = 'leaving', due_at = now(), attempts = 0, last_error = NULL, updated_at = now()
     WHERE feed_id IN (
        SELECT s.feed_id FROM subscriptions s JOIN feeds f ON f.id = s.feed_id
         WHERE f.id = ANY(:ids) AND s.state <> 'leaving' AND {_UNWANTED}
           FOR UPDATE OF s SKIP LOCKED)
""")  # noqa: S608

_COME_BACK = text(f"""
    UPDATE subscriptions SET state = 'wanted', due_at = now(), attempts = 0, last_error = NULL, updated_at = now()
     WHERE feed_id IN (
        SELECT s.feed_id FROM subscriptions s JOIN feeds f ON f.id = s.feed_id
         WHERE f.id = ANY(:ids) AND s.state = 'leaving' AND {_WANTED}
           FOR UPDATE OF s SKIP LOCKED)
""")  # noqa: S608

_RUN_OUT = text("""
    UPDATE subscriptions SET state = CASE WHEN attempts > 0 THEN 'asked' ELSE 'wanted' END
     WHERE feed_id IN (SELECT feed_id FROM subscriptions
                        WHERE feed_id = ANY(:ids) AND state = 'active' AND lease_until <= now() FOR UPDATE SKIP LOCKED)
""")

_CLAIM = text("""
    UPDATE subscriptions s
       SET attempts = s.attempts + 1, due_at = now() + make_interval(secs => :patience), updated_at = now(),
           state = CASE WHEN s.state IN ('wanted', 'denied') THEN 'asked' ELSE s.state END,
           last_error = CASE WHEN s.attempts > 0 THEN coalesce(s.last_error, 'asked, and the hub has not verified it')
                             ELSE s.last_error END
      FROM (SELECT feed_id FROM subscriptions WHERE due_at <= now() ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED) d
     WHERE s.feed_id = d.feed_id
 RETURNING s.feed_id, s.hub, s.topic, s.token, s.secret, s.attempts, s.state = 'leaving' AS leaving
""")

_VERIFY = text(f"""
    UPDATE subscriptions s
       SET state = 'active', attempts = 0, last_error = NULL, updated_at = now(),
           lease_until = now() + make_interval(secs => :lease), due_at = now() + make_interval(secs => :renewal)
      FROM feeds f
     WHERE f.id = s.feed_id AND s.token = :token AND s.topic = :topic AND s.state IN ('wanted', 'asked', 'active')
       AND s.attempts > 0 AND s.updated_at > now() - interval '1 day' AND {_WANTED}
""")  # noqa: S608

# A hub that reconfirms what it has already (§5) is not believed unasked, but asked, so that nothing is lost by it.
_ASK_AGAIN = text("""
    UPDATE subscriptions SET due_at = least(due_at, now() + interval '1 minute')
     WHERE token = :token AND topic = :topic AND state = 'active' AND attempts = 0
""")

_DENY = text("""
    UPDATE subscriptions
       SET state = 'denied', attempts = 0, lease_until = NULL, due_at = now() + interval '1 day', updated_at = now(),
           last_error = :reason
     WHERE token = :token AND topic = :topic AND state <> 'leaving'
""")

_HASTEN = text("""
    UPDATE cursors c
       SET due_at = v.at, wake_at = v.at, updated_at = now()
      FROM (SELECT id, greatest(now(), last_polled_at + make_interval(secs => :floor)) AS at FROM feeds WHERE id = :id) v
     WHERE c.kind = 'feed' AND c.id = v.id AND c.state = 'due' AND c.due_at > v.at
""")


@dataclass(frozen=True, slots=True)
class Ask:
    """A hub to be asked: to deliver a topic, or (`leaving`) to stop. `attempts`: the how manieth time, this one included."""

    feed_id: int
    hub: str
    topic: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    attempts: int
    leaving: bool


@dataclass(frozen=True, slots=True)
class Receiver:
    """The feed that a delivery is for, and what must have signed it; `now` is the database's."""

    feed_id: int
    url: str
    secret: str = field(repr=False)
    now: datetime


def look(conn: Connection, draw: Callable[[], tuple[str, str]], limit: int = 500) -> None:
    """Bring subscriptions in line with what the feeds announce and with the clock.

    `draw` gives a new token and secret: a callback belongs to one hub and one topic.
    """
    changed = {"ids": list(conn.execute(_CHANGED, {"limit": limit}).scalars())}
    if not changed["ids"]:
        return
    for statement in (_FORGET, _LEAVE, _COME_BACK, _RUN_OUT):
        conn.execute(statement, changed)
    new = []
    for row in conn.execute(_NEW, changed):
        token, secret = draw()
        new.append({"feed": row.id, "hub": row.hub, "topic": row.topic, "token": token, "secret": secret})
    if new:
        conn.execute(_TAKE_UP, new)


def claim(conn: Connection, limit: int) -> list[Ask]:
    """The requests that are due, each to one caller."""
    rows = conn.execute(_CLAIM, {"limit": limit, "patience": _PATIENCE})
    return [Ask(row.feed_id, row.hub, row.topic, row.token, row.secret, row.attempts, row.leaving) for row in rows]


def settle(conn: Connection, ask: Ask, again_in: float, error: str | None = None) -> None:
    """The hub has taken a request, or refused it with `error`; without its verification it is asked `again_in` seconds.

    Writes nothing where the verification has come before.
    """
    known = {"id": ask.feed_id, "token": ask.token, "attempts": ask.attempts}
    if ask.leaving and ask.attempts >= MAX_FAREWELLS:
        conn.execute(
            text("""
                DELETE FROM subscriptions
                 WHERE feed_id = :id AND token = :token AND attempts = :attempts AND state = 'leaving'
            """),
            known,
        )
        return
    conn.execute(
        text("""
            UPDATE subscriptions
               SET due_at = now() + make_interval(secs => :again_in), last_error = CAST(:error AS text),
                   state = CASE WHEN state = 'asked' AND :error IS NOT NULL THEN 'wanted' ELSE state END
             WHERE feed_id = :id AND token = :token AND attempts = :attempts
        """),
        {**known, "again_in": again_in, "error": clean_text(error)},
    )


def put_off(conn: Connection, ask: Ask, seconds: float) -> None:
    """The hub's turn has not come: nothing was sent, nothing counts."""
    conn.execute(
        text("""
            UPDATE subscriptions
               SET due_at = now() + make_interval(secs => :seconds), attempts = attempts - 1,
                   state = CASE WHEN state = 'asked' THEN 'wanted' ELSE state END
             WHERE feed_id = :id AND token = :token AND attempts = :attempts
        """),
        {"id": ask.feed_id, "token": ask.token, "attempts": ask.attempts, "seconds": seconds},
    )


def verify(conn: Connection, token: str, topic: str, *, lease: float, renewal: float) -> bool:
    """A hub asks whether we subscribed: yes if we did within the last day, and still want to; due again in `renewal` seconds."""
    known = {"token": token, "topic": topic}
    if conn.execute(_VERIFY, {**known, "lease": lease, "renewal": renewal}).rowcount:
        return True
    conn.execute(_ASK_AGAIN, known)
    return False


def verify_leaving(conn: Connection, token: str, topic: str) -> bool:
    """A hub asks whether we unsubscribed: yes if the feed is not wanted any more."""
    found = conn.execute(
        text(f"""
            DELETE FROM subscriptions s USING feeds f
             WHERE f.id = s.feed_id AND s.token = :token AND s.topic = :topic AND NOT coalesce({_WANTED}, false)
        """),  # noqa: S608
        {"token": token, "topic": topic},
    )
    return bool(found.rowcount)


def deny(conn: Connection, token: str, topic: str, reason: str | None) -> bool:
    """A hub does not deliver this; whether that concerns us. It is asked again after a day."""
    known = {"token": token, "topic": topic}
    left = conn.execute(
        text("DELETE FROM subscriptions WHERE token = :token AND topic = :topic AND state = 'leaving'"), known
    ).rowcount
    message = f"denied by the hub: {reason}" if reason else "denied by the hub"
    return bool(left or conn.execute(_DENY, {**known, "reason": clean_text(message)}).rowcount)


def receiver(conn: Connection, token: str) -> Receiver | None:
    """Whom a delivery to this callback is for; None where nobody waits for one."""
    row = conn.execute(
        text(f"""
            SELECT f.id, f.url, s.secret, now() AS now FROM subscriptions s JOIN feeds f ON f.id = s.feed_id
             WHERE s.token = :token AND s.state <> 'denied' AND {_WANTED}
        """),  # noqa: S608
        {"token": token},
    ).one_or_none()
    return Receiver(row.id, row.url, row.secret, row.now) if row else None


def deliver(
    conn: Connection, token: str, announcements: Sequence[Announcement], rejections: Sequence[Rejection]
) -> int | None:
    """Save what a hub delivered: how many entries were seen for the first time; None where nobody waits for it any more.

    The feed's validators stay as they are: they belong to what the publisher itself last answered.
    """
    feed_id = conn.execute(
        text(f"""
            UPDATE subscriptions s
               SET delivered_at = now(), last_error = CASE WHEN s.attempts = 0 THEN NULL ELSE s.last_error END
              FROM feeds f
             WHERE f.id = s.feed_id AND s.token = :token AND s.state <> 'denied' AND {_WANTED}
         RETURNING f.id
        """),  # noqa: S608
        {"token": token},
    ).scalar_one_or_none()
    if feed_id is None:
        return None
    feed = feeds.load(conn, [feed_id])[feed_id]
    found = feeds.Polled(
        feed,
        feed.etag,
        feed.last_modified,
        feed.body_sha256,
        announcements=tuple(announcements),
        rejections=tuple(rejections),
    )
    announced = feeds.save_entries(conn, found)
    entries.enter(conn, announced, sweep=0, hinted=False)
    return announced.fresh


def note(conn: Connection, token: str, error: str) -> None:
    """Something is wrong with what a hub delivers."""
    conn.execute(
        text(
            "UPDATE subscriptions SET last_error = :error WHERE token = :token AND last_error IS DISTINCT FROM :error"
        ),
        {"token": token, "error": clean_text(error)},
    )


def poll_soon(conn: Connection, feed_id: int) -> None:
    """What was delivered did not say it all: the feed is polled as soon as it may be."""
    conn.execute(_HASTEN, {"id": feed_id, "floor": _POLL_FLOOR})
