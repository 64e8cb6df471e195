"""`wireroom worker --queues poll --websub-listen`, as a process: an article by push, no poll of its feed."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings, environment
from tests.acceptance.conftest import Deployment, children
from tests.hostile import rss
from tests.hub import Hub, until
from workers.supervisor import ROOT

TOPIC = "http://press.localhost/feed"


@contextmanager
def worker(settings: Settings, arguments: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that runs for as long as the context lasts."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.cli", "worker", *arguments],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment(settings), cwd=ROOT,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def test_an_article_comes_by_push_without_any_poll_of_the_feed(
    deploy: Callable[..., Deployment], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    deployment = deploy(websub_callback=f"http://127.0.0.1:{port}/hubs", websub_port=port)
    log = tmp_path / "worker.log"

    def stored() -> list[Any]:
        return [url for (url,) in deployment.rows("SELECT url FROM articles ORDER BY id")]

    async def scene() -> None:
        async with Hub() as hub:
            deployment.add_feeds([TOPIC])
            with deployment.engine.begin() as conn:
                conn.exec_driver_sql("UPDATE feeds SET hub = %s, topic = %s", (hub.url, TOPIC))
            with worker(deployment.settings, ["--queues", "poll", "--websub-listen"], log) as process:
                await until(lambda: deployment.rows("SELECT websub FROM v1.feeds") == [("active",)])
                assert await hub.deliver(hub.asked[0], rss(["http://press.localhost/first"])) == 204
                assert stored() == ["http://press.localhost/first"]

                # A child forked beside the running listener takes its sockets along, and must let go of them.
                [child] = children(process.pid)
                os.kill(child, signal.SIGKILL)
                await until(lambda: set(children(process.pid)) - {child})
                assert await hub.deliver(hub.asked[0], rss(["http://press.localhost/second"])) == 204
                assert stored() == ["http://press.localhost/first", "http://press.localhost/second"]

                process.send_signal(signal.SIGTERM)
                await until(lambda: process.poll() is not None, 30)
                assert process.returncode == 0
                socket.create_server(("127.0.0.1", port)).close()

    asyncio.run(scene())
    assert deployment.rows("SELECT last_polled_at, last_ok_at, etag, body_sha256 FROM feeds") == [
        (None, None, None, None)
    ]
    assert (
        deployment.count("SELECT count(*) FROM cursors WHERE kind = 'article' AND stage = 'fetch' AND state = 'due'")
        == 2
    )
    [(token, secret)] = deployment.rows("SELECT token, secret FROM subscriptions")
    written = log.read_text()
    assert "listening for hubs" in written
    assert token not in written
    assert secret not in written


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--queues", "poll", "--websub-listen"], "WIREROOM_WEBSUB_CALLBACK"),
        (["--queues", "clean", "--websub-listen"], "poll"),
    ],
)
def test_listening_where_it_cannot_work_is_wrong_usage(arguments: list[str], named: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workers.cli", "worker", *arguments],
        capture_output=True, text=True, timeout=60, cwd=ROOT, env=environment(Settings(home=tmp_path)),
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert named in done.stderr
