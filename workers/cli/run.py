"""wireroom run: everything on this machine."""

import signal
import sys
import threading
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.live import Live

from pipeline.errors import Unavailable, WireroomError
from pipeline.flow import QUEUES, versions
from pipeline.store import feeds as store
from pipeline.store import ledger, reports, schema
from pipeline.store.engine import transaction
from pipeline.store.rows import Row
from workers.bootstrap import Parts, parts
from workers.cli import output
from workers.cli.feeds import import_file
from workers.cli.output import Json
from workers.presence import bury_local
from workers.sample import Newsroom
from workers.supervisor import Supervisor

Once = Annotated[
    bool, typer.Option("--once", help="Poll every active feed once, work until nothing is due, print a summary, stop.")
]
Feeds = Annotated[
    list[Path] | None,
    typer.Option("--feeds", metavar="FILE", help="OPML or text with one URL a line; may be repeated."),
]
Sample = Annotated[
    bool, typer.Option("--sample", help="Add the bundled sample newsroom (the default where no feed is known).")
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", min=1, help="With --once: give up after so many seconds, exit 1.")
]


def register(app: typer.Typer) -> None:
    """Hang the verb into the command."""
    app.command("run")(run)


def run(
    once: Once = False, feeds: Feeds = None, sample: Sample = False, timeout: Timeout = None, json: Json = False
) -> int:
    """Servers where none is set, migrations, scheduler, workers: until Ctrl-C, which drains and stops."""
    stop = _Stop()
    mine = parts()
    mine.broker.ping()
    schema.upgrade(mine.engine)
    for file in feeds or ():
        result = import_file(file)
        for line in result.refused:
            output.note(f"wireroom: {line}")
        if not json:
            output.say(f"{file}: {result.added} feeds added, {result.known} known already")
    with ExitStack() as stack:
        with transaction(mine.engine) as conn:
            known = [row["url"] for row in reports.list_feeds(conn)]
        if sample or not known or any(_of_sample(url, mine.settings.sample_port) for url in known):
            newsroom = Newsroom(mine.settings.sample_port)
            stack.callback(newsroom.close)
            with transaction(mine.engine) as conn:
                for url in newsroom.feeds:
                    store.add(conn, url, interval=mine.settings.poll_interval)
            if not json:
                output.say(f"sample newsroom on 127.0.0.1:{mine.settings.sample_port}, {len(newsroom.feeds)} feeds")
            supervisor = Supervisor(mine.settings.model_copy(update={"sample": True}))
        else:
            supervisor = Supervisor(mine.settings)
        session = _Session(mine, supervisor, stop, once, timeout, json)
        return session.work()


def _of_sample(url: str, port: int) -> bool:
    parts_ = urlsplit(url)
    return parts_.port == port and (parts_.hostname or "").endswith(".localhost")


