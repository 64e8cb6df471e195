"""A law of replays: whoever carries out which batch, whatever dies or is cancelled, each article that is selected, able and
not current when its turn comes is moved once, and no other."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from pipeline.flow import versions
from pipeline.model import Move, Selector
from pipeline.store import ledger, replays
from pipeline.store.engine import transaction
from pipeline.store.replays import Replay

NOW = versions()
EXTRACTORS = {key.partition(":")[2]: version for key, version in NOW.items() if key.startswith("extract:")}
KINDS = ("current", "old", "failed", "early", "bare", "setback", "merged")
ASKED = (
    Replay("clean", None, Selector(all=True), False),
    Replay("clean", None, Selector(all=True), True),
    Replay("clean", None, Selector(failed="any"), False),
    Replay("clean", None, Selector(outdated=True, limit=2), False),
    Replay("extract", None, Selector(all=True, limit=3), True),
    Replay("extract", "quotes", Selector(all=True, extractor="quotes"), False),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "command", "command", "killed", "scheduler", "cancel", "work", "work"]),
        st.integers(0, len(ASKED) - 1),
        st.integers(1, 4),
    ),
    min_size=5,
    max_size=30,
)


def _fill(conn: Connection, kinds: list[str]) -> None:
    for number, kind in enumerate(kinds, 1):
        revised = kind in {"current", "old", "setback"}
        values: dict[str, Any] = {
            "id": number,
            "key": str(number).encode(),
            "revision": 1 if revised else None,
            "into": 1 if kind == "merged" else None,
            "stage": {"failed": "clean", "early": "clean", "bare": "fetch"}.get(kind, "cluster"),
            "state": {"failed": "failed", "early": "due", "bare": "due"}.get(kind, "done"),
            "reason": "error" if kind == "failed" else None,
            "cleaner": NOW["clean"] - (kind == "old"),
            "clusterer": NOW["cluster"],
            "extractors": json.dumps(EXTRACTORS),
        }
        statements = [
            "INSERT INTO articles (id, url, url_key, host, revision, merged_into) OVERRIDING SYSTEM VALUE"
            " VALUES (:id, 'http://h.example/' || :id, :key, 'h.example', :revision, :into)",
            "INSERT INTO cursors (kind, id, stage, state, reason, due_at, wake_at)"
            " VALUES ('article', :id, :stage, :state, :reason, now(), now())",
        ]
        if kind not in {"bare", "merged"}:
            statements.append(
                "INSERT INTO captures (id, article_id, url, final_url, fetched_at, elapsed_ms, status, headers, body, bytes, sha256)"
                " OVERRIDING SYSTEM VALUE VALUES (:id, :id, '', '', now(), 1, 200, '[]', 'x', 1, '')"
            )
        if revised:
            statements.append(
                "INSERT INTO revisions (article_id, revision, capture_id, fetched_at, text, text_sha256, word_count, authors, tags,"
                " verdict, paywalled, links, cleaner, cleaner_version, extractors, clusterer_version) VALUES (:id, 1, :id, now(),"
                " '', '', 0, '{}', '{}', 'article', false, '[]', '', :cleaner, CAST(:extractors AS jsonb), :clusterer)"
            )
        if kind == "setback":
            statements.append(
                "INSERT INTO setbacks (kind, item_id, stage, key, url, reason, message)"
                " VALUES ('article', :id, 'extract', 'quotes', '', 'error', '')"
            )
        for statement in statements:
            conn.execute(text(statement), values)


def _facts(conn: Connection) -> dict[int, Any]:
    rows = conn.execute(
        text("""
            SELECT a.id, a.revision, a.merged_into, c.stage, c.state, c.reason, c.replay_id, r.cleaner_version, c.failed_at,
                   EXISTS (SELECT FROM captures k WHERE k.article_id = a.id) AS captured,
                   EXISTS (SELECT FROM setbacks s WHERE s.item_id = a.id) AS setback
              FROM articles a JOIN cursors c ON c.id = a.id LEFT JOIN revisions r ON r.article_id = a.id
        """)
    )
    return {row.id: row for row in rows}


def _tried(conn: Connection, asked: Replay) -> bool:
    """Whether a replay from there is over: what fails in this law fails after it."""
    over = (
        "SELECT EXISTS (SELECT FROM replays WHERE finished_at IS NOT NULL AND cancelled_at IS NULL AND stage = :stage"
        " AND coalesce(part, '') = :part)"
    )
    return bool(conn.execute(text(over), {"stage": asked.stage, "part": asked.part or ""}).scalar_one())


def _wanted(asked: Replay, row: Any, tried: bool) -> tuple[bool, bool]:
    """Whether an article is selected, and whether it is moved if it is."""
    chosen = asked.selector
    outdated = row.revision is not None and row.cleaner_version != NOW["clean"]
    selected = (
        (chosen.all and (chosen.extractor is None or row.revision is not None or row.setback))
        or (chosen.failed is not None and row.reason is not None)
        or (chosen.outdated and outdated)
    )  # fmt: skip
    stored = row.captured if asked.stage == "clean" else row.revision is not None
    beyond = row.stage in ({"clean", "extract", "cluster"} if asked.stage == "clean" else {"extract", "cluster"})
    current = row.state == "done" and row.revision is not None and not row.setback
    current = current and not (asked.stage == "clean" and outdated)
    current = current or (tried and chosen.failed is None and row.state == "failed" and row.failed_at is not None)
    return selected, stored and beyond and row.merged_into is None and (asked.force or not current)


def _work(conn: Connection, row: Any) -> None:
    """Somebody works on an article that is due, and is through with it."""
    claims = ledger.claim(conn, "article", row.stage, [row.id], "worker", 60)
    failed = Move(claims[0], row.stage, "failed", reason="error", message="nothing there")
    end = Move(claims[0], "cluster", "done") if row.revision else failed
    ledger.move(conn, "article", row.stage, [end], lease=60, sweep=30, hinted=False)
    conn.execute(
        text("UPDATE revisions SET cleaner_version = :version WHERE article_id = :id"),
        {"version": NOW["clean"], "id": row.id},
    )


class _Watch:
    """What has been asked, and which articles each replay has moved."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self.asked: dict[int, Replay] = {}
        self.moved: dict[int, list[int]] = {}
        self.was_at_rest: dict[int, bool] = {}

    def advance(self, replay_id: int, limit: int) -> bool:
        """One batch: those that were its turn and wanted it are moved, and nothing else has changed."""
        [at] = self._row(replay_id)
        before = _facts(self.conn)
        tried = replay_id in self.asked and _tried(self.conn, self.asked[replay_id])
        more = replays.advance(self.conn, replay_id, limit)
        [now] = self._row(replay_id)
        after = _facts(self.conn)
        if at.cancelled_at is not None or at.finished_at is not None:
            rested = [key for key, row in after.items() if row.state == "done" and before[key].state != "done"]
            assert all(before[key].replay_id == replay_id and self.was_at_rest[key] for key in rested)
            return more
        verdicts = {
            key: _wanted(self.asked[replay_id], before[key], tried)
            for key in sorted(before)
            if at.after < key <= now.after
        }
        turn = [key for key, (selected, _) in verdicts.items() if selected]
        turn = turn[: now.selected - at.selected]
        moved = [key for key in turn if verdicts[key][1]]
        assert {key for key in after if after[key] != before[key]} <= set(moved)
        assert all(after[key].replay_id == replay_id and after[key].state == "due" for key in moved)
        self.was_at_rest |= {key: before[key].state == "done" for key in moved}
        self.moved[replay_id] += moved
        assert now.selected - at.selected == len(turn)
        assert now.moved - at.moved == len(moved)
        return more

    def _row(self, replay_id: int) -> list[Any]:
        return list(self.conn.execute(text("SELECT * FROM replays WHERE id = :id"), {"id": replay_id}))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(st.sampled_from(KINDS), min_size=4, max_size=9),
    first=st.integers(0, len(ASKED) - 1),
    steps=STEPS,
)
def test_each_article_is_moved_once(
    engine: Engine, kinds: list[str], first: int, steps: list[tuple[str, int, int]]
) -> None:
    with transaction(engine) as conn:
        _fill(conn, kinds)
        watch = _Watch(conn)
        for step, number, limit in [("ask", first, 1), *steps]:
            open_ = sorted(watch.asked)
            if step == "ask":
                asked = ASKED[number % len(ASKED)]
                replay_id, since = replays.begin(conn, asked, NOW, replays.newest(conn))
                assert (since is None) == (replay_id not in watch.asked)
                watch.asked[replay_id] = asked
                watch.moved.setdefault(replay_id, [])
            elif step == "command":
                watch.advance(open_[number % len(open_)], limit)
            elif step == "killed":
                with conn.begin_nested() as batch:
                    replays.advance(conn, open_[number % len(open_)], limit)
                    batch.rollback()
            elif step == "scheduler":
                replays.settle(conn)
                if (found := replays.abandoned(conn)) is not None:
                    watch.advance(found, limit)
            elif step == "cancel":
                [row] = replays.shown(conn, open_[number % len(open_)])
                if row["state"] in {"carrying out", "running"}:
                    replays.settle(conn)
                    [row] = replays.shown(conn, row["id"])
                    if row["state"] != "finished":
                        replays.cancel(conn, row["id"])
            elif due := [row for row in _facts(conn).values() if row.state == "due" and row.replay_id]:
                _work(conn, due[0])
        while (found := replays.abandoned(conn)) is not None:
            watch.advance(found, 2)
        for replay_id, moved in watch.moved.items():
            assert len(moved) == len(set(moved))
            [row] = replays.shown(conn, replay_id)
            assert row["state"] == "cancelled" or row["moved"] == len(moved)
        left = conn.execute(text("SELECT replay_id FROM cursors WHERE state = 'due' AND was_done")).scalars().all()
        [*cancelled] = conn.execute(text("SELECT id FROM replays WHERE cancelled_at IS NOT NULL")).scalars()
        assert not set(left) & set(cancelled)
        conn.rollback()
