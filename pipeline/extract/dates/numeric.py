"""Dates in figures: `2026-02-21`, `22/04/2016`, `21.02.2026`, `5/12`."""

import re

from pipeline.extract.dates import calendar
from pipeline.extract.dates.model import Between, Civil, Expression

_ISO = re.compile(r"(?<![\d.])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:T\d\d:\d\d(?::\d\d)?Z?)?(?![\d])")
_FULL = re.compile(r"(?<![\w.,:])(\d{1,2})([-/.])(\d{1,2})\2((?:1[5-9]|20)\d\d|\d\d)(?!\d|[.:/]\d|-\d+(?![\d/.-]))")
_DAY_MONTH = re.compile(r"(?<![\w.,:/-])(\d{1,2})([/.-])(\d{1,2})(?![\w/%]|[.:,-]\d)")
_YEAR_MONTH = re.compile(r"(?<![\w.,:/-])((?:1[5-9]|20)\d\d)[-/](\d{1,2})(?![\w/%-]|[.:,]\d)")
_MONTH_YEAR = re.compile(r"(?<![\w.,:/-])(0?[1-9]|1[0-2])[/.-]((?:19|20)\d\d)(?![\w/%-]|[.:,]\d)")
_SPAN = re.compile(
    r"(?<![\w.,:/-])(\d{1,2})/(\d{1,2})\s?[-–]\s?(\d{1,2})/(\d{1,2})(?:(?:/|,? )((?:19|20)\d\d))?(?![\w/%])"
)
_COMPACT = re.compile(r"(?<![\w.,:])((?:19|20)\d\d)(\d\d)(\d\d)(?!\w|[.,:]\d)")

Found = tuple[Expression, int]  # and the offset behind it


def full(text: str, start: int, *, month_first: bool) -> Found | None:
    """A date with its year; where both readings of day and month could be, the language's own."""
    if found := _ISO.match(text, start):
        return _checked(int(found[1]), int(found[3]), int(found[4]), found.end())
    if found := _FULL.match(text, start):
        year = int(found[4])
        if year < 100:
            if found[2] == "." and month_first:
                return None
            year += 2000 if year < 40 else 1900
        first, second = int(found[1]), int(found[3])
        dotted = found[2] == "."
        if second > 12 or (month_first and not dotted and first <= 12):
            first, second = second, first
        return _checked(year, second, first, found.end())
    if found := _SPAN.match(text, start):
        numbers = [int(found[group]) for group in (1, 2, 3, 4)]
        begin, end = (numbers[:2], numbers[2:]) if month_first else (numbers[1::-1], numbers[:1:-1])
        if all(1 <= one[0] <= 12 and 1 <= one[1] <= calendar.month_length(2000, one[0]) for one in (begin, end)):
            said = int(found[5]) if found[5] else None
            return Between(Civil(None, begin[0], begin[1]), Civil(said, end[0], end[1])), found.end()
    if found := _COMPACT.match(text, start):
        return _checked(int(found[1]), int(found[2]), int(found[3]), found.end())
    return _months(text, start)


def _months(text: str, start: int) -> Found | None:
    if found := _YEAR_MONTH.match(text, start):
        year, month = int(found[1]), int(found[2])
        if len(found[2]) == 2 and month == (year + 1) % 100:  # a season or a school year
            return Between(Civil(year=year), Civil(year=year + 1)), found.end()
        return (Civil(year=year, month=month), found.end()) if 1 <= month <= 12 else None
    if found := _MONTH_YEAR.match(text, start):
        return Civil(year=int(found[2]), month=int(found[1])), found.end()
    return None


def day_month(text: str, start: int, *, month_first: bool) -> Found | None:
    """A day and month without a year: for where the words around speak of a date."""
    found = _DAY_MONTH.match(text, start)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if second > 12 or (month_first and first <= 12):
        first, second = second, first
    if not (1 <= second <= 12 and 1 <= first <= calendar.month_length(2000, second)):
        return None
    return Civil(month=second, day=first), found.end()


def _checked(year: int, month: int, number: int, end: int) -> Found | None:
    return (Civil(year=year, month=month, day=number), end) if calendar.day(year, month, number) else None
