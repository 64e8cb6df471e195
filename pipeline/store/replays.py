"""Replays: articles asked back to a stage, carried out batch by batch, so that it may be a million of them.

    begin ──advance──▶ … ──advance──▶ carried out ──settle──▶ finished: the pipeline is through with its articles
      └── cancel ──▶ put_back ──▶ … ──▶ finished

A row of `replays` says how far one has come by the id of an article; what is through with `advance` is never looked at
again, so that each article is moved at most once, whoever carries out: the command, and when it has died a scheduler.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from pipeline.errors import Refused
from pipeline.model import Selector
from pipeline.store import selection

BATCH = 2_000  # articles in one transaction: some 50 ms
SPAN = 50_000  # articles among which those are looked for: 0.1 s where each must be read
PAGE = 20_000  # articles counted by one statement
Row = dict[str, Any]
_LOCK = 7767797272

# As `ledger.in_flight`: those that wait for another attempt after a failure, or for a host that wants silence, are not waited for.
_UNDER_WAY = (
    "state = 'running' OR state = 'due' AND (due_at <= now() OR reason IS NULL AND due_at <= now() + interval '1 hour')"
)
_UNDECIDED = "finished_at IS NULL AND (after < upto OR cancelled_at IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class Replay:
    """What is asked. `part`: at `extract`, by this extractor and those that need it. `force`: also what is current."""

    stage: str
    part: str | None
    selector: Selector
    force: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """What a replay would do to the articles that are there: how many are selected; by host, how many of them can go back,
    and how many of those are current."""

    selected: int
    able: Mapping[str, int]
    current: Mapping[str, int]


def newest(conn: Connection) -> int:
    """The id of the newest article."""
    return int(conn.execute(text("SELECT coalesce(max(id), 0) FROM articles")).scalar_one())


def survey(conn: Connection, replay: Replay, versions: Mapping[str, int], upto: int) -> Survey:
    """Count what a replay would do; the more articles, the longer it takes, but no statement takes long."""
    selected, after, able, current = 0, 0, Counter[str](), Counter[str]()
    while True:
        size = PAGE if replay.selector.limit is None else min(PAGE, replay.selector.limit - selected)
        found = _candidates(conn, replay, versions, after, upto, size)
        selected += len(found)
        able.update(each.host for each in found if each.stage is not None)
        current.update(each.host for each in found if each.current)
        if len(found) < size or selected == replay.selector.limit:
            return Survey(selected, able, current)
        after = found[-1].id


def begin(conn: Connection, replay: Replay, versions: Mapping[str, int], upto: int) -> tuple[int, datetime | None]:
    """A replay of the articles up to `upto`; an identical one that is under way is joined instead. Its id, and since when
    it has been under way. `versions`: what is current, for whoever carries out, of another release or not.

    Whoever asks meanwhile waits for this transaction.
    """
    # Not the table: schedulers, which write there too, would wait behind whoever waits for it.
    conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    return identical(conn, replay, versions) or (
        conn.execute(_BEGIN, {**_values(replay, versions), "upto": upto}).scalar_one(),
        None,
    )


def identical(conn: Connection, replay: Replay, versions: Mapping[str, int]) -> tuple[int, datetime] | None:
    """The replay under way that was asked for in the same words by the same versions, and since when."""
    settle(conn)
    row = conn.execute(_SAME, _values(replay, versions)).one_or_none()
    return None if row is None else (row.id, row.requested_at)


def _values(replay: Replay, versions: Mapping[str, int]) -> Row:
    return {
        "stage": replay.stage,
        "part": replay.part,
        "selector": _written(replay.selector),
        "force": replay.force,
        "versions": dict(versions),
    }


_SAME = text("""
    SELECT id, requested_at FROM replays
     WHERE finished_at IS NULL AND cancelled_at IS NULL AND stage = :stage AND part IS NOT DISTINCT FROM CAST(:part AS text)
       AND selector = :selector AND force = :force AND versions = :versions ORDER BY id LIMIT 1
""").bindparams(bindparam("selector", type_=JSONB), bindparam("versions", type_=JSONB))
_BEGIN = text("""
    INSERT INTO replays (stage, part, selector, force, versions, upto)
    VALUES (:stage, :part, :selector, :force, :versions, :upto) RETURNING id
