"""The grammar of English date expressions, read off pieces from left to right, the longest first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipeline.extract.dates import english_words as words
from pipeline.extract.dates.closed import closed
from pipeline.extract.dates.english_bounds import COMPARING, EXCLUDING, LEADING, MODS, OPEN, TRAILING
from pipeline.extract.dates.english_sets import Sets
from pipeline.extract.dates.english_times import LINKS
from pipeline.extract.dates.model import (
    Between,
    Bounded,
    Civil,
    Clock,
    Every,
    Expression,
    Lean,
    Length,
    Near,
    NearWeekday,
    Rolling,
    Vague,
    Within,
)
from pipeline.extract.dates.scan import MOST, Piece

Read = tuple[Expression, int]

_NEAR = 5  # pieces from where an expression begins to its first telling word
_PHRASES = {
    first: tuple(item for item in words.VAGUE_PHRASES.items() if item[0][0] == first)
    for first in {phrase[0] for phrase in words.VAGUE_PHRASES}
}
_ENDS = frozenset({"", ".", ",", ";", "?", "!", ")", "\n", "and", "or"})
_MOD_FIRST = frozenset(phrase[0] for phrase in MODS)
_OPENING = closed(
    "the a an in on at within from between every each once twice half fy h1 h2 ' w fiscal over ytd eod eom eoy day q q1 q2 q3 q4 these "
    "no not that < > week weekend year month during so recent hundred for"
)
_TELLING = closed(
    "future past present moment thousand nineteen twenty minute time eve weekday min ytd eod eom eoy q1 q2 q3 q4"
)
# First words of holidays' names that are too common to look for dates around them; another word of the name tells.
_COMMON = closed(
    "new all black human international us st the good father mother fathers mothers earth children women april may columbus labor "
    "labour world flag white tax election teachers teacher united armed press burns saint inauguration arbor emancipation patriot singles "
    "victory memorial independence remembrance assumption presidents president veterans veteran canada australia europe boxing"
)


@cache
def _starts() -> frozenset[str]:
    """Words that an expression can begin with."""
    return _OPENING.union(
        words.MONTHS, words.WEEKDAYS, words.PLURAL_WEEKDAYS, words.SEASONS, words.DAYPARTS, words.DAYS, words.RELATIVE, words.PARTS,
        words.ONES, words.TENS, words.LITTLE_ORDINALS, words.TENTH_ORDINALS, words.DECADES, words.VAGUE, words.FREQUENT,
        words.INDEFINITE, OPEN, _PHRASES, COMPARING, _MOD_FIRST, (name[0] for name in words.holidays()),
    )  # fmt: skip


@cache
def anchors() -> frozenset[str]:
    """Words that a stretch is opened by: no date is without one, unless numbers make it one."""
    names = {name[0] for name in words.holidays()} - _COMMON
    units = set(words.UNITS) - {"second", "half", "sec"}
    ordinals = set(words.LITTLE_ORDINALS) - {"first", "second", "third"}
    return _TELLING.union(
        words.MONTHS, words.WEEKDAYS, words.PLURAL_WEEKDAYS, units, words.SEASONS, words.DAYPARTS, words.DAYS, words.DECADES, words.VAGUE,
        words.FREQUENT, ordinals, words.TENTH_ORDINALS, names,
    )  # fmt: skip


class English(Sets):
    """Reads the expressions of one stretch. `open_ends`: `since`, `before` and their like are part of what they stand before."""

    def __init__(
        self, text: str, pieces: Sequence[Piece], lean: Callable[[int], Lean], *, open_ends: bool = False
    ) -> None:
        super().__init__(text, pieces, lean)
        self.open_ends = open_ends
        if open_ends:
            self.few, self.told_alone = 3, True

    def found(self) -> Iterator[tuple[int, int, Expression]]:
        """Offsets and expressions, in order and apart."""
        index, size = 0, len(self.pieces)
        reach, starts, tried = self._reach(), _starts(), 0
        while index < size:
            word = self.low[index]
            begins = reach[index] > index and (word in starts or word[0].isdecimal())
            tried += begins
            if tried > MOST:
                return
            read = self.expression(index) if begins else None
            if read is None:
                index += 1
                continue
            yield self.pieces[index].start, self.pieces[min(read[1], size) - 1].end, read[0]
            index = max(index + 1, read[1])

    def _reach(self) -> list[int]:
        """For each piece how far one may begin an expression: not where no word or number of dates follows soon."""
        ends = [0] * len(self.pieces)
        near, telling = -1, anchors()
        for index in range(len(self.pieces) - 1, -1, -1):
            word = self.low[index]
            if word in telling or word[0].isdecimal():
                near = index
            ends[index] = index + 1 if 0 <= near - index <= _NEAR else 0
        return ends

    def expression(self, at: int) -> Read | None:
        """Any expression that begins here."""
        return (
            self._vague(at) or self.every(at) or self._compared(at) or self._spanned(at) or self._counted(at)
            or self._moment_or_range(at) or self.length(at)
        )  # fmt: skip

    def _vague(self, at: int) -> Read | None:
        word = self.low[at]
        for phrase, ref in _PHRASES.get(word, ()):
            after = at + len(phrase)
            if tuple(self.low[at:after]) == phrase and not (self.count(after) or self.low[after] in words.UNITS):
                return Vague(ref), after
        if (
            word in words.VAGUE
            and self.low[at + 1] not in {"-", "as", "after", "before", "enough", "that"}
            and (word != "now" or self.open_ends)
        ):
            return Vague(words.VAGUE[word]), at + 1
        index = at + (self.low[at] in {"in", "over", "during", "within", "for"})
        index += self.low[index] == "the"
        if self.low[index] in {"coming", "recent", "next", "last", "past", "previous", "ensuing", "following"}:
            after = index + 1 + (self.low[index + 1] in {"few", "several", "couple"}) + (self.low[index + 2] == "of")
            counted = self.open_ends and words.UNITS.get(self.low[after])
            if counted and after > index + 1:
                shift = words.RELATIVE.get(self.low[index], -1)
                return Rolling(2 if self.low[index + 1] == "couple" else 3, counted, 1 if shift > 0 else -1), after + 1
            if self.low[after] in words.PLURALS and (after > index + 1 or self.low[index] in {"coming", "recent"}):
                future = self.low[index] in {"coming", "next", "ensuing", "following"}
                return Vague("FUTURE_REF" if future else "PAST_REF"), after + 1
        return None

    def _compared(self, at: int) -> Read | None:
        """`no later than Friday`, `starting in May`."""
        for phrase, mod in COMPARING.get(self.low[at], ()):
            if tuple(self.low[at : at + len(phrase)]) == phrase and (self.open_ends or phrase not in LEADING):
                if self.open_ends and phrase in EXCLUDING:
                    mod = "BEFORE"
                index = at + len(phrase)
                index += self.low[index] in {"on", "in", "from", "at", "with"}
                read = self._moment(index)
                named = read and (
                    phrase not in {("less", "than"), ("greater", "than"), ("ahead", "of")} or isinstance(read[0], Civil)
                )
                if (
                    read
                    and named
                    and not isinstance(read[0], Length)
                    and not (isinstance(read[0], Clock) and not read[0].on)
                ):
                    return Bounded(mod, read[0]), read[1]
                return None if named else self._counted(at)
        if self.low[at] in {"<", ">"}:
            equal = self.low[at + 1] == "="
            side = "AFTER" if self.low[at] == ">" else "BEFORE"
            read = self._moment(at + 1 + equal, ranged=True)
            return (
                (Bounded(f"ON_OR_{side}" if equal else side, read[0]), read[1])
                if read and isinstance(read[0], Civil)
                else None
            )
        if self.open_ends and self.low[at] in OPEN:
            index = at + 1
            if self.low[index : index + 2] == ["the", "year"]:
                index += 2
            read = self._moment(index)
            if read and not isinstance(read[0], Length) and not (isinstance(read[0], Clock) and read[0].on is None):
                ends = isinstance(read[0], Within) and read[0].part == "end" and OPEN[self.low[at]] == "BEFORE"
                return Bounded("ON_OR_BEFORE" if ends else OPEN[self.low[at]], read[0]), read[1]
        return None

    def _spanned(self, at: int) -> Read | None:
        """`from May to October 2020`, `between 3 and 12 September`."""
        word = self.low[at]
        if word not in {"from", "between"}:
            return None
        first = self._end_of_range(at + 1)
        if first is None:
            return None
        link = first[1]
        allowed = LINKS | {"and"} if word == "between" else LINKS
        if self.low[link] not in allowed:
            return None
        last = self._end_of_range(link + 1)
        told = self.low[at + 1] == self.low[link + 1] == "the"
        return self._ranged(first[0], last, told=told) if last else None

    def _end_of_range(self, at: int) -> Read | None:
        at += self.low[at] in {"on", "in"}
        if self.low[at] in {"now", "present"}:
            return Near("day", 0), at + 1
        read = self._moment(at, ranged=True)
        if read:
            return read
        index = at + (self.low[at] == "the")
        day = self.day(index)
        return (Civil(day=day[0]), day[1]) if day else None

    def _ranged(self, first: Expression, last: Read, *, told: bool = False) -> Read | None:
        """From one to the other; `told`: days without a month are `the 5th`, not numbers."""
        end, after = last
        if isinstance(first, Length | Vague) or isinstance(end, Length | Vague):
            return None
        if (
            isinstance(first, Civil)
            and isinstance(end, Civil)
            and end.month is None
            and end.day
            and first.month is None
            and not (told and first.day and first.day < end.day)
        ):
            return None
        if first == Near("day", 0) and isinstance(end, Clock) and end.on is None:
            return Between(first, replace(end, on=first)), after
        if isinstance(first, Clock) != isinstance(end, Clock) or (isinstance(first, Clock) and first.on is None):
            return None
        tail = self.year_tail(after)
        if tail and isinstance(end, Civil) and end.year is None and end.near is None and (end.month or end.quarter):
            end, after = replace(end, year=tail[0], near=tail[1]), tail[2]
        return Between(first, end), after

    def _counted(self, at: int) -> Read | None:
        """`more than two years`, `up to two more years`."""
        for phrase, mod in MODS.items() if self.low[at] in _MOD_FIRST else ():
            if tuple(self.low[at : at + len(phrase)]) == phrase:
                away = self.away(at + len(phrase))
                if away:
                    return away
                read = self.length(at + len(phrase), mod)
                if read:
                    return read
        return None

    def _moment_or_range(self, at: int) -> Read | None:
        read = self._moment(at)
        if read is None:
            return None
        first, after = read
        link = self.low[after]
        short = self._short_year(first, after) if link in {"-", "/"} else None
        if short:
            return short
        if link in LINKS and not isinstance(first, Length | Vague | Every):
            last = self._moment(after + 1, ranged=True)
            if (
                last
                and isinstance(last[0], NearWeekday)
                and isinstance(first, Civil)
                and first.weekday is not None
                and first.day is None
            ):
                first = replace(last[0], weekday=first.weekday)
            alike = last and (
                type(last[0]) is type(first) or (self.daily(first) and self.daily(last[0]) and link != "-")
            )
            found = self._ranged(first, last) if last and alike else None
            first = read[0]
            if found:
                return found
        trailing = link in {"or", "and"} and self.low[after + 1] in TRAILING and isinstance(first, Civil)
        if trailing and self.low[after + 2] in {"", ".", ",", ";", "?", "\n", ")"}:
            return Bounded(TRAILING[self.low[after + 1]], first), after + 2
        return first, after

    def _short_year(self, first: Expression, link: int) -> Read | None:
        """`2022-23`."""
        word = self.low[link + 1]
        whole = (
            isinstance(first, Civil)
            and first.day is None
            and first.month is None
            and len(word) == 2
            and word.isdecimal()
        )
        if whole and isinstance(first, Civil) and first.year and self.glued(link) and self.glued(link + 1):
            if int(word) != (first.year + 1) % 100:
                return None
            return (first if first.season is not None else Between(first, Civil(year=first.year + 1))), link + 2
        return None

    def _moment(self, at: int, *, ranged: bool = False) -> Read | None:
        """A day or period, with a time of day before or behind it; or a time alone."""
        timed = self.times(at)
        if timed:
            clock, after = timed
            index = self.zone(after)
            index += self.low[index] in {",", "on", "of"}
            part = self.daypart(index)
            index = part[1] if part else index
            index += self.low[index] in {",", "on"}
            day = self.period(index)
            if day and self.daily(day[0]):
                return Clock(clock.time, day[0], clock.until), day[1]
            part = self.daypart(after)
            return clock, (part[1] if part else after)
        day = self.period(at, ranged=ranged) or (self._this_day(at) if self.open_ends else None)
        if day is None:
            return self._bare_daypart(at)
        if not self.daily(day[0]):
            return day
        return self._timed(*day)

    def _this_day(self, at: int) -> Read | None:
        """`for the day`, `the end of the day`: today, where nobody tells a story."""
        if self.low[at : at + 3] == ["for", "the", "day"] and self.low[at + 3] in _ENDS:
            return Near("day", 0), at + 3
        index = at + (self.low[at] == "the")
        if self.low[index : index + 2] == ["end", "of"]:
            index += 2 + (self.low[index + 2] in {"the", "my"})
            if self.low[index] == "day":
                day = self.period(index + 1)
                return (day[0], day[1]) if day and self.daily(day[0]) else (Near("day", 0), index + 1)
        return None

    def _timed(self, day: Expression, after: int) -> Read:
        """A day with the time behind it."""
        index = after + (self.low[after] == ",")
        index = self.hyphened(index)
        part = self.daypart(index)
        if part and not (
            self.low[index] in {"in", "at"} and self.low[index + 1] == "the" and self.low[part[1]] == "of"
        ):
            return self._timed_further(Clock(part[0], day), part[1])
        bound = self._bound(index) if self.open_ends else None
        timed = self.times(bound[1]) if bound else None
        if bound and timed and timed[0].until is None:
            return Bounded(bound[0], Clock(timed[0].time, day)), timed[1]
        index += self.low[index] in {"at", "by", "around", "about"}
        timed = self.times(index)
        if timed:
            return Clock(timed[0].time, day, timed[0].until), timed[1]
        return day, after

    def _bound(self, at: int) -> tuple[str, int] | None:
        """`after`, `no later than`: what bounds a time of day that stands behind a day, and the index behind it."""
        word = self.low[at]
        if word in OPEN:
            return ("ON_OR_AFTER" if word in {"since", "after"} else "ON_OR_BEFORE"), at + 1
        for phrase, mod in COMPARING.get(word, ()):
            if tuple(self.low[at : at + len(phrase)]) == phrase:
                return ("ON_OR_AFTER" if "AFTER" in mod else "ON_OR_BEFORE"), at + len(phrase)
        return None

    def _timed_further(self, clock: Clock, after: int) -> Read:
        at = after + (self.low[after] in {"at", ","})
        timed = self.times(at)
        bare = self.time(at, bare=True) if self.low[after] == "at" and timed is None else None
        if bare and self.low[bare[3]] in _ENDS:
            return self._told(bare[0], clock), bare[3]
        return (Clock(timed[0].time, clock.on, timed[0].until), timed[1]) if timed else (clock, after)

    def _told(self, hour: int, clock: Clock) -> Clock:
        """An hour that a part of the day tells the half of."""
        late = clock.time in {"TAF", "TEV", "TNI"} and hour < 12
        return Clock(f"T{hour + 12 * late:02}:00", clock.on)

    def _bare_daypart(self, at: int) -> Read | None:
        index = at + (self.low[at] == "the")
        if self.low[index + 1] == "of" and self.low[index] in words.DAYPARTS:
            day = self.period(index + 2)
            if day and self.daily(day[0]) and not isinstance(day[0], Within):
                return Clock(words.DAYPARTS[self.low[index]], day[0]), day[1]
        if self.low[at] in {"in", "at"}:
            part = self.daypart(at)
            if part and part[1] > at + 1 and self.low[part[1]] != "of":
                return self._timed_further(Clock(part[0]), part[1])
        return None
