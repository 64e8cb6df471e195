"""One parse of a page, shared by everything that reads it."""

import re
from collections.abc import Callable

from lxml import etree, html
from lxml.html import HtmlElement

from pipeline.encoding import utf8
from pipeline.errors import Permanent, Reason

MAX_ELEMENTS = 60_000
_ELEMENTS: Callable[[HtmlElement], float] = etree.XPath("count(//*)")  # type: ignore[assignment]


def _parser() -> html.HTMLParser:
    return html.HTMLParser(
        collect_ids=False,
        default_doctype=False,  # type: ignore[call-arg]
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
    )


# One illegal character reference makes lxml's text unusable for everything behind it; browsers show U+FFFD.
_ILLEGAL_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?:;|(?![0-9]))|[xX]0*(?:[0-8]|[bB]|[cCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])(?:;|(?![0-9a-fA-F])))")  # fmt: skip # noqa: E501
_ILLEGAL_BYTES = bytes(byte for byte in range(32) if byte not in (9, 10, 13))
_MAGIC = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"PK\x03\x04": "a ZIP archive",
}


def parse(body: bytes, content_type: str | None) -> HtmlElement:
    """The page as a tree of at most `MAX_ELEMENTS` elements.

    Raises:
        Permanent: `not_html`, `no_text` for an empty body, `too_large` for a tree beyond the bound.
    """
    if not body.strip(b" \t\r\n\0"):
        raise Permanent(Reason.NO_TEXT, "the page is empty")
    for magic, what in _MAGIC.items():
        if body.startswith(magic):
            raise Permanent(Reason.NOT_HTML, f"the page is {what}")
    source = utf8(body, content_type).translate(None, _ILLEGAL_BYTES)
    if b"&#" in source:
        source = _ILLEGAL_REFERENCE.sub("\N{REPLACEMENT CHARACTER}".encode(), source)
    if source.count(b"<") > 4 * MAX_ELEMENTS:
        raise Permanent(Reason.TOO_LARGE, f"a tree of more than {MAX_ELEMENTS:,} elements")
    try:
        tree = html.document_fromstring(source, parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Permanent(Reason.NOT_HTML, f"no HTML can be read from it: {str(error)[:200]}") from None
    if _ELEMENTS(tree) > MAX_ELEMENTS:
        raise Permanent(Reason.TOO_LARGE, f"a tree of more than {MAX_ELEMENTS:,} elements")
    return tree
