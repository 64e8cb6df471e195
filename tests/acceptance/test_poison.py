"""A page that takes its process down is named and put aside; its batch-mates are ingested."""

from collections.abc import Callable

from aiohttp import web

from tests.acceptance.conftest import Deployment
from tests.newsroom import Newsroom


async def _endless(_: web.Request) -> web.StreamResponse:
    """A page whose cleaning takes far longer than the hard limit lets it."""
    return web.Response(text="<html><body>" + "<p>word word</p>" * 55_000 + "</body></html>", content_type="text/html")


def test_a_page_beyond_the_hard_limit_ends_as_too_slow_and_the_rest_is_stored(
    deploy: Callable[..., Deployment],
) -> None:
    with Newsroom() as room:
        article = next(item for item in room.expected() if item.outcome == "article")
        host, _, path = article.url.removeprefix("http://").partition("/")
        room.override(host.split(":")[0], f"/{path}", _endless)
        deployment = deploy(lease=2, max_attempts=2, concurrency=1, compute_batch=20)
        deployment.add_feeds(room.feeds)
        deployment.supervisor.start()
        deployment.finish()
        expected = [item for item in room.expected() if item.outcome == "article"]
    assert deployment.rows("SELECT url, reason FROM v1.failures WHERE stage = 'clean' AND reason <> 'no_text'") == [
        (article.url, "too_slow")
    ]
    assert deployment.stored() == len(expected) - 1
