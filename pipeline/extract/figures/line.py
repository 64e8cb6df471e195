"""The tokens of a text as the readers of figures want them: compounds of number words taken apart, small letters beside."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract import reading
from pipeline.extract.figures.vocabulary import Vocabulary
from pipeline.extract.reading import Token

HYPHENS = frozenset("-‐‑")
DASHES = HYPHENS | frozenset("–—−")
_PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]")
_CODED = re.compile(r"(?:[A-Z]{3}|RM|Rs|Rp|Tk|KSh)\d[\d.,]*\Z")
_LETTERED = re.compile(r"(?:[RN]|Dh|Dhs|SR|QR)\d[\d.,]*\Z")  # a sum of money before "million", else a name: R2, N5
_REST = re.compile(r"(?:[.,]\d+)+(?![\w:-])")  # of its digits: "RM6" "." "1"
_MILLIONS = re.compile(r"[ \u00a0](?:[mb]illion|trillion|crore|lakh)")
# `twenty-one`, `5:30`, `R5`, `Rs5`; one class first, so that the search skips to its characters.
_COMPOUND = re.compile(r"[A-Z:-](?:(?<=\w-)(?=\w)|(?<=\d:)(?=\d)|(?<=[A-Z])(?=\d)|(?<=[DKRST])[hpks](?=\d))")
_LONG = 60  # characters; nothing longer is a compound of number words


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens of a text, `words[i]` being `tokens[i]` in small letters with plain apostrophes."""

    text: str
    tokens: Sequence[Token]
    words: Sequence[str]
    starts: Sequence[int]

    def glued(self, index: int) -> bool:
        """A token stands right behind the one before, without a space."""
        return 0 < index < len(self.tokens) and self.tokens[index - 1].end == self.tokens[index].start

    def word(self, index: int) -> str:
        """The word at an index, "" outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def token_at(self, offset: int) -> int:
        """Index of the last token that starts at or before an offset."""
        return bisect_right(self.starts, offset) - 1


def line(text: str, vocabulary: Vocabulary, *, names: bool = False) -> Line:
    """A text's tokens, where "twenty-one", "one-third", "three-year", "два-три", "5k-20k" and "USD115" are several.

    `names`: numbers in names ("SCP-173") are tokens of their own too.
    """
    read = reading.read(text)
    tokens: Sequence[Token] = read.tokens
    starts = read.starts
    apart = dict.fromkeys(bisect_right(starts, found.start()) - 1 for found in _COMPOUND.finditer(text))
    taken: list[Token] = []
    last = 0
    for i in apart:
        pieces = _apart(text, tokens[i], vocabulary, names)
        if pieces:
            taken += tokens[last:i]
            taken += pieces
            last = bisect_left(starts, pieces[-1].end, i + 1)
    if taken:
        tokens = [*taken, *tokens[last:]]
        starts = [token.start for token in tokens]
    small = _plain(text)
    same = len(small) == len(text)  # but for a capital that has no small letter of its own (İ)
    words = [small[start:end] for start, end, _ in tokens] if same else [_plain(token.text) for token in tokens]
    return Line(text, tokens, words, starts)


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("ʼ", "'")


def _apart(text: str, token: Token, vocabulary: Vocabulary, names: bool) -> list[Token]:
    word = token.text
    if len(word) > _LONG:
        return []
    if ":" in word:
        if not names:
            return []
    elif "-" in word:
        first, last = word.lower().partition("-")[0], word.lower().rpartition("-")[2]
        counts = first in vocabulary.starts or (last in vocabulary.scales and first in vocabulary.articles)
        after_digits = token.start and text[token.start - 1].isdecimal()
        if not (counts or after_digits or (names and last.isdecimal())):
            return []
    else:
        rest = _REST.match(text, token.end)
        end = rest.end() if rest else token.end
        if not _CODED.match(word) and not (_LETTERED.match(word) and _MILLIONS.match(text, end)):
            return []
        word = text[token.start : end]
    return [Token(token.start + p.start(), token.start + p.end(), p.group()) for p in _PIECE.finditer(word)]
