"""English times of day."""

import re

from pipeline.extract.dates import english_words as words
from pipeline.extract.dates.closed import closed
from pipeline.extract.dates.english_numbers import Numbers
from pipeline.extract.dates.english_words import DAYPARTS, ONES
from pipeline.extract.dates.model import Clock

_TIME = re.compile(r"([01]?\d|2[0-4])(?:[:.]([0-5]\d)(?::([0-5]\d))?)?")
_HALVES = {"am": 0, "a.m": 0, "a.m.": 0, "a": 0, "pm": 12, "p.m": 12, "p.m.": 12, "p": 12}
_OCLOCK = frozenset({"o'clock", "oclock"})
_ZONES = closed("gmt utc est edt cet cest eet eest msk bst pst pdt et pt ct cst cdt kst jst ist")

LINKS = frozenset({"to", "through", "thru", "until", "till", "-"})  # of ranges

Time = tuple[int, int, int | None, int]  # hour, minute, half of the day (0, 12, None) and the index behind


class Times(Numbers):
    """Reads times of day off pieces."""

    def half(self, at: int) -> tuple[int, int] | None:
        """`a.m.`, `pm`, `p . m .`: hours to add, and the index behind."""
        word = self.low[at]
        if word not in _HALVES:
            return None
        if word not in {"a", "p"}:
            return _HALVES[word], at + 1
        if self.low[at + 1] == "." and self.low[at + 2] == "m":
            return _HALVES[word], at + 3 + (self.low[at + 3] == ".")
        return (
            (_HALVES[word], at + 1)
            if (self.glued(at) and not self.glued(at + 1)) or (self.low[at + 1] == "." and self.glued(at))
            else None
        )

    def time(self, at: int, *, bare: bool = False) -> Time | None:
        """`5 p.m.`, `17:30`, `eight o'clock`, `noon`; `bare`: a mere number will do."""
        word = self.low[at]
        if word in {"noon", "midday"}:
            return 12, 0, 12, at + 1
        if word == "midnight":
            return 0, 0, 0, at + 1
        if word == "mid" and self.low[self.hyphened(at + 1)] == "night":
            return 0, 0, 0, self.hyphened(at + 1) + 1
        if word[:1].isdecimal():
            shape = _TIME.fullmatch(word)
            if shape is None:
                return None
            hour, minute, after = int(shape.group(1)), int(shape.group(2) or 0), at + 1
            full = ":" in word
        elif word in ONES and 0 < ONES[word] <= 12:
            hour, minute, after, full = ONES[word], 0, at + 1, False
        else:
            return None
        half = self.half(after)
        if half:
            if not 0 < hour <= 12 and half[0] == 12 and hour != 0:
                return hour % 24, minute, None, half[1]
            return hour % 12 + half[0], minute, half[0], half[1]
        if self.low[after] in _OCLOCK:
            return hour % 24, minute, None, after + 1
        return (hour % 24, minute, None, after) if full or bare else None

    def daypart(self, at: int) -> tuple[str, int] | None:
        """`morning`, `in the evening`, `early afternoon`: its code and the index behind."""
        index = at
        if self.low[index] in {"in", "during"} and self.low[index + 1] == "the":
            index += 2
        elif self.low[index] == "at" and self.low[index + 1] == "night":
            index += 1
        if self.low[index] in {"early", "late", "mid"}:
            index = self.hyphened(index + 1)
        code = DAYPARTS.get(self.low[index])
        return (code, index + 1) if code else None

    def zone(self, at: int) -> int:
        """The index behind a time zone, else the index."""
        if self.low[at] in _ZONES:
            return at + 1
        return at + 2 if self.low[at] == "local" and self.low[at + 1] == "time" else at

    def times(self, at: int) -> tuple[Clock, int] | None:
        """`5 p.m.`, `from 4:15 to 6:40`, `between 2 and 4 p.m.`; a number alone is no time."""
        opening = self.low[at]
        index = at + (opening in {"from", "between", "at"})
        spoken = self._spoken(index)
        if spoken:
            return spoken
        first = self.time(index, bare=True)
        if first is None:
            return None
        link = self.zone(first[3])
        if self.low[link] in LINKS or (self.low[link] == "and" and opening == "between"):
            last = self.time(link + 1, bare=True)
            told = self.low[last[3] - 1] in _OCLOCK if last else False
            zoned = last is not None and self.zone(last[3]) > last[3] and opening in {"from", "between"}
            if last and (
                first[2] is not None
                or last[2] is not None
                or (self._written(index) and (self._written(link + 1) or told))
                or zoned
            ):
                hour = first[0]
                if first[2] is None and last[2] == 12 and hour < 12 and hour <= last[0] - 12:
                    hour += 12
                return Clock(written(hour, first[1]), None, written(last[0], last[1])), last[3]
        exact = self.time(index)
        if exact is None:
            return self._told_by_daypart(first, index)
        if exact[2] is None and opening != "at" and not self._expects_time(index, exact[3]):
            return None
        return Clock(written(exact[0], exact[1])), self.zone(exact[3])

    def _spoken(self, at: int) -> tuple[Clock, int] | None:
        """`half past seven`, `a quarter to 8`, `20 minutes past eight`, `seven thirty p.m.`."""
        index = at + (self.low[at] == "a")
        if self.low[index] in {"half", "quarter"}:
            minute, link = (30 if self.low[index] == "half" else 15), index + 1
        else:
            found = self.count(at)
            if found is None or not 0 < found[0] < 60:
                return None
            minute, link = int(found[0]), found[1]
            if self.low[link] in {"minutes", "minute", "mins", "min"}:
                link += 1
            elif self.low[link] == "past" and self.low[link + 1] in ONES:
                pass
            else:
                return self._joined_time(at)
        if self.low[link] not in {"past", "to"} or (self.low[link] == "to" and minute == 30):
            return None
        hour = self.time(link + 1, bare=True)
        if (
            hour is None
            or hour[1]
            or not 0 < hour[0] <= 24
            or self.low[hour[3]] in words.UNITS
            or self.low[hour[3]] == "%"
        ):
            return None
        total = hour[0] * 60 + (minute if self.low[link] == "past" else -minute)
        part = self.daypart(hour[3]) if hour[2] is None and self.low[hour[3]] in {"in", "at"} else None
        late = part is not None and part[0] in {"TAF", "TEV", "TNI"} and hour[0] < 12
        total = (total + 720 * late) % 1440
        return Clock(written(total // 60, total % 60)), part[1] if part else hour[3]

    def _joined_time(self, at: int) -> tuple[Clock, int] | None:
        """`seven thirty p.m.`."""
        if not 0 < ONES.get(self.low[at], 0) <= 12:
            return None
        minute = self.words(self.hyphened(at + 1))
        half = self.half(minute[1]) if minute and minute[0] < 60 else None
        return (Clock(written(ONES[self.low[at]] % 12 + half[0], minute[0])), half[1]) if minute and half else None

    def _told_by_daypart(self, bare: Time, at: int) -> tuple[Clock, int] | None:
        """`5 in the morning`, `between 3 and 4 in the morning`, `7 to 9 last night`: numbers that a part of the day makes times."""
        hour, until, after = bare[0], None, bare[3]
        last = self.time(after + 1, bare=True) if self.low[after] in LINKS | {"and"} else None
        if last:
            until, after = last[0], last[3]
        part = self.daypart(after) if self.low[after] in {"in", "at"} else None
        told = part[0] if part else "TNI" if last and self.low[after : after + 2] == ["last", "night"] else ""
        if not told or not 0 < hour <= 12:
            return None
        late = told in {"TAF", "TEV", "TNI"}
        hour += 12 * (late and hour < 12)
        end = written(until + 12 * (late and until < 12), 0) if until is not None else None
        return Clock(written(hour, 0), None, end), part[1] if part else after

    def _written(self, at: int) -> bool:
        return ":" in self.low[at]

    def _expects_time(self, at: int, after: int) -> bool:
        """A bare `10:30` is a time behind such a word, or beside a day or zone."""
        before = self.low[at - 1] if at else ""
        return before in {
            "at",
            "by",
            "from",
            "until",
            "till",
            "around",
            "about",
            "between",
            "after",
            "before",
            "since",
            "to",
            ",",
            "-",
        } or (
            self.zone(after) > after
            or "clock" in self.low[after - 1]
            or self.low[after] in {"on", "today", "tomorrow", "yesterday", "o'clock"}
            or before in words.DAYS
        )


def written(hour: int, minute: int) -> str:
    """As TIMEX3 has it."""
    return f"T{hour:02}:{minute:02}"
