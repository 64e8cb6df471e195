"""What a person can do about a feed that fails."""

from collections.abc import Mapping
from typing import Any

_BY_REASON = {
    "dns": "its host name does not resolve: check the address",
    "tls": "its certificate is not valid: tell the publisher",
    "connect": "nothing: its server does not answer, it is asked again by itself",
    "timeout": "nothing: its server is too slow, it is asked again by itself",
    "http_5xx": "nothing: its server is in trouble, it is asked again by itself",
    "rate_limited": "nothing: it is asked more rarely by itself; `wireroom feeds set {id} interval=3600` keeps it so",
    "http_4xx": "it refuses us or has gone: check the address; set WIREROOM_CONTACT and ask the publisher",
    "challenge": "its site keeps programs out: ask the publisher to let {agent} in",
    "login": "it wants a login: `wireroom feeds add https://USER:PASSWORD@HOST/…`",
    "refused_address": "it is no public address: open it with WIREROOM_FETCH_ALLOW if that is meant",
    "too_large": "it is larger than WIREROOM_MAX_FEED: raise that, or ask the publisher for a shorter one",
    "bad_feed": "what stands there is no feed: look at it with `wireroom feeds check {url}`",
    "too_slow": "it takes too long to read: look at it with `wireroom feeds check {url}`",
}


def advice(feed: Mapping[str, Any]) -> str | None:
    """One line for a row of v1.feeds; None where it is well."""
    if feed["status"] == "gone" and (feed["last_error"] or "").startswith(("moved to ", "its list ")):
        return f"nothing: {feed['last_error']}"
    if feed["status"] == "gone":
        return "it is gone for good: remove it, or look for its new address with `wireroom feeds add SITE`"
    if feed.get("proposed_url"):
        return f"the page there announces another feed: `wireroom feeds add {feed['proposed_url']}`"
    if not feed["consecutive_failures"]:
        return None
    usual = "look at `wireroom explain {url}`"
    return _BY_REASON.get(feed["last_reason"] or "", usual).format(id=feed["id"], url=feed["url"], agent="Wireroom")
