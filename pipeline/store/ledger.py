"""The ledger: where every feed and article stands, who holds it, when it is due.

    due ──claim──▶ running ──move──▶ due, or running on, at the next stage │ due again later │ done │ failed
     ▲                │
     └── lease ran out (its process died): due again, the attempt counted

The row is the work; a message in Redis only hints that a row is due. `wake_at` is when the scheduler sends the next hint:
it is moved ahead whenever somebody has just been told, so that a lost hint costs one sweep interval.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

from pipeline.errors import Setback
from pipeline.model import Claim, Kind, Lane, Move
from pipeline.store.engine import clean_text

_CLAIM = text("""
    UPDATE cursors c
       SET state = 'running', lease_token = :token, attempts = c.attempts + 1, updated_at = now(),
           leased_until = now() + make_interval(secs => :lease), wake_at = now() + make_interval(secs => :lease)
      FROM (SELECT id FROM cursors
             WHERE kind = :kind AND id = ANY(:ids) AND stage = :stage
               AND (state = 'due' AND due_at <= now() OR state = 'running' AND leased_until <= now())
             ORDER BY id FOR UPDATE SKIP LOCKED) d
     WHERE c.kind = :kind AND c.id = d.id
 RETURNING c.id, c.attempts, c.lane
""")

_HELD = text("""
    SELECT c.id FROM cursors c
      JOIN unnest(CAST(:ids AS bigint[]), CAST(:attempts AS int[])) v (id, attempts) ON v.id = c.id
     WHERE c.kind = :kind AND c.stage = :stage AND c.lease_token = :token AND c.attempts = v.attempts AND c.state = 'running'
     ORDER BY c.id FOR UPDATE OF c
""")

_MOVE = text("""
    UPDATE cursors c
       SET stage = v.stage, state = v.state, attempts = v.attempts, reason = v.reason, message = v.message,
           due_at = now() + make_interval(secs => v.delay),
           wake_at = CASE WHEN v.state = 'running' THEN now() + make_interval(secs => :lease)
                          WHEN :hinted AND v.delay = 0 AND v.stage <> c.stage AND c.lane = 'live' THEN now() + make_interval(secs => :sweep)
                          ELSE now() + make_interval(secs => v.delay) END,
           failed_at = CASE WHEN v.reason IS NOT NULL THEN now() END,
           lane = CASE WHEN v.state IN ('due', 'running') THEN c.lane ELSE 'live' END,
           part = CASE WHEN v.state = 'due' AND v.stage = c.stage THEN c.part END,
           replay_id = CASE WHEN v.state IN ('due', 'running') THEN c.replay_id END, was_done = NULL,
           lease_token = CASE WHEN v.state = 'running' THEN c.lease_token END,
           leased_until = CASE WHEN v.state = 'running' THEN now() + make_interval(secs => :lease) END, updated_at = now()
      FROM jsonb_to_recordset(CAST(:moves AS jsonb))
           v (id bigint, stage text, state text, attempts int, reason text, message text, delay float8)
     WHERE c.kind = :kind AND c.id = v.id
""")

_NOTE_ATTEMPT = text("""
    INSERT INTO attempts (kind, item_id, stage, reason, message, detail)
    VALUES (:kind, :id, :stage, :reason, :message, :detail)
""")

_SEND = text("""
    UPDATE cursors c SET wake_at = now() + make_interval(secs => :sweep)
      FROM (SELECT kind, id FROM cursors
             WHERE stage = :stage AND lane = :lane AND state IN ('due', 'running') AND wake_at <= now()
             ORDER BY wake_at LIMIT :limit FOR UPDATE SKIP LOCKED) d
     WHERE c.kind = d.kind AND c.id = d.id
 RETURNING c.id, c.attempts > 0 AND (c.state = 'running' OR coalesce(c.reason, '') IN ('crashed', 'too_slow')
                                     OR c.attempts > 1 AND c.reason IS NULL) AS alone
""")

_RELEASE = text("""
    UPDATE cursors
       SET state = 'due', due_at = now(), wake_at = now(), leased_until = NULL, lease_token = NULL,
           reason = :reason, message = :message, failed_at = now(), updated_at = now()
     WHERE lease_token = :token AND state = 'running'
""")


def claim(conn: Connection, kind: Kind, stage: str, ids: Sequence[int], token: str, lease: float) -> list[Claim]:
    """Lease those of `ids` that are due at `stage`, for `lease` seconds; the rest are somebody else's or done."""
    rows = conn.execute(_CLAIM, {"kind": kind, "stage": stage, "ids": list(ids), "token": token, "lease": lease})
    return [Claim(row.id, row.attempts, row.lane, token) for row in rows]


