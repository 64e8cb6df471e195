"""What an HTTP answer means for the item it answers, article or feed (RFC 9110 §15)."""

import re

from pipeline import schedule, urls
from pipeline.clean import walls
from pipeline.encoding import beginning
from pipeline.errors import Permanent, Reason, Setback, Transient
from pipeline.model import Capture

_LINK = re.compile(r"<([^<>]{1,2000})>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))", re.IGNORECASE)
_AGAIN = frozenset({408, 421, 425})  # §15.5.9, §15.5.20, RFC 8470 §5.2: the same request may succeed later
_WHY = {
    403: "403: forbidden",
    404: "404: not found",
    407: "407: a proxy on the way asks for a login",
    451: "451: withheld for legal reasons",
}


def setback(capture: Capture, start: str = "") -> Setback | None:
    """Why this answer is none to work with; None for a success.

    `start`: the beginning of its body, in which walls show, where it was read.

    | answer | becomes |
    |---|---|
    | a wall, whatever its status; 401, 402 | `challenge`, `consent`, `login` |
    | 2xx (§15.3) | a success; one without content is for its reader to name |
    | 206 (§15.3.7) | `error` unless its Content-Range is everything: no part was asked for |
    | 3xx that led nowhere (§15.4), 304 unasked (§15.4.5) | `http_4xx` |
    | 408, 421, 425 | `http_4xx`, again later |
    | 410 (§15.5.11) | `gone` |
    | 429 (RFC 6585 §4) | `rate_limited`, again later |
    | other 4xx | `http_4xx` |
    | 5xx, and what is no status (§15) | `http_5xx`, again later |

    What comes again waits as long as Retry-After says; a date there is by the clock of the server, as its Date tells it.
    """
    status = capture.status
    wait = schedule.retry_after(capture.header("retry-after"), capture.fetched_at, capture.header("date"))
    wall = walls.wall(status, capture.headers, capture.url, capture.final_url, start)
    if isinstance(wall, Transient):
        return Transient(wall.reason, wall.message, max(wall.retry_after or 0.0, wait or 0.0))
    if wall or (200 <= status < 300 and (status != 206 or _whole(capture))):
        return wall
    message = _WHY.get(status, f"answered {status}")
    if status == 206:
        return Transient(Reason.ERROR, "206: a part that nobody asked for", wait)
    if status == 410:
        return Permanent(Reason.GONE, "410: gone for good")
    if status == 429:
        return Transient(Reason.RATE_LIMITED, message, wait)
    if status >= 500:
        return Transient(Reason.HTTP_5XX, message, wait)
    if status in _AGAIN:
        return Transient(Reason.HTTP_4XX, message, wait)
    if status == 304:
        message = "304: unchanged, of which nobody asked"
    elif status < 400:
        message = f"{message} without leading anywhere"
    return Permanent(Reason.HTTP_4XX, message)


def links(capture: Capture) -> dict[str, str]:
    """The first link of each relation in the answer's Link headers (RFC 8288 §3), absolute and canonical."""
    found: dict[str, str] = {}
    for name, value in capture.headers:
        if name.lower() != "link":
            continue
        for target, parameters in _LINK.findall(value[:4_000]):
            relations = _RELATION.search(parameters)
            try:
                address = urls.canonical(target, capture.final_url)
            except Permanent:
                continue
            for relation in (relations[1] or relations[2]).lower().split() if relations else ():
                found.setdefault(relation, address)
    return found


def start(capture: Capture) -> str:
    """The beginning of an answer's body, as `walls.wall` and `refresh.target` look at it; "" where it cannot be read."""
    kind = capture.header("content-type")
    return beginning(capture.body, capture.header("content-encoding"), kind, walls.START)


def _whole(capture: Capture) -> bool:
    """Whether a partial answer is everything all the same (§14.4)."""
    unit, _, span = (capture.header("content-range") or "").partition(" ")
    part, _, length = span.partition("/")
    first, _, last = part.partition("-")
    return unit == "bytes" and first == "0" and last.isdecimal() and length == str(int(last[:15]) + 1)
