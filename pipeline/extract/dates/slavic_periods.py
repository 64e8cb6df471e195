"""Russian and Ukrainian days, weeks, months, years, seasons: by name, by number, in relation to others; durations."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from pipeline.extract.dates import numeric
from pipeline.extract.dates.closed import closed
from pipeline.extract.dates.model import (
    Away,
    Between,
    Civil,
    Clock,
    Holiday,
    Lean,
    Length,
    Near,
    NearCivil,
    NearWeekday,
    Nth,
    Rolling,
    Unit,
    Vague,
    Within,
    Years,
)  # fmt: skip
from pipeline.extract.dates.scan import Piece
from pipeline.extract.dates.slavic_offsets import Offsets, Read
from pipeline.extract.dates.slavic_words import Words
from pipeline.extract.dates.slavic_words import words as words_of

_BEFORE_DAY = closed(
    "в во у к ко до с со з із зі від на по эту эта ту цю цієї ближайшую прошлую минувшую следующую минулу наступну каждую после після"
)
_PLURAL = ("ие", "ые", "их", "ых", "ими", "ыми", "ні", "лі", "чі", "іх", "іми", "эти", "ці")
_AMBIGUOUS_DAYS = frozenset({"среда", "среды", "среде", "среду", "средой"})  # also: surroundings
_AMBIGUOUS_MONTHS = frozenset({"лютий", "лютого", "лютому", "лютим"})  # also: fierce
_GENITIVE_PLAIN = ("ого", "его", "ых", "их", "ів", "ов", "ння", "ния", "ції", "ции", "іх")
_GENITIVE = ("а", "я", "ы", "и", "ей", "ой", "ї", "у", "і", "ту")
_PAST = ("ла", "ло", "ли", "лась", "лось", "лись", "ся")
_WHOLE: frozenset[Unit] = frozenset({"week", "month", "quarter", "half", "year", "decade", "century", "weekend"})
_HALF = frozenset({"половина", "половине", "половину", "половины", "половини", "половині"})
_NUMBERS_OF_MONTH = frozenset({"числа", "числах"})


@cache
def _starts(language: str) -> frozenset[str]:
    words = words_of(language)
    several = {one.split()[0] for one in (*words.vague, *words.holidays, *words.mods)}
    return frozenset(
        several | words.months.keys() | words.weekdays.keys() | words.plural_weekdays.keys() | words.units.keys() | words.relative.keys()
        | words.parts.keys() | words.seasons.keys() | words.days.keys() | words.years.keys() | words.dayparts.keys() | words.often.keys()
        | words.counts.keys() | words.ordinals.keys() | words.decades.keys() | words.sets["every"] | words.sets["few"] | words.sets["half"]
        | words.sets["same"] | words.sets["eve"] | words.sets["after"] | {"раз", "хх", "ххі", "хіх", "спустя", "весь", "протягом"}
        | closed("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi")
    )  # fmt: skip


class Periods(Offsets):
    """Reads periods off pieces."""

    def __init__(self, text: str, pieces: Sequence[Piece], words: Words, lean: Callable[[int], Lean]) -> None:
        super().__init__(text, pieces, words, lean)
        self.starts = _starts(words.language)

    def read_period(self, at: int) -> Read | None:
        """A period that begins here."""
        words, word = self.words, self.low[at]
        if not word:
            return None
        if word[0].isdecimal():
            return self._numbers(at)
        if word in words.days:
            return Near("day", words.days[word]), at + 1
        if word in words.years:
            return Near("year", words.years[word]), at + 1
        if word in words.sets["eve"]:
            return self._eve(at)
        return (
            self._weekday(at) or self._month(at) or self._holiday(at) or self._ordered(at) or self._relative(at) or self._part(at)
            or self._season(at) or self._decade_in_words(at) or self.away(at) or self._free_days(at)
        )  # fmt: skip

    def _eve(self, at: int) -> Read | None:
        base = self.period(at + 1)
        if base and self.daily(base[0]):
            return Away(1, "day", -1, base[0]), base[1]
        after = self.low[at + 1]
        opening = self.pieces[at].text[0].isupper()
        of = after.endswith(_GENITIVE_PLAIN) or (
            not opening and after.endswith(_GENITIVE) and not after.endswith(_PAST)
        )
        return None if of and after.isalpha() else (Near("day", -1), at + 1)

    # ── years ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def year_tail(self, at: int, *, loose: bool = True) -> tuple[int | None, int | None, int] | None:
        """`2018 года`, `прошлого года`, `с.г.`: a year, or one in relation to the anchor's, and the index behind."""
        year = self.year(at + (self.low[at] == ","), loose=loose and self.low[at] != ",")
        if year:
            return year[0], None, year[1]
        word = self.low[at]
        if word in {"с.г.", "т.г.", "ц.р."}:
            return None, 0, at + 1
        shift = self.words.relative.get(word)
        if shift is not None and self.words.units.get(self.low[at + 1]) == "year" and not word.endswith(_PLURAL):
            return None, shift, at + 2
        return None

    def dated(self, of: Civil, after: int) -> tuple[Civil, int]:
        """With the year behind it, if there is one."""
        index = after + 1 + (self.low[after + 1] in {"же", "ж", "самого"})
        if self.low[after] in self.words.sets["same"] and self.words.units.get(self.low[index]) == "year":
            return replace(of, same=True), index + 1
        tail = self.year_tail(after)
        return (replace(of, year=tail[0], near=tail[1]), tail[2]) if tail else (of, after)

    def _numbers(self, at: int) -> Read | None:
        found = numeric.full(self.text, self.pieces[at].start, month_first=False)
        if found and not (isinstance(found[0], Between) and self.of_era(at + 3)):
            index = at
            while index < len(self.pieces) and self.pieces[index].start < found[1]:
                index += 1
            return found[0], index + (self.of_era(index) == index + 2) + (self.of_era(index) is not None)
        return self.day_month(at) or self._years(at) or self._ordered(at) or self.away(at)

    def _years(self, at: int) -> Read | None:
        """`2016-2018 годах`, `1990-х`, `80-х годов`, `2015 год`."""
        word = self.low[at]
        if not word.isdecimal():
            return None
        ending = self.ending(at + 1)
        if (
            ending > at + 1
            and word[-1] == "0"
            and len(word) in {2, 4}
            and self.low[at + 2] in {"х", "ті", "те", "ых", "е"}
        ):
            after = self.of_era(ending)
            if len(word) == 4 or after:
                return self._century_behind(Years(int(word), "decade", short=len(word) == 2), after or ending)
        if self.low[at + 1] in {"-", "/"} and len(word) == 4:
            last = self.year(at + 2)
            if last and 1000 <= int(word) < last[0]:
                return Between(Civil(year=int(word)), Civil(year=last[0])), last[1]
        year = self.year(at)
        if year:
            return Civil(year=year[0], fiscal=False), year[1]
        opened = at and self.low[at - 1] == "(" and self.low[at + 1] in {")", ","}
        return (Civil(year=int(word)), at + 1) if opened and len(word) == 4 and 1500 <= int(word) <= 2100 else None

    def _century_behind(self, of: Years, after: int) -> Read:
        """`80-х годов прошлого века`, `XIX века`."""
        century = self._ordered(after)
        if of.short and century and isinstance(century[0], Years) and century[0].unit == "century":
            return Years(century[0].first - 1 + of.first, "decade"), century[1]
        if (
            of.short
            and self.words.relative.get(self.low[after]) == -1
            and self.words.units.get(self.low[after + 1]) == "century"
        ):
            return Years(1900 + of.first, "decade"), after + 2
        return of, after

    def _decade_in_words(self, at: int) -> Read | None:
        decade = self.words.decades.get(self.low[at])
        if decade is None:
            return None
        after = self.of_era(at + 1)
        told = after or (
            at and self.low[at - 1] in {"в", "у", "начале", "конце", "середине", "на"} and self.closes(at + 1)
        )
        return self._century_behind(Years(decade, "decade", short=True), after or at + 1) if told else None

    # ── months and weekdays ────────────────────────────────────────────────────────────────────────────────────────

    def month(self, at: int, *, beside_number: bool = True) -> tuple[int, int] | None:
        """A month and the index behind; its short form beside a number alone."""
        word = self.low[at]
        if word in self.words.months:
            return self.words.months[word], at + 1
        if beside_number and word in self.words.short_months:
            return self.words.short_months[word], at + 1 + (self.low[at + 1] == "." and self.glued(at + 1))
        return None

    def day_month(self, at: int) -> Read | None:
        """`28 октября 2024 года`, `25-26 июля`, `25 и 26 июля`, `первого марта`."""
        day = self.day(at)
        if day is None:
            return None
        month = self.month(day[1])
        if month:
            return self.dated(Civil(month=month[0], day=day[0]), month[1])
        if self.low[day[1]] in {"-", "и", "і", "й", "та", "по", "на", "/"}:
            last = self.day(day[1] + 1)
            month = self.month(last[1]) if last else None
            joined = self.low[day[1]] in {"-", "по", "на"}
            if last and month and last[0] > day[0] and (joined or last[0] == day[0] + 1):
                end, after = self.dated(Civil(month=month[0], day=last[0]), month[1])
                return Between(replace(end, day=day[0]), end), after
        if self.low[day[1]] in _NUMBERS_OF_MONTH and self.low[at - 1] != "из":
            month = self.month(day[1] + 1)
            return (Civil(month=month[0], day=day[0]), month[1]) if month else None
        return None

    def _month(self, at: int) -> Read | None:
        named = self.month(at, beside_number=False)
        if named is None:
            return None
        month, after = named
        of, end = self.dated(Civil(month=month), after)
        if (
            end == after
            and self.low[at] in _AMBIGUOUS_MONTHS
            and not (at and self.low[at - 1] in _BEFORE_DAY | self.words.parts.keys())
        ):
            return None
        return of, end

    def _weekday(self, at: int) -> Read | None:
        """`в пятницу, 28 сентября`, `в среду`."""
        weekday = self.words.weekdays.get(self.low[at])
        if weekday is None:
            return None
        index = at + 1 + (self.low[at + 1] in {",", "("})
        dated = self.day_month(index) if self.low[index] else None
        if dated and isinstance(dated[0], Civil):
            return replace(dated[0], weekday=weekday), dated[1] + (
                self.low[at + 1] == "(" and self.low[dated[1]] == ")"
            )
        full = (
            numeric.full(self.text, self.pieces[index].start, month_first=False)
            if self.low[index][:1].isdecimal()
            else None
        )
        if full and isinstance(full[0], Civil):
            while index < len(self.pieces) and self.pieces[index].start < full[1]:
                index += 1
            return full[0], index
        before = self.low[at - 1] if at else ""
        if self.low[at] in _AMBIGUOUS_DAYS and (
            before not in _BEFORE_DAY or self.low[at + 1] in {"обитания", "жизни", "общения"}
        ):
            return None
        if self.pieces[at].text[0].isupper() and at and before not in {".", "\n", "!", "?", "-", "…"}:
            return None  # a name
        behind = self._relative(at + 1 + (self.low[at + 1] in {"на", "в"}))
        if behind and isinstance(behind[0], Near) and behind[0].unit == "week":
            return NearWeekday(weekday, behind[0].shift), behind[1]
        return Civil(weekday=weekday), at + 1

    # ── in relation to others ──────────────────────────────────────────────────────────────────────────────────────

    def _relative(self, at: int) -> Read | None:
        """`в прошлом году`, `на минувшей неделе`, `за последние три месяца`, `этим летом`, `в тот же день`."""
        words, word = self.words, self.low[at]
        if word in words.sets["same"]:
            index = at + 1 + (self.low[at + 1] in {"же", "ж", "самый", "самого", "самом"})
            unit = words.units.get(self.low[index])
            return (
                (Near(unit, 0, True), index + 1)
                if unit in {"day", "week", "month", "year"} and index > at + 1
                else None
            )
        shift = words.relative.get(word)
        if shift is None:
            return None
        index = at + 1 + (self.low[at + 1] in {"же", "ж"})
        target = self.low[index]
        if target in words.weekdays:
            nth = self._nth(-1, index) if word in words.sets["recent"] else None
            strict = 1 if word in words.sets["coming"] else -1 if word in words.sets["recent"] else 0
            return nth or (NearWeekday(words.weekdays[target], shift, strict), index + 1)
        if target in words.months and target != "лютий":
            return NearCivil(Civil(month=words.months[target]), shift), index + 1
        if target in words.seasons:
            return NearCivil(Civil(season=words.seasons[target]), shift), index + 1
        if words.dayparts.get(target) and words.dayparts[target] in {"TNI", "TMO", "TEV"}:
            return Clock(
                words.dayparts[target], Near("day", min(0, shift) if words.dayparts[target] != "TNI" else 0)
            ), index + 1
        plural = word.endswith(_PLURAL)
        count = self.count(index)
        if count and (plural or shift):
            unit = words.units.get(self.low[count[1]])
            return (Rolling(count[0], unit, 1 if shift > 0 else -1), count[1] + 1) if unit and shift else None
        few = self.low[index] in words.sets["few"]
        unit = words.units.get(self.low[index + few])
        if unit is None or len(self.low[index + few]) < 3 or unit in {"second", "minute", "hour"}:
            return None
        return self._relative_unit(word, unit, shift, index + few + 1, plural=plural or few)

    def _relative_unit(self, word: str, unit: Unit, shift: int, after: int, *, plural: bool) -> Read | None:
        days_pair = self.low[after - 1].startswith("сут")
        if unit == "weekend":
            return Near("weekend", shift), after
        if plural and not days_pair:
            return (Vague("FUTURE_REF" if shift > 0 else "PAST_REF"), after) if shift else None
        if word in self.words.sets["recent"]:
            nth = self._nth(-1, after - 1)
            return nth or (
                None
                if unit == "day" and not days_pair and not self.low[after - 1].startswith("доб")
                else (Rolling(1, unit, -1), after)
            )
        if unit == "day":
            return Near("day", shift, not days_pair and shift != 0), after
        return Near(unit, shift), after

    def _free_days(self, at: int) -> Read | None:
        """`на выходных`."""
        held = self.words.units.get(self.low[at]) == "weekend" and at and self.low[at - 1] in {"на", "в", "у"}
        return (Near("weekend", 0, told=False), at + 1) if held else None

    def _whole(self, at: int) -> Read | None:
        """The period that a part is of: `года` and its like are those of the anchor."""
        unit = self.words.units.get(self.low[at])
        if unit in _WHOLE and len(self.low[at]) > 2:
            year = self.year(at + 1, loose=True) if unit == "year" else None
            return (Civil(year=year[0]), year[1]) if year else (Near(unit, 0), at + 1)
        read = self.period(at)
        return (
            read
            if read and not isinstance(read[0], Vague | Clock | Length | Within) and not self.daily(read[0])
            else None
        )

    def _part(self, at: int) -> Read | None:
        """`в начале июля`, `до конца года`, `наприкінці липня`, `ранее в этом месяце`."""
        part = self.words.parts.get(self.low[at])
        if part is None:
            return None
        index = at + 1 + (part in {"earlier", "later"} and self.low[at + 1] in {"в", "на", "у"})
        whole = self._whole(index)
        if whole is None or (part in {"earlier", "later"} and not isinstance(whole[0], Near)):
            return None
        return Within(part, whole[0]), whole[1]

    def _ordered(self, at: int) -> Read | None:
        """`первый квартал 2018 года`, `во втором полугодии`, `XX век`, `второй вторник ноября`, `первого марта`."""
        ordinal = self.ordinal(at)
        if ordinal is None:
            return None
        n, after = ordinal
        dated = self.day_month(at)
        if dated:
            return dated
        target = self.low[after]
        unit = self.words.units.get(target)
        if unit == "century":
            return (Years((n - 1) * 100 + 1, "century"), after + 1) if 1 <= n <= 30 else None
        if unit in {"quarter", "half"} and 1 <= n <= (4 if unit == "quarter" else 2):
            return self.dated(Civil(quarter=n) if unit == "quarter" else Civil(half=n), after + 1)
        if target in _HALF and n in {1, 2}:
            dated_half = self.dated(Civil(half=n), after + 1)
            if dated_half[1] > after + 1:
                return dated_half
            return (Civil(half=n, near=0), after + 2) if self.words.units.get(self.low[after + 1]) == "year" else None
        return self._nth(n, after)

    def _nth(self, n: int, at: int) -> Read | None:
        """The nth week, weekday or day of a month or year."""
        weekday, unit = self.words.weekdays.get(self.low[at]), self.words.units.get(self.low[at])
        if weekday is None and unit not in {"week", "day", "month", "decade", "quarter", "weekend"}:
            return None
        whole = self._whole(at + 1)
        if whole is None or not isinstance(whole[0], Civil | Near | Years):
            return None
        return Nth(n, unit if weekday is None else None, weekday, whole[0]), whole[1]

    def _season(self, at: int) -> Read | None:
        """`летом 2007 года`, `осенью`, `взимку`."""
        season = self.words.seasons.get(self.low[at])
        if season is None:
            return None
        of, after = self.dated(Civil(season=season), at + 1)
        told = (
            after > at + 1
            or self.low[at] in self.words.sets["adverb"]
            or (at and self.low[at - 1] in _BEFORE_DAY | self.words.parts.keys())
        )
        return (of, after) if told and self.low[at] not in {"лете"} else None

    def _holiday(self, at: int) -> Read | None:
        if self.low[at] not in self.words.phrases:
            return None
        for size in (4, 3, 2, 1):
            name = self.words.holidays.get(" ".join(self.low[at : at + size]))
            if name:
                tail = self.year_tail(at + size, loose=False)
                return (Holiday(name, tail[0], tail[1]), tail[2]) if tail else (Holiday(name), at + size)
        return None

    # ── so far from ────────────────────────────────────────────────────────────────────────────────────────────────
