"""The current code over stored articles on all cores; one that takes its process down costs nothing but itself."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from pipeline import trial
from pipeline.clean import body
from pipeline.comparison import Difference
from pipeline.deadline import Bounds
from pipeline.errors import Reason, WireroomError
from pipeline.flow import BY_NAME
from pipeline.store.engine import connect
from pipeline.trial import Trial
from workers.bootstrap import Parts, runner_knobs
from workers.reader import end_with
from workers.tasks import settle

BATCH = 5  # articles of which a process has the pages in memory at a time
FORGET_AFTER = 1_000  # articles; trafilatura's caches grow with every page


@dataclass(frozen=True, slots=True)
class _Errand:
    """What a process is forked with. `end_after`: seconds after which one that is still at an article is ended."""

    database_url: str
    trial: Trial
    bounds: Bounds
    end_after: float
    parent: int


class _Process:
    """This process's share, once it is one of the pool's."""

    errand: _Errand
    engine: Engine
    done = 0


def run(mine: Parts, tried: Trial, ids: Sequence[int]) -> Iterator[Difference]:
    """What would differ of each article, in the order in which they are through; only a few are in memory at a time.

    One whose process dies, or is still at it after the hard limit of a worker's batch, is told as `crashed` or `too_slow`.

    Raises:
        Unavailable: the database cannot be reached.
        Refused: a model or plug-in that is asked for cannot be loaded.
    """
    assert mine.settings.database_url is not None
    errand = _Errand(
        mine.settings.database_url, tried, runner_knobs(mine.settings).bounds, mine.settings.time_limit, os.getpid()
    )
    for name in ("clean", "extract") if tried.stage == "clean" else ("extract",):
        BY_NAME[name].warm()
    settle()
    left = [tuple(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)][::-1]
    processes = min(mine.settings.concurrency, len(left))
    while left:
        mine.engine.dispose()  # what is forked builds its connections anew
        suspects = yield from _together(errand, processes, left)
        for article_id in suspects:
            yield from _alone(mine, errand, article_id)


def _together(errand: _Errand, processes: int, left: list[tuple[int, ...]]) -> Generator[Difference, None, list[int]]:
    """Work off what is left; ends early with the articles under way where a process is lost: any of them may be to blame."""
    running: dict[Future[list[Difference]], tuple[int, ...]] = {}
    suspects: list[int] = []
    with _pool(errand, processes) as pool:
        while (left and not suspects) or running:
            while left and not suspects and len(running) < processes + 2:
                batch = left.pop()
                try:
                    running[pool.submit(_attempt, batch)] = batch
                except BrokenProcessPool:
                    suspects += batch
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                batch = running.pop(future)
                try:
                    found = future.result()
                except WireroomError:
                    raise
                except Exception:  # noqa: BLE001  # by themselves it shows which of them it is
                    suspects += batch
                else:
                    yield from found
    return suspects


def _alone(mine: Parts, errand: _Errand, article_id: int) -> Iterator[Difference]:
    started = time.monotonic()
    try:
        with _pool(errand, 1) as pool:
            found = pool.submit(_attempt, (article_id,)).result()
    except BrokenProcessPool:
        if time.monotonic() - started < errand.end_after:
            refused = f"{Reason.CRASHED}: the process working on it died"
        else:
            refused = f"{Reason.TOO_SLOW}: the process working on it was ended after {errand.end_after:g} s"
        found = trial.lost(mine.engine, [article_id], refused)
    except WireroomError:
        raise
    except Exception as error:  # noqa: BLE001
        message = " ".join(str(error).split())[:300]
        found = trial.lost(mine.engine, [article_id], f"{Reason.ERROR}: {type(error).__name__}: {message}")
    yield from found


@contextmanager
def _pool(errand: _Errand, processes: int) -> Iterator[ProcessPoolExecutor]:
    """Forked processes: what has been warmed is there, and so are plug-ins; ended at once where something is raised."""
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(errand,))
    try:
        yield pool
    except BaseException:
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


# ── in a process of the pool ───────────────────────────────────────────────────────────────────────────────────────


def _begin(errand: _Errand) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told to stop
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, even within a C call that does not return
    threading.Thread(target=end_with, args=(errand.parent,), daemon=True).start()
    _Process.errand, _Process.engine = errand, connect(errand.database_url, pool=1)


def _attempt(ids: tuple[int, ...]) -> list[Difference]:
    mine, found = _Process.errand, list[Difference]()
    signal.setitimer(signal.ITIMER_REAL, mine.end_after)
    try:
        for difference in trial.differences(_Process.engine, mine.trial, ids, mine.bounds):
            found.append(difference)
            signal.setitimer(signal.ITIMER_REAL, mine.end_after)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    _Process.done += len(ids)
    if _Process.done >= FORGET_AFTER:
        _Process.done = 0
        body.forget()
    return found
