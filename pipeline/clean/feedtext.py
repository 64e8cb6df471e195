"""The text of an article as its feed carried it: a fragment of HTML that is all article, so nothing is to be told apart."""

import html
import re

from lxml import etree
from lxml.html import HtmlElement

from pipeline.clean import blocks, links
from pipeline.clean.body import Body
from pipeline.clean.lines import Line

CLEANER = "feed text"
_NEVER_TEXT = ("form", "figure", "img")  # besides what is no text anywhere
_FRAME = re.compile(rb"</?(?:html|head|body|article)(?:\s[^>]*)?>", re.IGNORECASE)  # they would end the fragment early
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
    found = blocks.read(article)
    texts = found.blocks
    while texts and _FURNITURE.match(texts[-1].text):
        texts = texts[:-1]
    return Body(
        tuple(Line(block.text, blocks.kind(found.nodes[block.node]), block.linked) for block in texts),
        links.absolute((link for block in texts for link in block.links), url),
        CLEANER,
    )
