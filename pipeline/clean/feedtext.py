"""The text of an article as its feed carried it: a fragment of HTML that is all article, so nothing is to be told apart."""

import html
import re

from lxml import etree
from lxml.html import HtmlElement

from pipeline.clean.body import Body, links, paragraphs

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
_CELLS = frozenset({"td", "th"})
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
    named = ((anchor.get("href", "").strip(), "".join(anchor.itertext())) for anchor in article.iter("a"))
    found = links(named, url)
    lines = paragraphs(article, _BLOCKS, _CELLS).split("\n")
    while lines and _FURNITURE.match(lines[-1]):
        lines.pop()
    return Body("\n".join(lines), found)
