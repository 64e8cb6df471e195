"""Webhooks as their sender speaks them, after the Standard Webhooks specification 1.0.0: secrets, bodies, signatures, and what
an answer means (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md). No I/O, no clock."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from yarl import URL

from pipeline import schedule, urls
from pipeline.errors import Permanent, Reason, Refused, Setback, Transient, WrongUsage
from pipeline.model import Capture
from pipeline.web.guard import Guard

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a secret ("Signature scheme": 192 to 512 bits)


def new_secret() -> str:
    """32 random bytes, written as the specification has it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key(secret: str) -> bytes:
    """The bytes that a secret stands for.

    Raises:
        WrongUsage: it is not written as one, too short or too long.
    """
    try:
        if not secret.startswith(PREFIX):
            raise ValueError
        decoded = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (ValueError, binascii.Error):
        raise WrongUsage(f"a secret is {PREFIX} and the base64 of {SHORTEST} to {LONGEST} random bytes") from None
    if not SHORTEST <= len(decoded) <= LONGEST:
        raise WrongUsage(f"the secret has {len(decoded)} bytes: {SHORTEST} to {LONGEST} are allowed")
    return decoded


def address(url: str, guard: Guard) -> str:
    """The URL to be sent to, as it is stored: without fragment, its host in letters of the DNS.

    A host name is looked up with every delivery and not here; what it then stands for is checked where the socket is opened.

    Raises:
        Permanent: `refused_address`: not http(s), or an address that is not public; `error`: it is no URL.
        Refused: it has credentials in it.
    """
    urls.canonical(url)
    try:
        target = URL(url.strip()).with_fragment(None)
    except ValueError:
        raise Permanent(Reason.ERROR, "not a URL that can be sent to") from None
    if target.raw_user is not None or target.raw_password is not None:
        raise Refused("an address with a user or password in it is not taken: the signature says who sends")
    host, port = (target.raw_host or "").rstrip("."), target.port or 0
    local = host == "localhost" or host.endswith(".localhost")  # RFC 6761 §6.3
    refusal = guard.refusal("127.0.0.1", port) if local else guard.refusal_of_host(host, port)
    if refusal:
        raise Permanent(Reason.REFUSED_ADDRESS, refusal)
    return str(target)


def body(webhook_id: int, at: datetime, changes: Sequence[Mapping[str, Any]], type_: str = "changes") -> str:
    """What is sent of changes, those of one delivery in the order of their seq."""
    told = [{**change, "at": change["at"].isoformat()} for change in changes]
    document = {"type": type_, "timestamp": at.isoformat(), "webhook": webhook_id, "changes": told}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def headers(secret: str, content: bytes, at: int) -> dict[str, str]:
    """The headers of an attempt at `at` (Unix seconds).

    The message's id is made of its content: the same id always is the same content, whoever sends it and when.
    """
    message = f"msg_{hashlib.sha256(content).hexdigest()[:32]}"
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret, message, at, content),
    }


def signature(secret: str, message: str, at: int, content: bytes) -> str:
    """The symmetric signature of a message ("Signature scheme")."""
    digest = hmac.new(key(secret), f"{message}.{at}.".encode() + content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def setback(capture: Capture) -> Setback | None:
    """Why an answer does not mean that the delivery was taken; None for 2xx ("Delivery success and failure")."""
    status = capture.status
    if 200 <= status < 300:
        return None
    if status == 410:
        return Permanent(Reason.GONE, "answered 410: nothing is wanted there any more")
    wait = schedule.retry_after(capture.header("retry-after"), capture.fetched_at, capture.header("date"))
    if 300 <= status < 400:
        return Transient(
            Reason.HTTP_4XX, f"answered {status}: redirects are not followed, add the address they lead to"
        )
    if status == 429:
        return Transient(Reason.RATE_LIMITED, "answered 429", wait)
    return Transient(Reason.HTTP_5XX if status >= 500 else Reason.HTTP_4XX, f"answered {status}", wait)
