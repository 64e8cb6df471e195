"""robots.txt (RFC 9309): what it says for us, and how an answer other than 200 is taken."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from pipeline.encoding import decode, inflate
from pipeline.errors import Permanent, Reason, Transient

if TYPE_CHECKING:
    from pipeline.web.client import Client

PRODUCT = "Wireroom"
MAX_BYTES = 500 * 1024  # §2.5: at least this much must be read
_DAY = timedelta(hours=24)  # §2.4: not used longer than that
_SOON = timedelta(minutes=10)


def origin(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def fetch(client: "Client", origin_: str) -> tuple[int | None, bytes, datetime, datetime]:
    """Ask for an origin's robots.txt: (status or None if unreachable, text in bytes, fetched at, expires at).

    Of one that is unreachable the text says why, as `unreadable` reads it.
    """
    now = datetime.now(UTC)
    try:
        answer = await client.get(
            f"{origin_}/robots.txt", cap=MAX_BYTES, wanted=lambda status, _: status == 200, cut=True
        )
        body = inflate(answer.body, answer.header("content-encoding"), MAX_BYTES, cut=True)
    except Permanent:
        # Nothing a robots.txt contains can be broken enough to stop us; only a server that cannot be asked does.
        return 200, b"", now, now + _SOON
    except Transient as error:
        return None, f"{error.reason}: {error.message}".encode(), now, now + _SOON
    if len(body) == MAX_BYTES:
        body = body[: body.rfind(b"\n") + 1]  # half a rule may mean something else
    return answer.status, body, now, now + (_SOON if answer.status >= 500 else _DAY)


@lru_cache(maxsize=128)
def _rules(body: bytes) -> Protego:
    return Protego.parse(decode(body, None))


def verdict(status: int | None, body: bytes, url: str) -> bool | None:
    """Whether `url` may be fetched; None while that cannot be known (§2.3.1.4: unreachable means no, for now)."""
    if status is None or status >= 500:
        return None
    if status != 200 or not body.strip():
        return True
    return bool(_rules(body).can_fetch(url, PRODUCT))


def crawl_delay(status: int | None, body: bytes) -> float:
    """Seconds between two requests that the host asks for (not in the RFC, but honoured); at most an hour."""
    if status != 200 or b"rawl" not in body:
        return 0.0
    return min(float(_rules(body).crawl_delay(PRODUCT) or 0.0), 3600.0)


def unreadable(status: int | None, body: bytes, wait: float) -> Transient:
    """Why there is no verdict, for the next `wait` seconds: the server cannot be reached, or its robots.txt fails."""
    reason, _, message = body.decode("utf-8", "replace").partition(": ")
    if status is None and reason in set(Reason):
        return Transient(Reason(reason), f"robots.txt: {message}", wait)
    return Transient(Reason.ROBOTS, "robots.txt cannot be read, which means no until it can (RFC 9309)", wait)
