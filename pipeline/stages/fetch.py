"""fetch: robots.txt, politeness, guarded GET; the answer is saved before anything reads it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import Connection

from pipeline import urls
from pipeline.clean import refresh, walls
from pipeline.errors import Deferred, Permanent, Reason, Setback
from pipeline.model import Capture, Hop, Manners, Outcome, Saved, Target, Validators
from pipeline.store import captures as store
from pipeline.store import hosts, merging, revisits
from pipeline.store import robots as robots_store
from pipeline.store.robots import RobotsFile
from pipeline.web import answer, policy, robots

if TYPE_CHECKING:
    from pipeline.web.client import Client

VERSION = 2
ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"
PATIENCE = 15.0  # a page waits so long behind its robots.txt; beyond that it comes back when its turn does
MAX_ELSEWHERE = 2_000  # robots.txt files of other sites that a process remembers
SMALL = 8_000  # bytes on the wire: only so small a page can be nothing but a redirect
Permit = Callable[[str], Awaitable[float]]
_PAGES = frozenset(
    {"text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "application/octet-stream"}
)
_FOR_GOOD = frozenset({200, 301, 308})  # 200: a page that only sends on


@dataclass(frozen=True, slots=True)
class Errand:
    """A page to fetch and what is known of robots.txt files, shared by all errands of one batch; expired ones apart."""

    target: Target
    origin: str
    known: dict[str, RobotsFile] = field(repr=False)
    expired: Mapping[str, RobotsFile] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer, what its publisher says of it, the robots.txt files asked for on the way, the article it turned out to be.

    `revisit`: what looking again at a page that had been read before has shown.
    """

    capture: Capture | None = None
    policy: dict[str, Any] | None = None
    robots: tuple[RobotsFile, ...] = ()
    settled: str | None = None
    revisit: Literal["answered", "same", "gone", "silent"] | None = None
    kind: Literal["page", "aside"] = "page"


def load(conn: Connection, ids: Sequence[int]) -> Mapping[int, Errand]:
    """Errands for these articles."""
    targets = store.load_targets(conn, ids)
    origins = {target.id: urls.origin(target.url) for target in targets.values()}
    files = robots_store.load(conn, sorted(set(origins.values())))
    now = datetime.now(UTC)
    known = {origin: file for origin, file in files.items() if file.expires_at > now}
    expired = {origin: file for origin, file in files.items() if origin not in known}
    return {target.id: Errand(target, origins[target.id], known, expired) for target in targets.values()}


def warm() -> None:
    """Import what asks."""
    import pipeline.web.client  # noqa: F401


async def work(errand: Errand, client: "Client") -> Outcome:
    """Fetch one page, if its robots.txt lets us."""
    target = errand.target
    if target.spare and target.settings.full_text == "feed":
        return Outcome(Fetched())
    asked: list[RobotsFile] = []

    async def permit(url: str) -> float:
        """The crawl-delay of the robots.txt that lets us fetch this."""
        origin = urls.origin(url)
        now = datetime.now(UTC)
        elsewhere = client.robots_elsewhere.get(origin)
        if origin not in errand.known and elsewhere is not None and elsewhere.expires_at > now:
            errand.known[origin] = RobotsFile(origin, *elsewhere)
        if origin not in errand.known:
            async with client.once(f"robots {origin}"):
                if origin not in errand.known:
                    manners = target.manners if origin == errand.origin else Manners()
                    answered = await robots.fetch(client, origin, manners)
                    if before := errand.expired.get(origin):
                        answered = robots.standing(answered, robots.Answered(*astuple(before)[1:]))
                    errand.known[origin] = RobotsFile(origin, *answered)
                    asked.append(errand.known[origin])
                    if origin != errand.origin:
                        if len(client.robots_elsewhere) >= MAX_ELSEWHERE:
                            client.robots_elsewhere.clear()
                        client.robots_elsewhere[origin] = answered
        return _permitted(errand.known[origin], url)

    try:
        crawl_delay = await permit(target.url)
        manners = replace(target.manners, crawl_delay=max(target.manners.crawl_delay, crawl_delay))
        capture = await client.get(
            target.url,
            cap=client.knobs.max_page,
            headers={"Accept": ACCEPT},
            wanted=_wanted,
            conditions=_conditions(target.revisit),
            conditions_for=target.revisit.url if target.revisit else None,
            begun=bool(asked) and crawl_delay < PATIENCE,
            manners=manners,
            delay=target.settings.delay,
            agent=target.settings.user_agent,
            permit=permit,
        )
        capture = await _refreshed(capture, target, client, permit, manners)
    except (Setback, Deferred) as nothing:
        return Outcome(Fetched(robots=tuple(asked)), nothing)
    file = errand.known.get(urls.origin(capture.final_url)) or errand.known[errand.origin]
    said = policy.policy(capture.headers, file.status, file.body, capture.final_url)
    fetched = Fetched(capture, said, tuple(asked))
    if target.revisit is not None and (outcome := _looked_again(fetched, capture, target.revisit)):
        return outcome
    error = judge(capture)
    if error is None and target.revisit is None:
        fetched = replace(fetched, settled=settled(capture))
    return Outcome(fetched, error)


