"""Values of metadata as text: what pages write into attributes and JSON, and how two of them are compared."""

import html
import re

from pipeline.clean.lines import line

MAX = 2_000  # characters of one value that are read
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(
    r"</?(?:a|b|big|br|em|font|i|mark|p|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
# Marks of direction: they hold for what stands around a value, and would travel with it.
_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OTHER = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """One line of a value that may be HTML, even twice over: without its inline tags and character references."""
    text = text[:MAX]
    for _ in range(2):
        if "&" in text:
            text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return one_line(_TAG.sub("", text) if "<" in text else text)


def one_line(text: str) -> str:
    """One line of clean text without marks of direction."""
    return line(text if text.isascii() else _DIRECTIONS.sub("", text))


def key(text: str) -> str:
    """Letters and digits alone, small: what is left when case, spaces and punctuation do not count."""
    return _OTHER.sub("", text.casefold())
