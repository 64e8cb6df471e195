"""The feeds that a page announces by its link elements (RSS autodiscovery; HTML Living Standard, link type `alternate`)."""

from lxml import etree, html

from pipeline import urls
from pipeline.encoding import decode
from pipeline.errors import Permanent

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json"}
)


def announced(body: bytes, content_type: str | None, url: str) -> list[str]:
    """Canonical URLs of the feeds that this HTML page announces, in its order."""
    try:
        tree = html.document_fromstring(decode(body, content_type).encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return []
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    found: list[str] = []
    for element in tree.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").lower().split(";")[0].strip()
        if "alternate" in relations and kind in _TYPES and element.get("href"):
            try:
                link = urls.canonical(element.get("href", ""), urls.canonical(base, url) if base else url)
            except Permanent:
                continue
            if link not in found:
                found.append(link)
    return found
