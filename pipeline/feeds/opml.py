"""Lists of feeds: OPML in and out, and plain text with one URL a line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipeline.errors import WrongUsage

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed in a list."""

    url: str
    title: str | None = None


def read(body: bytes) -> list[Subscription]:
    """The feeds of an OPML document or of a plain text (`#` begins a comment).

    Raises:
        WrongUsage: neither of them.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(body, parser)
        except etree.XMLSyntaxError as error:
            raise WrongUsage(f"not a valid OPML document: {error}") from None
        outlines = [{key.lower(): value for key, value in element.attrib.items()} for element in root.iter("outline")]
        found = [_subscription(item) for item in outlines if str(item.get("xmlurl", "")).strip()]
        if not found and outlines:
            raise WrongUsage("an OPML document without any feed (outline elements with xmlUrl)")
        return found
    try:
        lines = body.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise WrongUsage("neither OPML nor plain text with one feed URL a line") from None
    return [
        Subscription(line)
        for line in (raw.split(" #")[0].strip() for raw in lines)
        if line and not line.startswith("#")
    ]


def _subscription(outline: Mapping[Any, object]) -> Subscription:
    """An outline as a feed; a URL that stands where a title must (`text` is required) is none."""
    url = str(outline["xmlurl"]).strip()
    title = str(outline.get("title") or outline.get("text") or "")
    return Subscription(url, title if title.strip() not in {"", url} else None)


def _attribute(value: str) -> str:
    return quoteattr(_NOT_XML.sub("", value))


def write(subscriptions: Iterable[Subscription]) -> str:
    """An OPML 2.0 document; characters that XML cannot hold are left out."""
    lines = [
        f'    <outline type="rss" text={_attribute(item.title or item.url)} xmlUrl={_attribute(item.url)}/>'
        for item in subscriptions
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            "  <head><title>Wireroom feeds</title></head>",
            "  <body>",
            *lines,
            "  </body>",
            "</opml>",
            "",
        ]
    )
