"""The hostile web, one server a module, forgetful between tests; and the command on a test's servers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import feeds
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import HostileWeb
from tests.newsroom import Newsroom

WIREROOM = Path(sys.executable).parent / "wireroom"


@pytest.fixture(scope="module")
def server() -> Iterator[HostileWeb]:
    """A web server on loopback that answers as it is told."""
    with HostileWeb() as web:
        yield web


@pytest.fixture
def web(server: HostileWeb) -> HostileWeb:
    """The server with nothing on it."""
    server.reset()
    return server


@pytest.fixture
def ingested(pipeline: Pipeline, newsroom: Newsroom) -> Pipeline:
    """The sample newsroom, through the whole flow."""
    with transaction(pipeline.engine) as conn:
        for url in newsroom.feeds:
            feeds.add(conn, url, interval=900)
    pipeline.drain()
    return pipeline


@dataclass
class Command:
    """The command on this test's servers."""

    environment: dict[str, str]

    def __call__(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([WIREROOM, *arguments], env=self.environment, capture_output=True, text=True, timeout=60)

    def json(self, *arguments: str) -> Any:
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def wireroom(database_url: str, redis_url: str, tmp_path: Path) -> Command:
    return Command(
        {
            "PATH": os.environ["PATH"],  # noqa: TID251
            "HOME": str(tmp_path),
            "WIREROOM_HOME": str(tmp_path / "home"),
            "WIREROOM_DATABASE_URL": database_url,
            "WIREROOM_REDIS_URL": redis_url,
            "WIREROOM_FETCH_ALLOW": "127.0.0.0/8",
            "WIREROOM_HOST_DELAY": "0",
        }
    )
