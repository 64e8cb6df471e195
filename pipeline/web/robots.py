"""robots.txt (RFC 9309): what it says for us, and how an answer other than 200 is taken.

The file is cut into groups here; Protego matches URLs against the rules of the one group that counts. Groups for others are
only kept apart, never compiled, so no file costs more than its size to read (§2.5), and what its patterns may cost is bounded.
"""

import codecs
import re
from collections import OrderedDict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from protego import Protego

from pipeline import schedule
from pipeline.encoding import inflate
from pipeline.errors import Permanent, Reason, Transient
from pipeline.model import Manners

if TYPE_CHECKING:
    from pipeline.web.client import Client

PRODUCT = "Wireroom"
MAX_BYTES = 500 * 1024  # §2.5: at least this much must be read
MAX_SITEMAPS = 500
_DAY = timedelta(hours=24)  # §2.4: not used longer than that
_SOON = timedelta(minutes=10)
_STALE = timedelta(days=30)  # §2.3.1.4
_FOUND = frozenset({200, 203})

_FIELDS = {
    **dict.fromkeys(("user-agent", "useragent", "user agent"), "agent"),
    **dict.fromkeys(("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"), "disallow"),
    **dict.fromkeys(("crawl-delay", "crawl delay"), "delay"),
    **dict.fromkeys(("request-rate", "request rate"), "rate"),
    **dict.fromkeys(("sitemap", "sitemaps", "site-map"), "sitemap"),
    **{name: name for name in ("allow", "content-usage", "content-signal", "host")},
}
# A field and its value; between them a colon or, as in many files, only a space. Other fields are recognised because they
# end a list of user agents.
_LINE = re.compile(
    rf"^[ \t\xa0]*+({'|'.join(_FIELDS)}|[a-z][a-z_-]{{2,39}}(?=[ \t]*+:))(?:[ \t]*+:|[ \t])"
    r"([^\n#\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*+)",
    re.IGNORECASE | re.MULTILINE,
)
_SITE_WIDE = frozenset({"sitemap", "host"})  # §2.2.4: these end no group
_EVERYTHING = frozenset({"/", "/*", "*"})
_NUMBER = re.compile(r"(\d{1,7}(?:[.,]\d{1,6})?|\.\d{1,6})")
_RATE = re.compile(r"(\d{1,7})\s*/\s*(\d{1,7})\s*([smhd]?)", re.IGNORECASE)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
# What matching one URL may cost: characters of the rules with wildcards times characters of the URL. The heaviest of 4,231
# files of popular sites has 30 kB of such rules.
_MAX_WORK = 32_000_000
_MAX_KNOWN = 6_000_000  # bytes of files whose groups are kept; they take about three times as much

Group = list[tuple[str, str]]  # fields and values, in the file's order


class Answered(NamedTuple):
    """What asking for a robots.txt came to; `status` None: it could not be asked for, and the body says why."""

    status: int | None
    body: bytes
    fetched_at: datetime
    expires_at: datetime


class Rules:
    """What a file says to one crawler."""

    __slots__ = ("_delay", "_matcher", "_records", "_stars", "_sure")

    def __init__(self, groups: Sequence[Group]) -> None:
        self._records = groups[0] if len(groups) == 1 else [record for group in groups for record in group]
        denied = {value for field, value in self._records if field == "disallow"}
        allowed = any(field == "allow" for field, _ in self._records)
        self._sure = True if not denied else None if allowed or denied.isdisjoint(_EVERYTHING) else False
        self._matcher: Protego | None = None
        self._delay: float | None = None
        self._stars = 0

    def __len__(self) -> int:
        return len(self._records)

    def allow(self, url: str) -> bool:
        """Whether `url` may be fetched; no where that would cost too much to find out."""
        if self._sure is not None:
            return self._sure
        if self._matcher is None:
            rules = [f"{field}: {value}" for field, value in self._records if field in {"allow", "disallow"}]
            self._stars = sum(len(rule) for rule in rules if "*" in rule)
            self._matcher = Protego.parse("\n".join(["user-agent: *", *rules]))
        return self._stars * len(url) <= _MAX_WORK and bool(self._matcher.can_fetch(url, "*"))

    @property
    def delay(self) -> float:
        """Seconds between requests that are asked for: the longest Crawl-delay or Request-rate."""
        if self._delay is None:
            delays = [0.0]
            for field, value in self._records:
                if field == "delay" and (number := _NUMBER.match(value)):
                    delays.append(float(number[1].replace(",", ".")))
                elif field == "rate" and (rate := _RATE.match(value)) and int(rate[1]):
                    delays.append(int(rate[2]) * _UNITS[rate[3].lower()] / int(rate[1]))
            self._delay = max(delays)
        return self._delay

    def values(self, field: str) -> list[str]:
        """The values of a field, in order."""
        return [value for name, value in self._records if name == field]


