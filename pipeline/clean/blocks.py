"""A page as blocks: the stretches of text between the tags that begin a line, each with where it stands in the tree."""

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from pipeline.clean import signs
from pipeline.clean.lines import Kind, line

ITEMS = frozenset({"li", "dd", "dt"})
PARAGRAPHS = ITEMS | {"p", "blockquote", "pre"}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
BOXES = frozenset({"div", "section", "article", "main", "body", "center", "tr", "tbody", "table"})
ENDS = tuple(".!?…:;\"”»“'’)]。！？」।؟۔")  # of a sentence, or of what it quotes

_NEVER_TEXT = (
    "script", "style", "svg", "noscript", "iframe", "template", "link", "meta", "source", "picture", "button", "input",
    "select", "textarea", "object", "embed", "audio", "video", "canvas", "map", "head", "dialog", "math",
)  # fmt: skip
_BREAKS = (
    PARAGRAPHS | HEADINGS | BOXES
    | {"html", "ul", "ol", "dl", "thead", "tfoot", "caption", "hr", "header", "footer", "aside", "nav", "figure",
       "figcaption", "form", "fieldset", "details", "address", "label", "menu"}
)  # fmt: skip
_INLINE = frozenset({"span", "small", "sup", "sub", "i", "em", "b", "strong", "dfn", "font"})
_LEVEL = frozenset({"ul", "ol", "dl", "blockquote", "tbody", "thead", "tfoot"})  # what they hold stands no deeper
_LONGEST_NAME = 500  # characters of a class or id that are read
_WRAPPED = 120  # characters: no longer line, and the paragraphs of a preformatted text are wrapped
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HIDES = re.compile(r"display\s{0,3}:\s{0,3}none|clip\s{0,3}:\s{0,3}rect\((?:0|1px)", re.IGNORECASE)
_SIGN = 2  # letters
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


@dataclass(slots=True)
class Node:
    """An element that begins a line. `up`: its parent's place in `Page.nodes`, -1 for the root; `depth`: how many such
    elements it stands in, where lists and quotations do not count; `inner`: it stands in a box that is part of the text, a
    post of a social network or an answer that unfolds; its blocks are `blocks[begins:ends]`."""

    tag: str
    name: str
    up: int
    depth: int
    sign: signs.Sign
    quoted: bool
    inner: bool
    begins: int
    ends: int = 0


@dataclass(slots=True)
class Block:
    """One line of the page. `node`: the place of the element that it stands in; `linked`, `styled`: the shares of it in
    links, and in bold or italics throughout; `links`: (address, words)."""

    text: str
    node: int
    linked: float
    styled: float
    links: list[tuple[str, str]]


@dataclass(slots=True)
class Page:
    """A page in document order."""

    nodes: list[Node]
    blocks: list[Block]


def size(text: str) -> int:
    """Its length, where a sign of a script whose words are one or two signs long counts as so many letters."""
    return len(text) * _SIGN if _SIGNS.search(text, 0, 20) else len(text)


def kind(node: Node) -> Kind:
    """The kind of a line that stands in this element."""
    if node.tag in HEADINGS:
        return "heading"
    return "quote" if node.quoted else "item" if node.tag in ITEMS else "text"


class _Reader:
    """Collects one line's text while the tree is walked."""

    def __init__(self) -> None:
        self.page = Page([Node("", "", -1, 0, signs.NONE, False, False, 0)], [])
        self.open = [0]
        self.preformatted = 0
        self.passed = False  # words not shown stood right before
        self.anchors = self.bold = self.italic = self.unseen = 0  # elements of the kind that are open
        self._parts: list[str] = []
        self._linked = self._bold = self._italic = 0  # characters
        self._links: list[tuple[str, str]] = []
        self._link: tuple[str, int] | None = None  # the open one's address, and the part that its words begin at

    def add(self, text: str) -> None:
        if self.unseen:
            self.passed = True
            return
        if self.passed:
            self.passed = False
            if text[0].isalnum() and self._parts:
                self._parts.append(" ")
        self._parts.append(text)
        if self.anchors:
            self._linked += len(text)
        if self.bold:
            self._bold += len(text)
        if self.italic:
            self._italic += len(text)

    def begin_link(self, address: str | None) -> None:
        if not self.anchors and address:
            self._link = address, len(self._parts)
        self.anchors += 1

    def end_link(self) -> None:
        self.anchors -= 1
        if not self.anchors and self._link:
            address, start = self._link
            if words := "".join(self._parts[start:]).strip():
                self._links.append((address, words))
            self._link = None

    def begin(self, tag: str, element: HtmlElement) -> None:
        self.flush()
        name, up = element.get("class") or "", self.open[-1]
        sign = _sign(tag, name, element)
        above = self.page.nodes[up]
        self.page.nodes.append(
            Node(
                tag,
                name,
                up,
                above.depth + (above.tag not in _LEVEL),
                sign,
                above.quoted or tag == "blockquote",
                above.inner or sign.inner,
                len(self.page.blocks),
            )
        )
        self.open.append(len(self.page.nodes) - 1)
        self.preformatted += tag == "pre"

    def end(self, tag: str) -> None:
        self.flush()
        self.page.nodes[self.open.pop()].ends = len(self.page.blocks)
        self.preformatted -= tag == "pre"

    def flush(self) -> None:
        """End the line."""
        if not self._parts:
            return
        text, node = "".join(self._parts), self.open[-1]
        if not text.isspace():
            linked, styled = self._linked / len(text), max(self._bold, self._italic) / len(text)
            parts = _paragraphs(text, self.page.nodes[node].tag, bool(self.preformatted))
            for part, links in zip(parts, _dealt(self._links, parts), strict=True):
                if words := line(part):
                    self.page.blocks.append(Block(words, node, linked, styled, links))
            self._links = []
        self._parts.clear()
        self._linked = self._bold = self._italic = 0
        self._link = None  # a link around whole lines says nothing about one of them


