"""The text of an article as its feed carried it: a fragment of HTML that is all article, so nothing is to be told apart."""

import html
import re
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipeline.clean.body import Body, line
from pipeline.model import Link

CLEANER = "feed text"
_NEVER_TEXT = (
    "script", "style", "svg", "noscript", "iframe", "template", "object", "embed", "audio", "video", "form", "button",
    "figure", "img",
)  # fmt: skip
_FRAME = re.compile(rb"</?(?:html|head|body|article)(?:\s[^>]*)?>", re.IGNORECASE)  # they would end the fragment early
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "pre", "table", "tr", "section",
     "article", "br", "hr", "dt", "dd", "header", "body"}
)  # fmt: skip
_FURNITURE = re.compile(  # the line that WordPress feeds end with, and its like
    r"^(?:the post .{1,300} (?:appeared first on|first appeared on) .{1,200}|(?:continue reading|read more|читать далее|читати далі)\W*)$",
    re.IGNORECASE,
)


def page(content: bytes, title: str | None) -> bytes:
    """The fragment (UTF-8) as a page with the entry's title for a headline."""
    content = _FRAME.sub(b"", content)
    name = html.escape(title or "").encode()
    return b"<html><head><title>%s</title></head><body><h1>%s</h1><article>%s</article></body></html>" % (
        name,
        name,
        content,
    )


def extract(tree: HtmlElement, url: str) -> Body:
    """The text of the page's `article` element, one paragraph a line, and the links in it. Takes the tree apart."""
    article = next(tree.iter("article"), tree)
    etree.strip_elements(article, *_NEVER_TEXT, with_tail=False)
    links: dict[tuple[str, str], Link] = {}
    for anchor in article.iter("a"):
        address, words = _absolute(url, anchor.get("href") or ""), line("".join(anchor.itertext()))
        if address:
            links.setdefault((address, words), Link(address, words))
    lines = [text for text in (line(part) for part in _parts(article)) if text]
    while lines and _FURNITURE.match(lines[-1]):
        lines.pop()
    return Body("\n".join(lines), tuple(links.values()))


def _parts(article: HtmlElement) -> list[str]:
    parts: list[str] = []
    current: list[str] = []
    for event, element in etree.iterwalk(article, events=("start", "end")):
        if element.tag in _BLOCKS:
            parts.append("".join(current))
            current.clear()
        elif element.tag in {"td", "th"}:
            current.append(" ")
        if event == "start":
            current.append(element.text or "")
        elif element is not article:
            current.append(element.tail or "")
    return [*parts, "".join(current)]


def _absolute(url: str, href: str) -> str | None:
    try:
        address = urljoin(url, href.strip())
        wanted = urlsplit(address).scheme in {"http", "https"} and len(address) <= 4_000
    except ValueError:
        return None
    return address if href.strip() and not href.startswith("#") and wanted else None
