"""An XML document of repeated records (items, entries, urls), carved up before anything reads it.

Feeds are as long as their publishers let them grow and seldom quite well-formed, and every XML reader has an input that it
takes minutes or gigabytes for. So the bytes are cut at their records first, by searching for the tags, which is linear.
Then libxml2 reads the head once, and the records some hundred at a time: without a DTD, so there is nothing to expand or to
load, in pieces whose trees stay small. Records that are not well-formed are mended (references, stray `<` and `&`,
forbidden characters); one that cannot be is searched for the elements that matter. It never costs its neighbours.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5
from itertools import chain, islice
from xml.sax.saxutils import quoteattr

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES: Mapping[str, str] = {
    "atom": ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "pheedo": "http://www.pheedo.com/namespace/pheedo",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"

_HEAD, _TAIL, _DTD = 200_000, 20_000, 64_000  # bytes looked at before the records, after them, and of a DTD
_JUNK = 10_000  # bytes before a feed that do not belong to it, such as a program's warnings
_MOST_BEFORE = 1_000  # comments and instructions before the first element
_CHUNK, _CHUNK_RECORDS = 256_000, 500  # what libxml2 is given at a time
_HUGE, _START, _END = 1_200_000, 1_100_000, 100_000  # bytes of a record that is only searched, and there only so far
_LONG, _SHORT = 1_100_000, 70_000  # bytes of a value read from a broken record: of a text, of others
_MAX_PREFIXES, _MAX_URI = 64, 200
_SOME_ERRORS = 90  # libxml2 stops listing errors at 100: with so many, what kind the next ones were is not known

_BEFORE = re.compile(
    rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?P<dtd>\[.*?\]\s*)?>)\s*", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*))(?=[\s/>])")
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(rss|rdf|feed|channel|opml|urlset|sitemapindex)(?=[\s>])", re.IGNORECASE)
_RECORDS = {"urlset": b"url", "sitemapindex": b"sitemap", "opml": None}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_BARE = re.compile(rb"&(?!#?[A-Za-z0-9]{1,9999};)")
_REFERENCE = re.compile(rb"&(?:#([0-9]+|[xX][0-9A-Fa-f]+);|([A-Za-z][A-Za-z0-9]{1,31});)?")
_STRAY = re.compile(rb"<(?![A-Za-z_/!?])")
_OWN = frozenset([b"lt", b"gt", b"amp", b"quot", b"apos"])
_ENTITY = re.compile(rb"<!ENTITY\s+([A-Za-z][A-Za-z0-9]{1,31})\s+[\"']([^\"'<&%]{1,64})[\"']\s*>")
_WANTED = re.compile(
    rb"<!\[CDATA\[|<!--|<((?:[A-Za-z_][\w.-]*:)?(?:title|link|guid|id|pubdate|published|issued|updated|modified|date|"
    rb"encoded|content|origlink|loc|lastmod|publication_date))(?=[\s/>])([^<>]*)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rb"(?<![\w:.-])([A-Za-z_][\w:.-]{0,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)')")
_ATTRIBUTES = {b"xml:base": XML_BASE} | {
    name.encode(): name for name in ("href", "rel", "type", "mode", "src", "ispermalink")
}
_MARKUP = re.compile(r"<[^<>]*>")
_MOST_ALIKE, _MOST = 8, 64  # elements looked at in a broken record, of one name and of all


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def read(data: bytes) -> tuple[etree._Element | None, bool]:
    """The tree of some XML without a DTD, and whether it was well-formed but for undeclared prefixes."""
    parser = _parser()
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    errors = parser.error_log
    sound = not errors or (len(errors) < _SOME_ERRORS and not errors.filter_from_fatals())
    return root, sound and root is not None


def mend(data: bytes, entities: Mapping[bytes, bytes]) -> bytes:
    """XML without what makes it unreadable: forbidden characters, references to nothing, `&` and `<` that stand for themselves."""

    def reference(match: re.Match[bytes]) -> bytes:
        number, name = match[1], match[2]
        if number:
            digits = number.lstrip(b"xX").lstrip(b"0")
            code = int(digits or b"0", 16 if number[0] in b"xX" else 10) if len(digits) <= 7 else 0
            legal = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code <= 0x10FFFF
            return match[0] if legal else b"&#xFFFD;"
        if name in _OWN:
            return match[0]
        if name and (replacement := entities.get(name) or html5.get(name.decode() + ";", "").encode()):
            return replacement
        return b"&amp;" + match[0][1:]

    def text(part: bytes) -> bytes:
        if b"&" in part:
            part = _REFERENCE.sub(reference, _BARE.sub(b"&amp;", part))
        return _STRAY.sub(b"&lt;", part)

    data = data.translate(None, _CONTROLS).replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    first, *others = data.split(b"<![CDATA[")
    out = [text(first)]
    for other in others:
        inside, end, after = other.partition(b"]]>")
        out += [b"<![CDATA[", inside, end, text(after)] if end else [text(inside)]
    return b"".join(out)


def _passed(data: bytes, opening: bytes, position: int, unclosed: set[bytes]) -> int:
    """Behind the comment or CDATA section that begins before `position`; one that is never closed is none, nor are later ones."""
    closing = b"-->" if opening == b"<!--" else b"]]>"
    end = -1 if closing in unclosed else data.find(closing, position)
    if end < 0:
        unclosed.add(closing)
        return position
    return end + len(closing)


def _spans(data: bytes, start: int, name: bytes) -> Iterator[tuple[int, int]]:
    """Where the records are: elements of that name, all with the prefix of the first. One that is not closed ends at the next."""
    pattern = re.compile(
        rb"<!\[CDATA\[|<!--|<(/?)((?:[A-Za-z_][\w.-]*:)?(?:" + name + rb"))(?=[\s/>])[^<>]{0,4096}>?", re.IGNORECASE
    )
    unclosed: set[bytes] = set()
    position, opened, tag = start, -1, b""
    while match := pattern.search(data, position):
        position = match.end()
        if match[2] is None:
            position = _passed(data, match[0], position, unclosed)
            continue
        if tag and match[2].lower() != tag:
            continue
        if not match[1]:
            tag = tag or match[2].lower()
            if opened >= 0:
                yield opened, match.start()
            opened = match.start()
        if opened >= 0 and (match[1] or match[0].endswith(b"/>")):
            yield opened, position
            opened = -1
    if opened >= 0:
        yield opened, len(data)


@dataclass
class Carving:
    """A document carved up.

    `root`: the local name of its first element, in lower case; `head`: the tree of all that is no record; `container`: the
    element that holds what is said of the whole.
    """

    root: str
    head: etree._Element | None
    container: etree._Element | None
    _data: bytes = field(repr=False)
    _found: Iterator[tuple[int, int]] = field(repr=False)
    _prefixes: Mapping[str | None, str] = field(repr=False)
    _entities: Mapping[bytes, bytes] = field(repr=False)

    def records(self) -> Iterator[etree._Element]:
        """The records in their order, once; every element read is let go of when the next piece is read."""
        chunk: list[bytes] = []
        size = 0
        for start, end in self._found:
            if chunk and (size + end - start > _CHUNK or len(chunk) == _CHUNK_RECORDS):
                yield from self._elements(chunk)
                chunk, size = [], 0
            chunk.append(self._data[start:end])
            size += end - start
        if chunk:
            yield from self._elements(chunk)

    def _elements(self, chunk: list[bytes]) -> Iterator[etree._Element]:
        if len(chunk) > 1 or len(chunk[0]) <= _HUGE:
            joined = self._wrapped(b"".join(chunk))
            for version in (joined, None):
                root, sound = read(version or mend(joined, self._entities))
                if root is not None and sound and len(root) == len(chunk):
                    yield from root
                    return
        if len(chunk) > 1:
            for record in chunk:
                yield from self._elements([record])
        else:
            yield self._searched(chunk[0])

    def _wrapped(self, data: bytes) -> bytes:
        declared = "".join(
            f" xmlns{':' if prefix else ''}{prefix or ''}={quoteattr(uri)}" for prefix, uri in self._prefixes.items()
        )
        return b"<records" + declared.encode() + b">" + data + b"</records>"

    def _qualified(self, name: bytes) -> str:
        prefix, _, local = name.decode("ascii", "ignore").rpartition(":")
        uri = self._prefixes.get(prefix or None)
        return f"{{{uri}}}{local}" if uri else local

    def _searched(self, record: bytes) -> etree._Element:
        """A record that is no XML: the elements that matter, as far as they are whole, read as text."""
        if len(record) > _HUGE:
            record = record[:_START] + record[-_END:]
        opening = _TAG.match(record)
        element = etree.Element(self._qualified(opening[1] if opening else b"record"))
        seen: dict[bytes, int] = {}
        unclosed: set[bytes] = set()
        position = opening.end() if opening else 0
        while (match := _WANTED.search(record, position)) and sum(seen.values()) + len(unclosed) < _MOST:
            position = match.end()
            name, attributes = match[1], match[2]
            if name is None:
                position = _passed(record, match[0], position, unclosed)
                continue
            if name in unclosed or seen.get(name, 0) >= _MOST_ALIKE:
                continue
            value: bytes = b""
            if not attributes.endswith(b"/"):
                whole = record.startswith(b"<![CDATA[", position) and record.find(b"]]>", position)
                end_of_it = record.find(b"</" + name, max(position, whole or 0))
                if end_of_it < 0:
                    unclosed.add(name)
                    continue
                value, position = record[position:end_of_it], end_of_it
            seen[name] = seen.get(name, 0) + 1
            child = etree.SubElement(element, self._qualified(name))
            for key, one, other in _ATTRIBUTE.findall(attributes[:8_000]):
                if label := _ATTRIBUTES.get(key.lower()):
                    child.set(label, self._text((one or other)[:_SHORT]))
            child.text = self._text(value[: _LONG if name.lower().endswith((b"encoded", b"content")) else _SHORT])
        return element

    def _text(self, raw: bytes) -> str:
        """The text of an element or attribute: out of its CDATA section, or without markup and references."""
        whole = raw.strip()
        if whole.startswith(b"<![CDATA["):
            whole = whole[9:].partition(b"]]>")[0]
            return whole.translate(None, _CONTROLS).decode("utf-8", "replace").translate({0xFFFE: None, 0xFFFF: None})
        return unescape(_MARKUP.sub("", mend(whole, self._entities).decode("utf-8", "replace")))


def _declared(head: bytes) -> bytes:
    """The head with the usual meaning of prefixes that it uses and does not declare."""
    root = _TAG.match(head)
    missing = [
        f' xmlns:{prefix}="{uri}"'.encode()
        for prefix, uri in NAMESPACES.items()
        if f"<{prefix}:".encode() in head and f"xmlns:{prefix}".encode() not in head
    ]
    return head[: root.end()] + b"".join(missing) + head[root.end() :] if root and missing else head


def _is_namespace(uri: str) -> bool:
    if not 0 < len(uri) <= _MAX_URI:
        return False
    try:
        etree.Element("{" + uri + "}x")
    except ValueError:
        return False
    return True


def carve(data: bytes) -> Carving:
    """Carve up a document in UTF-8. Never fails: what is no such document has no root, or no records."""
    start, dtd = len(data) - len(data.lstrip()), b""
    for _ in range(_MOST_BEFORE):
        if not (before := _BEFORE.match(data, start)):
            break
        start, dtd = before.end(), before["dtd"] or dtd
    entities = dict(_ENTITY.findall(dtd[:_DTD]))
    first = _TAG.match(data, start)
    root = first[2].decode("ascii", "ignore").lower() if first else ""
    if not _ROOT.match(data, start) and root != "html" and (known := _ROOT.search(data, 0, _JUNK)):
        start, root = known.start(), known[1].decode().lower()
    name = _RECORDS.get(root, b"item|entry")
    found = _spans(data, start, name) if name else iter(())
    begin = next(found, None)
    outside = data[start : begin[0] if begin else None][:_HEAD]
    if begin:
        tag = _TAG.match(data, begin[0])
        last = data.rfind(b"</" + tag[1]) if tag else -1
        outside += data[data.find(b">", last) + 1 :][:_TAIL] if last > begin[0] else b""
    head, _ = read(_declared(mend(outside, entities)))
    container = head
    if head is not None and root in {"rss", "rdf"}:
        container = next((child for child in head if child.tag.rpartition("}")[2].lower() == "channel"), head)
    declared = container.nsmap.items() if container is not None else ()
    prefixes = {prefix: uri for prefix, uri in islice(declared, _MAX_PREFIXES) if _is_namespace(uri)}
    for prefix, uri in NAMESPACES.items():
        prefixes.setdefault(prefix, uri)
    return Carving(root, head, container, data, chain([begin] if begin else [], found), prefixes, entities)
