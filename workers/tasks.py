"""One generic Celery task for each stage of the flow: a batch of ids, run under the message's id as lease token."""

import gc
import os
import signal
import threading
import time
from typing import Any

import structlog
from celery import Celery, signals
from celery.worker.request import Request

from config import logging
from pipeline.clean import body
from pipeline.errors import Reason, Refused, Unavailable, WireroomError
from pipeline.flow import FLOW
from pipeline.store import ledger, reports
from pipeline.store.engine import transaction
from workers.presence import process_name

log = structlog.get_logger()
FORGET_AFTER = 50  # batches; trafilatura's caches grow with every page
_done = 0


class LeaseRequest(Request):  # type: ignore[misc]
    """A message in a worker's main process: when the child working on it dies, its leases are given back at once."""

    def on_timeout(self, soft: bool, timeout: float) -> None:
        """The hard time limit ended the child."""
        super().on_timeout(soft, timeout)
        if not soft:
            _give_back(
                lease_token(self.app, self.id),
                Reason.TOO_SLOW,
                f"the process working on it was ended after {timeout:g} s",
            )

    def on_failure(self, exc_info: Any, send_failed_event: bool = True, return_ok: bool = False) -> Any:
        """The child died, or the task raised."""
        result = super().on_failure(exc_info, send_failed_event, return_ok)
        error = getattr(exc_info.exception, "exc", exc_info.exception)  # billiard hands it over wrapped
        if type(error).__name__ in {"WorkerLostError", "Terminated"}:
            _give_back(lease_token(self.app, self.id), Reason.CRASHED, "the process working on it died")
        return result


def lease_token(app: Celery, message_id: str) -> str:
    """Who holds a lease, and by which message: all of a dead worker's leases can be told by its name."""
    return f"{app.conf.wireroom_name}/{message_id}"


def _give_back(token: str, reason: Reason, message: str) -> None:
    from workers.bootstrap import parts

    try:
        with transaction(parts().engine) as conn:
            count = ledger.release(conn, token, reason, message)
    except WireroomError as error:
        log.warning("leases not given back, they run out by themselves", error=str(error))
    else:
        log.warning("child lost", reason=reason, given_back=count)


def register(app: Celery) -> None:
    """Make a task `wireroom.STAGE` for each row of FLOW."""
    for stage in FLOW:
        _register_one(app, stage.name)
    signals.setup_logging.connect(_logging_is_ours, weak=False)
    signals.worker_ready.connect(_ready, weak=False)
    signals.worker_init.connect(_warm, weak=False)
    signals.worker_process_shutdown.connect(_close, weak=False)
    signals.worker_shutdown.connect(_ended, weak=False)


def _register_one(app: Celery, name: str) -> None:
    def run(self: Any, ids: list[int]) -> None:
        global _done
        from workers.bootstrap import runner

        try:
            started = time.monotonic()
            moved = runner().run(name, ids, lease_token(self.app, self.request.id))
            if moved:
                log.info("batch", stage=name, ids=len(ids), moved=moved, ms=int((time.monotonic() - started) * 1000))
        except Unavailable as error:
            log.warning("batch left to the sweep", stage=name, error=str(error))
        except MemoryError:
            # Let through, it would stop the whole worker under acks_late.
            log.error("batch left to the sweep", stage=name, error="out of memory")
            gc.collect()
        _done += 1
        if _done % FORGET_AFTER == 0:
            body.forget()

    app.task(name=f"wireroom.{name}", bind=True, Request=LeaseRequest)(run)


def _logging_is_ours(**_: Any) -> None:
    """A worker logs as everything here does; that this is connected makes Celery leave the loggers alone."""
    from workers.bootstrap import read_settings

    logging.configure(read_settings().log)


def _warm(sender: Any, **_: Any) -> None:
    """Before the children are forked: what they all need is read once and shared.

    An item goes on through the compute stages that this worker has queues of, without a message for each.
    """
    from workers.bootstrap import read_settings

    if bound := read_settings().bound:
        threading.Thread(target=_watch, args=(bound,), daemon=True, name="watch").start()
    mine = [stage for stage in FLOW if stage.name in sender.app.amqp.queues.consume_from]
    sender.app.conf.wireroom_name = process_name(sender.hostname)
    sender.app.conf.wireroom_carries = [stage.name for stage in mine if not stage.network]
    try:
        for stage in mine:
            stage.warm()
    except Refused as error:  # anything less Celery would log, and work on
        raise SystemExit(f"wireroom: {error}") from None
    _beat_once(sender.app.conf.wireroom_name, [stage.name for stage in mine])
    settle()


def settle() -> None:
    """What is in memory now stays: the collector need not look at it, and is called more rarely.

    What stays afterwards is little, so that every few hundred new objects it would look through all of it again: a tenth
    of a fetch's CPU time (docs/decisions.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _close(**_: Any) -> None:
    from workers.bootstrap import runner

    runner().close()


def _ready(sender: Any, **_: Any) -> None:
    app = sender.app
    queues = list(app.amqp.queues.consume_from)
    threading.Thread(target=_beat, args=(app.conf.wireroom_name, queues), daemon=True, name="heartbeat").start()


def _ended(sender: Any, **_: Any) -> None:
    from workers.bootstrap import parts

    try:
        with transaction(parts().engine) as conn:
            reports.forget_workers(conn, [sender.app.conf.wireroom_name])
    except WireroomError:
        pass  # it is forgotten when nothing is heard of it


def _beat(name: str, queues: list[str], every: float = 5.0) -> None:
    """Tell the database that this worker lives."""
    while True:
        _beat_once(name, queues)
        time.sleep(every)


def _watch(bound: int) -> None:
    while os.getppid() == bound:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def _beat_once(name: str, queues: list[str]) -> None:
    from workers.bootstrap import parts

    try:
        with transaction(parts().engine) as conn:
            reports.heartbeat(conn, name, ",".join(queues))
    except Exception as error:  # noqa: BLE001
        log.warning("no heartbeat", error=str(error))
