"""Lines of clean text: the unit in which a body is found, judged and stored."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_UNSEEN: dict[int, str | None] = dict.fromkeys([*map(ord, "\u00ad\u200b\u2060\ufeff\x7f")])
_UNSEEN |= {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}  # as browsers have it
_UNSEEN |= dict.fromkeys([*range(9), *range(14, 28)])
# Joiners mean something between letters of Hebrew to Georgian scripts, Khmer and emoji; elsewhere they are left over.
_JOINED = r"[\u0590-\u10ff\u1780-\u17ff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
_JOINER = re.compile(rf"(?<!{_JOINED})[\u200c\u200d]+|[\u200c\u200d]+(?!{_JOINED})")
_NO_LETTERS = re.compile(r"[\W_]+")
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")  # none of the combining marks is a word character
_MOST_MARKS = (
    30  # behind one letter: UAX #15, Stream-Safe Text Format; putting them in order takes time with their square
)
_SPACE = re.compile(r"[\s\u00a0\u2007\u202f]+")

Kind = Literal["text", "heading", "item", "quote", "note"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a body; `linked`: the share of its characters that are links.

    A `note` is set apart before or behind the text (who wrote it, where it came from): credits may stand in it, text not.
    """

    text: str
    kind: Kind = "text"
    linked: float = 0.0


def line(text: str) -> str:
    """One line of clean text: NFC, one space between words, nothing invisible."""
    text = text.translate(_UNSEEN)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINER.sub("", text)
    text = _MARKS.sub(_bounded, text)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _bounded(found: re.Match[str]) -> str:
    """The same without the combining marks beyond the bound."""
    kept, marks = [], 0
    for sign in found[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def letters(text: str) -> str:
    """Its letters and digits alone, capitals made small: what is left when it is set another way."""
    return _NO_LETTERS.sub("", text.casefold())