""").bindparams(bindparam("selector", type_=JSONB), bindparam("versions", type_=JSONB))


def advance(conn: Connection, replay_id: int, limit: int = BATCH) -> bool:
    """Carry out the next articles of a replay, at most `limit`, or of putting a cancelled one's back; whether there may be more.

    Somebody else who carries out the same one is waited for. The selector is asked for these articles now: what earlier
    batches have moved lies behind, and cannot change the answer.
    """
    row = conn.execute(
        text(f"SELECT * FROM replays WHERE id = :id AND {_UNDECIDED} FOR UPDATE"),  # noqa: S608
        {"id": replay_id},
    ).one_or_none()
    if row is None:
        return False
    if row.cancelled_at is not None:
        return put_back(conn, replay_id, limit)
    replay = Replay(row.stage, row.part, _read(row.selector), row.force)
    quota = replay.selector.limit
    size = limit if quota is None else min(limit, quota - row.selected)
    until = min(row.upto, row.after + SPAN)
    found = _candidates(conn, replay, row.versions, row.after, until, size)
    after = row.upto if row.selected + len(found) == quota else found[-1].id if len(found) == size else until
    going = {each.id: each.stage for each in found if each.stage is not None and (replay.force or not each.current)}
    conn.execute(
        text("""
            UPDATE replays SET after = :after, selected = selected + :selected, moved = moved + :moved, current = current + :current
             WHERE id = :id
        """),
        {
            "id": replay_id,
            "after": after,
            "selected": len(found),
            "moved": selection.move_back(conn, going, replay.part, replay_id),
            "current": sum(each.current for each in found if each.id not in going),
        },
    )
    return bool(after < row.upto)


def _candidates(
    conn: Connection, replay: Replay, versions: Mapping[str, int], after: int, upto: int, limit: int
) -> list[selection.Candidate]:
    # Who asks for what has failed wants it tried, whatever was tried before.
    since = None if replay.selector.failed else conn.execute(_LAST, _values(replay, versions)).scalar()
    return selection.candidates(
        conn,
        replay.selector,
        replay.stage,
        replay.part,
        versions,
        after=after,
        upto=upto,
        limit=limit,
        failed_since=since,
    )


# The last one of the same versions that is over: what it took back and failed has failed under them.
_LAST = text("""
    SELECT max(requested_at) FROM replays WHERE finished_at IS NOT NULL AND cancelled_at IS NULL AND stage = :stage
       AND part IS NOT DISTINCT FROM CAST(:part AS text) AND versions = :versions