def _conditions(revisit: Validators | None) -> dict[str, str]:
    named = {"If-None-Match": revisit.etag, "If-Modified-Since": revisit.last_modified} if revisit else {}
    return {name: value for name, value in named.items() if value}


def _looked_again(fetched: Fetched, capture: Capture, before: Validators) -> Outcome | None:
    """What became of a page that had been read before; None where its answer is judged like any other."""
    if capture.status == 304 and capture.final_url == before.url and _conditions(before):
        return Outcome(replace(fetched, revisit="same"))
    if not 200 <= capture.status < 300:
        return None
    if _is_front(capture.final_url) and not _is_front(before.url):
        message = f"looked at again, its address leads to the front page {capture.final_url}"
        return Outcome(replace(fetched, revisit="silent", kind="aside"), aside=Permanent(Reason.NOT_ARTICLE, message))
    if urls.canonical(capture.final_url) != urls.canonical(before.url) and not all(
        hop.status in _FOR_GOOD for hop in capture.hops
    ):
        message = f"looked at again, its address leads elsewhere for now: {capture.final_url}"
        return Outcome(replace(fetched, revisit="silent", kind="aside"), aside=Permanent(Reason.NOT_ARTICLE, message))
    error = judge(capture)
    return Outcome(replace(fetched, kind="aside"), error) if error else Outcome(replace(fetched, revisit="answered"))


def _is_front(url: str) -> bool:
    return not urlsplit(url).path.strip("/")


def _permitted(file: RobotsFile, url: str) -> float:
    allowed = robots.verdict(file.status, file.body, url)
    if allowed is None:
        # Sooner the stored answer would be the same, and the attempt lost.
        raise robots.unreadable(file.status, file.body, (file.expires_at - datetime.now(UTC)).total_seconds())
    if not allowed:
        raise Permanent(Reason.ROBOTS, f"{file.origin}/robots.txt disallows it")
    return robots.crawl_delay(file.status, file.body)


async def _refreshed(capture: Capture, target: Target, client: "Client", permit: Permit, manners: Manners) -> Capture:
    """The page to which this one sends browsers on by its meta refresh; once, and only where there is nothing else on it."""
    if not 200 <= capture.status < 300 or len(capture.body) > SMALL:
        return capture
    onward = refresh.target(answer.start(capture), capture.final_url)
    if onward is None or onward == capture.final_url:
        return capture
    crawl_delay = await permit(onward)
    theirs = manners if urls.host(onward) == target.host else Manners()
    then = await client.get(
        onward,
        cap=client.knobs.max_page,
        headers={"Accept": ACCEPT},
        wanted=_wanted,
        begun=True,
        manners=replace(theirs, crawl_delay=max(theirs.crawl_delay, crawl_delay)),
        delay=target.settings.delay,
        agent=target.settings.user_agent,
        permit=permit,
    )
    hop = Hop(capture.final_url, capture.status, onward)
    return replace(then, url=capture.url, fetched_at=capture.fetched_at, hops=(*capture.hops, hop, *then.hops))


