"""Laws of the ledger, whatever is done to it in whatever order."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from pipeline.model import Claim, Move
from pipeline.store import ledger, selection
from pipeline.store.engine import connect, transaction

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "move", "carry", "fail", "expire", "release", "replay", "hint"]), st.integers(0, 2)
    ),
    min_size=1,
    max_size=25,
)
NEXT = {"fetch": "clean", "clean": "extract", "extract": "cluster"}


@pytest.fixture(scope="module")
def shared_engine(servers: object) -> Iterator[Engine]:
    engine = connect(servers.database_url)  # type: ignore[attr-defined]
    yield engine
    with transaction(engine) as conn:
        conn.exec_driver_sql("TRUNCATE cursors, attempts")
    engine.dispose()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_one_holder_at_a_time_and_only_the_holder_moves_a_cursor(
    shared_engine: Engine, steps: list[tuple[str, int]]
) -> None:
    """Three workers claim, finish late, die and are replayed over: a stage's work is accepted from the newest claim only."""
    with transaction(shared_engine) as conn:
        conn.exec_driver_sql("TRUNCATE cursors, attempts")
        ledger.enter(conn, "article", [1], "fetch", sweep=0, hinted=False)
        held: dict[int, tuple[str, Claim]] = {}  # what each worker believes it holds
        holder: int | None = None  # who really does
        for number, (step, worker) in enumerate(steps):
            state = conn.exec_driver_sql("SELECT stage, state FROM cursors").one()
            if step == "claim":
                claims = ledger.claim(conn, "article", state.stage, [1], f"{worker}-{number}", 60)
                assert bool(claims) == (state.state == "due")
                if claims:
                    held[worker], holder = (state.stage, claims[0]), worker
            elif step in {"move", "carry", "fail"} and worker in held:
                stage, claim = held.pop(worker)
                mine = ledger.held(conn, "article", stage, [claim])
                assert bool(mine) == (worker == holder)
                if mine:
                    then = NEXT.get(stage)
                    if step == "fail" or then is None:
                        move = Move(
                            claim,
                            stage,
                            "failed" if step == "fail" else "done",
                            reason="error" if step == "fail" else None,
                        )
                    elif step == "carry":
                        move = Move(claim, then, "running", attempts=1)
                        held[worker] = (then, Claim(1, 1, claim.lane, claim.token))
                    else:
                        move = Move(claim, then, "due")
                    if move.reason:
                        move = Move(claim, stage, "failed", reason="error", message="said so")
                    ledger.move(conn, "article", stage, [move], lease=60, sweep=30, hinted=False)
                    holder = worker if move.state == "running" else None
            elif step == "expire" and state.state == "running":
                conn.exec_driver_sql("UPDATE cursors SET state = 'due', lease_token = NULL, leased_until = NULL")
                holder = None
            elif step == "release" and worker in held:
                freed = ledger.release(conn, held[worker][1].token, "crashed", "died")
                assert bool(freed) == (worker == holder)
                if freed:
                    holder = None
            elif step == "replay":
                selection.move_back(conn, {1: "fetch"})
                holder = None
            elif step == "hint":
                ledger.take_due(conn, state.stage, "live", 10, 60)
            now = conn.exec_driver_sql("SELECT state, lease_token, leased_until FROM cursors").one()
            assert (now.state == "running") == (now.lease_token is not None) == (now.leased_until is not None)
            assert (now.state == "running") == (holder is not None)
        conn.rollback()
