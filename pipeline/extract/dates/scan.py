"""Where in a text dates may stand: stretches around the words and numbers that all of them have one of."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from pipeline.extract.reading import Reading, Token

BEFORE, AFTER = 6, 10  # tokens around such a word that belong to its stretch
MOST = 20_000  # places in a stretch where expressions are looked for: a longer run of date words is no text

_DIGITS = re.compile(r"\d[\d.,:/-]*['’]?[^\W\d_]*")
# Numbers that may be dates: years, days and months by shape, times, decades, ordinals, dates without marks.
_DATED = re.compile(
    r"[12]\d{3}(?!\d|[.,]\d{3})|\d{1,2}[:.]\d\d(?!\d)|\d{1,4}[/.-]\d{1,2}(?!\d)|\d{1,2}[/-](?:19|20)\d\d(?!\d)|\d{1,2}[apAP][mM]?\b|\d{1,3}[hdHD]\b|(?:19|20)\d{6}(?!\d)"
    r"|(?:\d\d)?\d0['’]?s\b|\d+(?:st|nd|rd|th)\b"
)
_HALVES = frozenset({"am", "pm", "a.m.", "p.m.", "a", "p"})
_FINER = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’ʼ](?![sS]\b)[^\W\d_]+)*|['’][sS]\b|\S")
_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "ё": "е", "‐": "-", "‑": "-", "–": "-", "—": "-", "~": "-", "−": "-"})


class Piece(NamedTuple):
    """A word, number or mark; `low` for looking up: small letters, plain apostrophes and hyphens."""

    start: int
    end: int
    text: str
    low: str


_piece: Callable[[tuple[int, int, str, str]], Piece] = partial(tuple.__new__, Piece)  # cheaper than Piece(…)


def stretches(reading: Reading, anchors: frozenset[str]) -> Iterator[list[Piece]]:
    """Runs of pieces around what may be a date, in order and apart; a line break is a piece of its own."""
    tokens = reading.tokens
    lows = reading.lows
    marked = [
        at
        for at, low in enumerate(lows)
        if low in anchors or (not low.isalpha() and len(low) > 2 and _joined(low, anchors))
    ]
    marked.extend(_numbers(reading, lows))
    if not marked:
        return
    marked.sort()
    first, last = max(0, marked[0] - BEFORE), marked[0] + AFTER
    for at in marked:
        if at - BEFORE > last:
            yield _pieces(reading.text, tokens[first:last], lows[first:last])
            first = at - BEFORE
        last = at + AFTER
    yield _pieces(reading.text, tokens[first:last], lows[first:last])


def _joined(low: str, anchors: frozenset[str]) -> bool:
    """`mid-january`, `dec31`, `п’ятниця`: a word of the anchors with something beside it."""
    plain = low.translate(_PLAIN)
    if "-" in plain:
        return any(part in anchors for part in plain.split("-"))
    return plain in anchors or (plain[-1].isdecimal() and plain[0].isalpha() and plain.rstrip("0123456789") in anchors)


def _numbers(reading: Reading, lows: Sequence[str]) -> Iterator[int]:
    for found in _DIGITS.finditer(reading.text):
        start, end = found.span()
        at = -1
        if _DATED.match(found.group()):
            at = reading.token_at(start)
        elif end - start < 3:
            at = reading.token_at(start)
            after = lows[at + 1] if at + 1 < len(lows) else ""
            if after not in _HALVES and not (after == "/" and at + 2 < len(lows) and lows[at + 2].isdecimal()):
                continue
        if at >= 0:
            yield at


def _pieces(text: str, tokens: Sequence[Token], lows: Sequence[str]) -> list[Piece]:
    found: list[Piece] = []
    end = tokens[0][0]
    for (start, stop, word), low in zip(tokens, lows, strict=True):
        if start > end and (start - end > 1 or text[end] == "\n") and "\n" in text[end:start]:
            found.append(Piece(end, start, "\n", "\n"))
        end = stop
        if word.isalpha():
            found.append(_piece((start, stop, word, low.replace("ё", "е"))))
        elif stop - start < 3 or (word[-1] == "." and word[1] == "."):
            found.append(_piece((start, stop, word, low.translate(_PLAIN))))
        else:
            for part in _FINER.finditer(word):
                piece = part.group()
                found.append(Piece(start + part.start(), start + part.end(), piece, piece.lower().translate(_PLAIN)))
    return found