""").bindparams(bindparam("versions", type_=JSONB))


def abandoned(conn: Connection) -> int | None:
    """The oldest replay that is not carried out, and that nobody is busy with at this moment; it is locked until commit."""
    found: int | None = conn.execute(
        text(f"SELECT id FROM replays WHERE {_UNDECIDED} ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")  # noqa: S608
    ).scalar()
    return found


def settle(conn: Connection) -> None:
    """Note which replays are finished."""
    conn.execute(
        text(f"""
            UPDATE replays SET finished_at = now() WHERE id IN (
                SELECT id FROM replays r WHERE finished_at IS NULL AND cancelled_at IS NULL AND after >= upto
                   AND NOT EXISTS (SELECT FROM cursors c WHERE c.replay_id = r.id AND ({_UNDER_WAY}))
                   FOR UPDATE SKIP LOCKED)
        """)  # noqa: S608
    )


def unfinished(conn: Connection, replay_id: int) -> bool:
    """Whether it is still to be carried out, or the pipeline works on an article of it."""
    return bool(
        conn.execute(
            text(f"""
                SELECT EXISTS (SELECT FROM replays WHERE id = :id AND {_UNDECIDED})
                    OR EXISTS (SELECT FROM cursors WHERE replay_id = :id AND ({_UNDER_WAY}))
            """),  # noqa: S608
            {"id": replay_id},
        ).scalar_one()
    )


def cancel(conn: Connection, replay_id: int) -> None:
    """Nothing more of it is moved; `put_back` does the rest.

    Raises:
        Refused: it is not under way.
    """
    settle(conn)
    row = conn.execute(
        text("SELECT finished_at, cancelled_at FROM replays WHERE id = :id FOR UPDATE"), {"id": replay_id}
    ).one_or_none()
    if row is None:
        raise Refused(f"there is no replay {replay_id}: `wireroom replay --list` shows those under way")
    if row.finished_at is not None:
        how = "cancelled" if row.cancelled_at else "finished"
        raise Refused(f"replay {replay_id} is {how}: there is nothing to cancel")
    conn.execute(
        text("UPDATE replays SET cancelled_at = coalesce(cancelled_at, now()) WHERE id = :id"), {"id": replay_id}
    )


def put_back(conn: Connection, replay_id: int, limit: int = BATCH) -> bool:
    """Let up to `limit` articles of a cancelled replay rest again where it took them; whether there are more.

    Those that were under way before, or that somebody has begun to work on, the pipeline finishes: half done they would
    stay behind what was fetched, or show annotations of another text. Somebody else who does the same is waited for.
    """
    # The replay before its articles, as whoever carries out locks them.
    row = conn.execute(text("SELECT finished_at FROM replays WHERE id = :id FOR UPDATE"), {"id": replay_id}).one()
    if row.finished_at is not None:
        return False
    count = conn.execute(_PUT_BACK, {"id": replay_id, "limit": limit}).rowcount
    conn.execute(
        text("""
            UPDATE replays SET moved = moved - :count, finished_at = CASE WHEN :last THEN now() END WHERE id = :id
        """),
        {"id": replay_id, "count": count, "last": count < limit},
    )
    return count == limit


# As a subquery the LIMIT could be executed once for each row that it is joined to.
_PUT_BACK = text("""
    WITH d AS (SELECT id FROM cursors WHERE replay_id = :id AND state = 'due' AND was_done ORDER BY id LIMIT :limit FOR UPDATE)
    UPDATE cursors c SET stage = 'cluster', state = 'done', lane = 'live', attempts = 0, reason = NULL, message = NULL,
           failed_at = NULL, part = NULL, replay_id = NULL, was_done = NULL, updated_at = now()
      FROM d
     WHERE c.kind = 'article' AND c.id = d.id
""")


def shown(conn: Connection, replay_id: int | None = None, finished: int = 5) -> list[Row]:
    """One replay, or all under way and the last `finished` others, newest first.

    `left`: its articles that the pipeline is not through with. `seconds`: since it was asked for, until it was finished.
    """
    rows = conn.execute(
        text("""
            SELECT r.id, r.stage, r.part, r.selector, r.force, r.requested_at, r.selected, r.moved, r.current,
                   (SELECT count(*) FROM cursors c WHERE c.replay_id = r.id) AS "left",
                   extract(epoch FROM coalesce(r.finished_at, now()) - r.requested_at)::float8 AS seconds,
                   CASE WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN finished_at IS NOT NULL THEN 'finished'
                        WHEN after < upto THEN 'carrying out' ELSE 'running' END AS state
              FROM replays r
             WHERE CASE WHEN CAST(:id AS bigint) IS NOT NULL THEN id = :id
                        ELSE finished_at IS NULL OR id IN (
                             SELECT id FROM replays WHERE finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT :finished) END
             ORDER BY id DESC
        """),
        {"id": replay_id, "finished": finished},
    ).mappings()
    return [{**row, "selector": _read(row["selector"])} for row in rows]


def _written(selector: Selector) -> Row:
    """A selector as JSON: the same choice is the same JSON, whatever order and zone it was given in."""
    same = replace(selector, ids=tuple(sorted(set(selector.ids))), urls=tuple(sorted(set(selector.urls))))
    given = {
        part.name: getattr(same, part.name) for part in fields(Selector) if getattr(same, part.name) != part.default
    }
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in given.items()
    }


def _read(document: Row) -> Selector:
    values: Row = {name: tuple(value) if isinstance(value, list) else value for name, value in document.items()}
    times: Row = {name: datetime.fromisoformat(values[name]) for name in ("since", "until") if name in values}
    return Selector(**(values | times))
