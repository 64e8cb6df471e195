"""A replay by the command, with real workers: killed in the middle, gone on with by the same command."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.settings import environment
from tests.acceptance.conftest import Deployment, children, eventually
from tests.newsroom import Newsroom

WIREROOM = Path(sys.executable).parent / "wireroom"
REPLAY = ("replay", "--from", "clean", "--all", "--force", "--wait")
VIEWS = (
    "articles", "revisions", "captures", "sightings", "entities", "mentions", "descriptions", "quotes", "figures", "dates",
    "citations", "links", "duplicates", "failures", "changes",
)  # fmt: skip
OF_PROCESSING = ("clean_ms", "updated_at", "failed_at")


def dump(deployment: Deployment) -> dict[str, list[tuple[Any, ...]]]:
    """All that consumers read, but for times of processing."""
    without = " - ".join(["to_jsonb(v)", *(f"'{name}'" for name in OF_PROCESSING)])
    return {view: deployment.rows(f"SELECT ({without})::text FROM v1.{view} v ORDER BY 1") for view in VIEWS}


@pytest.fixture
def stored(deploy: Callable[..., Deployment], newsroom: Newsroom) -> Deployment:
    """The sample newsroom ingested; nobody works any more."""
    deployment = deploy(compute_batch=1)
    deployment.add_feeds(newsroom.feeds)
    deployment.supervisor.start()
    deployment.finish()
    deployment.supervisor.drain()
    return deployment


@pytest.fixture
def start(stored: Deployment) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start a command on these servers."""
    begun = []

    def start(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [WIREROOM, *arguments],
            env=environment(stored.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.communicate()


def in_the_middle(deployment: Deployment) -> bool:
    """Whether some articles of a replay are through and some are not."""
    moved = deployment.count("SELECT coalesce(sum(moved), 0) FROM replays")
    return 0 < deployment.count("SELECT count(*) FROM cursors WHERE replay_id IS NOT NULL") < moved


def test_killed_in_the_middle_and_gone_on_with_it_ends_as_if_undisturbed(
    stored: Deployment, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    before = dump(stored)
    first = start(*REPLAY)
    eventually(lambda: in_the_middle(stored), 60)
    workers = children(first.pid)
    stored.kill(first.pid)
    for worker in workers:
        os.killpg(worker, signal.SIGKILL)
    again = start(*REPLAY, "--json")
    told, errors = again.communicate(timeout=120)
    assert again.returncode == 0, errors
    result = json.loads(told)
    assert (result["replay"], result["state"]) == (1, "finished")
    assert result["moved"] == stored.count("SELECT count(*) FROM cursors WHERE kind = 'article' AND stage <> 'fetch'")
    assert stored.count("SELECT count(*) FROM cursors WHERE replay_id IS NOT NULL OR state = 'running'") == 0
    assert dump(stored) == before
