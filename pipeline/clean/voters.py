"""Second opinions on a page's body: trafilatura's, and the JSON-LD `articleBody`. The only module that calls trafilatura."""

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from importlib.metadata import version
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from pipeline.clean.lines import Line, line

TRAFILATURA = f"trafilatura {version('trafilatura')}"
JSON_LD = "json-ld"
# What trafilatura deletes sooner or later: without it every search of the tree before that is shorter.
_NEVER_TEXT = ("aside", "footer", "nav", "menu", "fieldset")
_LINES, _CELLS = frozenset({"p", "head", "item", "row", "quote", "list", "table", "div", "lb"}), frozenset({"cell"})
_INLINE = ("ref", "hi", "del", "code", "graphic", "formula")
_ENDS_LINE = re.compile(r"\r\n?|\n|<(?:br|/p|/h[1-6]|/li|/div)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def trafilatura(tree: HtmlElement) -> tuple[list[Line], list[tuple[str, str]]]:
    """The lines that trafilatura finds, and the links in them as (address, words). Takes the tree apart."""
    from trafilatura import bare_extraction  # half a second, which commands need not wait for

    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    document: Any = bare_extraction(tree, fast=True, include_comments=False, include_links=True, with_metadata=False)
    if document is None or document.body is None:
        return [], []
    links = [(element.get("target") or "", "".join(element.itertext())) for element in document.body.iter("ref")]
    etree.strip_tags(document.body, *_INLINE)
    return [Line(text) for text in _texts(document.body)], links


def _texts(root: Any) -> list[str]:
    """The text below `root`, one line for each stretch between the tags in `_LINES`; those in `_CELLS` part words."""
    parts: list[str] = []
    current: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _LINES:
            parts.append("".join(current))
            current.clear()
        elif element.tag in _CELLS:
            current.append(" ")
        if event == "start":
            current.append(element.text or "")
        elif element is not root:
            current.append(element.tail or "")
    lines = (line(part) for part in [*parts, "".join(current)])
    return [part for part in lines if part]


def json_ld(article_body: str) -> list[Line]:
    """The lines of a JSON-LD `articleBody`, which may be plain text or HTML, escaped or not."""
    lines = (line(unescape(_TAG.sub("", part))) for part in _ENDS_LINE.split(unescape(article_body)))
    return [Line(text) for text in lines if text]


def words(lines: Sequence[Line]) -> Counter[str]:
    """Which words a text has, and how often."""
    return Counter(word for part in lines for word in part.text.split())


def agreement(one: Counter[str], other: Counter[str]) -> float:
    """How much two texts have in common, 0 to 1: the harmonic mean of each one's share of words that the other has too."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def forget() -> None:
    """Empty trafilatura's caches, which otherwise grow with every page."""
    from trafilatura.meta import reset_caches

    reset_caches()
