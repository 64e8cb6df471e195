"""Every error of Wireroom, one tree.

    WireroomError
    ├── Setback            what stops one item; it carries a `Reason` and ends in v1.failures
    │   ├── Transient      worth another attempt: `due_at` moves by the backoff, or by what the server asked for
    │   └── Permanent      will not get better by itself
    ├── Deferred           not an error: the item's turn has not come (politeness); the attempt is not counted
    ├── Unavailable        PostgreSQL or Redis cannot be reached (exit code 3)
    ├── WrongUsage         the command or a setting cannot mean anything (exit code 2)
    └── Refused            what was asked cannot be done as things stand (exit code 1)

Foreign exceptions are translated once, where they enter: aiohttp's in `web/client.py`, feedparser's in `feeds/parse.py`,
SQLAlchemy's in `store/engine.py`, Celery's and Redis's in `workers/`.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why an item stopped; the closed list of the contract."""

    DNS = "dns"
    REFUSED_ADDRESS = "refused_address"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    ROBOTS = "robots"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    NOT_HTML = "not_html"
    BAD_ENCODING = "bad_encoding"
    BAD_FEED = "bad_feed"
    CHALLENGE = "challenge"
    CONSENT = "consent"
    LOGIN = "login"
    SOFT_404 = "soft_404"
    NOT_ARTICLE = "not_article"
    NO_TEXT = "no_text"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    ERROR = "error"


class WireroomError(Exception):
    """Anything Wireroom raises on purpose; `str()` is one line for a person."""


class Setback(WireroomError):
    """What stopped one item."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class Transient(Setback):
    """Worth another attempt, not before `retry_after` seconds where the other side named a time."""

    def __init__(self, reason: Reason, message: str, retry_after: float | None = None) -> None:
        super().__init__(reason, message)
        self.retry_after = retry_after


class Permanent(Setback):
    """Will not get better by itself; `wireroom retry` or `replay` can still bring it back."""


class Deferred(WireroomError):
    """The item's turn comes in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"its turn comes in {seconds:.1f} s")
        self.seconds = seconds


class Unavailable(WireroomError):
    """A server we depend on cannot be reached."""


class WrongUsage(WireroomError):
    """A command or setting that cannot mean anything."""


class Refused(WireroomError):
    """What was asked cannot be done as things stand."""
