"""The article's text and the links in it. The only module that calls trafilatura."""

import re
import unicodedata
from collections.abc import Callable, Iterable
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
_BLOCKS, _CELLS = frozenset({"p", "head", "item", "row", "quote", "list", "table", "div", "lb"}), frozenset({"cell"})
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
    named = ((element.get("target") or "", "".join(element.itertext())) for element in document.body.iter("ref"))
    found = links(named, _resolved(url, base))
    etree.strip_tags(document.body, *_INLINE)
    return Body(paragraphs(document.body, _BLOCKS, _CELLS), found)


def paragraphs(root: Any, blocks: frozenset[str], cells: frozenset[str]) -> str:
    """The text below `root`, one line for each stretch between the tags in `blocks`; those in `cells` part words."""
    parts: list[str] = []
    current: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in blocks:
            parts.append("".join(current))
            current.clear()
        elif element.tag in cells:
            current.append(" ")
        if event == "start":
            current.append(element.text or "")
        elif element is not root:
            current.append(element.tail or "")
    lines = (line(part) for part in [*parts, "".join(current)])
    return "\n".join(part for part in lines if part)


def _resolved(url: str, base: str | None) -> str:
    """What relative links are relative to: the page's `base` element, or the page."""
    try:
        address = urljoin(url, base.strip()) if base else url
        return address if urlsplit(address).scheme in {"http", "https"} else url
    except ValueError:
        return url


def links(found: Iterable[tuple[str, str]], url: str) -> tuple[Link, ...]:
    """Links given as (address, words), absolute against `url`, each once; what leads nowhere else is left out."""
    known: dict[tuple[str, str], Link] = {}
    for target, words in found:
        try:
            address = urljoin(url, target)
            wanted = urlsplit(address).scheme in {"http", "https"} and len(address) <= 4_000
        except ValueError:
            continue
        if wanted and target and not target.startswith("#"):
            anchor = line(words)
            known.setdefault((address, anchor), Link(address, anchor))
    return tuple(known.values())


def forget() -> None:
    """Empty trafilatura's caches, which otherwise grow with every page."""
    from trafilatura.meta import reset_caches

    reset_caches()
