"""Delivery to webhooks by real schedulers that are killed: everything arrives, in order, and what comes twice is the same."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from config.settings import Settings, environment
from pipeline.store import changes, webhooks
from pipeline.store.engine import transaction
from pipeline.web import webhooks as standard
from tests.acceptance.conftest import Deployment, eventually
from tests.hostile import Exchange, HostileWeb, Reply
from workers.supervisor import ROOT

CHANGES = 4_000
KILLS = 6


@contextmanager
def _scheduler(settings: Settings, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A scheduler that runs for as long as the context lasts, and is killed at its end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.cli", "scheduler"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment(settings), cwd=ROOT,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _append(deployment: Deployment, count: int) -> None:
    for _ in range(count // 50):
        with transaction(deployment.engine) as conn:
            changes.append(conn, [(article_id, "new", 1) for article_id in range(50)])


def test_a_scheduler_killed_while_it_delivers_loses_nothing(deploy: Callable[..., Deployment], tmp_path: Path) -> None:
    deployment, secret, log = deploy(), standard.new_secret(), tmp_path / "scheduler.log"
    draw = random.Random(6)
    with HostileWeb() as web:
        deaf_from = 0  # the request that is heard and not answered any more

        async def receive(exchange: Exchange) -> None:
            await (exchange.until_gone() if len(web.log) >= deaf_from else Reply(b"", 204, None)(exchange))

        url = web.put("hook", "/secret-path", receive)
        with transaction(deployment.engine) as conn:
            webhooks.add(conn, url, secret, None, 0)
        _append(deployment, CHANGES // 2)

        def position() -> int:
            return deployment.count("SELECT seq FROM webhooks")

        def heard() -> bool:
            return len(web.log) >= deaf_from

        for _ in range(KILLS):
            # The lease of what was killed runs out.
            deployment.rows("UPDATE webhooks SET lease_until = NULL RETURNING id")
            deaf_from = len(web.log) + draw.randint(1, 4)
            with _scheduler(deployment.settings, log):
                eventually(heard, 60)
        deaf_from = sys.maxsize
        _append(deployment, CHANGES // 2)
        deployment.rows("UPDATE webhooks SET lease_until = NULL RETURNING id")
        newest = deployment.count("SELECT max(seq) FROM changes")
        with _scheduler(deployment.settings, log) as process:
            eventually(lambda: position() == newest, 90)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0

        seqs = [[change["seq"] for change in json.loads(asked.body)["changes"]] for asked in web.log]
        bodies = {asked.header("webhook-id"): asked.body for asked in web.log}
    assert all(bodies[asked.header("webhook-id")] == asked.body for asked in web.log)
    first = list(dict.fromkeys(seq for batch in seqs for seq in batch))
    assert first == [seq for (seq,) in deployment.rows("SELECT seq FROM changes ORDER BY seq")]
    assert len(first) == CHANGES
    assert len(web.log) == len(bodies) + KILLS
    written = log.read_text()
    assert secret not in written
    assert "secret-path" not in written
