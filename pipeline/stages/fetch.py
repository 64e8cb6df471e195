"""fetch: robots.txt, politeness, guarded GET; the answer is saved before anything reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from pipeline.errors import Deferred, Permanent, Reason, Setback
from pipeline.model import Capture, Outcome, Saved, Target
from pipeline.store import captures as store
from pipeline.store import robots as robots_store
from pipeline.store.robots import RobotsFile
from pipeline.web import answer, robots

if TYPE_CHECKING:
    from pipeline.web.client import Client

VERSION = 1
ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"
PATIENCE = 15.0  # a page waits so long behind its robots.txt; beyond that it comes back when its turn does
_PAGES = frozenset(
    {"text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "application/octet-stream"}
)


@dataclass(frozen=True, slots=True)
class Errand:
    """A page to fetch and what is known of its origin's robots.txt, shared by all errands of one batch."""

    target: Target
    origin: str
    known: dict[str, RobotsFile] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer, and a robots.txt that was asked for on the way."""

    capture: Capture | None
    robots: RobotsFile | None


def load(conn: Connection, ids: Sequence[int]) -> Mapping[int, Errand]:
    """Errands for these articles."""
    targets = store.load_targets(conn, ids)
    origins = {target.id: robots.origin(target.url) for target in targets.values()}
    known = dict(robots_store.load(conn, sorted(set(origins.values()))))
    return {target.id: Errand(target, origins[target.id], known) for target in targets.values()}


def warm() -> None:
    """Import what asks."""
    import pipeline.web.client  # noqa: F401


async def work(errand: Errand, client: "Client") -> Outcome:
    """Fetch one page, if its robots.txt lets us."""
    file, fresh = errand.known.get(errand.origin), None
    if file is None:
        async with client.once(f"robots {errand.origin}"):
            file = errand.known.get(errand.origin)
            if file is None:
                status, body, fetched_at, expires_at = await robots.fetch(client, errand.origin)
                file = fresh = errand.known[errand.origin] = RobotsFile(
                    errand.origin, status, body, fetched_at, expires_at
                )
    try:
        allowed = robots.verdict(file.status, file.body, errand.target.url)
        if allowed is None:
            # Sooner the stored answer would be the same, and the attempt lost.
            wait = (file.expires_at - datetime.now(UTC)).total_seconds()
            raise robots.unreadable(file.status, file.body, wait)
        if not allowed:
            raise Permanent(Reason.ROBOTS, f"{errand.origin}/robots.txt disallows it")
        crawl_delay = robots.crawl_delay(file.status, file.body)
        capture = await client.get(
            errand.target.url,
            cap=client.knobs.max_page,
            headers={"Accept": ACCEPT},
            wanted=_wanted,
            begun=fresh is not None and crawl_delay < PATIENCE,
            crawl_delay=crawl_delay,
        )
    except (Setback, Deferred) as error:
        return Outcome(Fetched(None, fresh), error)
    return Outcome(Fetched(capture, fresh), judge(capture))


def _media_type(content_type: str | None) -> str:
    return (content_type or "text/html").split(";")[0].strip().lower()


def _wanted(status: int, content_type: str | None) -> bool:
    """Bodies that may be an article, or say why there is none."""
    return _media_type(content_type) in _PAGES


def judge(capture: Capture) -> Setback | None:
    """What an answer means for the article; None: it can be cleaned."""
    error = answer.setback(capture)
    if error is None and _media_type(capture.header("content-type")) not in _PAGES:
        return Permanent(Reason.NOT_HTML, f"the answer is {_media_type(capture.header('content-type'))[:100]}")
    return error


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Captures and robots files."""
    captures = {
        article_id: outcome.value.capture for article_id, outcome in outcomes if outcome.value.capture is not None
    }
    if captures:
        store.save_captures(conn, captures)
    for file in sorted(
        (outcome.value.robots for _, outcome in outcomes if outcome.value.robots), key=lambda file: file.origin
    ):
        robots_store.save(conn, file)
    return Saved()
