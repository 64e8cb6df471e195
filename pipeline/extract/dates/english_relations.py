"""English periods in relation to others: this and last, early and late, the first and last of, weeks of, holidays."""

from dataclasses import replace
from functools import cache

from pipeline.extract.dates import english_words as words
from pipeline.extract.dates.closed import closed
from pipeline.extract.dates.english_offsets import Read
from pipeline.extract.dates.english_years import Dating
from pipeline.extract.dates.model import (
    Between,
    Civil,
    Clock,
    Holiday,
    Near,
    NearCivil,
    NearWeekday,
    Nth,
    Rolling,
    Unit,
    Vague,
    Week,
    WeekOf,
    Within,
    Years,
)  # fmt: skip

_EVENTS = closed(  # behind Christmas and Easter: things, not days
    "tree trees market markets party parties carol carols island islands gift gifts card cards lights dinner lunch spirit story song songs "
    "egg eggs bunny present presents shopping decorations album movie film special message"
)
_CAPITALISED = closed(  # names that are words too
    "election tax flag white patriot un arbor inauguration emancipation epiphany "
    "may earth memorial victory remembrance assumption annunciation ascension pentecost candlemas"
)
_KINDS_OF_YEAR = {"calendar": False, "fiscal": True, "financial": True, "school": True, "academic": True, "tax": True}
_WHOLE: frozenset[Unit] = frozenset({"week", "weekend", "month", "quarter", "year", "decade", "century"})
_BEFORE_SEASON = closed("in this last next the by until since during of early late mid previous coming")
_ROLLING: frozenset[Unit] = frozenset({"day", "week", "month", "year", "decade"})


@cache
def _names() -> tuple[int, frozenset[str]]:
    """Words in the longest name of a holiday, and the words that names begin with."""
    return max(len(name) for name in words.holidays()), frozenset(name[0] for name in words.holidays())


