"""WebSub as a subscriber speaks it (W3C Recommendation of 23 January 2018): what a hub is sent, what its questions mean,
whether its signature holds. No I/O, no clock."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

Mode = Literal["subscribe", "unsubscribe"]

FORM = "application/x-www-form-urlencoded"
LONGEST_LEASE = 31_536_000
UNSAID_LEASE = 86_400  # where the hub does not say how long, as it must (§5.3)
SOONEST_RENEWAL = 900.0  # a hub that grants seconds is not asked every few seconds
_METHODS = ("sha512", "sha384", "sha256", "sha1")  # §7.1.1, the strongest first
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_CHALLENGE = re.compile(r"[\x21-\x7e]{1,1000}")  # §8.2: no binary data, of limited length


@dataclass(frozen=True, slots=True)
class Intent:
    """A hub asks whether a request was ours (§5.3); `lease` in seconds, None where it does not say."""

    mode: Mode
    topic: str
    challenge: str
    lease: int | None


@dataclass(frozen=True, slots=True)
class Denial:
    """A hub will not deliver a topic, or not any more (§5.2)."""

    topic: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A content distribution request (§7): the body as the wire had it, and what its headers say of it."""

    body: bytes = field(repr=False)
    content_type: str | None = None
    content_encoding: str | None = None
    signatures: tuple[str, ...] = ()


def new_token() -> str:
    """The part of a callback's path that nobody can guess (§5.1.1)."""
    return secrets.token_urlsafe(32)


def new_secret() -> str:
    """What deliveries are signed with: 32 random bytes, far below the 200 characters that are allowed (§5.1)."""
    return secrets.token_hex(32)


def is_token(value: str) -> bool:
    """Whether it could be one of ours."""
    return _TOKEN.fullmatch(value) is not None


def request(mode: Mode, *, topic: str, callback: str, secret: str, lease: int) -> bytes:
    """The form that is sent to the hub (§5.1)."""
    form = {"hub.mode": mode, "hub.topic": topic, "hub.callback": callback}
    if mode == "subscribe":
        form |= {"hub.secret": secret, "hub.lease_seconds": str(lease)}
    return urlencode(form).encode("ascii")


def question(parameters: Iterable[tuple[str, str]]) -> Intent | Denial | None:
    """What the query of a GET on the callback asks or tells; None where it means nothing, or two things at once."""
    given: dict[str, str] = {}
    for name, value in parameters:
        if name in given:
            return None
        given[name] = value
    mode, topic, challenge = given.get("hub.mode"), given.get("hub.topic"), given.get("hub.challenge", "")
    if not topic:
        return None
    if mode == "denied":
        reason = "".join(letter for letter in given.get("hub.reason", "")[:300] if letter.isprintable())
        return Denial(topic, reason or None)
    lease = _seconds(given.get("hub.lease_seconds", ""))
    if not _CHALLENGE.fullmatch(challenge):
        return None
    if mode == "subscribe":
        return Intent("subscribe", topic, challenge, lease)
    return Intent("unsubscribe", topic, challenge, lease) if mode == "unsubscribe" else None


def _seconds(value: str) -> int | None:
    return min(int(value[:12]), LONGEST_LEASE) or None if value.isascii() and value.isdigit() else None


def granted(lease: int | None, asked: int) -> int:
    """For how many seconds a hub delivers that has confirmed with this lease."""
    return lease or min(asked, UNSAID_LEASE)


def renewal(lease: float, draw: float) -> float:
    """Seconds until the hub is asked again: about two thirds of the lease; `draw` from 0 to 1 moves it by up to a tenth."""
    return max(lease * (0.6 + draw / 10), SOONEST_RENEWAL)


def signed(body: bytes, signatures: Iterable[str], secret: str) -> bool:
    """Whether the body was signed with the secret (§7.1), by the strongest method that the sender names."""
    digests: dict[str, list[bytes]] = {}
    for value in signatures:
        for part in value.split(","):
            method, _, digest = part.strip().partition("=")
            digests.setdefault(method.lower(), []).append(digest.lower().encode("utf-8", "replace"))
    for method in _METHODS:
        if method in digests:
            expected = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest().encode()
            return any(hmac.compare_digest(expected, digest) for digest in digests[method])
    return False
