"""The grammar of Russian and Ukrainian date expressions, read off pieces from left to right."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipeline.extract.dates.model import (
    Between,
    Civil,
    Clock,
    Every,
    Expression,
    Lean,
    Length,
    Near,
    NearWeekday,
    Vague,
)
from pipeline.extract.dates.scan import MOST, Piece
from pipeline.extract.dates.slavic_offsets import Read
from pipeline.extract.dates.slavic_periods import Periods
from pipeline.extract.dates.slavic_words import Words

_TIMED_BY = frozenset(
    {
        "в",
        "во",
        "у",
        "о",
        "об",
        "около",
        "близько",
        "до",
        "к",
        "на",
        "с",
        "з",
        "после",
        "після",
        "приблизно",
        "примерно",
    }
)
_LINKS = frozenset({"-", "по", "до"})


class Slavic(Periods):
    """Reads the expressions of one stretch."""

    def __init__(self, text: str, pieces: Sequence[Piece], words: Words, lean: Callable[[int], Lean]) -> None:
        super().__init__(text, pieces, words, lean)

    def found(self) -> Iterator[tuple[int, int, Expression]]:
        """Offsets and expressions, in order and apart."""
        index, size = 0, len(self.pieces)
        while index < min(size, 4 * MOST):
            read = self._from_to(index)
            begin = index
            if read:
                begin = index + 1
            else:
                read = self.expression(index)
            if read is None:
                index += 1
                continue
            yield self.pieces[begin].start, self.pieces[min(read[1], size) - 1].end, read[0]
            index = max(index + 1, read[1])

    def expression(self, at: int) -> Read | None:
        """Any expression that begins here."""
        word = self.low[at]
        if not (word[0].isdecimal() or word in self.starts):
            return None
        return self._phrase(at) or self._every(at) or self._counted(at) or self._moment_or_range(at) or self.length(at)

    def _phrase(self, at: int) -> Read | None:
        if self.low[at] not in self.words.phrases:
            return None
        for size in (3, 2, 1):
            ref = self.words.vague.get(" ".join(self.low[at : at + size]))
            named = size == 2 and (self.low[at + 2] in self.words.units or self.low[at + 2] in self.words.seasons)
            if ref and not named:
                return Vague(ref), at + size
        return None

    def _every(self, at: int) -> Read | None:
        words, word = self.words, self.low[at]
        if word in words.often:
            return Every(words.often[word]), at + 1
        if word in words.plural_weekdays and at and self.low[at - 1] in {"по", "у", "в"}:
            return Every(f"XXXX-WXX-{words.plural_weekdays[word] + 1}"), at + 1
        if word == "раз" and self.low[at + 1] in words.sets["per"] and self.low[at + 2] in words.units:
            return Every(self.period_code(1, words.units[self.low[at + 2]])), at + 3
        if word not in words.sets["every"]:
            return None
        count = self.count(at + 1)
        index = count[1] if count else at + 1
        target = self.low[index]
        if target in words.weekdays and not count:
            return Every(f"XXXX-WXX-{words.weekdays[target] + 1}"), index + 1
        if target in words.units:
            return Every(self.period_code(count[0] if count else 1, words.units[target])), index + 1
        return (Every("P1Y"), index + 1) if target in words.seasons else None

    def _counted(self, at: int) -> Read | None:
        """`более двух лет`, `не менее трех месяцев назад`."""
        for size in (2, 1):
            mod = self.words.mods.get(" ".join(self.low[at : at + size]))
            if mod:
                return self.away(at + size) or self.length(at + size, mod)
        return None

    def _from_to(self, at: int) -> Read | None:
        """`с 3 мая по 8 августа`, `з 1 до 5 травня`, `с января по март 2021 года`."""
        if self.low[at] not in self.words.sets["from"]:
            return None
        first = self._end_of_range(at + 1)
        if first is None:
            return None
        link = first[1] + (self.low[first[1]] in {"и", "і", "й", "та", ","})
        if self.low[link] not in self.words.sets["to"]:
            return None
        last = self._end_of_range(link + 1)
        return self._ranged(first[0], last) if last else None

    def _end_of_range(self, at: int) -> Read | None:
        read = self._moment(at)
        if read:
            return read
        day = self.day(at)
        if day:
            return Civil(day=day[0]), day[1]
        year = self.year(at, loose=True)
        return (Civil(year=year[0]), year[1]) if year else None

    def _ranged(self, first: Expression, last: Read) -> Read | None:
        end, after = last
        if not isinstance(first, Civil | Near) and type(first) is not type(end):
            return None
        if (
            isinstance(first, Civil)
            and isinstance(end, Civil)
            and end.month is None
            and end.day
            and first.month is None
        ):
            return None
        if isinstance(first, Length | Vague | Every | Clock) or isinstance(end, Length | Vague | Every | Clock):
            return None
        return Between(first, end), after

    def _moment_or_range(self, at: int) -> Read | None:
        read = self._moment(at)
        if read is None:
            return None
        first, after = read
        if self.low[after] == "-" and isinstance(first, Civil):
            last = self._moment(after + 1)
            if last and isinstance(last[0], Civil) and _alike(first, last[0]):
                return self._ranged(first, last)
        return read

    def _moment(self, at: int) -> Read | None:
        """A day or period, with a time of day before or behind it."""
        part = self.words.dayparts.get(self.low[at])
        if part:
            day = self.period(at + 1 + (self.low[at + 1] in {"в", "во", "у", ",", "на"}))
            if day and self.daily(day[0]):
                return Clock(part, day[0]), day[1]
        timed = self._time(at)
        if timed:
            index = self._zone(timed[1])
            index += self.low[index] in {",", "в", "у"}
            day = self.period(index)
            if day and self.daily(day[0]):
                return Clock(timed[0], day[0]), day[1]
            return (Clock(timed[0]), self._zone(timed[1])) if at and self.low[at - 1] in _TIMED_BY else None
        day = self.period(at)
        if day is None or not self.daily(day[0]):
            return day
        return self._timed(*self._dated_too(*day))

    def _dated_too(self, day: Expression, after: int) -> Read:
        """`вчера, 5 мая`, `накануне (4 июня)`: the date says it."""
        if isinstance(day, Near | NearWeekday) and self.low[after] in {",", "("}:
            dated = self.day_month(after + 1)
            if dated and isinstance(dated[0], Civil):
                return dated[0], dated[1] + (self.low[after] == "(" and self.low[dated[1]] == ")")
        return day, after

    def _timed(self, day: Expression, after: int) -> Read:
        index = after + (self.low[after] in {",", "("})
        part = self.words.dayparts.get(self.low[index])
        if part and index == after:
            timed = self._time(index + 1 + (self.low[index + 1] in _TIMED_BY))
            return (Clock(timed[0], day), timed[1]) if timed else (Clock(part, day), index + 1)
        index += self.low[index] in _TIMED_BY
        timed = self._time(index)
        return (Clock(timed[0], day), self._zone(timed[1])) if timed else (day, after)

    def _time(self, at: int) -> tuple[str, int] | None:
        """`16:59`, `10 часов утра`."""
        word = self.low[at]
        hours, mark, minutes = word.partition(":")
        if not hours.isdecimal() or len(hours) > 2 or int(hours) > 24:
            return None
        if mark:
            minute = minutes[:2]
            return (
                (f"T{int(hours) % 24:02}:{minute}", at + 1)
                if len(minute) == 2 and minute.isdecimal() and int(minute) < 60
                else None
            )
        if self.words.units.get(self.low[at + 1]) == "hour" and at and self.low[at - 1] in {"в", "о", "об", "у"}:
            part = self.words.dayparts.get(self.low[at + 2], "")
            hour = int(hours) % 24
            hour += 12 if part in {"TAF", "TEV"} and hour < 12 else 0
            return f"T{hour:02}:00", at + 2 + bool(part)
        return None

    def _zone(self, at: int) -> int:
        """The index behind `мск`, `по Киеву`, `по московскому времени`."""
        if self.low[at] in {"мск", "msk", "gmt", "utc"}:
            return at + 1
        if self.low[at] in {"по", "за"} and self.low[at + 2] in {"времени", "часом", "часу"}:
            return at + 3
        return (
            at + 2
            if self.low[at] in {"по", "за"}
            and self.low[at + 1] in {"киеву", "москве", "києвом", "гринвичу", "гринвічем"}
            else at
        )


def _alike(first: Civil, last: Civil) -> bool:
    return ((first.day is None) == (last.day is None) and (first.month is None) == (last.month is None)) or (
        replace(first, day=None, weekday=None) == Civil() and last.month is not None
    )