class Relations(Dating):
    """Reads periods that are told by others."""

    # ── this, last, next ───────────────────────────────────────────────────────────────────────────────────────────

    def relative(self, at: int) -> Read | None:
        """`last month`, `the past three days`, `next Tuesday`, `this morning`, `last fiscal year`."""
        article = self.low[at] == "the"
        index = at + article
        index += self.low[index] == "this" and self.low[index + 1] in {"past", "coming"}
        word = self.low[index]
        if (
            word == "weekend"
            and index > at
            and self.low[index + 1] not in {"of", "'s"}
            and not (self.low[index + 1] in {"before", "after"} and self.low[index + 2] in {"last", "next"})
        ):
            return Near("weekend", 0, told=False), index + 1
        if word == "month" and self.low[index + 1] == "of" and self.low[index + 2] in words.MONTHS:
            return self.dated(Civil(month=words.MONTHS[self.low[index + 2]]), index + 3)
        if (
            word == "that"
            and self.low[index + 1] in {"day", "week", "month", "year"}
            and self.low[at - 1] not in {"said", "say", "says"}
        ):
            return Near(words.UNITS[self.low[index + 1]], 0, True), index + 2
        shift = words.RELATIVE.get(word)
        if shift is None or word in {"final", "first"}:
            return None
        after = index + 1
        after += self.low[after] == "-" and self.glued(after)
        target = self.low[after]
        if target in words.WEEKDAYS:
            if word == "last" and self.low[after + 1] in {"of", "in"} and (whole := self._whole(after + 2)):
                return Nth(-1, None, words.WEEKDAYS[target], whole[0]), whole[1]
            strict = {"past": -1, "coming": 1, "upcoming": 1}.get(word, 0)
            return NearWeekday(words.WEEKDAYS[target], shift, strict), after + 1
        if target in words.MONTHS and (self.pieces[after].text[0].isupper() or target not in words.MONTH_WORDS):
            month = Civil(month=words.MONTHS[target])
            day = self.day(after + 1)
            of = replace(month, day=day[0]) if day and not self.year(day[1]) else month
            return NearCivil(of, shift), day[1] if day and of is not month else after + 1
        if target in words.SEASONS:
            return NearCivil(Civil(season=words.SEASONS[target]), shift), after + 1
        if target in words.DAYPARTS and word in {"this", "last", "next", "previous", "same"}:
            days = Near("day", -1 if shift < 0 else shift, word in words.FOCUSED and word != "last")
            return Clock(words.DAYPARTS[target], days), after + 1
        if target in {"business", "working"} and self.low[after + 1] == "day":
            return Near("workday", shift), after + 2
        if target in _KINDS_OF_YEAR and self.low[after + 1] == "year":
            return (Civil(fiscal=True) if _KINDS_OF_YEAR[target] else Near("year", shift)), after + 2
        holiday = self.holiday(after)
        if holiday and isinstance(holiday[0], Holiday) and holiday[0].year is None and word != "same":
            return replace(holiday[0], near=shift), holiday[1]
        return self._relative_units(at, index, after, shift, article=article)

    def _relative_units(self, at: int, index: int, after: int, shift: int, *, article: bool) -> Read | None:
        word, target = self.low[index], self.low[after]
        number = self.count(after)
        if number and shift:
            unit = words.UNITS.get(self.low[number[1]])
            plural = (
                self.low[number[1]] in words.PLURALS or self.low[number[1]] == "fortnight" or self.low[after] == "1"
            )
            if unit and unit != "half" and plural:
                return self._of_period(number[0], unit, shift, number[1] + 1)
        unit = words.UNITS.get(target)
        if unit in {"minute", "hour"} and shift and word in {"last", "next", "past", "coming", "previous", "upcoming"}:
            named = target == "hour" or (target == "minute" and word in {"past", "next", "coming"})
            return (Rolling(1, unit, shift), after + 1) if named and self._spent(at, after + 1) else None
        if unit is None or target in words.PLURALS or unit in {"second", "minute", "hour", "half", "workday"}:
            return None
        if target == "night":
            return Clock("TNI", Near("day", min(shift, 0))), after + 1
        if self.low[after + 1] in {"of", "in"} and word == "last":
            whole = self._whole(after + 2)
            if whole:
                return Nth(-1, unit, None, whole[0]), whole[1]
        if unit == "day":
            return (Near("day", shift, True), after + 1) if article or word in words.FOCUSED or word == "next" else None
        if (word == "past" and unit in _ROLLING) or (
            article and word == "last" and unit in {"year", "month", "decade", "week"}
        ):
            return Rolling(1, unit, -1), after + 1
        if unit == "week":
            inside = self._weekday_of_week(after + 1)
            until = (
                self._weekday_of_week(inside[1] + 1)
                if inside and self.low[inside[1]] in {"to", "and", "-", "through", "until"}
                else None
            )
            if inside and until and self.low[after + 1] in {"from", "between"}:
                return Between(NearWeekday(inside[0], shift), NearWeekday(until[0], shift)), until[1]
            if inside:
                return NearWeekday(inside[0], shift), inside[1]
        if unit == "weekend" and word in {"coming", "upcoming"}:
            return Near(unit, 0), after + 1
        return Near(unit, shift, word in {"same", "following", "preceding", "ensuing", "prior"}), after + 1

    def _spent(self, at: int, after: int) -> bool:
        """`in the last hour`, `over the next minute`: not `the last hour of the film`, `a last minute deal`."""
        before = self.low[at - 1] if at else ""
        ends = self.low[after] in {"", ".", ",", ";", "?", "!", ")", "\n", "and", "or"}
        return ends or (before in {"in", "within", "during", "over", "for"} and self.low[after] not in {"of", "-"})

    def _weekday_of_week(self, at: int) -> tuple[int, int] | None:
        index = at + (self.low[at] == ",")
        index += self.low[index] in {"on", "from", "between"}
        weekday = words.WEEKDAYS.get(self.low[index])
        return (weekday, index + 1) if weekday is not None else None

    def _of_period(self, count: float, unit: Unit, sign: int, after: int) -> Read:
        if self.low[after] in {"of", "in"}:
            whole = self._whole(after + 1)
            if whole:
                return Rolling(count, unit, sign, whole[0]), whole[1]
        return Rolling(count, unit, sign), after

    def upcoming(self, at: int) -> Read | None:
        """`2 upcoming months`, `the 5 past minutes`."""
        number = self.count(at)
        if number is None:
            return None
        shift = words.RELATIVE.get(self.low[number[1]])
        unit = words.UNITS.get(self.low[number[1] + 1])
        if shift and unit and unit != "half" and self.low[number[1]] not in {"first", "final"}:
            return Rolling(number[0], unit, shift), number[1] + 2
        return None

    def _whole(self, at: int) -> Read | None:
        """The period that a part is of: `the year` and its like are those of the anchor."""
        index = at + (self.low[at] in {"the", "a"})
        unit = words.UNITS.get(self.low[index])
        if (
            unit in _WHOLE
            and self.low[index] not in words.PLURALS
            and self.low[at] in {"the", "month", "year", "week"}
            and self.low[index + 1] not in {"of", "-"}
        ):
            year = self.year(index + 1) if unit == "year" else None
            return (Civil(year=year[0]), year[1]) if year else (Near(unit, 0), index + 1)
        if self.low[at] in {"my", "your", "our", "his", "her", "their"} and self.low[at + 1] in {
            "day",
            "week",
            "weekend",
            "month",
            "year",
        }:
            return Near(words.UNITS[self.low[at + 1]], 0), at + 2
        read = self.period(at + (self.low[at : at + 2] == ["the", "current"]), ranged=True)
        return read if read and not isinstance(read[0], Vague | Clock) else None

    # ── parts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def part(self, at: int) -> Read | None:
        """`mid-January`, `early this year`, `the end of March`, `later on Friday`, `year-end`."""
        index = at + (self.low[at] == "the")
        word = self.low[index]
        if word in {"year", "month"} and self.low[self.hyphened(index + 1 + (self.low[index + 1] == "'s"))] == "end":
            unit: Unit = "year" if word == "year" else "month"
            return Within("end", Near(unit, 0)), self.hyphened(index + 1 + (self.low[index + 1] == "'s")) + 1
        part = words.PARTS.get(word)
        if part is None:
            return self.abbreviated(at)
        after = self.hyphened(index + 1)
        if word in words.PART_NOUNS:
            if self.low[after] not in {"of", "to"}:
                return None
            after += 1
        elif word == "mid" and self.low[after] == "of":
            after += 1
        elif word in {"earlier", "later"}:
            after += self.low[after] in {"on", "in"}
        else:
            after += self.low[after] in {"on", "in"} and self.low[index] in {"early", "late"}
        whole = self._whole(after)
        if whole is None or isinstance(whole[0], Within | Clock):
            return None
        return Within(part, whole[0]), whole[1]

    # ── first, second, last of ─────────────────────────────────────────────────────────────────────────────────────

    def nth(self, at: int) -> Read | None:
        """`the first Monday of next month`, `first week of July`, `the 20th century`, `the first two weeks of May`, `first quarter`."""
        index = at + (self.low[at] == "the")
        ordinal = (-1, index + 1) if self.low[index] in {"last", "final"} else self.ordinal(index)
        if ordinal is None:
            return None
        n, after = ordinal
        joined = self.hyphened(after)
        word = self.low[joined]
        unit = words.UNITS.get(word)
        if unit == "century" and n > 0:
            return (Years((n - 1) * 100 + 1, "century"), joined + 1) if n <= 30 else None
        if unit in {"quarter", "half"} and 1 <= n <= 4 and word not in words.PLURALS:
            return self._part_of_year(unit, n, joined + 1)
        number = self.count(after)
        if number and abs(n) == 1 and words.UNITS.get(self.low[number[1]]) and self.low[number[1] + 1] in {"of", "in"}:
            whole = self._whole(number[1] + 2)
            return (Rolling(number[0], words.UNITS[self.low[number[1]]], n, whole[0]), whole[1]) if whole else None
        weekday = words.WEEKDAYS.get(word)
        if weekday is None and (unit is None or unit in {"second", "minute", "hour", "half"}):
            return None
        after += 1
        link = after
        if weekday is not None and self.low[after] not in {"of", "in"}:
            timed = self.time(after)
            if timed:
                until = self.time(timed[3] + 1) if self.low[timed[3]] in {"to", "-"} else None
                link = until[3] if until else timed[3]
        if self.low[link] not in {"of", "in"} and self.low[link] not in {"this", "next", "last"}:
            return None
        whole = self._whole(link + (self.low[link] in {"of", "in"}))
        return (Nth(n, unit, weekday, whole[0]), whole[1]) if whole else None

    def _part_of_year(self, unit: Unit, n: int, after: int) -> Read | None:
        of = Civil(quarter=n) if unit == "quarter" else Civil(half=n)
        dated = self.dated(of, after)
        if dated[1] > after:
            return dated
        if self.low[after : after + 3] == ["of", "the", "year"]:
            return of, after + 3
        if self.low[after] == "of":
            whole = self._whole(after + 1)
            if whole and unit == "half":
                return (Within("first half" if n == 1 else "second half", whole[0]), whole[1]) if n <= 2 else None
            return (Nth(n, unit, None, whole[0]), whole[1]) if whole else None
        return dated if unit == "quarter" else None

    def ordinal_period(self, at: int) -> Read | None:
        """`20th century`, `3rd quarter`."""
        return self.nth(at) if self.ordinal(at) else None

    # ── weeks, seasons, holidays ───────────────────────────────────────────────────────────────────────────────────

    def week_of(self, at: int) -> Read | None:
        """`the week of April 10`, `week commencing 4 May`, `week 10`, `the weekend of March 7`."""
        index = at + (self.low[at] == "the")
        word = self.low[index]
        if word == "w" and self.low[index + 1] == "/" and self.low[index + 2] == "c":
            word, index = "week", index + 1
            link = index + 2
        elif word in {"week", "weekend"} and self.low[index + 1] in {
            "of",
            "commencing",
            "beginning",
            "starting",
            "ending",
        }:
            link = index + 2
        elif (
            word == "w" and self.glued(index + 1) and self.low[index + 1].isdecimal() and len(self.low[index + 1]) == 2
        ):  # W40 2016
            tail = self.year_tail(index + 2)
            return (
                (Week(int(self.low[index + 1]), tail[0]), tail[2])
                if tail and tail[0] and 1 <= int(self.low[index + 1]) <= 53
                else None
            )
        elif word == "week" and self.low[index + 1].isdecimal() and len(self.low[index + 1]) <= 2 and index == at:
            number = int(self.low[index + 1])
            tail = self.year_tail(index + 2) if 1 <= number <= 53 else None
            if tail and tail[0]:
                return Week(number, tail[0]), tail[2]
            return (Week(number, None), index + 2) if 1 <= number <= 53 else None
        else:
            return None
        day = self.ordinal(link + (self.low[link] == "the"))
        inside = self.period(link) or ((Civil(day=day[0]), day[1]) if day and day[0] <= 31 else None)
        if (
            inside is None
            or not isinstance(inside[0], Civil | Holiday | Near)
            or (isinstance(inside[0], Civil) and inside[0].day is None)
        ):
            return None
        return WeekOf(inside[0], "weekend" if word == "weekend" else "week"), inside[1]

    def season(self, at: int) -> Read | None:
        """`winter of 2022`, `summer 2024`, `in the spring`."""
        index = at + (self.low[at] == "the")
        season = words.SEASONS.get(self.low[index])
        if season is None:
            return None
        of, after = self.dated(Civil(season=season), index + 1)
        if after > index + 1:
            split = self.low[after] in {"-", "/"} and self.low[after + 1].isdecimal() and len(self.low[after + 1]) == 2
            return of, after + 2 * split
        before = self.low[at - 1] if at else ""
        ends = self.low[after] in {
            "",
            ".",
            ",",
            ";",
            "\n",
            ")",
            "and",
            "as",
            "when",
            "but",
            "after",
            "before",
            "-",
            "with",
            "to",
        }
        if (
            before in _BEFORE_SEASON - {"the"}
            and ends
            and (self.low[index] != "fall" or (index > at and before != "of"))
        ):
            return of, after
        return None

    def holiday(self, at: int) -> Read | None:
        """`Christmas`, `New Year's Eve`, `Easter 2018`, `Independence Day of this year`, `Labor Day weekend`."""
        index = at + (self.low[at] == "the" and self.low[at + 1] not in {"new"})
        longest, first = _names()
        if self.low[index] not in first and self.low[at] not in first:
            return None
        for size in range(longest, 0, -1):
            name = words.holidays().get(tuple(self.low[index : index + size]))
            if name is None and index > at:
                continue
            if name:
                return self._kept(name, index, index + size)
        return None

    def _kept(self, name: str, at: int, after: int) -> Read | None:
        capital = self.pieces[at].text[0].isupper()
        if name == "new year" and after == at + 2 and not (capital and self.pieces[at + 1].text[0].isupper()):
            return None
        if (name in _CAPITALISED and not capital) or self.low[after] in _EVENTS:
            return None
        owner = self.low[at - 2] if at > 1 and self.low[at - 1] == "'s" else ""
        if name == "independence" and owner and owner not in {"america", "us", "nation"}:
            if owner not in {"ukraine", "country"}:
                return None
            name = "independence ukraine"
        weekend = self.low[after] == "weekend"
        after += weekend
        tail = self.year_tail(after)
        if tail and (tail[0] or self.low[after] != ","):
            return Holiday(name, tail[0], tail[1], weekend), tail[2]
        return Holiday(name, None, None, weekend), after
