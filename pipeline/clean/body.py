"""The article's text and the links in it. The only module that calls trafilatura."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipeline.model import Link

CLEANER = f"trafilatura {version('trafilatura')} fast"
# What trafilatura deletes sooner or later: without it every search of the tree before that is shorter.
_NEVER_TEXT = (
    "script", "style", "svg", "noscript", "iframe", "template", "link", "meta", "source", "picture", "button", "input",
    "select", "aside", "footer", "nav", "menu", "fieldset", "dialog", "object", "embed", "audio", "video", "canvas", "map",
)  # fmt: skip
_UNSEEN: dict[int, str | None] = dict.fromkeys([*map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\x7f")])
_UNSEEN |= {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}  # as browsers have it
_UNSEEN |= dict.fromkeys([*range(9), *range(14, 28)])
_SPACE = re.compile(r"[\s\u00a0\u2007\u202f]+")
_LENGTH: Callable[[HtmlElement], float] = etree.XPath("string-length(normalize-space(.))")  # type: ignore[assignment]
_INLINE = ("ref", "hi", "del", "code", "graphic", "formula")


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs joined by newlines, and the links in them."""

    text: str
    links: tuple[Link, ...]


def line(text: str) -> str:
    """One line of clean text: NFC, one space between words, nothing invisible."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text.translate(_UNSEEN))).strip()


class _Measured:
    """The length of a page's text, as far as trafilatura wants to know it."""

    def __init__(self, tree: HtmlElement) -> None:
        self._length = int(_LENGTH(tree))

    def __len__(self) -> int:
        return self._length


@cache
def _trafilatura() -> Any:
    """trafilatura, with a cheap measure of a page's length.

    To see whether it has extracted little of a page, it makes the page's whole text and takes its length: a quarter of its
    time, for the same answer (docs/decisions.md).
    """
    import trafilatura.core

    trafilatura.core.html2txt = _Measured  # type: ignore[attr-defined, assignment]
    return trafilatura


def extract(tree: HtmlElement, url: str) -> Body:
    """The body of the page, text empty where none is found. Takes the tree apart: read everything else before."""

    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    document: Any = _trafilatura().bare_extraction(
        tree, fast=True, include_comments=False, include_links=True, with_metadata=False
    )
    if document is None or document.body is None:
        return Body("", ())
    links = tuple(_links(document.body, _resolved(url, base)))
    etree.strip_tags(document.body, *_INLINE)
    lines = (line(part) for part in _blocks(document.body))
    return Body("\n".join(part for part in lines if part), links)


def _blocks(body: Any) -> list[str]:
    """One string for each paragraph, heading, list item, table row and quoted paragraph, in order."""
    parts: list[str] = []
    current: list[str] = []

    def flush() -> None:
        parts.append("".join(current))
        current.clear()

    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag == "lb":
                flush()
            elif tag == "cell":
                current.append(" ")
            elif tag in {"p", "head", "item", "row", "quote", "list", "table", "div"}:
                flush()
            current.append(element.text or "")
        else:
            if tag in {"p", "head", "item", "row", "quote", "list", "table", "div"}:
                flush()
            current.append(element.tail or "" if element is not body else "")
    flush()
    return parts


def _resolved(url: str, base: str | None) -> str:
    """What relative links are relative to: the page's `base` element, or the page."""
    try:
        address = urljoin(url, base.strip()) if base else url
        return address if urlsplit(address).scheme in {"http", "https"} else url
    except ValueError:
        return url


def _links(body: Any, url: str) -> list[Link]:
    found: dict[tuple[str, str], Link] = {}
    for element in body.iter("ref"):
        target, anchor = element.get("target") or "", line("".join(element.itertext()))
        try:
            address = urljoin(url, target)
            wanted = urlsplit(address).scheme in {"http", "https"} and len(address) <= 4_000
        except ValueError:
            continue
        if wanted and target and not target.startswith("#"):
            found.setdefault((address, anchor), Link(address, anchor))
    return list(found.values())


def forget() -> None:
    """Empty trafilatura's caches, which otherwise grow with every page."""
    from trafilatura.meta import reset_caches

    reset_caches()
