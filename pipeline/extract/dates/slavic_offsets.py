"""Russian and Ukrainian durations, and days that lie so far from another."""

from abc import ABC, abstractmethod

from pipeline.extract.dates.model import Away, Civil, Expression, Holiday, Length, Near, NearWeekday, Nth, Unit, Vague
from pipeline.extract.dates.slavic_numbers import Numbers

Read = tuple[Expression, int]

DEEPEST = 4  # periods in periods

_DURING = frozenset({"течение", "протяжении", "продолжение", "протягом", "впродовж", "упродовж"})


class Offsets(Numbers, ABC):
    """Reads durations and offsets off pieces."""

    depth = 0

    def period(self, at: int) -> Read | None:
        """A period that begins here."""
        if self.depth == DEEPEST:
            return None
        self.depth += 1
        read = self.read_period(at)
        self.depth -= 1
        return read

    @abstractmethod
    def read_period(self, at: int) -> Read | None:
        """As `period`, which bounds how deep periods lie in one another."""

    def daily(self, expression: Expression) -> bool:
        """A day rather than a longer period: a time of day may belong to it."""
        match expression:
            case Civil(day=day, weekday=weekday):
                return day is not None or weekday is not None
            case Near(unit):
                return unit == "day"
            case Nth(_, unit, weekday):
                return weekday is not None or unit == "day"
            case NearWeekday() | Holiday():
                return True
            case _:
                return False

    def amount(self, at: int) -> tuple[float | None, Unit, int] | None:
        """`три недели`, `полгода`, `несколько лет`, `1000 дней`."""
        words, word = self.words, self.low[at]
        if word in words.sets["half"]:
            return 0.5, "year", at + 1
        count: float | None
        if word in words.sets["few"]:
            count, index = None, at + 1
        elif found := self.count(at):
            count, index = found
            if (
                word.isdecimal()
                and len(word) == 4
                and word[0] in "12"
                and words.units.get(self.low[index]) == "year"
                and self.low[index] != "лет"
            ):
                return None  # a year
        else:
            return None
        if self.low[index] == "с" and self.low[index + 1] in {"половиной", "лишним"}:
            count, index = (count or 0) + 0.5 * (self.low[index + 1] == "половиной"), index + 2
        index += self.low[index] in {"с"} and 0
        unit = words.units.get(self.low[index])
        return (
            (count, unit, index + 1) if unit and len(self.low[index]) > 2 and unit not in {"half", "weekend"} else None
        )

    def away(self, at: int) -> Read | None:
        """`два года назад`, `через неделю`, `днем ранее`, `за день до Нового года`."""
        words, word = self.words, self.low[at]
        if word in {"через", "спустя"}:
            return self._ahead(at)
        amount = self.amount(at)
        if amount is None and word in words.units and len(word) > 2:
            amount = 1, words.units[word], at + 1
        if amount is None:
            return None
        count, unit, after = amount
        tail = self.low[after]
        if tail in words.sets["ago"]:
            return self._off(
                count, unit, -1, after + 1 + (tail == "тому" and self.low[after + 1] == "назад"), focus=False
            )
        if tail in words.sets["earlier"]:
            return self._off(count, unit, -1, after + 1, focus=True)
        if tail in words.sets["later"] and (tail != "спустя" or not self.low[after + 1].isdecimal()):
            return self._off(count, unit, 1, after + 1, focus=True)
        if tail in {"до", "після", "после"} and at and self.low[at - 1] in {"за", "через"}:
            base = self.period(after + 1)
            if base and self.daily(base[0]):
                return Away(count or 1, unit, -1 if tail == "до" else 1, base[0]), base[1]
        return None

    def _ahead(self, at: int) -> Read | None:
        amount = self.amount(at + 1)
        if amount is None and self.low[at + 1] in self.words.units and len(self.low[at + 1]) > 2:
            amount = 1, self.words.units[self.low[at + 1]], at + 2
        than = at and self.low[at - 1] in {"чем", "ніж"}
        if amount is None or than or self.low[amount[2]] in {"после", "після"}:
            return None
        count, unit, after = amount
        past = self.lean(self.pieces[at].start) < 0 or self.low[at] == "спустя"
        return self._off(count, unit, 1, after, focus=past)

    def _off(self, count: float | None, unit: Unit, sign: int, after: int, *, focus: bool) -> Read:
        if count is None:
            return Vague("PAST_REF" if sign < 0 else "FUTURE_REF"), after
        return Away(count, unit, sign, None, focus), after

    def length(self, at: int, mod: str | None = None) -> Read | None:
        """`два года`, `1000 дней`, `полгода`; `недели` behind `в течение`."""
        words, word = self.words, self.low[at]
        before = self.low[at - 1] if at else ""
        amount = self.amount(at)
        if amount is None:
            if before in _DURING and word in words.units and len(word) > 2:
                return Length(1, words.units[word], mod), at + 1
            return None
        count, unit, after = amount
        if count is None and unit == "day" and self.low[after - 1] in {"дня", "день"}:
            return None
        spanned = at > 1 and before in {"до", "по", "-", "к"} and self.low[at - 2].isdecimal() and unit == "year"
        clock = unit == "hour" and before in {"до", "с", "з", "к"} and word.isdecimal() and int(word) <= 24
        if spanned or clock:
            return None
        bracketed = before in {"(", ","} and self.low[after] in {")", ","} and unit == "year"
        aged = unit == "year" and any(self.low[index] in words.sets["age"] for index in range(max(0, at - 4), at))
        if bracketed or aged or self.low[after] == "от" or unit in {"quarter"}:
            return None
        return Length(count, unit, mod), after
