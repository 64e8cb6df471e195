"""Russian and Ukrainian numbers in figures and words: counts, ordinals, years, days of the month."""

import re
from collections.abc import Callable, Sequence

from pipeline.extract.dates.closed import closed
from pipeline.extract.dates.model import Lean, Length, Unit
from pipeline.extract.dates.scan import Piece
from pipeline.extract.dates.slavic_words import Words
from pipeline.extract.dates.timex import period as written_period

_COUNT = re.compile(r"\d{1,15}(?:[.,]\d{1,2})?")
_ENDINGS = closed("го ого ое е я ая й ый ой м ом му х ых те ті тя та го-го ій го а ему ю")
_ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12, "xiii": 13,
    "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21, "хх": 20, "ххі": 21, "хіх": 19,
}  # fmt: skip
_CLOSES = frozenset({"", ".", ",", ";", ")", "\n", "-"})


class Numbers:
    """Reads numbers off pieces; an answer is None or has the index behind what was read."""

    def __init__(self, text: str, pieces: Sequence[Piece], words: Words, lean: Callable[[int], Lean]) -> None:
        self.text = text
        self.pieces = pieces
        self.words = words
        self.lean = lean
        self.low = [piece.low for piece in pieces] + [""] * 16

    def glued(self, index: int) -> bool:
        """No space before a piece."""
        return 0 < index < len(self.pieces) and self.pieces[index].start == self.pieces[index - 1].end

    def period_code(self, count: float, unit: Unit) -> str:
        """ISO 8601 of so many units."""
        return written_period(Length(count, unit))

    def ending(self, at: int) -> int:
        """The index behind a number's case ending, `-го`, else the index."""
        return (
            at + 2
            if self.low[at] == "-" and self.low[at + 1] in _ENDINGS and self.glued(at) and self.glued(at + 1)
            else at
        )

    def count(self, at: int) -> tuple[float, int] | None:
        """`15`, `2,5`, `двадцать пять`, `1000`, `10 000`."""
        word = self.low[at]
        if word[:1].isdecimal():
            if not _COUNT.fullmatch(word):
                return None
            value, after = float(word.replace(",", ".")), at + 1
            if len(word) <= 3 and len(self.low[after]) == 3 and self.low[after].isdecimal():
                return value * 1000 + int(self.low[after]), after + 1
            if self.low[after] in {"тысяч", "тысячи", "тысяча", "тыс", "тисяч", "тисячі", "тисяча", "тис"}:
                after += 1 + (self.low[after + 1] == "." and self.low[after] in {"тыс", "тис"})
                return value * 1000, after
            return value, after
        total, index = 0.0, at
        while index < at + 3 and self.low[index] in self.words.counts:
            part = self.words.counts[self.low[index]]
            if total and part >= total:
                break
            total += part
            index += 1
        return (total, index) if index > at else None

    def ordinal(self, at: int) -> tuple[int, int] | None:
        """`25-го`, `первого`, `двадцать первого`, `XIX`."""
        word = self.low[at]
        if word.isdecimal() and len(word) <= 2:
            after = self.ending(at + 1)
            return (int(word), after) if after > at + 1 else None
        if word in _ROMAN and self.pieces[at].text.isupper():
            return _ROMAN[word], at + 1
        if word in self.words.ordinals:
            return self.words.ordinals[word], at + 1
        tens = self.words.counts.get(word, 0)
        units = self.words.ordinals.get(self.low[at + 1], 10)
        return (int(tens) + units, at + 2) if tens in {20, 30} and units < 10 else None

    def day(self, at: int) -> tuple[int, int] | None:
        """A day of a month."""
        word = self.low[at]
        if word.isdecimal() and len(word) <= 2:
            found: tuple[int, int] | None = (int(word), self.ending(at + 1))
        else:
            found = self.ordinal(at)
        return found if found and 1 <= found[0] <= 31 else None

    def year(self, at: int, *, loose: bool = False) -> tuple[int, int] | None:
        """`2018 года`, `2018 г.`, `2020-го`; `loose`: without such a sign too."""
        word = self.low[at]
        if not (word.isdecimal() and len(word) == 4 and 1000 <= int(word) <= 2999):
            return None
        after = self.ending(at + 1)
        ended = after > at + 1
        signed = self.of_era(after)
        if signed:
            return int(word), signed
        return (int(word), after) if loose or (ended and self.low[at + 2] not in {"х", "те", "ті"}) else None

    def of_era(self, at: int) -> int | None:
        """The index behind `года`, `г.`, `року`, `рр.`"""
        word = self.low[at]
        if word not in self.words.sets["ad"] or (
            self.words.units.get(word) != "year" and word not in {"г", "гг", "р", "рр"}
        ):
            return None
        short = len(word) <= 2
        return at + 1 + (short and self.low[at + 1] == "." and self.glued(at + 1))

    def closes(self, at: int) -> bool:
        """Nothing follows in the clause."""
        return self.low[at] in _CLOSES