def held(conn: Connection, kind: Kind, stage: str, claims: Sequence[Claim]) -> set[int]:
    """The ids whose lease is still ours, locked until commit: only these may be saved and moved."""
    if not claims:
        return set()
    parameters = {
        "kind": kind,
        "stage": stage,
        "token": claims[0].token,
        "ids": [claim.id for claim in claims],
        "attempts": [claim.attempts for claim in claims],
    }
    return set(conn.execute(_HELD, parameters).scalars())


def move(
    conn: Connection, kind: Kind, stage: str, moves: Sequence[Move], *, lease: float, sweep: float, hinted: bool
) -> None:
    """Move cursors on; `hinted`: the caller sends the hints itself after commit, the scheduler need not for a while.

    A move to `running` carries the item into its next stage under the same token, its lease begun anew.
    """
    rows = [
        {
            "id": move.claim.id,
            "stage": move.stage,
            "state": move.state,
            "attempts": move.attempts,
            "reason": move.reason,
            "message": clean_text(move.message),
            "delay": move.delay,
        }
        for move in moves
    ]
    conn.execute(_MOVE, {"kind": kind, "moves": json.dumps(rows), "lease": lease, "sweep": sweep, "hinted": hinted})
    notes = [
        {
            "kind": kind,
            "id": move.claim.id,
            "stage": stage,
            "reason": move.reason,
            "message": clean_text(move.message),
            "detail": clean_text(move.detail),
        }
        for move in moves
        if move.reason
    ]
    if notes:
        conn.execute(_NOTE_ATTEMPT, notes)


def note(conn: Connection, kind: Kind, stage: str, setbacks: Sequence[tuple[Claim, Setback]]) -> None:
    """Remember what went wrong with these items without stopping them."""
    conn.execute(
        _NOTE_ATTEMPT,
        [
            {
                "kind": kind,
                "id": claim.id,
                "stage": stage,
                "reason": setback.reason,
                "message": clean_text(setback.message),
                "detail": None,
            }
            for claim, setback in setbacks
        ],
    )


def take_due(conn: Connection, stage: str, lane: Lane, limit: int, sweep: float) -> list[tuple[int, bool]]:
    """Up to `limit` items that nobody has been told of lately; whoever takes them sends the hints.

    With each: whether it is sent alone, because a process was lost over it.
    """
    rows = conn.execute(_SEND, {"stage": stage, "lane": lane, "limit": limit, "sweep": sweep})
    return [(row.id, row.alone) for row in rows]


def release_held_by(conn: Connection, names: Sequence[str]) -> int:
    """Give back what these ended workers held; how many items."""
    return conn.execute(
        text("""
            UPDATE cursors
               SET state = 'due', due_at = now(), wake_at = now(), leased_until = NULL, lease_token = NULL, updated_at = now()
             WHERE state = 'running' AND split_part(lease_token, '/', 1) = ANY(:names)
        """),
        {"names": list(names)},
    ).rowcount


def forget_hints(conn: Connection) -> int:
    """Redis has lost every hint: whatever is due is told of again at once; how many items."""
    return conn.execute(
        text("UPDATE cursors SET wake_at = due_at WHERE state = 'due' AND due_at <= now() AND wake_at > now()")
    ).rowcount


def waiting(conn: Connection, stages: Sequence[str]) -> set[tuple[str, Lane]]:
    """Each (stage, lane) in which somebody waits for a hint.

    LATERAL with a LIMIT, not EXISTS: that becomes a semi-join which reads everybody who waits (114 ms with 200,000 waiting,
    against 0.4).
    """
    rows = conn.execute(
        text("""
            SELECT s.stage, l.lane FROM unnest(CAST(:stages AS text[])) s (stage)
             CROSS JOIN (VALUES ('live'), ('replay')) l (lane)
             CROSS JOIN LATERAL (SELECT FROM cursors c WHERE c.stage = s.stage AND c.lane = l.lane
                                    AND c.state IN ('due', 'running') AND c.wake_at <= now() ORDER BY c.wake_at LIMIT 1) w
        """),
        {"stages": list(stages)},
    )
    return {(row.stage, row.lane) for row in rows}


def release(conn: Connection, token: str, reason: str, message: str) -> int:
    """Give back what a dead process held under `token`, the attempt counted; how many that were."""
    return conn.execute(_RELEASE, {"token": token, "reason": reason, "message": message}).rowcount


def release_dead(conn: Connection) -> int:
    """Give back what workers hold of whom nothing was heard for 15 seconds; how many items.

    A worker's tokens begin with its name. Without this its items would come back when their leases run out.
    """
    return conn.execute(
        text("""
            UPDATE cursors
               SET state = 'due', due_at = now(), wake_at = now(), leased_until = NULL, lease_token = NULL, updated_at = now()
             WHERE state = 'running' AND updated_at < now() - interval '5 seconds' AND lease_token LIKE '%/%'
               AND NOT EXISTS (SELECT FROM workers w WHERE w.name = split_part(lease_token, '/', 1)
                                  AND w.seen_at > now() - interval '15 seconds')
        """)
    ).rowcount


