"""Runs any stage over a batch of ids: claim → load → work → save and move the cursor in one transaction → wake the next.

Workers, commands and tests all call `Runner.run`. No transaction is open while something is fetched or computed, and a
result counts only while its lease is held: whoever was overtaken writes nothing. One item's failure never touches the
others of its batch.
"""

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import structlog
from sqlalchemy import Engine

from pipeline import flow, schedule
from pipeline.deadline import Bounds
from pipeline.errors import Deferred, Permanent, Reason, Setback, Transient, Unavailable
from pipeline.model import Claim, HostNote, Move, Outcome, Saved
from pipeline.store import changes, hosts, ledger
from pipeline.store.engine import transaction
from pipeline.web.knobs import WebKnobs

if TYPE_CHECKING:
    from pipeline.web.client import Client

log = structlog.get_logger()
Wake = Callable[[str, Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class RunnerKnobs:
    """Times in seconds. `retry_base`: the first backoff; `commit_patience`: how long a lost database is waited for."""

    lease: float
    sweep: float
    max_attempts: int
    retry_base: float
    commit_patience: float = 30.0
    bounds: Bounds = Bounds()  # of one item in a compute stage
    replay_patience: float = 0.25  # of a replayed batch in a compute stage, before it makes way for news that wait
    carries: frozenset[str] = frozenset()  # compute stages that an item goes on into at once, in the same process


class Runner:
    """One per process. `wake(stage, ids)` sends hints; `has_room(stage)` says whether its queue takes more; `news_wait()`
    whether a hint of the live lane waits for a process of the compute stages."""

    def __init__(
        self,
        engine: Engine,
        knobs: RunnerKnobs,
        web: WebKnobs,
        wake: Wake,
        has_room: Callable[[str], bool],
        news_wait: Callable[[], bool] = lambda: False,
    ) -> None:
        self._engine = engine
        self._knobs = knobs
        self._web = web
        self._wake = wake
        self._has_room = has_room
        self._news_wait = news_wait
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: Client | None = None

    def run(self, name: str, ids: Sequence[int], token: str) -> int:
        """Run stage `name` over those of `ids` that are due, under `token`; how many were moved on."""
        stage = flow.BY_NAME[name]
        with transaction(self._engine) as conn:
            claims = ledger.claim(conn, stage.kind, name, ids, token, self._knobs.lease)
            if not claims:
                return 0
            # Committed before anything of the items is read: what dies in reading them is counted too.
        spent = [claim for claim in claims if claim.attempts > self._knobs.max_attempts]
        self._give_up(stage, spent)
        by_id = {claim.id: claim for claim in claims if claim not in spent}
        inputs = self._load(stage, by_id)
        if stage.network:
            return self._loop_().run_until_complete(self._run_network(stage, by_id, inputs))
        return self._run_compute(stage, by_id, inputs)

    def close(self) -> None:
        """Close connections and the loop."""
        if self._loop is not None:
            if self._client is not None:
                self._loop.run_until_complete(self._client.close())
            self._loop.close()
            self._loop = self._client = None

    def _load(self, stage: flow.Stage, claims: Mapping[int, Claim]) -> Mapping[int, Any]:
        """What the stage reads of these items; those of which nothing can be read are finished with why."""
        try:
            with transaction(self._engine) as conn:
                inputs = stage.load(conn, list(claims)) if claims else {}
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001
            if len(claims) == 1:
                self._finish(stage, [(claim, _as_outcome(error)) for claim in claims.values()])
                return {}
            parts = [self._load(stage, {item: claim}) for item, claim in claims.items()]
            return {item: value for part in parts for item, value in part.items()}
        missing = [claim for item, claim in claims.items() if item not in inputs]
        if missing:
            nothing = Permanent(Reason.ERROR, f"nothing is stored that {stage.name} could work on")
            self._finish(stage, [(claim, Outcome(error=nothing)) for claim in missing])
        return inputs

    # ── the two ways to work ───────────────────────────────────────────────────────────────────────────────────────

    def _run_compute(self, stage: flow.Stage, claims: Mapping[int, Claim], inputs: Mapping[int, Any]) -> int:
        started, moved = time.monotonic(), 0
        while True:
            outcomes: list[tuple[Claim, Outcome | Deferred]] = []
            for item, value in inputs.items():
                spent, begun = time.monotonic() - started, bool(moved or outcomes)
                if spent > self._knobs.lease / 2 or (begun and self._makes_way(claims[item], spent)):
                    outcomes.append((claims[item], Deferred(0)))  # the rest of a slow batch goes back uncounted
                    continue
                try:
                    outcomes.append((claims[item], cast(Outcome, stage.work(value, self._knobs.bounds))))
                except Exception as error:  # noqa: BLE001
                    outcomes.append((claims[item], _as_outcome(error)))
            moves = self._finish(stage, outcomes)
            moved += len(moves)
            carried = [replace(move.claim, attempts=move.attempts) for move in moves if move.state == "running"]
            if not carried or stage.then is None:
                return moved
            stage, claims = flow.BY_NAME[stage.then], {claim.id: claim for claim in carried}
            inputs = self._load(stage, claims)

    def _makes_way(self, claim: Claim, spent: float) -> bool:
        """Whether a replayed item is put off after so many seconds of its batch, because news wait."""
        return claim.lane == "replay" and spent > self._knobs.replay_patience and self._news_wait()

    async def _run_network(self, stage: flow.Stage, claims: Mapping[int, Claim], inputs: Mapping[int, Any]) -> int:
        client = self._client_()

        async def one(item: int, value: Any) -> tuple[Claim, Outcome | Deferred]:
            try:
                async with asyncio.timeout(self._knobs.lease * 0.6):
                    outcome: Outcome | Deferred = await cast(Awaitable[Outcome], stage.work(value, client))
            except TimeoutError:
                outcome = stage.given_up(value, Transient(Reason.TIMEOUT, "all requests for it together took too long"))
            except Exception as error:  # noqa: BLE001
                outcome = _as_outcome(error)
            if isinstance(outcome, Outcome) and self._is_last(claims[item], outcome.error):
                outcome = stage.instead(value, outcome)
            return claims[item], outcome

        pending = {asyncio.create_task(one(item, value)) for item, value in inputs.items()}
        moved, ready, flushed = 0, [], time.monotonic()
        try:
            while pending:
                done, pending = await asyncio.wait(pending, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
                ready += [task.result() for task in done]
                if ready and (not pending or len(ready) >= 20 or time.monotonic() - flushed > 0.2):
                    # What has arrived is committed while the slow ones of the batch are still on their way.
                    moved += len(await asyncio.to_thread(self._finish, stage, ready))
                    ready, flushed = [], time.monotonic()
        finally:
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        return moved

    def _loop_(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop

    def _client_(self) -> "Client":
        if self._client is None:
            from pipeline.web.client import Client

            self._client = Client(self._web)
        return self._client

    # ── saving ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _finish(self, stage: flow.Stage, outcomes: Sequence[tuple[Claim, Outcome | Deferred]]) -> list[Move]:
        """Save a batch; if the database refuses something in it, each item by itself, so that only that one fails."""
        try:
            return self._save(stage, outcomes)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001
            if len(outcomes) == 1:
                return self._save(stage, [(outcomes[0][0], _as_outcome(error))])
            return [move for outcome in outcomes for move in self._finish(stage, [outcome])]

    def _save(self, stage: flow.Stage, outcomes: Sequence[tuple[Claim, Outcome | Deferred]]) -> list[Move]:
        deadline = time.monotonic() + min(self._knobs.commit_patience, self._knobs.lease / 2)
        learnt = self._client.learnt() if self._client is not None else []
        while True:
            try:
                return self._save_once(stage, outcomes, learnt)
            except Unavailable:
                # The work is done and in memory; if that commit went through after all, the lease is gone and this writes nothing.
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _save_once(
        self, stage: flow.Stage, outcomes: Sequence[tuple[Claim, Outcome | Deferred]], learnt: Sequence[HostNote]
    ) -> list[Move]:
        knobs = self._knobs
        onward = stage.then if stage.kind == "article" else "fetch"
        hinted = onward is not None and onward not in knobs.carries and self._has_room(onward)
        with transaction(self._engine) as conn:
            held = ledger.held(conn, stage.kind, stage.name, [claim for claim, _ in outcomes])
            mine = [(claim, outcome) for claim, outcome in outcomes if claim.id in held]
            values = [
                (claim.id, outcome)
                for claim, outcome in mine
                if isinstance(outcome, Outcome) and outcome.value is not None
            ]
            saved = stage.save(conn, values, sweep=knobs.sweep, hinted=hinted) if values else Saved()
            moves = [self._move(stage, claim, outcome, saved) for claim, outcome in mine]
            if moves:
                ledger.move(conn, stage.kind, stage.name, moves, lease=knobs.lease, sweep=knobs.sweep, hinted=hinted)
            asides = [
                (claim, outcome.aside) for claim, outcome in mine if isinstance(outcome, Outcome) and outcome.aside
            ]
            if asides:
                ledger.note(conn, stage.kind, stage.name, asides)
            if learnt:
                hosts.save(conn, learnt)
            if stage.kind == "article":
                ended = {move.claim.id for move in moves if move.state == "failed"} | saved.unchanged
                changes.announce(conn, sorted(ended))
        if hinted and onward is not None:
            woken = list(saved.announced) if stage.kind == "feed" else [
                move.claim.id for move in moves if move.state == "due" and move.stage == onward and move.claim.lane == "live"
            ]  # fmt: skip
            if woken:
                self._wake(onward, woken)
        for move in moves:
            if move.reason:
                log.warning(
                    "setback",
                    stage=stage.name,
                    id=move.claim.id,
                    reason=move.reason,
                    message=move.message,
                    state=move.state,
                )
        return moves

    def _move(self, stage: flow.Stage, claim: Claim, outcome: Outcome | Deferred, saved: Saved) -> Move:
        error = outcome if isinstance(outcome, Deferred) else outcome.error
        if isinstance(error, Deferred):
            return Move(claim, stage.name, "due", error.seconds, attempts=claim.attempts - 1)
        if claim.id in saved.through:
            return Move(claim, stage.name, "done")
        if claim.id in saved.unchanged:
            return Move(claim, flow.FLOW[-1].name, "done")
        if error is None:
            if claim.id in saved.again_in:
                return Move(claim, stage.name, "due", saved.again_in[claim.id])
            if stage.then in self._knobs.carries and not stage.network:
                return Move(claim, stage.then, "running", attempts=1)
            return Move(claim, stage.then or stage.name, "due" if stage.then else "done")
        detail = "".join(traceback.format_exception(error.__cause__)) if error.__cause__ else None
        stay = Move(
            claim,
            stage.name,
            "failed",
            attempts=min(claim.attempts, self._knobs.max_attempts),
            reason=error.reason,
            message=error.message,
            detail=detail,
        )
        if stage.kind == "feed":
            # Feeds are never given up: the next poll comes after a backoff. Only one that says it is gone stops.
            delay = saved.again_in.get(claim.id, self._knobs.retry_base)
            return stay if error.reason is Reason.GONE else replace(stay, state="due", delay=delay, attempts=0)
        if isinstance(error, Transient) and not self._is_last(claim, error):
            wait = schedule.backoff(claim.attempts, self._knobs.retry_base, error.retry_after, spread=claim.id)
            return replace(stay, state="due", delay=wait)
        return stay

    def _is_last(self, claim: Claim, error: Setback | Deferred | None) -> bool:
        """Whether an item would end here with this error."""
        spent = isinstance(error, Transient) and claim.attempts >= self._knobs.max_attempts
        return spent or isinstance(error, Permanent)

    def _give_up(self, stage: flow.Stage, spent: Sequence[Claim]) -> None:
        """Items whose process died under them every time: `crashed`, unless it is known to have been ended as too slow."""
        if not spent:
            return
        with transaction(self._engine) as conn:
            slow = ledger.too_slow(conn, stage.kind, [claim.id for claim in spent])
            inputs = stage.load(conn, [claim.id for claim in spent]) if stage.network else {}
        outcomes: list[tuple[Claim, Outcome | Deferred]] = []
        for claim in spent:
            reason = Reason.TOO_SLOW if claim.id in slow else Reason.CRASHED
            verb = "was ended for taking too long" if claim.id in slow else "died"
            error = Permanent(reason, f"the process working on it {verb} {claim.attempts - 1} times")
            outcome = stage.given_up(inputs.get(claim.id), error)
            outcomes.append((claim, stage.instead(inputs[claim.id], outcome) if claim.id in inputs else outcome))
        self._finish(stage, outcomes)


def _as_outcome(error: Exception) -> Outcome | Deferred:
    """An exception as an outcome; one that nobody foresaw is worth another attempt, its traceback kept."""
    if isinstance(error, Deferred):
        return error
    if isinstance(error, Setback):
        return Outcome(error=error)
    unexpected = Transient(Reason.ERROR, f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
    unexpected.__cause__ = error
    return Outcome(error=unexpected)
