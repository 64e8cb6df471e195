"""One entry of an RSS, Atom or CDF document: who it is, where it points, the text that it carries."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from urllib.parse import urljoin, urlsplit

from lxml import etree

from pipeline.feeds.bounds import MAX_CONTENT, MAX_LINK, line
from pipeline.feeds.carve import ATOM, NAMESPACES, XML_BASE

# The core vocabulary under all the names that it has been published by.
CORE = frozenset(
    [
        "",
        ATOM.lower(),
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
    ]
)
_BY_NAMESPACE = {uri.lower(): prefix for prefix, uri in NAMESPACES.items() if prefix != "atom"}
_KINDS = {
    ("", "title"): "title",
    ("", "link"): "link",
    ("", "guid"): "guid",
    ("", "id"): "guid",
    ("", "pubdate"): "date",
    ("", "published"): "date",
    ("", "issued"): "date",
    ("", "updated"): "date",
    ("", "modified"): "date",
    ("", "content"): "content",
    ("", "body"): "content",
    ("", "fullitem"): "content",
    ("content", "encoded"): "content",
    ("xhtml", "body"): "content",
    ("dc", "title"): "title",
    ("dc", "date"): "date",
    ("dcterms", "issued"): "date",
    ("dcterms", "modified"): "date",
    ("feedburner", "origlink"): "origin",
    ("pheedo", "origlink"): "origin",
}
# Links that are not the page of their entry (RFC 4287 §4.2.7.2, RFC 4685, RFC 5005, RFC 5023, WebSub).
_NO_PAGE = frozenset(
    [
        "enclosure",
        "self",
        "replies",
        "edit",
        "edit-media",
        "hub",
        "next",
        "prev",
        "previous",
        "first",
        "last",
        "license",
        "payment",
        "search",
    ]
)
_VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_DECLARES = re.compile(r"<[^<>]*\sxmlns[^<>]*>")
_DECLARATION = re.compile(r"\sxmlns(?::[\w.-]+)?=\"[^\"]*\"")
_PREFIX = re.compile(r"(</?)[A-Za-z_][\w.-]*:")
_EMPTY = re.compile(rf"<(?!(?:{_VOID})\b)([A-Za-z][\w.-]*+)([^<>]*)/>", re.IGNORECASE)
_AMPERSAND = re.compile("&(?:amp|#0*38|#x26);", re.IGNORECASE)
_TOO_LONG_BASE = 4_000
_MAX_ATTRIBUTES = 30


@lru_cache(maxsize=512)
def kind(tag: str, own: str = "") -> str:
    """What an element is to us, by its name: `title`, `link`, `guid`, `date`, `content`, `origin`, or nothing.

    `own`: the namespace of the entry, in which the core vocabulary may stand under a name never heard of.
    """
    namespace, _, local = tag.rpartition("}")
    uri = namespace[1:].lower()
    group = "" if uri in CORE or uri == own.lower() else _BY_NAMESPACE.get(uri)
    return _KINDS.get((group, local.lower()), "") if group is not None else ""


def namespace(tag: str) -> str:
    """The namespace of a tag; none: empty."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def local(tag: str) -> str:
    """The local name of a tag in lower case; with an undeclared prefix, all of it."""
    return tag.rpartition("}")[2].lower()


def attributes(element: etree._Element) -> dict[str, str]:
    """The attributes of an element by their local names in lower case: the first ones, for all would take quadratic time."""
    return {local(str(key)): str(element.get(key)) for key in element.keys()[:_MAX_ATTRIBUTES]}


def text(element: etree._Element) -> str:
    """All text in an element, in its order."""
    return (element.text or "") if not len(element) else "".join(map(str, element.itertext()))


def rebased(element: etree._Element, base: str) -> str:
    """The base that holds inside an element (XML Base §4); one that cannot be is none."""
    declared = element.get(XML_BASE)
    if not declared or len(declared) > _TOO_LONG_BASE:
        return base
    try:
        joined = urljoin(base, declared.strip())
        return joined if urlsplit(joined).scheme in {"http", "https"} and urlsplit(joined).hostname else base
    except ValueError:
        return base


def resolved(link: str, base: str) -> str:
    """A link as an absolute URL, escaped once too often or not; one that does not parse as it stands."""
    link = _AMPERSAND.sub("&", link.strip()[: MAX_LINK + 1])
    if link[:8].lower().startswith(("http://", "https://")):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _pages(children: Iterable[tuple[str, etree._Element]], base: str) -> Iterator[tuple[int, str]]:
    """Links to an entry's page, each with how good it is: the smaller, the better."""
    for what, child in children:
        if what == "origin" and (address := text(child).strip()):
            yield 0, resolved(address, base)
        elif what == "link":
            said = attributes(child)
            address = (said.get("href") or text(child)).strip()
            relation = said.get("rel", "alternate").strip().lower()
            if address and relation not in _NO_PAGE:
                sort = said.get("type", "text/html").lower()
                rank = 3 if relation != "alternate" else 1 if "html" in sort or not sort else 2
                yield rank, resolved(address, rebased(child, base))


def wanted(entry: etree._Element) -> list[tuple[str, etree._Element]]:
    """The children that mean something to us, each with what it is."""
    own = namespace(entry.tag)
    return [(what, child) for child in entry if (what := kind(child.tag, own))]


def identified(
    entry: etree._Element, children: list[tuple[str, etree._Element]], base: str
) -> tuple[str | None, str | None]:
    """An entry's identifier and its link, absolute against `base` or its own; an identifier that is an address stands for a
    missing link."""
    base = rebased(entry, base)
    guid, permanent = None, False
    for what, child in children:
        if what == "guid" and not guid:
            guid = line(text(child))
            permanent = attributes(child).get("ispermalink", "").lower() == "true"
    link = min(_pages(children, base), default=(9, None), key=lambda page: page[0])[1]
    if said := attributes(entry):
        guid = guid or line(said.get("about"))
        link = link or (resolved(said["href"], base) if said.get("href") else None)
    if not link and guid and (permanent or guid.lower().startswith(("http://", "https://"))):
        link = resolved(guid, base)
    return guid, link


def content(children: Iterable[tuple[str, etree._Element]]) -> str | None:
    """The whole text of an entry as HTML, the longest where there are several."""
    found = (_html(child) for what, child in children if what == "content")
    return max((each.strip() for each in found if each), key=len, default="")[:MAX_CONTENT] or None


def paragraphs(plain: str) -> str:
    """Plain text as HTML: a paragraph for each part between empty lines."""
    parts = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", plain.replace("\r", "")))
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part)


def _html(element: etree._Element) -> str | None:
    """An element's content as HTML, by its type (RFC 4287 §4.1.3); None for what is no text."""
    sort = (element.get("type") or "").strip().lower()
    if element.get("src") or element.get("mode") == "base64":
        return None
    if len(element):
        return _inner(element) if not sort or "html" in sort else None
    if "html" in sort or (not sort and namespace(element.tag) != ATOM):
        return element.text
    return paragraphs(element.text or "") if sort in {"", "text", "text/plain", "plain"} else None


def _inner(element: etree._Element) -> str:
    """The markup inside an element as HTML: no namespaces, no prefixes, nothing closed in itself that HTML would leave open."""
    written = str(etree.tostring(element, encoding="unicode", with_tail=False))
    inside = written[written.index(">") + 1 : written.rindex("<")]
    inside = _DECLARES.sub(lambda tag: _DECLARATION.sub("", tag[0]), inside)
    return _EMPTY.sub(r"<\1\2></\1>", _PREFIX.sub(r"\1", inside))