def enter(conn: Connection, kind: Kind, ids: Sequence[int], stage: str, *, sweep: float, hinted: bool) -> None:
    """First cursors for new items, due now; those that have one keep it."""
    conn.execute(
        text("""
            INSERT INTO cursors (kind, id, stage, state, due_at, wake_at)
            SELECT :kind, id, :stage, 'due', now(), now() + make_interval(secs => :ahead)
              FROM unnest(CAST(:ids AS bigint[])) id
            ON CONFLICT DO NOTHING
        """),
        {"kind": kind, "ids": list(ids), "stage": stage, "ahead": sweep if hinted else 0.0},
    )


def due_now(conn: Connection, kind: Kind, ids: Sequence[int]) -> None:
    """Make waiting items due at once, at the stage where they are."""
    conn.execute(
        text("""
            UPDATE cursors SET due_at = now(), wake_at = now(), updated_at = now()
             WHERE kind = :kind AND id = ANY(:ids) AND state = 'due'
        """),
        {"kind": kind, "ids": list(ids)},
    )


def again(conn: Connection, ids: Sequence[int], stage: str) -> None:
    """Articles past fetching, or that have failed, come to `stage` once more, for there is something new for it; whoever
    holds one finds its lease gone."""
    conn.execute(
        text("""
            UPDATE cursors SET stage = :stage, state = 'due', due_at = now(), wake_at = now(), attempts = 0, reason = NULL,
                   message = NULL, failed_at = NULL, lease_token = NULL, leased_until = NULL, part = NULL, replay_id = NULL,
                   was_done = NULL, updated_at = now()
             WHERE kind = 'article' AND id = ANY(:ids) AND (state IN ('done', 'failed') OR stage <> 'fetch'
                    OR EXISTS (SELECT FROM articles a WHERE a.id = cursors.id AND a.revision IS NOT NULL))
        """),
        {"ids": list(ids), "stage": stage},
    )


def fetched(conn: Connection, ids: Sequence[int]) -> None:
    """Articles that still wait to be fetched, or could not be, have had their page fetched under another name."""
    conn.execute(
        text("""
            UPDATE cursors SET stage = 'clean', state = 'due', due_at = now(), wake_at = now(), attempts = 0, reason = NULL,
                   message = NULL, failed_at = NULL, replay_id = NULL, was_done = NULL, updated_at = now()
             WHERE kind = 'article' AND id = ANY(:ids) AND stage = 'fetch' AND state IN ('due', 'failed')
        """),
        {"ids": list(ids)},
    )


def wait(conn: Connection, kind: Kind, waits: Mapping[int, float]) -> None:
    """Items that are due come not before so many seconds from now."""
    conn.execute(
        text("""
            UPDATE cursors SET due_at = now() + make_interval(secs => v.value::float8), updated_at = now(),
                   wake_at = now() + make_interval(secs => v.value::float8)
              FROM jsonb_each_text(CAST(:waits AS jsonb)) v WHERE kind = :kind AND id = v.key::bigint AND state = 'due'
        """),
        {"kind": kind, "waits": json.dumps({str(item): seconds for item, seconds in waits.items()})},
    )


def in_flight(conn: Connection) -> bool:
    """Whether anything is running or due, an article only waits for its turn within the hour, a replay is being carried out,
    or an imported capture waits to be let in.

    What waits after a failure, or for a host that wants silence for longer, does not count.
    """
    return bool(
        conn.execute(
            text("""
                SELECT EXISTS (SELECT FROM cursors WHERE state = 'running'
                                OR state = 'due' AND (due_at <= now() OR kind = 'article' AND reason IS NULL
                                                      AND due_at <= now() + interval '1 hour'))
                    OR EXISTS (SELECT FROM replays WHERE finished_at IS NULL AND (after < upto OR cancelled_at IS NOT NULL))
                    OR EXISTS (SELECT FROM cursors WHERE waiting AND (state IN ('done', 'failed') OR stage = 'fetch' AND state = 'due'))
            """)
        ).scalar_one()
    )


def too_slow(conn: Connection, kind: Kind, ids: Sequence[int]) -> set[int]:
    """Those whose last process was ended by the hard time limit."""
    return set(
        conn.execute(
            text("SELECT id FROM cursors WHERE kind = :kind AND id = ANY(:ids) AND reason = 'too_slow'"),
            {"kind": kind, "ids": list(ids)},
        ).scalars()
    )
