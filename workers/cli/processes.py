"""wireroom worker, scheduler: one process of a distributed deployment."""

import os
import signal
import socket
import threading
from typing import Annotated

import typer

from config import logging
from pipeline.errors import WrongUsage
from pipeline.flow import FLOW, QUEUES
from workers import scheduler as scheduling
from workers import webhooks
from workers.bootstrap import celery_app, parts, read_settings

Queues = Annotated[str | None, typer.Option("--queues", metavar="Q,…", help=f"Only these of {', '.join(QUEUES)}.")]
Listen = Annotated[
    bool, typer.Option("--websub-listen", help="Take what WebSub hubs deliver, too; needs WIREROOM_WEBSUB_CALLBACK.")
]


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.command("worker")(worker)
    app.command("scheduler")(scheduler)


def worker(queues: Queues = None, websub_listen: Listen = False) -> int:
    """Work at stages until told to stop (SIGTERM drains)."""
    chosen = [name.strip() for name in queues.split(",") if name.strip()] if queues else list(QUEUES)
    unknown = [name for name in chosen if name not in QUEUES]
    if unknown or not chosen:
        raise WrongUsage(f"--queues {queues!r}: {', '.join(unknown) or 'nothing'} is none of {', '.join(QUEUES)}")
    settings = read_settings()
    if websub_listen:
        if "poll" not in chosen:
            raise WrongUsage("--websub-listen belongs to a worker of the queue poll")
        from workers import websub

        websub.attach(settings)
    network_only = all(stage.network for stage in FLOW if stage.name in chosen)
    processes = settings.network_concurrency if network_only else settings.concurrency
    name = f"{'network' if network_only else 'worker'}-{os.getpid()}@{socket.gethostname()}"
    celery_app().worker_main(
        ["worker", "--queues", ",".join(chosen), "--concurrency", str(processes), "--hostname", name,
         "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
    )  # fmt: skip
    return 0


def scheduler() -> None:
    """Send what is due, and webhooks what has happened; any number of schedulers may run."""
    mine = parts()
    logging.configure(mine.settings.log)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    deliveries = webhooks.Deliveries(mine.settings, mine.engine)
    deliveries.start()
    try:
        scheduling.run(mine, stop)
    finally:
        deliveries.end()
        deliveries.join(2 * webhooks.FAREWELL)
