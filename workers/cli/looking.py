"""Looking at an address given by a person: is it a feed, or a page of a site that has one?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline import urls
from pipeline.encoding import inflate
from pipeline.errors import Deferred, Permanent, Reason, Setback, Transient
from pipeline.feeds import discover
from pipeline.feeds.parse import parse
from pipeline.model import Capture, HostNote, Manners, ParsedFeed
from pipeline.web import answer, robots
from pipeline.web.client import Client
from pipeline.web.knobs import WebKnobs

MAX_TRIES = 16  # requests for one address


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that answered and was read, from where it was looked for; `others`: what else its page announces."""

    asked: str
    url: str
    capture: Capture
    parsed: ParsedFeed
    others: tuple[str, ...] = field(default=())


async def look(url: str, knobs: WebKnobs, credentials: str | None, manners: Manners, notes: list[HostNote]) -> Found:
    """The feed at a URL; else the best one of those that the page there announces, that stand at the usual places of its
    site, or that its robots.txt names as news sitemaps. `manners`: of its host; `notes` takes what is learnt of hosts.

    Raises:
        Setback: it does not answer, or there is no feed.
    """
    client = Client(knobs)
    try:
        capture = await _ask(client, url, credentials, manners)
        if error := answer.setback(capture):
            raise error
        body = inflate(capture.body, capture.header("content-encoding"), knobs.max_feed)
        try:
            parsed = parse(body, capture.header("content-type"), capture.final_url, capture.fetched_at)
            return Found(url, url, capture, parsed)
        except Permanent as error:
            refused = error
        announced = discover.announced(body, capture.header("content-type"), capture.final_url)
        found = await _first(client, url, announced)
        if found is not None:
            return replace(found, others=tuple(other for other in announced if other != found.url))
        if not announced and _is_page(body):
            usual = discover.guesses(capture.final_url)
            found = await _first(client, url, usual)
            found = found or await _first(
                client, url, await _sitemaps(client, capture.final_url), MAX_TRIES - len(usual)
            )
        if found is None:
            raise Permanent(Reason.BAD_FEED, f"{refused.message}, and no feed was found from there")
        return found
    finally:
        notes += client.learnt()
        await client.close()


def _is_page(body: bytes) -> bool:
    return b"<html" in body[:5_000].lower() or b"<!doctype html" in body[:500].lower()


async def _ask(
    client: Client, url: str, credentials: str | None = None, manners: Manners = Manners(), *, begun: bool = False
) -> Capture:
    try:
        return await client.get(url, cap=client.knobs.max_feed, begun=begun, credentials=credentials, manners=manners)
    except Deferred as error:
        raise Transient(
            Reason.RATE_LIMITED, f"its host is not to be asked now, but in {error.seconds:.0f} s", error.seconds
        ) from None


async def _first(client: Client, asked: str, candidates: Sequence[str], tries: int = MAX_TRIES) -> Found | None:
    """The first of these addresses that answers as a feed."""
    for url in candidates[:tries]:
        try:
            capture = await _ask(client, url, begun=True)
            if answer.setback(capture):
                continue
            body = inflate(capture.body, capture.header("content-encoding"), client.knobs.max_feed)
            parsed = parse(body, capture.header("content-type"), capture.final_url, capture.fetched_at)
        except Setback:
            continue
        return Found(asked, url, capture, parsed)
    return None


async def _sitemaps(client: Client, url: str) -> list[str]:
    origin = urls.origin(url)
    try:
        status, body, _, _ = await robots.fetch(client, origin)
    except Deferred:
        return []
    return discover.sitemaps(robots.sitemaps(status, body), origin)
