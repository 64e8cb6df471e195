"""`wireroom export` killed in the middle: asked for again it goes on, and leaves the very bytes of one that nobody disturbed."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from pipeline.store import feeds
from pipeline.store.engine import transaction
from tests.acceptance.conftest import eventually
from tests.conftest import Pipeline
from tests.newsroom import Newsroom

DAYS = 8
WIREROOM = Path(sys.executable).parent / "wireroom"


@pytest.fixture
def spread(pipeline: Pipeline, newsroom: Newsroom) -> Pipeline:
    """The sample newsroom, its articles seen on different days."""
    with transaction(pipeline.engine) as conn:
        for url in newsroom.feeds:
            feeds.add(conn, url, interval=900)
    pipeline.drain()
    pipeline.execute(f"UPDATE articles SET first_seen_at = first_seen_at - make_interval(days => mod(id, {DAYS})::int)")
    return pipeline


def started(pipeline: Pipeline, form: str, out: Path) -> "subprocess.Popen[bytes]":
    assert pipeline.settings.database_url is not None
    assert pipeline.settings.redis_url is not None
    environment = {
        "PATH": os.environ["PATH"],  # noqa: TID251
        "WIREROOM_HOME": str(out.parent),
        "WIREROOM_DATABASE_URL": pipeline.settings.database_url,
        "WIREROOM_REDIS_URL": pipeline.settings.redis_url,
    }
    command = [str(WIREROOM), "export", "--format", form, "--out", str(out), "--all"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def parts(folder: Path) -> set[str]:
    return {name for name in tree(folder) if Path(name).name.startswith("part-")}


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_an_export_that_was_killed_goes_on_to_the_same_bytes(spread: Pipeline, tmp_path: Path, form: str) -> None:
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    assert started(spread, form, whole).wait(60) == 0
    assert len(parts(whole)) >= DAYS
    assert spread.settings.database_url is not None
    with psycopg.connect(spread.settings.database_url) as turnstile:
        process = started(spread, form, halved)

        def one_file_there() -> bool:
            """Whether there is; if not, annotations may be read for a moment: nobody gets far."""
            if turnstile.info.transaction_status is TransactionStatus.INTRANS:
                turnstile.commit()
            turnstile.execute("LOCK TABLE annotations IN ACCESS EXCLUSIVE MODE")
            assert process.poll() is None
            return any(halved.rglob(f"part-*.{form}"))

        eventually(one_file_there, 60)
        process.kill()
        process.wait(10)
    done = parts(halved)
    assert done
    assert done < parts(whole)
    assert started(spread, form, halved).wait(60) == 0
    assert tree(halved) == tree(whole)
