"""Real workers and a publisher who changes what is published: every edit once, however often a process dies."""

from collections.abc import Callable, Iterator

import pytest

from tests.acceptance.conftest import Deployment, children, eventually
from tests.hostile import RSS, HostileWeb, Reply, page, rss

ARTICLES = 12


def report(number: int, edition: str) -> bytes:
    sentences = [
        f"Report {number} on the river crossing, {edition} edition, has item {part}, and {number + part} witnesses were heard."
        for part in range(1, 9)
    ]
    return page(f"Report {number}", [" ".join(sentences[:4]), " ".join(sentences[4:])]).encode()


@pytest.fixture
def web() -> Iterator[HostileWeb]:
    with HostileWeb() as web:
        for number in range(ARTICLES):
            later = Reply(b"gone", 410) if number % 4 == 3 else Reply(report(number, "second"))
            web.put("site", f"/{number}", [Reply(report(number, "first")), later])
        web.put("site", "/feed.xml", Reply(rss(web.url("site", f"/{number}") for number in range(ARTICLES)), kind=RSS))
        yield web


def test_edits_and_withdrawals_are_found_through_kills(deploy: Callable[..., Deployment], web: HostileWeb) -> None:
    deployment = deploy(revisit="12s")
    deployment.add_feeds([web.url("site", "/feed.xml")])
    deployment.supervisor.start()
    eventually(lambda: deployment.stored() == ARTICLES, 60, deployment.keep_running)
    for name in ("worker-compute", "worker-network"):
        for child in children(deployment.pid(name)):
            deployment.kill(child)
    eventually(lambda: deployment.count("SELECT count(*) FROM revisits") == 0, 60, deployment.keep_running)
    deployment.finish()
    told = deployment.rows("SELECT kind, count(*) FROM v1.changes GROUP BY kind ORDER BY kind")
    assert told == [("edited", ARTICLES), ("new", ARTICLES)]
    withdrawn = deployment.rows("SELECT revision, count(*) FROM v1.articles WHERE withdrawn_at IS NOT NULL GROUP BY 1")
    assert withdrawn == [(1, ARTICLES // 4)]
    edited = deployment.rows(
        "SELECT count(*) FROM v1.articles WHERE position('second edition' in text) > 0 AND revision = 2"
    )
    assert edited == [(ARTICLES - ARTICLES // 4,)]