class Robots:
    """A file cut into groups."""

    __slots__ = ("_groups", "_rules", "_shared", "sitemaps")

    def __init__(self, body: bytes) -> None:
        self._groups: dict[str, list[Group]] = {}
        self._rules: dict[str, Rules] = {}
        self._shared: dict[tuple[int, ...], Rules] = {}
        sitemaps: dict[str, None] = {}
        group: Group = []
        wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = body.decode("utf-16", "replace") if wide else body.lstrip(codecs.BOM_UTF8).decode("utf-8", "replace")
        if "\r" in text:
            text = text.replace("\r", "\n")
        for match in _LINE.finditer(text):
            field, value = _FIELDS.get(match[1].lower(), ""), match[2].strip()
            if field == "agent":
                if group:
                    group = []
                named = self._groups.setdefault(_token(value), [])
                if not named or named[-1] is not group:
                    named.append(group)
            elif field == "sitemap":
                if len(sitemaps) < MAX_SITEMAPS and 0 < len(value) <= 4_000:
                    sitemaps[value] = None
            elif field not in _SITE_WIDE:
                group.append((field, value) if value else ("", ""))
        self.sitemaps = tuple(sitemaps)

    def named(self, agents: Collection[str]) -> list[str]:
        """Those of these product tokens (in small letters) that the file has groups for."""
        return [agent for agent in agents if agent in self._groups]

    def rules(self, agent: str) -> Rules:
        """What it says to the crawler with this product token: its own groups together, else those for all (§2.2.1)."""
        rules = self._rules.get(agent)
        if rules is None:
            groups = self._groups.get(agent) or self._groups.get("*") or [[]]
            key = tuple(map(id, groups))
            rules = self._rules[agent] = self._shared.get(key) or self._shared.setdefault(key, Rules(groups))
        return rules


def _token(value: str) -> str:
    """The product token of a user-agent line: its first word without version or stars, in small letters."""
    word = value.lower().split("/")[0].split(None, 1)
    return (word[0].strip("*") or "*") if word else ""


_USUAL = Manners()
_known: OrderedDict[bytes, Robots] = OrderedDict()
_size = 0


def read(status: int | None, body: bytes) -> Robots | None:
    """The groups of a file that was found; those of the files asked for last are kept."""
    global _size
    if status not in _FOUND or not body:
        return None
    robots = _known.get(body)
    if robots is not None:
        _known.move_to_end(body)
        return robots
    robots = _known[body] = Robots(body)
    _size += len(body) + 500
    while _size > _MAX_KNOWN and len(_known) > 1:
        _size -= len(_known.popitem(last=False)[0]) + 500
    return robots


async def fetch(client: "Client", origin_: str, manners: Manners = _USUAL) -> Answered:
    """Ask for an origin's robots.txt; `manners`: of its host.

    Redirects are followed, to other hosts too (§2.3.1.2). Of one that is unreachable the body says why, as `unreadable`
    reads it.
    """
    now = datetime.now(UTC)
    try:
        answer = await client.get(
            f"{origin_}/robots.txt", cap=MAX_BYTES, wanted=lambda status, _: status in _FOUND, cut=True, manners=manners
        )
        body = inflate(answer.body, answer.header("content-encoding"), MAX_BYTES, cut=True)
    except Permanent:
        # Nothing a robots.txt contains can be broken enough to stop us; only a server that cannot be asked does.
        return Answered(200, b"", now, now + _SOON)
    except Transient as error:
        wait = _later(error.retry_after)
        return Answered(None, f"{error.reason}: {error.message}".encode(), now, now + wait)
    if len(body) == MAX_BYTES:
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]  # half a rule may mean something else
    if answer.status < 500:
        return Answered(answer.status, body, now, now + _DAY)
    return Answered(
        answer.status,
        body,
        now,
        now + _later(schedule.retry_after(answer.header("retry-after"), now, answer.header("date"))),
    )


def _later(retry_after: float | None) -> timedelta:
    return min(max(timedelta(seconds=retry_after or 0.0), _SOON), _DAY)


def standing(fresh: Answered, known: Answered | None) -> Answered:
    """What to go by, and to remember: a file that is unreachable now still stands as it was known, up to 30 days (§2.4).

    It is then asked for again when the failed answer says.
    """
    unreachable = fresh.status is None or fresh.status >= 500
    usable = known is not None and known.status is not None and known.status < 500
    if unreachable and usable and known is not None and fresh.fetched_at - known.fetched_at <= _STALE:
        return known._replace(expires_at=fresh.expires_at)
    return fresh


def verdict(status: int | None, body: bytes, url: str) -> bool | None:
    """Whether `url` may be fetched; None while that cannot be known (§2.3.1.4: unreachable means no, for now)."""
    if status is None or status >= 500:
        return None
    file = read(status, body)
    return file is None or file.rules(PRODUCT.lower()).allow(url)


def crawl_delay(status: int | None, body: bytes) -> float:
    """Seconds between two requests that the host asks for (not in the RFC, but honoured); at most an hour."""
    file = read(status, body)
    return min(file.rules(PRODUCT.lower()).delay, 3600.0) if file else 0.0


def sitemaps(status: int | None, body: bytes) -> tuple[str, ...]:
    """The sitemaps that the file names (§2.2.4), as written there; they ought to be absolute URLs and may be anything."""
    file = read(status, body)
    return file.sitemaps if file else ()


def unreadable(status: int | None, body: bytes, wait: float) -> Transient:
    """Why there is no verdict, for the next `wait` seconds: the server cannot be reached, or its robots.txt fails."""
    reason, _, message = body.decode("utf-8", "replace").partition(": ")
    if status is None and reason in set(Reason):
        return Transient(Reason(reason), f"robots.txt: {message}", wait)
    return Transient(Reason.ROBOTS, "robots.txt cannot be read, which means no until it can (RFC 9309)", wait)
