"""Webhooks: readers of the change feed that are called. Each has a position, like a consumer, and one batch under way.

    due ──claimed: the batch is written down, leased──▶ sent ──2xx──▶ the position moves to its end
     ▲                                                   │
     └──────── not taken, or the lease ran out ──────────┘   after a day: into dead_letters, and the position moves

A batch is written down before it is sent, and sent again as it stands there. What is told of a sending counts while the
lease lasts under which it was sent: `lease_until` is its token.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from pipeline.errors import Refused
from pipeline.store.engine import clean_text

BATCH = 100
Row = dict[str, Any]
Compose = Callable[[int, datetime, Sequence[Mapping[str, Any]]], str]

_NEWEST = "(SELECT coalesce(max(seq), 0) FROM changes)"
_FREE = "due_at <= now() AND (lease_until IS NULL OR lease_until <= now())"

_DUE = text(f"""
    SELECT id, {_FREE} AND (sending_to IS NOT NULL OR seq < {_NEWEST}) AS due
      FROM webhooks WHERE state = 'active' ORDER BY due_at
""")  # noqa: S608

_TAKE = text(f"""
    SELECT id, url, secret, kinds, seq, sending_to, body, now() AS now, {_NEWEST} AS newest
      FROM webhooks WHERE id = :id AND state = 'active' AND {_FREE} FOR UPDATE SKIP LOCKED
""")  # noqa: S608

_READ = text("""
    SELECT c.seq, c.at, c.article_id, c.kind, c.subject, c.revision, a.url, r.title
      FROM (SELECT * FROM changes WHERE seq > :after AND seq <= :newest
               AND (CAST(:kinds AS text[]) IS NULL OR kind = ANY(:kinds)) ORDER BY seq LIMIT :limit) c
      LEFT JOIN articles a ON a.id = c.article_id
      LEFT JOIN revisions r ON r.article_id = c.article_id AND r.revision = c.revision
     ORDER BY c.seq
""")

_LEASE = text("""
    UPDATE webhooks
       SET sending_to = :to, body = :body, attempts = attempts + 1,
           lease_until = clock_timestamp() + make_interval(secs => :lease)
     WHERE id = :id
 RETURNING lease_until, attempts
""")

_DELIVERED = text("""
    UPDATE webhooks
       SET seq = sending_to, sending_to = NULL, body = NULL, attempts = 0, failing_since = NULL, last_status = :status,
           last_error = NULL, lease_until = NULL, due_at = now(), delivered_at = now()
     WHERE id = :id AND lease_until = :lease
""")

_FAILED = text("""
    UPDATE webhooks
       SET failing_since = coalesce(failing_since, now()), last_status = CAST(:status AS integer), last_error = :error,
           lease_until = NULL, due_at = now() + make_interval(secs => :wait),
           state = CASE WHEN :gone THEN 'paused' ELSE state END
     WHERE id = :id AND lease_until = :lease
 RETURNING failing_since <= now() - make_interval(secs => :patience) AS spent
""")

_BURY = text("""
    INSERT INTO dead_letters (webhook_id, after_seq, to_seq, body, attempts, error)
    SELECT id, seq, sending_to, body, attempts, last_error FROM webhooks WHERE id = :id
""")

_GO_ON = text("""
    UPDATE webhooks
       SET seq = sending_to, sending_to = NULL, body = NULL, attempts = 0, failing_since = NULL, due_at = now()
     WHERE id = :id
""")

_LISTED = """
    SELECT w.id, w.url, w.state, w.kinds, w.seq,
           (SELECT count(*) FROM changes k WHERE k.seq > w.seq AND (w.kinds IS NULL OR k.kind = ANY(w.kinds))) AS behind,
           w.last_status, w.last_error, w.failing_since, w.attempts, w.delivered_at,
           CASE WHEN w.state = 'active' AND w.failing_since IS NOT NULL THEN w.due_at END AS next_attempt_at,
           (SELECT count(*) FROM dead_letters d WHERE d.webhook_id = w.id) AS dead_letters, w.created_at
      FROM webhooks w
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """A batch to be sent under a lease; `attempts`: the how manieth time, this one included."""

    webhook_id: int
    url: str = field(repr=False)  # often a secret, too
    secret: str = field(repr=False)
    body: str = field(repr=False)
    to: int
    attempts: int
    lease_until: datetime