def _media_type(content_type: str | None) -> str:
    return (content_type or "text/html").split(";")[0].strip().lower()


def _wanted(status: int, content_type: str | None) -> bool:
    """Bodies that may be an article, or say why there is none."""
    return _media_type(content_type) in _PAGES


def judge(capture: Capture) -> Setback | None:
    """What an answer means for the article; None: it can be cleaned."""
    # A page of some size under 200 is read by `clean`, which sees the whole of it.
    start = "" if 200 <= capture.status < 300 and len(capture.body) > walls.START else answer.start(capture)
    error = answer.setback(capture, start)
    if error is None and _media_type(capture.header("content-type")) not in _PAGES:
        return Permanent(Reason.NOT_HTML, f"the answer is {_media_type(capture.header('content-type'))[:100]}")
    return error


def settled(capture: Capture) -> str | None:
    """The article that an address stands for which only redirects to it; None where the address is the article's own.

    Redirects for good (301, 308, a page that only sends on), and redirectors on another host. What a site redirects to for
    now, or to its front page, says nothing about the article.
    """
    if not capture.hops:
        return None
    end = urls.canonical(capture.final_url)
    if end == capture.url or urlsplit(end).path.rstrip("/").count("/") == 0:
        return None
    elsewhere = _site(urls.host(end)) != _site(urls.host(capture.url))
    return end if elsewhere or all(hop.status in _FOR_GOOD for hop in capture.hops) else None


def _site(host: str) -> str:
    return host.removeprefix("www.")


def instead(errand: Errand, outcome: Outcome) -> Outcome:
    """Where a page cannot be had and the feed carried its whole text, the article is made from that; one that had been read
    before stays as it is."""
    target = errand.target
    if target.revisit is not None and isinstance(outcome.error, Setback):
        fetched = outcome.value or Fetched()
        reasons = {Reason.GONE, Reason.HTTP_4XX}
        gone = fetched.capture is not None and fetched.capture.status in {404, 410} and outcome.error.reason in reasons
        return Outcome(replace(fetched, revisit="gone" if gone else "silent"), aside=outcome.error)
    if not target.spare or target.settings.full_text == "page" or not isinstance(outcome.error, Setback):
        return outcome
    return Outcome(outcome.value or Fetched(), aside=outcome.error)


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Captures and robots files; articles merged into those they turned out to be; pages that are gone, or back."""
    values: dict[int, Fetched] = {article_id: outcome.value for article_id, outcome in outcomes}
    ends = {article_id: value.settled for article_id, value in values.items() if value.settled}
    merged = merging.settle(conn, ends) if ends else {}
    kept = []
    for article_id, value in values.items():
        place, wanted = merged.get(article_id, (article_id, True))
        if value.capture is not None and wanted:
            kept.append((place, value.capture, value.policy, value.kind))
    if kept:
        store.save_captures(conn, kept)
    files = {file.origin: file for value in values.values() for file in value.robots}
    for _, file in sorted(files.items()):
        robots_store.save(conn, file)
    if files:
        delays = {urls.host(origin): robots.crawl_delay(file.status, file.body) for origin, file in files.items()}
        hosts.save_crawl_delays(conn, delays)
    found = {article_id: value.revisit for article_id, value in values.items() if value.revisit}
    revisits.withdraw(conn, [article_id for article_id, what in found.items() if what == "gone"])
    same = {
        article_id: value.capture.fetched_at
        for article_id, value in values.items()
        if value.revisit == "same" and value.capture is not None
    }
    revisits.restore(conn, same)
    unchanged = frozenset(article_id for article_id, what in found.items() if what != "answered")
    return Saved(through=frozenset(merged), unchanged=unchanged)
