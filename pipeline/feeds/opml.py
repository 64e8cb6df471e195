"""Lists of feeds: OPML in and out, and plain text with one URL a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipeline.errors import WrongUsage


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
        found = [
            Subscription(str(item["xmlurl"]).strip(), str(item.get("title") or item.get("text") or "") or None)
            for item in outlines
            if item.get("xmlurl")
        ]
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


def write(subscriptions: Iterable[Subscription]) -> str:
    """An OPML 2.0 document."""
    lines = [
        f'    <outline type="rss" text={quoteattr(item.title or item.url)} xmlUrl={quoteattr(item.url)}/>'
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