def add(conn: Connection, url: str, secret: str, kinds: Sequence[str] | None, after: int | None) -> Row:
    """A new webhook that begins after that seq; None: with what happens from now on.

    Raises:
        Refused: one sends there already.
    """
    known = conn.execute(text("SELECT id FROM webhooks WHERE url = :url"), {"url": url}).scalar()
    if known is not None:
        raise Refused(f"webhook {known} sends there already")
    row = conn.execute(
        text(f"""
            INSERT INTO webhooks (url, secret, kinds, seq) VALUES (:url, :secret, :kinds, coalesce(:after, {_NEWEST}))
            RETURNING id, url, secret, kinds, seq
        """),  # noqa: S608
        {"url": url, "secret": secret, "kinds": list(kinds) if kinds else None, "after": after},
    )
    return dict(row.mappings().one())


def due(conn: Connection) -> list[int] | None:
    """Webhooks that something is to be sent to now, those waiting longest first; None where none is active at all."""
    rows = conn.execute(_DUE).all()
    return [row.id for row in rows if row.due] if rows else None


def claim(conn: Connection, webhook_id: int, lease: float, compose: Compose) -> Sending | None:
    """The batch that a webhook is to be sent, for one caller and `lease` seconds; None where it is not its time, somebody
    else has it, or nothing of its kinds has happened: then its position has moved past what has.

    `compose` writes the body of a new batch.
    """
    row = conn.execute(_TAKE, {"id": webhook_id}).one_or_none()
    if row is None:
        return None
    to, body = row.sending_to, row.body
    if to is None:
        found = conn.execute(
            _READ, {"after": row.seq, "newest": row.newest, "kinds": row.kinds, "limit": BATCH}
        ).mappings()
        changes = [dict(change) for change in found]
        to = changes[-1]["seq"] if len(changes) == BATCH else row.newest
        if not changes:
            conn.execute(
                text("UPDATE webhooks SET seq = :to WHERE id = :id AND seq < :to"), {"id": webhook_id, "to": to}
            )
            return None
        body = compose(webhook_id, row.now, changes)
    leased = conn.execute(_LEASE, {"id": webhook_id, "to": to, "body": body, "lease": lease}).one()
    return Sending(webhook_id, row.url, row.secret, body, to, leased.attempts, leased.lease_until)


def delivered(conn: Connection, sending: Sending, status: int) -> None:
    """The batch was taken: the position moves to its end."""
    conn.execute(_DELIVERED, {"id": sending.webhook_id, "lease": sending.lease_until, "status": status})


def failed(
    conn: Connection, sending: Sending, error: str, status: int | None, *, wait: float, patience: float, gone: bool
) -> bool:
    """The batch was not taken: it is sent again in `wait` seconds; `gone`: not before a person resumes the webhook.

    Once it has failed for `patience` seconds it becomes a dead letter and the next one's turn comes; whether that is so.
    """
    spent = conn.execute(
        _FAILED,
        {
            "id": sending.webhook_id,
            "lease": sending.lease_until,
            "status": status,
            "error": clean_text(error),
            "wait": wait,
            "patience": patience,
            "gone": gone,
        },
    ).scalar()
    if not spent or gone:
        return False
    conn.execute(_BURY, {"id": sending.webhook_id})
    conn.execute(_GO_ON, {"id": sending.webhook_id})
    return True


def listed(conn: Connection) -> list[Row]:
    """All webhooks and how they are doing, without their secrets."""
    return [dict(row) for row in conn.execute(text(f"{_LISTED} ORDER BY w.id")).mappings()]


