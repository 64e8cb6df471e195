"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not read."""

import json
from collections.abc import Container
from datetime import datetime
from typing import Any

from pipeline.errors import Permanent, Reason
from pipeline.feeds.bounds import MAX_CONTENT, MAX_NEW, fit, iso_time, line
from pipeline.feeds.entry import paragraphs, resolved
from pipeline.feeds.identity import Mark, mark_at, place
from pipeline.model import Entry, ParsedFeed

# A few bytes of JSON may take hundreds as Python's objects; so many values stay below 200 MB.
_MAX_CONTAINERS, _MAX_VALUES = 300_000, 1_000_000


def looks_like(body: bytes, content_type: str | None) -> bool:
    """JSON by its first character, or by its header where that is not the beginning of XML."""
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") or ("json" in (content_type or "").lower() and not start.startswith(b"<"))


def parse(body: bytes, url: str, now: datetime, known: Container[Mark] = frozenset()) -> ParsedFeed:
    """Read a JSON Feed.

    Raises:
        Permanent: `bad_feed` where it is none.
    """
    if body.count(b"{") + body.count(b"[") > _MAX_CONTAINERS or body.count(b",") > _MAX_VALUES:
        raise Permanent(Reason.BAD_FEED, "JSON, but more values than a feed has")
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Permanent(Reason.BAD_FEED, f"not valid JSON: {str(error)[:200]}") from None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise Permanent(Reason.BAD_FEED, "JSON, but not a JSON Feed: it has no list of items")
    site = _address(document.get("home_page_url"), url)
    home = place(site, url) if known else ""
    entries: list[Entry] = []
    again: list[Entry] = []
    complete = True
    for item in document["items"]:
        if not isinstance(item, dict):
            continue
        guid, link, title = _names(item, url)
        if known and mark_at(home, guid, link, title) in known:
            again.append(Entry(guid, link, title, None))
        elif len(entries) >= MAX_NEW:
            complete = False
            break
        elif (text := _content(item)) or guid or link or title:
            at = iso_time(_text(item.get("date_published")) or _text(item.get("date_modified")), now)
            entries.append(Entry(guid, link, title, at, text))
    return ParsedFeed(
        _line(document.get("title")),
        site,
        tuple(entries),
        hub=_hub(document.get("hubs"), url),
        topic=_address(document.get("feed_url"), url),
        complete=complete,
        known=tuple(again),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _line(value: Any) -> str | None:
    return line(_text(value))


def _address(value: Any, base: str) -> str | None:
    found = _line(value)
    return resolved(found, base) if found else None


def _names(item: dict[str, Any], base: str) -> tuple[str | None, str | None, str | None]:
    guid = item.get("id")
    if isinstance(guid, int | float):
        guid = str(guid) if abs(guid) < 1e300 else None
    guid = _line(guid)
    link = _address(item.get("url"), base) or _address(item.get("external_url"), base)
    if not link and guid and guid.lower().startswith(("http://", "https://")):
        link = guid
    return guid, link, _line(item.get("title"))


def _content(item: dict[str, Any]) -> str | None:
    markup = _text(item.get("content_html"))
    plain = _text(item.get("content_text"))
    found = markup if markup and markup.strip() else paragraphs(plain[:MAX_CONTENT]) if plain else None
    return fit(found.strip())[:MAX_CONTENT] or None if found else None


def _hub(hubs: Any, base: str) -> str | None:
    """The WebSub hub among those named."""
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type", "")).lower() == "websub":
            return _address(hub.get("url"), base)
    return None
