"""English durations, and days that lie so far from another."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.extract.dates import english_words as words
from pipeline.extract.dates.english_times import Times
from pipeline.extract.dates.model import Away, Expression, Lean, Length, Near, Rolling, Unit, Vague
from pipeline.extract.dates.scan import Piece
from pipeline.extract.dates.timex import period as written_period

Read = tuple[Expression, int]

DEEPEST = 4  # periods in periods: `two days after the end of the first week of May`

_BACK = {
    "ago": (-1, False),
    "earlier": (-1, True),
    "before": (-1, True),
    "previously": (-1, True),
    "prior": (-1, True),
    "back": (-1, False),
}
_ON = {"later": (1, True), "hence": (1, False), "afterwards": (1, True), "after": (1, True), "on": (1, True)}
_NOW = frozenset({"now", "today"})
_FEW = frozenset({"few", "several", "many", "some", "couple"})
_LASTING = frozenset(
    {
        "for",
        "in",
        "within",
        "about",
        "around",
        "over",
        "during",
        "after",
        "almost",
        "nearly",
        "not",
        "least",
        "than",
        "every",
        "once",
    }
)


class Offsets(Times, ABC):
    """Reads durations and offsets off pieces."""

    def __init__(self, text: str, pieces: Sequence[Piece], lean: Callable[[int], Lean]) -> None:
        super().__init__(pieces)
        self.text = text
        self.lean = lean
        self.few: float | None = None  # how many `several` are
        self._depth = 0
        self._read: dict[int, Read | None] = {}

    def period(self, at: int, *, ranged: bool = False) -> Read | None:
        """A period that begins here; `ranged`: at the end of a range, where a bare year or month is one."""
        if self._depth == DEEPEST:
            return None
        key = (at * DEEPEST + self._depth) * 2 + ranged
        if key in self._read:
            return self._read[key]
        self._depth += 1
        read = self._read[key] = self.read_period(at, ranged=ranged)
        self._depth -= 1
        return read

    @abstractmethod
    def read_period(self, at: int, *, ranged: bool) -> Read | None:
        """As `period`, which bounds how deep periods lie in one another."""

    def period_code(self, count: float, unit: Unit) -> str:
        """ISO 8601 of so many units."""
        return written_period(Length(count, unit))

    def amount(self, at: int) -> tuple[float | None, Unit, int] | None:
        """`three weeks`, `a couple of days`, `half an hour`, `a year and a half`, `10D`, `several months`."""
        word = self.low[at]
        if word == "half":
            index = at + 1 + (self.low[at + 1] in {"a", "an"}) + (self.low[at + 1] == "-")
            unit = words.UNITS.get(self.low[index])
            return (0.5, unit, index + 1) if unit and self.low[index] not in words.PLURALS and unit != "half" else None
        part = self._part_of_unit(at)
        if part:
            return part
        count: float | None
        if word in words.INDEFINITE:
            count, index = self.few, at + 1
        elif word == "a" and self.low[at + 1] == "few":
            count, index = self.few, at + 2
        elif found := self.count(at):
            count, index = found
        elif word in {"a", "an"}:
            count, index = 1, at + 1
        else:
            return None
        if self.low[index : index + 3] == ["and", "a", "half"]:
            count, index = (count or 0) + 0.5, index + 3
        joined = self.hyphened(index)
        index = joined + (
            self.low[joined] in {"more", "full", "whole", "consecutive", "straight", "long", "additional"}
            and joined == index
        )
        business = self.low[index] in {"business", "working", "work"} and self.low[index + 1] in {"day", "days"}
        index += business
        unit = "workday" if business else words.UNITS.get(self.low[index]) or self._letter(index)
        if unit is None or unit == "half" or (unit == "quarter" and not self._quarters(index)):
            return None
        if self.low[index] == "second" and word not in {"1", "one"} and joined == index:
            return None
        if count is None and self.low[index] not in words.PLURALS:
            return None
        if count and self.low[index] in {"fortnight", "fortnights"}:
            count *= 2
        index += 1
        if self.low[index : index + 3] == ["and", "a", "half"]:
            count, index = (count or 0) + 0.5, index + 3
        return count, unit, index

    def _part_of_unit(self, at: int) -> tuple[float, Unit, int] | None:
        """`a quarter of an hour`, `three quarters of a year`."""
        index = at + (self.low[at] in {"a", "one", "three"})
        if (
            self.low[index] not in {"quarter", "quarters"}
            or self.low[index + 1] != "of"
            or self.low[index + 2] not in {"a", "an"}
        ):
            return None
        unit = words.UNITS.get(self.low[index + 3])
        share = 0.75 if self.low[at] == "three" else 0.25
        return (share, unit, index + 4) if unit and unit not in {"half", "quarter"} else None

    def _letter(self, at: int) -> Unit | None:
        letters: dict[str, Unit] = {"d": "day", "h": "hour", "w": "week", "y": "year"}
        return letters.get(self.low[at]) if self.glued(at) and self.low[at - 1][:1].isdecimal() else None

    def _quarters(self, at: int) -> bool:
        return self.low[at + 1] in {"ago", "later", "earlier"} or self.low[at - 2] in {
            "last",
            "next",
            "past",
            "previous",
        }

    def away(self, at: int) -> Read | None:
        """`two months ago`, `in two weeks`, `3 days after January 12th`, `three weeks from now`, `the day after tomorrow`."""
        word = self.low[at]
        if word in {"in", "within"}:
            return self._ahead(at)
        if self.low[at : at + 2] == ["the", "weekend"] and self.low[at + 3] in {"last", "next"}:
            return self._neighbour(at)
        if word == "the" and self.low[at + 1] in {"day", "week", "month", "year", "night", "morning"}:
            return self._neighbour(at)
        if word == "day" and self.low[at + 1] in {"before", "after"} and self.low[at + 2] in {"tomorrow", "yesterday"}:
            return self._neighbour(at - 1)
        amount = self.amount(at)
        if amount is None:
            return None
        count, unit, after = amount
        if unit == "half" or self._old(after):
            return None
        tail = self._tail(count, unit, after)
        if (
            tail
            and self.low[tail[1]] == "on"
            and isinstance(tail[0], Away)
            and self.low[tail[1] + 1] in words.WEEKDAYS
            and unit in {"week", "month"}
        ):
            return replace(tail[0], weekday=words.WEEKDAYS[self.low[tail[1] + 1]]), tail[1] + 2
        if tail is None and self.low[after] == "and" and count is not None:
            rest = self.amount(after + 1)
            tail = self._tail(count, unit, rest[2]) if rest else None
            finer = rest and rest[0] is not None and tail and isinstance(tail[0], Away) and tail[0].base is None
            if tail and rest and finer and isinstance(tail[0], Away):
                return replace(tail[0], base=Away(rest[0] or 0, rest[1], tail[0].sign, None, tail[0].focus)), tail[1]
        return tail

    def _tail(self, count: float | None, unit: Unit, at: int) -> Read | None:
        word = self.low[at]
        if word in {"from", "after", "before", "since", "following", "prior", "preceding"}:
            index = at + 1 + (word == "prior" and self.low[at + 1] == "to")
            if word == "from" and self.low[index] in _NOW:
                return self._off(count, unit, 1, index + 1, focus=False, exact=self.low[index] == "today")
            if word != "since" and count is not None:
                base = self.period(index)
                if base and not isinstance(base[0], Length | Vague):
                    return Away(count, unit, -1 if word in {"before", "prior", "preceding"} else 1, base[0]), base[1]
        if word in _BACK and not (word == "back" and self.low[at + 1] in {"to", "in"}):
            sign, focus = _BACK[word]
            if word in {"prior", "before"} and self.low[at + 1] not in {"", ".", ",", ";", "\n", ")"}:
                return None
            return self._off(count, unit, sign, at + 1, focus=focus)
        if word in _ON and (word not in {"on", "after"} or (word == "on" and self.low[at + 1] in {"", ".", ",", "\n"})):
            sign, focus = _ON[word]
            return self._off(count, unit, sign, at + 1, focus=focus)
        return None

    def _off(self, count: float | None, unit: Unit, sign: int, after: int, *, focus: bool, exact: bool = False) -> Read:
        if count is None:
            return Vague("PAST_REF" if sign < 0 else "FUTURE_REF"), after
        return Away(count, unit, sign, Near("day", 0) if exact else None, focus), after

    def _ahead(self, at: int) -> Read | None:
        """`in two weeks`, where it does not tell how long something took; `within 5 minutes`."""
        amount = self.amount(at + 1)
        if amount is None:
            index = at + 1 + (self.low[at + 1] == "the")
            ahead = (
                self.amount(index + 1) if self.low[index] in {"next", "coming"} and self.low[at] == "within" else None
            )
            return (Rolling(ahead[0], ahead[1], 1, closed=True), ahead[2]) if ahead and ahead[0] else None
        count, unit, after = amount
        before = self.low[at - 1] if at else ""
        took = (
            self.lean(self.pieces[at].start) < 0
            or before in {"time", "times", "twice", "once", "first", "only"}
            or before.endswith("est")
        )
        ends = self.low[after] in {"of", "since", "and", "after", "from", "'s", "-"} or self._old(after)
        ends = ends and not self._time(after)
        if (
            took
            or ends
            or (count == 1 and self.low[at + 1] == "a" and unit in {"year", "decade"} and self.low[at] == "within")
        ):
            return None
        if count is None:
            return Vague("FUTURE_REF"), after
        if self.low[at] == "within":
            return Rolling(count, unit, 1, closed=True), after
        return Away(count, unit, 1), after + self._time(after)

    def _time(self, at: int) -> int:
        """How many pieces `time` and `' time` are."""
        return 1 if self.low[at] == "time" else 2 if self.low[at : at + 2] in (["'", "time"], ["'s", "time"]) else 0

    def _neighbour(self, at: int) -> Read | None:
        """`the day after tomorrow`, `the day before the vote` (of which nothing is known), `the week before last`."""
        unit = words.UNITS.get(self.low[at + 1], "day")
        word = self.low[at + 2]
        if word not in {"before", "after"}:
            return None
        sign = -1 if word == "before" else 1
        if self.low[at + 3] in {"last", "next"} and words.UNITS.get(self.low[at + 4]) is None:
            return Near(unit, 2 * sign), at + 4
        base = self.period(at + 3)
        if base and not isinstance(base[0], Length | Vague):
            return Away(1, unit, sign, base[0]), base[1]
        return (Away(1, unit, sign, None, True), at + 3) if self.low[at + 3] in {"", ".", ",", ";", "\n"} else None

    def _old(self, at: int) -> bool:
        """An age: `years old`, `-year-old`, `years of age`."""
        index = self.hyphened(at)
        return self.low[index] in {"old", "olds", "older", "younger"} or self.low[index : index + 2] == ["of", "age"]

    def length(self, at: int, mod: str | None = None) -> Read | None:
        """`three hours`, `two-year`, `1 hour and 30 minutes`, `a week` behind a word that makes it a duration."""
        word = self.low[at]
        if (
            word in {"a", "an"}
            and self.low[at + 1] in words.UNITS
            and self.low[at + 2 : at + 5] != ["and", "a", "half"]
            and mod is None
            and (at == 0 or self.low[at - 1] not in _LASTING)
        ):
            return None
        amount = self.amount(at)
        if amount is None or self._old(amount[2]):
            return None
        count, unit, after = amount
        if unit == "quarter" or (word in {"many", "some", "numerous"} and mod is None and self.low[after] == "of"):
            return None
        index = after + (self.low[after] in {"and", ","})
        rest = self.amount(index) if (count is not None and index > after) or self.low[after][:1].isdecimal() else None
        if (
            rest
            and rest[0] is not None
            and rest[1] != unit
            and not self._old(rest[2])
            and self.low[index] not in {"a", "an"}
        ):
            return Length(count, unit, mod, Length(rest[0], rest[1])), rest[2]
        if self.glued(at) and at and self.low[at - 1] in {"$", "€", "£"}:
            return None
        if self._named(at, after):
            return None
        return Length(count, unit, mod), after

    def _named(self, at: int, after: int) -> bool:
        """Part of a name: a joined word with a capital, `100-Year`."""
        joined = any(self.low[index] == "-" and self.glued(index) for index in range(at, after))
        return joined and after <= len(self.pieces) and self.pieces[after - 1].text[0].isupper()