def _is_unseen(element: HtmlElement) -> bool:
    """Whether words in a paragraph are not shown with it: for screen readers alone, or only when one points at them."""
    if _is_hidden(element) or element.get("role") == "tooltip":
        return True
    name = element.get("class")
    how = signs.unseen(name[:_LONGEST_NAME]) if name else ""
    if how == "behind":
        parent = element.getparent()
        return parent.tag not in _BREAKS and bool((parent.text or "").strip())
    return how == "always"


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDES.search(style) is not None)


def _is_break(span: HtmlElement) -> bool:
    """Whether it is only there to end a line, as its class says."""
    return not span.text and not len(span) and "br" in (span.get("class") or "").split()


def _sign(tag: str, name: str, element: HtmlElement) -> signs.Sign:
    # A paragraph that is hidden from screen readers alone is covered by something, as by a wall.
    if _is_hidden(element) or (element.get("aria-hidden") == "true" and tag not in PARAGRAPHS):
        return signs.HIDDEN
    return signs.read(tag, name[:_LONGEST_NAME], (element.get("id") or "")[:_LONGEST_NAME])


def _paragraphs(text: str, tag: str, preformatted: bool) -> list[str]:
    """The paragraphs of one stretch of text: newlines part them where it is preformatted, or stands in a box and most of its
    long lines are sentences."""
    if "\n" not in text or (tag not in BOXES and not preformatted):
        return [text]
    lines = [part for part in map(str.strip, text.split("\n")) if part]
    if preformatted:
        wrapped = max(map(len, lines)) <= _WRAPPED and _BLANK_LINES.search(text.strip())
        return _BLANK_LINES.split(text) if wrapped else lines
    if len(lines) > 1:
        long = [part for part in lines if len(part) > _WRAPPED]
        sentences = sum(part.endswith(ENDS) for part in long)
        if len(long) > 1 and sentences >= 0.75 * len(long) and not any(part[0].islower() for part in lines[1:]):
            return lines
    return [text]


def _dealt(links: list[tuple[str, str]], parts: list[str]) -> list[list[tuple[str, str]]]:
    """The links of a stretch of text, each with the part that has its words."""
    if len(parts) == 1:
        return [links]
    dealt, at = [], 0
    for part in parts:
        start = at
        while at < len(links) and links[at][1] in part:
            at += 1
        dealt.append(links[start:at])
    return dealt


def read(tree: HtmlElement) -> Page:
    """The page's blocks. Takes the tree apart. Linear in the size of the tree."""
    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    reader = _Reader()
    body = tree.find("body")
    if body is not None and not len(body):
        reader.preformatted = 1  # a text without any markup
    inside: list[bool] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag in _BREAKS:
                reader.begin(tag, element)
            elif reader.unseen or (tag in _INLINE and _is_unseen(element)):
                reader.unseen += 1
            elif tag == "br" or (tag == "span" and _is_break(element)):
                reader.flush()
            elif tag == "a":
                reader.begin_link(element.get("href"))
            elif tag in ("b", "strong"):
                reader.bold += 1
            elif tag in ("i", "em"):
                reader.italic += 1
            elif tag in ("td", "th"):
                reader.add(" ")
            elif tag == "time" or "-" in tag:  # custom elements are boxes, but words in a paragraph
                above = reader.page.nodes[reader.open[-1]].tag
                inside.append(above in PARAGRAPHS or above in HEADINGS)
                if not inside[-1]:
                    reader.begin(tag, element)
            text = element.text
        else:
            if tag in _BREAKS:
                reader.end(tag)
            elif reader.unseen:
                reader.unseen -= 1
            elif tag == "a":
                reader.end_link()
            elif tag in ("b", "strong"):
                reader.bold -= 1
            elif tag in ("i", "em"):
                reader.italic -= 1
            elif (tag == "time" or "-" in tag) and not inside.pop():
                reader.end(tag)
            text = element.tail
        if text:
            reader.add(text)
    reader.flush()
    reader.page.nodes[0].ends = len(reader.page.blocks)
    return reader.page
