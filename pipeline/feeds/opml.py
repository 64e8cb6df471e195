"""Lists of feeds: OPML in and out, and plain text with one URL a line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from pipeline.encoding import decode
from pipeline.errors import WrongUsage
from pipeline.feeds import carve
from pipeline.feeds.entry import attributes

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAX_FOLDER = 500


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed in a list; `folder`: the names of the outlines around it, joined by slashes."""

    url: str
    title: str | None = None
    folder: str | None = None


def read(body: bytes) -> list[Subscription]:
    """The feeds of an OPML document or of a plain text (`#` begins a comment).

    Raises:
        WrongUsage: neither of them.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        outlines = list(_tree(body).iter("outline"))
        found = [each for outline in outlines if (each := _subscription(outline))]
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


def _tree(body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        if b"<!" not in body:  # no DTD, so that all that can be wrong is what programs forget to escape
            root, sound = carve.read(carve.mend(_undeclared(decode(body, None)).encode("utf-8", "replace"), {}))
            if root is not None and sound:
                return root
        raise WrongUsage(f"not a valid OPML document: {error}") from None


def _undeclared(text: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)


def _subscription(outline: etree._Element) -> Subscription | None:
    """An outline as a feed; a URL that stands where a title must (`text` is required) is none."""
    said = attributes(outline)
    url = said.get("xmlurl", "").strip()
    if not url:
        return None
    title = said.get("title") or said.get("text") or ""
    around = [attributes(each) for each in outline.iterancestors("outline")]
    names = [each.get("text") or each.get("title") or "" for each in reversed(around) if "xmlurl" not in each]
    folder = _folder("/".join(names)) or _folder(said.get("category", "").split(",")[0])
    return Subscription(url, title if title.strip() not in {"", url} else None, folder)


def _folder(path: str) -> str | None:
    names = (" ".join(name.split()) for name in path.split("/"))
    return "/".join(name for name in names if name)[:_MAX_FOLDER].rstrip("/ ") or None


def write(subscriptions: Iterable[Subscription]) -> str:
    """An OPML 2.0 document, folders as outlines around their feeds; characters that XML cannot hold are left out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Wireroom feeds"
    folders: dict[tuple[str, ...], etree._Element] = {(): etree.SubElement(root, "body")}
    for item in subscriptions:
        path: tuple[str, ...] = ()
        for name in (_folder(_legal(item.folder or "")) or "").split("/"):
            if name:
                parent, path = folders[path], (*path, name)
                if path not in folders:
                    folders[path] = etree.SubElement(parent, "outline", text=name)
        etree.SubElement(
            folders[path], "outline", type="rss", text=_legal(item.title or item.url), xmlUrl=_legal(item.url)
        )
    written = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return str(written, "utf-8")


def _legal(text: str) -> str:
    return _NOT_XML.sub("", text)
