"""Child processes that must run: started, watched, started again when they end, drained at the end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from config.settings import Settings, environment
from pipeline.flow import FLOW

log = structlog.get_logger()
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class _Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    ended: int = 0


@dataclass
class Supervisor:
    """Runs a scheduler and workers with these settings; their logs go to files under home."""

    settings: Settings
    _children: list[_Child] = field(default_factory=list)

    def start(self) -> None:
        """Start everything once."""
        network = ",".join(stage.name for stage in FLOW if stage.network)
        compute = ",".join(stage.name for stage in FLOW if not stage.network)
        wireroom = [sys.executable, "-m", "workers.cli"]
        self._children = [
            _Child("scheduler", [*wireroom, "scheduler"]),
            _Child("worker-network", [*wireroom, "worker", "--queues", network]),
            _Child("worker-compute", [*wireroom, "worker", "--queues", compute]),
        ]
        for child in self._children:
            self._start(child)

    def _start(self, child: _Child) -> None:
        logs = self.settings.home / "log"
        logs.mkdir(parents=True, exist_ok=True)
        path = logs / f"{child.name}.log"
        if path.exists() and path.stat().st_size > 20_000_000:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as output:
            child.process = subprocess.Popen(  # noqa: S603
                child.command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=self._environment(), cwd=ROOT,
                start_new_session=True,
            )  # fmt: skip
        child.started = time.monotonic()

    def _environment(self) -> Mapping[str, str]:
        return environment(self.settings.model_copy(update={"bound": os.getpid()}))

    def watch(self) -> list[str]:
        """Start again what has ended, at most once every two seconds each; the names of what had."""
        ended = []
        for child in self._children:
            assert child.process is not None
            if child.process.poll() is not None and time.monotonic() - child.started > 2:
                child.ended += 1
                ended.append(child.name)
                log.warning("started again", process=child.name, exit=child.process.returncode, times=child.ended)
                self._start(child)
        return ended

    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {child.name: child.process.pid for child in self._children if child.process is not None}

    def drain(self, patience: float = 60.0) -> None:
        """Ask all to finish what they hold and end; what has not after `patience` seconds is killed."""
        self.signal(signal.SIGTERM)
        deadline = time.monotonic() + patience
        for child in self._children:
            if child.process is not None:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self._kill(child)

    def kill(self) -> None:
        """End all at once; what they held comes back when their leases run out."""
        for child in self._children:
            self._kill(child)

    def signal(self, number: int) -> None:
        """Send a signal to each that still runs."""
        for child in self._children:
            if child.process is not None and child.process.poll() is None:
                child.process.send_signal(number)

    @staticmethod
    def _kill(child: _Child) -> None:
        if child.process is not None:
            try:
                os.killpg(child.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.process.wait()
