"""Real pages of some forty countries, where the folder is there: each ends in v1.articles or in v1.failures, none twice."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import feeds
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.pageserver import PageServer

PAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages"
PUT_OFF = "SELECT id FROM cursors WHERE kind = 'article' AND state = 'due' AND reason IS NULL"
PUT_ON = (
    "UPDATE cursors SET due_at = now(), wake_at = now() WHERE kind = 'article' AND state = 'due' AND reason IS NULL"
)
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the folder of real pages is not there")


@pytest.fixture
def server() -> Iterator[PageServer]:
    pages = {}
    for line in (PAGES / "gold.jsonl").read_text("utf-8").splitlines():
        name = json.loads(line)["page"]
        pages[f"/{name}"] = gzip.decompress((PAGES / name).read_bytes())
    with PageServer(pages, per_feed=50) as server:
        yield server


def test_every_real_page_ends_in_articles_or_in_failures_with_a_reason(pipeline: Pipeline, server: PageServer) -> None:
    with transaction(pipeline.engine) as conn:
        for url in server.feeds:
            feeds.add(conn, url, interval=900)
    pipeline.drain()
    while pipeline.rows(PUT_OFF):  # a slow machine answers slowly, and its pace is heeded: their turn has come
        pipeline.execute(PUT_ON)
        pipeline.drain()
    stored = [url for (url,) in pipeline.rows("SELECT url FROM v1.articles")]
    failed = [url for (url,) in pipeline.rows("SELECT url FROM v1.failures WHERE reason IS NOT NULL")]
    assert len(stored) == len(set(stored))
    assert sorted(stored + failed) == sorted(server.urls)
    assert len(stored) > 0.95 * len(server.urls)
