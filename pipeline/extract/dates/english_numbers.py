"""English numbers in figures and words: counts, ordinals, years, days of the month."""

import re
from collections.abc import Sequence

from pipeline.extract.dates.english_words import LITTLE_ORDINALS, ONES, SCALES, TENS, TENTH_ORDINALS
from pipeline.extract.dates.scan import Piece

Found = tuple[int, int]  # the number and the index behind it
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,15}(?:\.\d{1,3})?")
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_MOST_WORDS = 8


class Numbers:
    """Reads numbers off pieces; an answer is None or has the index behind what was read."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.low = [piece.low for piece in pieces] + [""] * 16

    def glued(self, index: int) -> bool:
        """No space before a piece."""
        return 0 < index < len(self.pieces) and self.pieces[index].start == self.pieces[index - 1].end

    def hyphened(self, index: int) -> int:
        """The index behind a hyphen that joins two words, else the index."""
        return index + 1 if self.low[index] == "-" and self.glued(index) and self.glued(index + 1) else index

    def count(self, at: int) -> tuple[float, int] | None:
        """`10,000`, `2.5`, `twenty-one`, `two hundred and six`, `a hundred`."""
        word = self.low[at]
        if word[:1].isdecimal():
            if not _COUNT.fullmatch(word):
                return None
            value, after = float(word.replace(",", "")), at + 1
            if self.low[after] in {"thousand", "million"}:
                return value * SCALES[self.low[after]], after + 1
            return value, after
        if word == "a" and self.low[at + 1] in SCALES:
            return float(SCALES[self.low[at + 1]]), at + 2
        if word == "a" and self.low[at + 1] in {"couple", "dozen", "pair"}:
            after = at + 2 + (self.low[at + 2] == "of")
            return (12.0 if self.low[at + 1] == "dozen" else 2.0), after
        found = self.words(at)
        return (float(found[0]), found[1]) if found else None

    def words(self, at: int) -> Found | None:
        """A cardinal in words."""
        if self.low[at] not in ONES and self.low[at] not in TENS:
            return None
        total = current = 0
        index, begun = at, False
        while index < at + _MOST_WORDS:
            word = self.low[index]
            if word in ONES and (
                not begun
                or (current % 100 == 0 and current)
                or (current % 10 == 0 and current % 100 >= 20 and ONES[word] < 10)
                or (total and not current)
            ):
                current += ONES[word]
            elif word in TENS and (not begun or current % 100 == 0):
                current += TENS[word]
            elif word == "hundred" and begun and 0 < current < 100:
                current *= 100
            elif word in {"thousand", "million"} and begun and current:
                total, current = total + current * SCALES[word], 0
            elif (
                word == "and"
                and begun
                and (current % 100 == 0)
                and (self.low[index + 1] in ONES or self.low[index + 1] in TENS)
                and (current or total)
            ):
                index += 1
                continue
            else:
                break
            begun = True
            index += 1
            index = self._joined(index)
        return (total + current, index) if begun else None

    def _joined(self, index: int) -> int:
        after = self.hyphened(index)
        return after if after != index and self.low[after] in ONES else index

    def ordinal(self, at: int) -> Found | None:
        """`14th`, `fourth`, `twenty-second`."""
        word = self.low[at]
        if word.isdecimal() and len(word) <= 3:
            return (int(word), at + 2) if self.low[at + 1] in _SUFFIXES and self.glued(at + 1) else None
        if word in LITTLE_ORDINALS:
            return LITTLE_ORDINALS[word], at + 1
        if word in TENTH_ORDINALS:
            return TENTH_ORDINALS[word], at + 1
        if word in TENS:
            after = self.hyphened(at + 1)
            unit = LITTLE_ORDINALS.get(self.low[after], 10)
            return (TENS[word] + unit, after + 1) if unit < 10 else None
        return None

    def day(self, at: int) -> Found | None:
        """A day of a month, as a cardinal or an ordinal."""
        found = self.ordinal(at) or self._small(at)
        return found if found and 1 <= found[0] <= 31 else None

    def _small(self, at: int) -> Found | None:
        word = self.low[at]
        if word.isdecimal():
            return (int(word), at + 1) if len(word) <= 2 else None
        found = self.words(at) if word in ONES or word in TENS else None
        return found if found and found[0] <= 31 else None

    def year(self, at: int) -> Found | None:
        """`2024`, `nineteen ninety-three`, `nineteen hundred ninety three`, `two thousand and twenty`, `'87`."""
        word = self.low[at]
        if word.isdecimal() and len(word) == 4:
            return (int(word), at + 1) if 1000 <= int(word) <= 2999 else None
        if word == "'" and self.low[at + 1].isdecimal() and len(self.low[at + 1]) == 2 and self.glued(at + 1):
            return full_year(int(self.low[at + 1])), at + 2
        if word == "two" and self.low[at + 1] == "thousand":
            found = self.words(at)
            return found if found and 2000 <= found[0] <= 2099 else None
        century = ONES.get(word, 0) or TENS.get(word, 0)
        if not 15 <= century <= 20:
            return None
        after = at + 1
        if self.low[after] == "hundred":
            rest = self.words(after + 1 + (self.low[after + 1] == "and"))
            return (century * 100 + rest[0], rest[1]) if rest and rest[0] < 100 else (century * 100, after + 1)
        rest = self.words(self.hyphened(after))
        return (century * 100 + rest[0], rest[1]) if rest and 10 <= rest[0] < 100 else None


def full_year(short: int) -> int:
    """Of a year of two digits: this century's up to 2039, else the last one's."""
    return short + (2000 if short < 40 else 1900)
