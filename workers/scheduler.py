"""The scheduler: sends hints for what is due, live lane first. Any number may run; none remembers anything."""

import os
import threading
import time

import structlog

from pipeline.errors import Unavailable
from pipeline.flow import QUEUES
from pipeline.model import Lane
from pipeline.stages import extract
from pipeline.store import backlog, entities, habits, ledger, replays, reports, revisits, selection
from pipeline.store.engine import transaction
from workers.bootstrap import Parts
from workers.presence import process_name

log = structlog.get_logger()
LOOK_AGAIN = 5.0  # seconds between two looks at which pages are to be looked at again
LOOKED_AT = 1_000  # of them in one transaction
CARRY_ON = 2.0  # seconds between two looks at replays that nobody carries out
LET_IN = 500  # imported captures that have waited, a tick
FORGOTTEN = 5_000  # lines in one transaction
TIDY = 600.0  # seconds between two looks at what is seldom left over
SILENCE = 20.0  # seconds in contact with the database before a silent worker is taken for dead
REPLAY_DEPTH = 4  # replay messages of a stage that may wait, times the compute processes


def tick(parts: Parts) -> int:
    """Send what nobody has been told of; how many ids."""
    sweep, sent = parts.settings.sweep, 0
    emptied = parts.broker.was_emptied()
    with transaction(parts.engine) as conn:
        if emptied:
            log.info("redis is empty, telling again of what is due", items=ledger.forget_hints(conn))
        backlog.promote(conn, LET_IN)
        waiting = ledger.waiting(conn, QUEUES)
    if not waiting:
        return 0
    depths = parts.broker.depths_by_lane()
    depth = parts.settings.queue_depth
    most: dict[Lane, int] = {"live": depth, "replay": min(depth, REPLAY_DEPTH * parts.settings.concurrency)}
    lanes: tuple[Lane, ...] = ("live", "replay")
    for lane in lanes:
        # Later stages first: what is nearly through leaves before more comes in.
        for stage in reversed(QUEUES):
            if (stage, lane) not in waiting:
                continue
            room = most[lane] - depths[stage, lane]
            if room <= 0:
                continue
            size = parts.broker.batch(stage, lane)
            with transaction(parts.engine) as conn:
                due = ledger.take_due(conn, stage, lane, room * size, sweep)
            # What a process was lost over goes alone: if it happens again, nothing else is held up or counted.
            singles = [item for item, alone in due if alone]
            for item in singles[:room]:
                parts.broker.wake(stage, [item], lane)
            parts.broker.wake(stage, [item for item, alone in due if not alone], lane)
            sent += len(due)
    return sent


def look_again(parts: Parts) -> bool:
    """Send pages whose time has come to be looked at again, and texts with furniture learned since; whether more pages wait."""
    with transaction(parts.engine) as conn:
        looked = revisits.take_due(conn, parts.settings.revisits, LOOKED_AT)
        habits.spread(conn)
    return looked == LOOKED_AT


def carry_on(parts: Parts) -> bool:
    """Carry out the next articles of a replay whose command has ended before it was done; whether there are more."""
    with transaction(parts.engine) as conn:
        replays.settle(conn)
        replay_id = replays.abandoned(conn)
        return replay_id is not None and replays.advance(conn, replay_id)


def tidy(parts: Parts) -> bool:
    """Forget lines seen too rarely, and send texts that still name whom a person has merged into another; whether more wait.

    The command that merges sends them itself; this is for one that was stopped. It looks at the merged ones' rows of old
    revisions too, which stay: too many to do so every few seconds.
    """
    with transaction(parts.engine) as conn:
        forgotten = habits.forget_unrepeated(conn, FORGOTTEN)
        merged = entities.spread(conn, list(extract.versions()), LOOKED_AT)
        selection.move_back(conn, dict.fromkeys(merged, "extract"))
    return forgotten == FORGOTTEN or len(merged) == LOOKED_AT


def run(parts: Parts, stop: threading.Event) -> None:
    """Tick until told to stop; a server that is away is waited for."""
    name, beaten, bound = process_name("scheduler"), 0.0, parts.settings.bound
    away, in_contact, looked, carried, tidied = False, time.monotonic(), 0.0, 0.0, time.monotonic()
    while not stop.is_set():
        pause = parts.settings.tick
        try:
            if time.monotonic() - beaten > 5:
                with transaction(parts.engine) as conn:
                    reports.heartbeat(conn, name, "")
                    # After an outage nobody has been heard of: only who stays silent from then on is dead.
                    freed = ledger.release_dead(conn) if time.monotonic() - in_contact > SILENCE else 0
                if time.monotonic() - beaten > SILENCE and beaten:
                    in_contact = time.monotonic()  # this process itself was suspended
                beaten = time.monotonic()
                if freed:
                    log.warning("given back what a dead worker held", items=freed)
            if time.monotonic() - looked > LOOK_AGAIN and not look_again(parts):
                looked = time.monotonic()
            if time.monotonic() - carried > CARRY_ON and not carry_on(parts):
                carried = time.monotonic()
            if time.monotonic() - tidied > TIDY and not tidy(parts):
                tidied = time.monotonic()
            if tick(parts):
                pause = parts.settings.tick / 5
            if away:
                log.info("servers are back")
            away = False
        except Unavailable as error:
            if not away:
                log.warning("waiting for a server", error=str(error))
            in_contact = time.monotonic() + pause
            away, pause = True, max(pause, 0.5)
        if bound and os.getppid() != bound:
            return
        stop.wait(pause)
    try:
        with transaction(parts.engine) as conn:
            reports.forget_workers(conn, [name])
    except Unavailable:
        pass  # it is forgotten when nothing is heard of it
