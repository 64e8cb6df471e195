"""An import and an export that die in the middle: done again, they leave what they would have left undisturbed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from config.settings import environment
from pipeline.store import schema
from tests.acceptance.conftest import Deployment, eventually
from tests.hostile import page
from workers import exports, warc

WIREROOM = Path(sys.executable).parent / "wireroom"
ARTICLES, EDITIONS = 75, 4
START = datetime(2019, 5, 4, tzinfo=UTC)
ROWS = """
    SELECT a.url, r.revision, r.title, r.text, r.fetched_at::text, k.fetched_at::text, k.kind
      FROM articles a JOIN captures k ON k.article_id = a.id
      LEFT JOIN revisions r ON r.article_id = a.id AND r.capture_id = k.id ORDER BY a.url, k.fetched_at, r.revision
"""
TOLD = "SELECT a.url, c.kind, c.revision FROM v1.changes c JOIN articles a ON a.id = c.article_id ORDER BY a.url, c.seq"


def report(number: int, edition: int) -> bytes:
    sentences = [
        f"Report {number} on the river crossing, edition {edition}, has item {part}, and {number + part} witnesses were heard."
        for part in range(1, 7)
    ]
    return page(f"Report {number}", [" ".join(sentences[:3]), " ".join(sentences[3:])]).encode()


@pytest.fixture(scope="module")
def archive() -> bytes:
    """Some editions of many reports, the editions in order."""
    out = BytesIO()
    writer = warc.Writer(cast(BinaryIO, out), gzip=True)
    head = warc.http_head(200, [("Content-Type", "text/html; charset=utf-8")])
    for edition in range(EDITIONS):
        for number in range(ARTICLES):
            url, at = f"https://gazette.example/{number}", START + timedelta(hours=edition, seconds=number)
            kind, name = "application/http; msgtype=response", warc.identity(url, str(edition))
            writer.write("response", url, at, kind, head, report(number, edition), name)
    return out.getvalue()


def command(deployment: Deployment, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [WIREROOM, *arguments], env=environment(deployment.settings), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def run(deployment: Deployment, data: bytes, *arguments: str) -> None:
    process = command(deployment, *arguments)
    process.communicate(data, timeout=60)
    assert process.returncode == 0


def empty(deployment: Deployment) -> None:
    with deployment.engine.begin() as conn:
        conn.exec_driver_sql("DROP SCHEMA v1 CASCADE")
        conn.exec_driver_sql("DROP SCHEMA public CASCADE")
        conn.exec_driver_sql("CREATE SCHEMA public")
    schema.upgrade(deployment.engine)


def test_an_import_killed_in_the_middle_and_done_again_is_as_undisturbed(
    deploy: Callable[..., Deployment], archive: bytes
) -> None:
    deployment = deploy(compute_batch=20, revisit="never")
    run(deployment, archive, "import", "warc", "-", "--wait")
    expected, told = deployment.rows(ROWS), deployment.rows(TOLD)
    assert len({url for url, *_ in expected}) == ARTICLES
    assert len(told) == ARTICLES * EDITIONS
    empty(deployment)
    deployment.supervisor.start()
    process = command(deployment, "import", "warc", "-")
    assert process.stdin is not None
    process.stdin.write(archive[: len(archive) * 9 // 10])
    process.stdin.flush()
    eventually(lambda: deployment.count("SELECT count(*) FROM captures") > 0, 30, deployment.keep_running)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert 0 < deployment.count("SELECT count(*) FROM captures") < ARTICLES * EDITIONS
    run(deployment, archive, "import", "warc", "-")
    deployment.finish()
    assert deployment.rows(ROWS) == expected
    assert deployment.rows(TOLD) == told


def tree(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*.warc.gz")):
        if not path.name.startswith("."):
            yield str(path.relative_to(folder)), path.read_bytes()


def test_an_export_killed_in_the_middle_goes_on_and_is_as_undisturbed(
    deploy: Callable[..., Deployment], archive: bytes, tmp_path: Path
) -> None:
    deployment = deploy()
    run(deployment, archive, "import", "warc", "-")
    with deployment.engine.begin() as conn:  # a file each
        conn.exec_driver_sql("UPDATE articles SET first_seen_at = first_seen_at - id * interval '1 day'")
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    run(deployment, b"", "export", "--format", "warc", "--out", str(whole))
    process = command(deployment, "export", "--format", "warc", "--out", str(halved))
    while not list(tree(halved)) and process.poll() is None:
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert json.loads((halved / exports.MANIFEST).read_text())["complete"] is False
    assert 0 < len(list(tree(halved))) < ARTICLES
    run(deployment, b"", "export", "--format", "warc", "--out", str(halved))
    assert list(tree(halved)) == list(tree(whole))
    assert len(list(tree(whole))) == ARTICLES + 1
