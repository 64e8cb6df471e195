"""A text's words as the Russian network was taught to see them: initials and their dots apart, look-alikes put right."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extract.reading import Reading

_PART = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W_]+)*|\d+(?:[.,:]\d+)*|\S")
_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[Ѐ-ӿ]")
_LOOKALIKES = str.maketrans("ABCEHKMOPTXaceopxyiI", "АВСЕНКМОРТХасеорхуіІ")
_LONGEST = 64  # letters: what is longer is no word, and stands as a mark
_TOO_LONG = "…"
_ELLIPSIS = "..."
_BULLETS = frozenset("•●▪■◆►")
_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text in order: `text[starts[i]:ends[i]]`, `texts[i]` where look-alike letters are put right.

    `sentences`: (first, last) of each, last exclusive; what stands in a list between bullets is one.
    """

    texts: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]


def split(reading: Reading) -> Words:
    """The words of a text, sentence by sentence."""
    words = Words([], [], [], [])
    texts, starts, ends = words.texts, words.starts, words.ends
    for sentence in reading.sentences:
        first = len(texts)
        for start, end, token in reading.tokens[sentence.first : sentence.last]:
            if token in _BULLETS and len(texts) > first:
                words.sentences.append((first, len(texts)))
                first = len(texts)
            if end - start > _LONGEST:
                parts: tuple[tuple[int, int, str], ...] = ((0, end - start, _TOO_LONG),)
            elif token in _ENDS and len(texts) > first and ends[-1] == start and texts[-1][-1] in _ENDS:
                ends[-1] = end
                texts[-1] = _ELLIPSIS
                continue
            else:
                parts = _parts(token)
            for begin, stop, part in parts:
                texts.append(part)
                starts.append(start + begin)
                ends.append(start + stop)
        words.sentences.append((first, len(texts)))
    return words


@lru_cache(maxsize=16_384)
def _parts(token: str) -> tuple[tuple[int, int, str], ...]:
    """What a token is to the network: begin and end in it, and the word there."""
    if not token.isascii() and _LATIN.search(token) and _CYRILLIC.search(token):
        return ((0, len(token), token.translate(_LOOKALIKES)),)
    return tuple((found.start(), found.end(), found.group()) for found in _PART.finditer(token))