def find(conn: Connection, webhook_id: int) -> Row:
    """One webhook, as `listed` has it.

    Raises:
        Refused: it is not known.
    """
    row = conn.execute(text(f"{_LISTED} WHERE w.id = :id"), {"id": webhook_id}).mappings().one_or_none()
    if row is None:
        raise Refused(f"no webhook {webhook_id}: `wireroom webhooks list` shows all")
    return dict(row)


def secret(conn: Connection, webhook_id: int) -> str:
    """What a known webhook's deliveries are signed with."""
    return str(conn.execute(text("SELECT secret FROM webhooks WHERE id = :id"), {"id": webhook_id}).scalar_one())


def pause(conn: Connection, webhook_id: int) -> None:
    """Send nothing more until it is resumed; what is under way comes to its end."""
    find(conn, webhook_id)
    conn.execute(text("UPDATE webhooks SET state = 'paused', failing_since = NULL WHERE id = :id"), {"id": webhook_id})


def resume(conn: Connection, webhook_id: int) -> None:
    """Send again, at once, from where it stopped."""
    find(conn, webhook_id)
    conn.execute(
        text("""
            UPDATE webhooks SET state = 'active', due_at = now(), attempts = 0, failing_since = NULL WHERE id = :id
        """),
        {"id": webhook_id},
    )


def remove(conn: Connection, webhook_id: int) -> int:
    """Forget a webhook and its dead letters; how many those were."""
    dead = int(find(conn, webhook_id)["dead_letters"])
    conn.execute(text("DELETE FROM webhooks WHERE id = :id"), {"id": webhook_id})
    return dead


def dead(conn: Connection, webhook_id: int | None = None) -> list[Row]:
    """Dead letters, the oldest first, of one webhook or of all."""
    rows = conn.execute(
        text("""
            SELECT id, webhook_id, after_seq, to_seq, jsonb_array_length(CAST(body AS jsonb) -> 'changes') AS changes,
                   attempts, error, died_at
              FROM dead_letters WHERE CAST(:id AS bigint) IS NULL OR webhook_id = :id ORDER BY id
        """),
        {"id": webhook_id},
    )
    return [dict(row) for row in rows.mappings()]


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter, and where it is to go."""

    id: int
    webhook_id: int
    url: str = field(repr=False)
    secret: str = field(repr=False)
    body: str = field(repr=False)


def letter(conn: Connection, letter_id: int) -> Letter | None:
    """A dead letter; None where it is not there, or not any more."""
    row = conn.execute(
        text("""
            SELECT d.id, d.webhook_id, w.url, w.secret, d.body FROM dead_letters d JOIN webhooks w ON w.id = d.webhook_id
             WHERE d.id = :id
        """),
        {"id": letter_id},
    ).one_or_none()
    return Letter(*row) if row is not None else None


def settle_letter(conn: Connection, letter_id: int, error: str | None) -> None:
    """A dead letter was taken after all and is forgotten, or, with `error`, was not."""
    if error is None:
        conn.execute(text("DELETE FROM dead_letters WHERE id = :id"), {"id": letter_id})
        return
    conn.execute(
        text("UPDATE dead_letters SET attempts = attempts + 1, error = :error WHERE id = :id"),
        {"id": letter_id, "error": clean_text(error)},
    )


def health(conn: Connection) -> Row:
    """How the webhooks are doing, in numbers; `failing_seconds`: for how long the longest failing one has been."""
    row = conn.execute(
        text("""
            SELECT count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'paused') AS paused,
                   count(*) FILTER (WHERE failing_since IS NOT NULL) AS failing, min(failing_since) AS failing_since,
                   coalesce(extract(epoch FROM now() - min(failing_since)), 0)::float AS failing_seconds,
                   (SELECT count(*) FROM dead_letters) AS dead_letters
              FROM webhooks
        """)
    )
    return dict(row.mappings().one())
