"""The link that a citation stands on or that leads to whom it names."""

from urllib.parse import urlsplit

from pipeline import urls
from pipeline.errors import Permanent
from pipeline.extract.citations.model import Citation
from pipeline.extract.links import site
from pipeline.model import Document

MIN_ANCHOR = 4  # letters of an anchor that is only part of the words of a citation


def link(document: Document, citation: Citation) -> str | None:
    """The outbound link of a citation, canonical; None without one.

    The host of the cited outlet counts most, then the cited name in the anchor, then an anchor within the citation's words.
    """
    best, found = 0, None
    home = site(urls.host(document.url))
    for one in document.links:
        points = _points(document, citation, one.url, one.anchor)
        if points > best:
            try:
                url = urls.canonical(one.url)
            except Permanent:
                continue
            if site(urls.host(url)) != home:
                best, found = points, url
    return found


def _points(document: Document, citation: Citation, url: str, anchor: str) -> int:
    source = citation.source
    words = document.text[citation.start : citation.end].casefold()
    surface = document.text[source.start : source.end].casefold()
    stands = " ".join(anchor.casefold().split())
    named = len(stands) > 1 and (surface in stands or source.name.casefold() in stands)
    within = len(stands) >= MIN_ANCHOR and stands in words
    return 4 * _at(url, source.name, source.hosts) + 2 * named + within


def _at(url: str, name: str, hosts: tuple[str, ...]) -> bool:
    """Whether a link leads to an outlet: to one of its hosts, else to one that is called like it."""
    try:
        host = site(urlsplit(url).hostname or "")
    except ValueError:
        return False
    if hosts:
        return any(host == known or host.endswith("." + known) for known in hosts)
    labels = {"".join(filter(str.isalnum, label)) for label in host.split(".")[:-1]}
    called = "".join(filter(str.isalnum, name.casefold()))
    return len(called) > 2 and called.removeprefix("the") in labels
