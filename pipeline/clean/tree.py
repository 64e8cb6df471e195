"""One parse of a page, shared by everything that reads it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lxml import etree, html
from lxml.html import HtmlElement

from pipeline.encoding import utf8
from pipeline.errors import Permanent, Reason

MAX_ELEMENTS = 60_000
MAX_ATTRIBUTES = 1_000  # of an element; libxml2 takes time with their square, in one call that nothing interrupts
_ELEMENTS: Callable[[HtmlElement], float] = etree.XPath("count(//*)")  # type: ignore[assignment]


def _parser() -> html.HTMLParser:
    return html.HTMLParser(
        collect_ids=False,
        default_doctype=False,  # type: ignore[call-arg]
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=True,  # otherwise everything behind the 256th level is lost, on old pages with unclosed tags too
    )


# One illegal character reference makes lxml's text unusable for everything behind it; browsers show U+FFFD.
_ILLEGAL_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?:;|(?![0-9]))|[xX]0*(?:[0-8]|[bB]|[cCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])(?:;|(?![0-9a-fA-F])))")  # fmt: skip # noqa: E501
_VALUE = rb"""=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))"""
# What begins like a tag and does not end for long; in scripts, too. A glance that costs a tenth of parsing.
_LONG_TAG = re.compile(rb"""<[a-zA-Z](?:[^>"'=]{1,8}+|%s|["'=]){%d,}+""" % (_VALUE, MAX_ATTRIBUTES))
_TOKEN = re.compile(
    rb"""<!--.*?(?:-->|\Z)|<(script|style)\b[^<>]*+>.*?(?:</\1|\Z)|(<[a-zA-Z][^\s/>"'=]*+)(?:[^>"'=]++|%s|["'=])*+>?"""
    % _VALUE,
    re.IGNORECASE | re.DOTALL,
)
_VALUES = re.compile(_VALUE)
# What has no elements in it, however many signs of them. JSON-LD is kept.
_NO_ELEMENTS = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style)\b(?![^<>]*ld\+json)[^<>]*+>.*?(?:</\1\s*+>|\Z)", re.IGNORECASE | re.DOTALL
)
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
        source = _NO_ELEMENTS.sub(b"", source)
        if source.count(b"<") > 4 * MAX_ELEMENTS:
            raise Permanent(Reason.TOO_LARGE, f"a tree of more than {MAX_ELEMENTS:,} elements")
    if any(_attributes(found[0]) > MAX_ATTRIBUTES for found in _LONG_TAG.finditer(source)):
        source = _TOKEN.sub(_bounded, source)
    try:
        tree = html.document_fromstring(source, parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if isinstance(error, etree.XMLSyntaxError) and _out_of_memory(error):
            raise
        raise Permanent(Reason.NOT_HTML, f"no HTML can be read from it: {str(error)[:200]}") from None
    if _ELEMENTS(tree) > MAX_ELEMENTS:
        raise Permanent(Reason.TOO_LARGE, f"a tree of more than {MAX_ELEMENTS:,} elements")
    return tree


def _attributes(tag: bytes) -> int:
    """How many attributes a start tag has, at most."""
    return len(_VALUES.sub(b" ", tag).replace(b"/", b" ").split())


def _bounded(token: re.Match[bytes]) -> bytes:
    """The same, of a tag with too many attributes only its name."""
    return token[2] + b">" if token[2] and _attributes(token[0]) > MAX_ATTRIBUTES else token[0]


@contextmanager
def memory_errors() -> Iterator[None]:
    """Let what lxml raises when it gets no memory be a MemoryError; it has no exception of its own for that."""
    try:
        yield
    except etree.LxmlError as error:
        if _out_of_memory(error):
            raise MemoryError from None
        raise


def _out_of_memory(error: etree.LxmlError) -> bool:
    return any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in error.error_log)  # type: ignore[attr-defined]