class _Stop:
    """Ctrl-C and SIGTERM: the first asks for draining, a second for stopping at once."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.at_once = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _: int, __: FrameType | None) -> None:
        if self.asked.is_set():
            self.at_once.set()
        self.asked.set()


class _Session:
    def __init__(
        self, mine: Parts, supervisor: Supervisor, stop: _Stop, once: bool, timeout: float | None, json: bool
    ) -> None:
        self._mine, self._supervisor, self._stop = mine, supervisor, stop
        self._once, self._timeout, self._json = once, timeout, json
        self._started = time.monotonic()
        self._before: Row = {}
        self._since: datetime | None = None

    def work(self) -> int:
        with transaction(self._mine.engine) as conn:
            self._since = reports.clock(conn)
            self._before = reports.progress(conn)
            bury_local(conn)
            if self._once:
                store.poll_now(conn)
        self._supervisor.start()
        try:
            finished = self._watch()
        except BaseException:
            self._supervisor.kill()
            raise
        return self._end(finished)

    def _watch(self) -> bool:
        """Until told to stop, out of time, or (`--once`) nothing is left to do; whether the work is finished."""
        display = _display(self._json)
        with display:
            next_look = next_care = next_question = 0.0
            while not self._stop.asked.is_set():
                now = time.monotonic()
                if self._timeout is not None and self._once and now - self._started > self._timeout:
                    return False
                try:
                    if now >= next_care:
                        self._care()
                        next_care = now + 1
                    if now >= next_look:
                        with transaction(self._mine.engine) as conn:
                            state = reports.progress(conn)
                        display.show(self._line(state))
                        # On a big database counting takes long: never spend more than a tenth of the time on it.
                        next_look = time.monotonic() + max(0.5, 10 * (time.monotonic() - now))
                    if self._once and time.monotonic() >= next_question:
                        asked = time.monotonic()
                        if self._nothing_left():
                            return True
                        next_question = time.monotonic() + 10 * (time.monotonic() - asked)
                except Unavailable as error:
                    display.show(f"waiting: {error}")
                self._stop.asked.wait(0.1)
        return not self._once

    def _care(self) -> None:
        """Keep servers and processes running."""
        servers = self._mine.servers
        if servers is not None and not servers.alive():
            output.note("wireroom: an embedded server has gone, starting it again")
            servers.revive()
        for name in self._supervisor.watch():
            output.note(f"wireroom: {name} has ended, started again")

    def _nothing_left(self) -> bool:
        assert self._since is not None
        with transaction(self._mine.engine) as conn:
            return not ledger.in_flight(conn) and not store.unpolled(conn, self._since)

    def _line(self, state: Row) -> str:
        seconds = time.monotonic() - self._started
        new = state["stored"] - self._before["stored"]
        stages = " ".join(
            f"{stage} {count}"
            for stage in QUEUES
            if (count := sum(state["articles"].get(stage, {}).get(key, 0) for key in ("due", "running")))
        )
        feeds = ", ".join(f"{count} {status}" for status, count in state["feeds"].items()) or "none"
        return (
            f"feeds {feeds} · articles {state['announced']} announced, {state['stored']} stored"
            f"{' · on the way: ' + stages if stages else ''} · {new / max(seconds, 0.1):.1f} articles/s · failures {state['failures']}"
        )

    def _end(self, finished: bool) -> int:
        stopped = self._stop.asked.is_set()
        if stopped and not self._json:
            output.say("finishing what is under way (Ctrl-C again stops at once)")
        drainer = threading.Thread(target=self._supervisor.drain, daemon=True)
        drainer.start()
        while drainer.is_alive():
            if self._stop.at_once.is_set():
                self._supervisor.kill()
                return output.fail("stopped at once; the next start goes on where it was", 130)
            drainer.join(0.1)
        try:
            with transaction(self._mine.engine) as conn:
                summary = self._summary(reports.status(conn, versions()))
        except WireroomError as error:
            return output.fail(str(error), 3)
        if self._json:
            output.document(summary)
        elif self._once or stopped:
            _tell(summary)
        if self._once and stopped:
            return output.fail("stopped before it was finished; the next start goes on where it was", 130)
        if self._once and not finished:
            return output.fail(
                f"--timeout: not finished after {self._timeout:g} s; the next start goes on where it was", 1
            )
        return 0

    def _summary(self, state: Row) -> dict[str, Any]:
        seconds = time.monotonic() - self._started
        new = state["stored"] - self._before["stored"]
        return {
            "feeds": state["feeds"],
            "announced": state["announced"],
            "stored": state["stored"],
            "new": new,
            "duplicates": state["duplicates"],
            "failures": state["failures_by_reason"],
            "seconds": round(seconds, 1),
            "articles_per_second": round(new / seconds, 1) if seconds else 0.0,
        }


def _tell(summary: dict[str, Any]) -> None:
    failed = ", ".join(f"{count} {reason}" for reason, count in summary["failures"].items())
    feeds = ", ".join(f"{count} {status}" for status, count in summary["feeds"].items())
    output.say(f"feeds      {feeds or 'none'}")
    output.say(
        f"articles   {summary['stored']} stored, {summary['new']} of them new; {summary['duplicates']} repeat another one"
    )
    output.say(f"failures   {sum(summary['failures'].values())}{': ' + failed if failed else ''}")
    output.say(f"took       {summary['seconds']} s")


class _Lines:
    """Progress as plain lines, one when something has changed, at most one in two seconds."""

    def __init__(self, quiet: bool) -> None:
        self._quiet, self._last, self._at = quiet, "", 0.0

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, line: str) -> None:
        if not self._quiet and line != self._last and time.monotonic() - self._at > 2:
            output.say(line)
            self._last, self._at = line, time.monotonic()


class _Screen(Live):
    """Progress as one line that changes in place."""

    def __init__(self) -> None:
        super().__init__("starting", console=Console(), refresh_per_second=4, transient=True)

    def show(self, line: str) -> None:
        self.update(line)


def _display(json: bool) -> Any:
    return _Screen() if sys.stdout.isatty() and not json else _Lines(json)
