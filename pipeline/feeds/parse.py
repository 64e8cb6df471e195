"""Feed documents of every format to `ParsedFeed`. The only module that calls feedparser.

feedparser opens files and fetches URLs when it is given a path or a string, so it is only ever given a byte stream; and
it raises all kinds of exceptions on hostile input, so everything it raises is translated here.
"""

import io
import re
from calendar import timegm
from datetime import UTC, datetime
from typing import Any

from pipeline.encoding import decode
from pipeline.errors import Permanent, Reason, WireroomError
from pipeline.feeds import jsonfeed
from pipeline.feeds.bounds import plausible
from pipeline.model import Entry, ParsedFeed

_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARED = re.compile(r"^(\s*<\?xml[^>]{0,100}?)\sencoding\s*=\s*[\"'][^\"'>]{0,40}[\"']", re.IGNORECASE)
_NO_PAGE = frozenset({"enclosure", "self", "replies", "edit", "hub", "next", "prev", "previous", "first", "last"})


def _readable(body: bytes, content_type: str | None) -> bytes:
    """The document in UTF-8 without what XML forbids: one such character would cost the whole feed."""

    def legal(match: re.Match[str]) -> str:
        digits = (match[1] or match[2]).lstrip("0")
        code = int(digits or "0", 16 if match[1] else 10) if len(digits) <= 7 else 0x110000
        return match[0] if code <= 0x10FFFF and not _FORBIDDEN.match(chr(code)) else "\N{REPLACEMENT CHARACTER}"

    text = _DECLARED.sub(r"\1", _FORBIDDEN.sub("", decode(body, content_type)))
    return (_REFERENCE.sub(legal, text) if "&#" in text else text).encode()


def parse(body: bytes, content_type: str | None, url: str, now: datetime) -> ParsedFeed:
    """Read a feed document: RSS 0.9x–2.0, RSS 1.0, Atom, CDF, JSON Feed.

    A document broken half-way gives the entries before the break.

    Raises:
        Permanent: `bad_feed` where no feed can be read from it.
    """
    if not body.strip():
        raise Permanent(Reason.BAD_FEED, "the answer is empty")
    if jsonfeed.looks_like(body, content_type):
        return jsonfeed.parse(body, url, now)
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        document = feedparser.parse(  # noqa: TID251
            io.BytesIO(_readable(body, content_type)),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        entries = tuple(_entry(entry, now) for entry in document.entries)
    except WireroomError:
        raise
    except Exception as error:
        raise Permanent(Reason.BAD_FEED, f"feedparser: {type(error).__name__}: {str(error)[:200]}") from error
    if not document.get("version") and not entries:
        raise Permanent(Reason.BAD_FEED, _what_instead(body, document))
    site = document.feed.get("link")
    return ParsedFeed(_plain(document.feed.get("title")), site if isinstance(site, str) else None, entries)


def _what_instead(body: bytes, document: Any) -> str:
    start = body[:2_000].lstrip().lower()
    if b"<html" in start or b"<!doctype html" in start:
        return "the answer is an HTML page, not a feed"
    problem = document.get("bozo_exception")
    return f"no feed in the answer ({problem})"[:300] if problem else "no feed in the answer"


def _plain(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _entry(entry: Any, now: datetime) -> Entry:
    guid = entry.get("id")
    link = entry.get("link") or next(
        (item["href"] for item in entry.get("links", ()) if item.get("href") and item.get("rel") not in _NO_PAGE), None
    )
    if isinstance(guid, str) and link in (None, guid):  # feedparser takes an identifier for a link where there is none
        link = guid if guid.startswith(("http://", "https://")) else None
    struct = entry.get("published_parsed")
    if not struct and "updated_parsed" in entry:  # asked for otherwise, feedparser would warn and answer with the other
        struct = entry["updated_parsed"]
    try:
        at = datetime.fromtimestamp(timegm(struct), UTC) if struct else None
    except (ValueError, OverflowError, OSError, TypeError):
        at = None
    return Entry(guid if isinstance(guid, str) else None, link or None, _plain(entry.get("title")), plausible(at, now))
