"""Waiting for the pipeline: with workers of our own where none lives, and how far a replay has come meanwhile."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.flow import QUEUES
from pipeline.store import replays, reports
from pipeline.store.engine import transaction
from pipeline.store.rows import Row
from workers.bootstrap import Parts
from workers.cli import output
from workers.presence import bury_local
from workers.supervisor import Supervisor

RECENT = 60.0  # seconds over which the rate is taken
TOLD = 2.0  # seconds between two lines


@dataclass(frozen=True, slots=True)
class Pace:
    """Articles a second, and seconds until the last one; None: nothing is known of that yet."""

    rate: float | None
    seconds_left: float | None


def pace(seen: Sequence[tuple[float, int]], left: int) -> Pace:
    """How fast it goes, from what was seen in the last minute: (moment in seconds, articles through by then), oldest first."""
    now, through = seen[-1]
    then, before = next((at, count) for at, count in seen if at >= now - RECENT)
    if now == then:
        return Pace(None, 0.0 if left == 0 else None)
    rate = max(0, through - before) / (now - then)
    return Pace(rate, left / rate if rate else 0.0 if left == 0 else None)


def lasting(seconds: float | None) -> str:
    """A length of time for people."""
    if seconds is None:
        return "unknown"
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f} {name}" if unit > 60 else f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"


@contextmanager
def left_going(replay_id: int) -> Iterator[None]:
    """Ctrl-C ends the command and nothing else: say how to see it, and how to stop it."""
    try:
        yield
    except KeyboardInterrupt:
        output.note(
            f"wireroom: replay {replay_id} goes on wherever workers run; `wireroom replay --list` shows it,"
            f" `wireroom replay --cancel {replay_id}` stops it"
        )
        raise


@contextmanager
def hands(mine: Parts) -> Iterator[Callable[[], None]]:
    """A function to call again and again: it starts workers of our own where none lives, and again those that have ended;
    they are drained at the end."""
    supervisor: Supervisor | None = None

    def see_to_it() -> None:
        nonlocal supervisor
        if supervisor is not None:
            supervisor.watch()
            return
        with transaction(mine.engine) as conn:
            bury_local(conn)
            alone = not _served(reports.living_workers(conn))
        if alone:
            supervisor = Supervisor(mine.settings)
            supervisor.start()

    try:
        yield see_to_it
    finally:
        if supervisor:
            supervisor.drain()


def wait_for(mine: Parts, replay_id: int, *, quiet: bool) -> float:
    """Wait until the pipeline is through with a replay's articles, with workers of our own where none lives; seconds taken.

    What waits for another attempt after a failure is not waited for.
    """
    started, told, cost = time.monotonic(), time.monotonic(), 0.0
    seen: list[tuple[float, int]] = []
    with left_going(replay_id), hands(mine) as see_to_it:
        while True:
            asked = time.monotonic()
            with transaction(mine.engine) as conn:
                replays.settle(conn)
                busy = replays.unfinished(conn, replay_id)
            pause = max(0.2, 10 * (time.monotonic() - asked))
            if not busy:
                return time.monotonic() - started
            see_to_it()
            # Of a million articles counting takes a while: never spend more than a tenth of the time on it.
            if not quiet and time.monotonic() - told > max(TOLD, 10 * cost):
                counting = time.monotonic()
                with transaction(mine.engine) as conn:
                    [row] = replays.shown(conn, replay_id)
                told = time.monotonic()
                cost = told - counting
                seen = [*(each for each in seen if each[0] > told - RECENT), (told, row["moved"] - row["left"])]
                output.say(_line(row, pace(seen, row["left"])))
            time.sleep(pause)


def _line(row: replays.Row, going: Pace) -> str:
    line = f"{row['moved'] - row['left']} of {row['moved']} through"
    return f"{line}, {going.rate:.0f}/s, {lasting(going.seconds_left)} left" if going.rate else line


def _served(workers: list[Row]) -> bool:
    """Whether somebody sends hints, and somebody works at every stage."""
    queues = {queue for row in workers for queue in row["queues"].split(",")}
    return queues >= set(QUEUES) and any(row["name"].startswith("scheduler@") for row in workers)
