"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not read."""

import json
from datetime import UTC, datetime
from typing import Any

from pipeline.errors import Permanent, Reason
from pipeline.feeds.bounds import plausible
from pipeline.model import Entry, ParsedFeed


def looks_like(body: bytes, content_type: str | None) -> bool:
    """JSON by its first character, or by its header where that is not the beginning of XML."""
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") or ("json" in (content_type or "").lower() and not start.startswith(b"<"))


def parse(body: bytes, url: str, now: datetime) -> ParsedFeed:
    """Read a JSON Feed.

    Raises:
        Permanent: `bad_feed` where it is none.
    """

    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Permanent(Reason.BAD_FEED, f"not valid JSON: {str(error)[:200]}") from None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise Permanent(Reason.BAD_FEED, "JSON, but not a JSON Feed: it has no list of items")
    items = [item for item in document["items"] if isinstance(item, dict)]
    return ParsedFeed(
        _text(document.get("title")), _text(document.get("home_page_url")), tuple(_entry(item, now) for item in items)
    )


def _text(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _entry(item: dict[str, Any], now: datetime) -> Entry:

    guid = item.get("id")
    guid = str(guid) if isinstance(guid, str | int | float) else None
    link = _text(item.get("url")) or _text(item.get("external_url"))
    if not link and guid and guid.startswith(("http://", "https://")):
        link = guid
    try:
        at = datetime.fromisoformat(item.get("date_published") or item.get("date_modified") or "")
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        at = None
    return Entry(guid, link, _text(item.get("title")), plausible(at, now))
