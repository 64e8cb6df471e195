"""English days, weeks, months, quarters, seasons, years, decades: by name, by number, in relation to the day of writing."""

from dataclasses import replace

from pipeline.extract.dates import english_words as words
from pipeline.extract.dates import numeric
from pipeline.extract.dates.closed import closed
from pipeline.extract.dates.english_offsets import Read
from pipeline.extract.dates.english_relations import Relations
from pipeline.extract.dates.model import (
    Away,
    Between,
    Civil,
    Expression,
    Holiday,
    Near,
    NearWeekday,
    Nth,
    Within,
)

_CONTEXT = closed(  # before a day and month in figures, or a short name of a month
    "on by from to until till through since before after between and friday monday tuesday wednesday thursday saturday sunday in of"
)
_VERBS_AFTER_MAY = closed("be have not also well still yet need even never only soon result include")


class Periods(Relations):
    """Reads periods off pieces."""

    def daily(self, expression: Expression) -> bool:
        """A day rather than a longer period: a time of day may belong to it."""
        match expression:
            case Civil(day=day, weekday=weekday):
                return day is not None or weekday is not None
            case Near(unit):
                return unit == "day"
            case Within(_, of):
                return self.daily(of)
            case Nth(_, unit, weekday):
                return weekday is not None or unit == "day"
            case Away(_, unit):
                return unit in {"day", "week"}
            case NearWeekday() | Holiday():
                return True
            case _:
                return False

    def read_period(self, at: int, *, ranged: bool) -> Read | None:
        """A period that begins here."""
        word = self.low[at]
        if word[:1].isdecimal() or word == "'":
            return self._numbers(at, ranged=ranged)
        if word in words.WEEKDAYS:
            return self._weekday(at)
        if word in words.MONTHS:
            return self._month(at, ranged=ranged)
        if word in words.DAYS:
            if at and self.pieces[at].text.isupper() and self.low[at - 1] == "usa":
                return None  # the newspaper
            return Near("day", words.DAYS[word]), at + 1
        if word == "the" and self.low[at + 1] == "weekend" and (away := self.away(at)):
            return away
        return (
            self.holiday(at) or self.relative(at) or self.part(at) or self.nth(at) or self._day_of_month(at) or self.week_of(at)
            or self.season(at) or self.quarter(at) or self.decade(at) or self.spoken_year(at, ranged=ranged) or self.away(at)
        )  # fmt: skip

    # ── years ──────────────────────────────────────────────────────────────────────────────────────────────────────

    # ── numbers first ──────────────────────────────────────────────────────────────────────────────────────────────

    def _numbers(self, at: int, *, ranged: bool) -> Read | None:
        start = self.pieces[at].start
        if self.low[at : at + 3] == ["9", "/", "11"] and not ranged:
            return Civil(2001, 9, 11), at + 3
        found = numeric.full(self.text, start, month_first=True)
        before = self.low[at - 1] if at else ""
        if found is None and self._slashed(at):
            found = numeric.day_month(self.text, start, month_first=True)
        if found is None and (ranged or before in _CONTEXT or not before):
            found = numeric.day_month(self.text, start, month_first=True)
            if (
                found
                and "." in self.low[at]
                and before in {"", "in", "of", "and", "from", "to", "between", "by", "since"}
            ):
                found = None  # a decimal
            if found and not before and self.text[found[1] : found[1] + 1] not in {"", " "}:
                found = None
        if found:
            return found[0], self._behind(found[1], at)
        return (
            self.decade(at) or self.quarter(at) or self.ordinal_period(at) or self._day_of_month(at) or self.away(at)
            or self._year_first(at) or self.upcoming(at) or self.bare_year(at, ranged=ranged)
        )  # fmt: skip

    def closes(self, at: int) -> bool:
        """Nothing follows in the clause."""
        return self.low[at] in {"", ".", ",", ";", "?", "!", ")", "\n"}

    def _slashed(self, at: int) -> bool:
        """`22/04`: no fraction, since a part has two digits and nothing that could be counted follows; not `24/7`."""
        first, second = self.low[at], self.low[at + 2]
        if self.low[at + 1] != "/" or not (first.isdecimal() and second.isdecimal()) or (first, second) == ("24", "7"):
            return False
        telling = first[0] == "0" or second[0] == "0" or (len(first) == len(second) == 2 and first != second)
        return telling and self.closes(at + 3)

    def _behind(self, offset: int, at: int) -> int:
        while at < len(self.pieces) and self.pieces[at].start < offset:
            at += 1
        return at

    def _year_first(self, at: int) -> Read | None:
        """`2019/aug/01`, `2017 Q1`."""
        year = self.year(at)
        if year is None or not self.low[at].isdecimal():
            return None
        index = year[1] + (self.low[year[1]] in {"/", "-", "."})
        month = words.MONTHS.get(self.low[index])
        if month and index == year[1] and self.low[index] not in words.MONTH_WORDS and not self.day(index + 1):
            return Civil(year=year[0], month=month), index + 1
        if month and index > year[1]:
            day = self.day(index + 2) if self.low[index + 1] in {"/", "-", "."} else None
            return (
                (Civil(year=year[0], month=month, day=day[0]), day[1])
                if day
                else (Civil(year=year[0], month=month), index + 1)
            )
        if self.low[year[1]] in words.SEASONS and self.low[year[1]] != "fall":
            return Civil(year=year[0], season=words.SEASONS[self.low[year[1]]]), year[1] + 1
        quarter = self.quarter(index if self.glued(index) else year[1])
        return (replace(quarter[0], year=year[0]), quarter[1]) if quarter and isinstance(quarter[0], Civil) else None

    def _day_of_month(self, at: int) -> Read | None:
        """`14 March 2020`, `the 14th of March`, `fourth of July`, `28 to 30 June`, `the 21st`."""
        article = self.low[at] == "the"
        index = at + article
        day = self.day(index)
        if day is None:
            return None
        ordinal = self.ordinal(index) is not None
        link = day[1]
        if index and self.low[index - 1] in {"$", "€", "£"}:
            return None
        month = self._named_month(
            link + (self.low[link] == "of") + (self.low[link] in {"-", "/", "."} and self.glued(link))
        )
        if month:
            return self.dated(Civil(month=month[0], day=day[0]), month[1])
        if self.low[link] in {"-", "to", "and", "through", "until", "till"}:
            last = self.day(link + 1 + (self.low[link + 1] == "the"))
            month = self._named_month(last[1] + (self.low[last[1]] == "of")) if last else None
            relative = (
                self._relative_month(last[1])
                if (last and self.low[link] != "and") or (last and self.low[at - 1] == "between")
                else None
            )
            if last and relative and last[0] > day[0] and not self._named_month(last[1]):
                return Between(Nth(day[0], "day", None, relative[0]), Nth(last[0], "day", None, relative[0])), relative[
                    1
                ]
            if (
                last
                and month
                and last[0] > day[0]
                and (self.low[link] != "and" or last[0] == day[0] + 1 or self.low[at - 1] == "between")
            ):
                of, after = self.dated(Civil(month=month[0], day=last[0]), month[1])
                return Between(replace(of, day=day[0]), of), after
        owning = self._relative_month(link) if ordinal else None
        if ordinal and article and self.low[link : link + 3] == ["of", "the", "month"]:
            owning = Near("month", 0), link + 3
        if owning:
            return Nth(day[0], "day", None, owning[0]), owning[1]
        before = self.low[at - 1] if at else ""
        spoken = ordinal and before in {"on", "by", "until", "till"} and (not article or day[0] > 3)
        if spoken and (self.closes(link) or self.low[link] in {"at", "and", "for", "with", "to"}):
            return Civil(day=day[0]), link
        if (
            article
            and ordinal
            and self.low[index].isdecimal()
            and not (self.low[link].isalpha() and self.low[link] not in {"at", "and", "or", "with", "in", "for"})
        ):
            return Civil(day=day[0]), link
        return None

    def _relative_month(self, at: int) -> Read | None:
        """`this month`, `of next month`: behind days in figures."""
        index = at + (self.low[at] in {"of", "in"})
        index += self.low[index] == "the"
        if (
            self.low[index] in {"this", "next", "last", "previous", "current", "coming"}
            and self.low[index + 1] == "month"
        ):
            return Near("month", words.RELATIVE[self.low[index]]), index + 2
        return None

    def _named_month(self, at: int) -> tuple[int, int] | None:
        """A month whatever its writing; `.` behind a short one belongs to it."""
        month = words.MONTHS.get(self.low[at])
        if month is None:
            return None
        short = self.low[at] in words.SHORT_MONTHS and self.low[at + 1] == "." and self.glued(at + 1)
        return month, at + 1 + (short and (self.low[at + 2].isdecimal() or self.low[at + 2] == ","))

    # ── names of months and weekdays ───────────────────────────────────────────────────────────────────────────────

    def _month(self, at: int, *, ranged: bool = False) -> Read | None:
        named = self._named_month(at)
        assert named
        month, after = named
        word, text = self.low[at], self.pieces[at].text
        separators = {",", "/", "-", "the"}
        index = after + (self.low[after] in separators and self.low[after] != ",")
        index += self.low[after] == "," and self.ordinal(after + 1) is not None
        index += self.low[index] == "the"
        day = self.day(index)
        if (
            day
            and (index == after or self.low[after] not in {"/", "-"} or self.glued(after))
            and not self._counts(day[1], word)
        ):
            return self._month_day(month, *day)
        told = self.dated(Civil(month=month), after)
        if told[0].same:
            return told
        tail = self.year_tail(after)
        if tail and self.low[after] in {"/", "-"} and tail[0] and self.low[tail[2]] == "-" and self.glued(tail[2]):
            day = self.day(tail[2] + 1)
            if day:
                return Civil(year=tail[0], month=month, day=day[0]), day[1]
        if tail and not (word in words.MONTH_WORDS and text.islower()):
            return Civil(year=tail[0], near=tail[1], month=month), tail[2]
        before = self.low[at - 1] if at else ""
        if not self._is_month(at, before, ranged=ranged):
            return None
        return Civil(month=month), after

    def _counts(self, after: int, month: str) -> bool:
        """The number behind a month counts what follows it: `in May 12 people`; times of day do not."""
        word = self.low[after]
        return (
            word in {"%", "percent", "per", "million", "billion"}
            or (word in words.COUNTED)
            or (
                month in {"may", "march"}
                and word.endswith("s")
                and word.isalpha()
                and len(word) > 3
                and word not in words.WEEKDAYS
            )
        )

    def _is_month(self, at: int, before: str, *, ranged: bool) -> bool:
        word, text, after = self.low[at], self.pieces[at].text, self.low[at + 1]
        if (
            at
            and before.isalpha()
            and self.pieces[at - 1].text[0].isupper()
            and before not in words.BEFORE_YEAR | {"the", "last", "next", "this", "early", "late", "mid"}
        ):
            return False  # a surname
        known = ranged or before in words.BEFORE_YEAR or before in {"this", "last", "next", "each", "every", "-", "/"}
        if word in words.SHORT_MONTHS and after in {"to", "-", "through", "until"} and self.low[at + 2] in words.MONTHS:
            return text[0].isupper()
        if text[0].isupper() and (
            ranged or (after in {"and", "or", "/", "-", "to"} and self.low[at + 2] in words.MONTHS)
        ):
            return True
        if word in words.SHORT_MONTHS:
            return known and word not in {"jan", "mar"} and text[0].isupper()
        if word in words.MONTH_WORDS:
            if text.islower():
                told = ranged or before in {"in", "since", "until", "by", "last", "next", "this"}
                return told and self.closes(at + 1)
            if after in _VERBS_AFTER_MAY:
                return False
            said = (
                before in {"the", "'s", "a", "one"}
                and after.islower()
                and after.isalpha()
                and after not in {"on", "in", "of", "to", "for", "against"}
            )
            return (known and before != "and") or said or (before == "," and after == ",")
        return text[0].isupper() or known

    def _month_day(self, month: int, day: int, after: int) -> Read:
        """`October 28`, `August 5-6, 2024`, `April 9th through seventeenth`."""
        link = self.low[after]
        if link in {"-", "to", "through", "until", "till"} or (
            link == "and" and self.day(after + 1) in ((day + 1, after + 2), (day + 1, after + 3))
        ):
            last = self.day(after + 1 + (self.low[after + 1] == "the"))
            if (
                last
                and last[0] > day
                and not self._named_month(last[1])
                and self.low[last[1]] not in {"%", "percent", ":"}
                and (not self.time(after + 1) or link == "and")
            ):
                of, end = self.dated(Civil(month=month, day=last[0]), last[1])
                return Between(replace(of, day=day), of), end
        timed = self.time(after)
        if timed and self.year(timed[3]) and ":" in self.low[after]:  # Jan 7 09:41:12 2019
            return self.dated(Civil(month=month, day=day), timed[3])
        return self.dated(Civil(month=month, day=day), after)

    def _weekday(self, at: int) -> Read | None:
        weekday, word = words.WEEKDAYS[self.low[at]], self.low[at]
        short = word in words.SHORT_WEEKDAYS
        stopped = (
            short
            and self.low[at + 1] == "."
            and (self.low[at + 2] in words.MONTHS or self.low[at + 2][:1].isdecimal() or self.low[at + 2] == ",")
        )
        after = at + 1 + stopped
        index = after + (self.low[after] in {",", "("})
        dated = self._date_behind(index)
        if dated and isinstance(dated[0], Civil) and (not short or dated[0].month or self.pieces[at].text[0].isupper()):
            close = dated[1] + (self.low[after] == "(" and self.low[dated[1]] == ")")
            return replace(dated[0], weekday=weekday), close
        if short:
            known = (
                at and self.low[at - 1] in {"on", "next", "last", "this"} and word not in {"sun", "mon", "wed", "sat"}
            ) or (
                "-" in (self.low[at + 1], self.low[at - 1] if at else "")
                and (self.low[at + 2] in words.SHORT_WEEKDAYS or (at > 1 and self.low[at - 2] in words.SHORT_WEEKDAYS))
            )
            return (Civil(weekday=weekday), after) if known and self.pieces[at].text[0].isupper() else None
        if self._titled(at):
            return None
        return self._week_behind(weekday, after) or (Civil(weekday=weekday), after)

    def _titled(self, at: int) -> bool:
        """A newspaper or the like: `Sunday Times`, `The Mail on Sunday`, `Bloody Sunday`."""
        after = self.pieces[at + 1].text if at + 1 < len(self.pieces) else ""
        if after[:1].isupper() and after.lower() in words.NEWSPAPERS:
            return True
        before = self.pieces[at - 1].text if at else ""
        return before in {"Bloody", "Super", "Joe", "Freaky", "Ruby"} or (
            at > 1 and self.pieces[at - 2].text == "Mail" and before == "on"
        )

    def _date_behind(self, at: int) -> Read | None:
        """The date that a weekday stands before."""
        index = at + (self.low[at] == "the")
        if self.low[index] in words.MONTHS:
            named = self._named_month(index)
            assert named
            day = self.day(named[1] + (self.low[named[1]] == "the"))
            return self._month_day(named[0], *day) if day else None
        if not self.low[index][:1].isdecimal():
            day = self.ordinal(index)
            return self._day_of_month(at) or (
                (Civil(day=day[0]), day[1]) if day and index > at and day[0] <= 31 else None
            )
        start = self.pieces[index].start
        found = numeric.full(self.text, start, month_first=True) or numeric.day_month(
            self.text, start, month_first=True
        )
        if found and isinstance(found[0], Civil):
            return found[0], self._behind(found[1], index)
        dated = self._day_of_month(index)
        if dated:
            return dated
        day = self.ordinal(index)
        return (Civil(day=day[0]), day[1]) if day and 1 <= day[0] <= 31 else None

    def _week_behind(self, weekday: int, at: int) -> Read | None:
        """`Monday of next week`, `Tuesday last week`, `Monday week`, `Sunday 3 weeks after May 1`."""
        index = at + (self.low[at] in {"of", "in"})
        index += self.low[index] == "the"
        if (
            self.low[index] in {"this", "last", "next", "previous", "following", "coming"}
            and self.low[index + 1] == "week"
        ):
            return NearWeekday(weekday, words.RELATIVE[self.low[index]]), index + 2
        if self.low[at] == "week" and self.low[at + 1] != "of":
            return Away(1, "week", 1, Civil(weekday=weekday)), at + 1
        away = self.away(at)
        if away and isinstance(away[0], Away) and away[0].unit in {"week", "month"}:
            return replace(away[0], weekday=weekday), away[1]
        return None
