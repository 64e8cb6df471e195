"""Arithmetic of days and periods: pure functions; what would lie outside the years 1..9999 is None."""

from datetime import MAXYEAR, MINYEAR, date, timedelta

from pipeline.extract.dates.model import Part, Unit

Days = tuple[date, date]  # first and last, both included
_LONGEST = (date.max - date.min).days


def day(year: int, month: int, number: int) -> date | None:
    """A day, None if there is none such."""
    try:
        return date(year, month, number)
    except (ValueError, OverflowError):
        return None


def add_days(start: date, count: int) -> date | None:
    """Days later, or earlier."""
    if abs(count) > _LONGEST or not date.min.toordinal() <= start.toordinal() + count <= date.max.toordinal():
        return None
    return start + timedelta(count)


def add_months(start: date, count: int) -> date | None:
    """Months later; the month's last day where it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """Days in a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def months(year: int, month: int, count: int) -> Days | None:
    """So many whole months from one on."""
    if not MINYEAR <= year <= MAXYEAR:
        return None
    first = date(year, month, 1)
    last = add_months(first, count - 1)
    return (first, last.replace(day=month_length(last.year, last.month))) if last else None


def years(first: int, count: int = 1) -> Days | None:
    """So many whole years from one on."""
    if not MINYEAR <= first <= first + count - 1 <= MAXYEAR:
        return None
    return date(first, 1, 1), date(first + count - 1, 12, 31)


def season(year: int, number: int) -> Days | None:
    """Meteorological seasons of the north, spring is 0; a winter is that which begins in the year."""
    return months(year, 3 + 3 * number, 3)


def week(inside: date) -> Days | None:
    """Monday to Sunday."""
    first = add_days(inside, -inside.weekday())
    last = add_days(first, 6) if first else None
    return (first, last) if first and last else None


def iso_week(year: int, number: int) -> Days | None:
    """A week by its number."""
    try:
        return week(date.fromisocalendar(year, number, 1))
    except (ValueError, OverflowError):
        return None


def unit_around(inside: date, unit: Unit, shift: int) -> Days | None:
    """The unit that a day lies in, or one so many units away."""
    if abs(shift) > _LONGEST:
        return None
    if unit in {"week", "weekend"}:
        monday = add_days(inside, 7 * shift - inside.weekday())
        found = week(monday) if monday else None
        return found if unit == "week" or not found else (found[1] - timedelta(1), found[1])
    if unit in {"month", "quarter", "half"}:
        size = {"month": 1, "quarter": 3, "half": 6}[unit]
        year, month = divmod(inside.year * 12 + (inside.month - 1) // size * size + shift * size, 12)
        return months(year, month + 1, size)
    if unit == "year":
        return years(inside.year + shift)
    if unit == "decade":
        return years(inside.year // 10 * 10 + 10 * shift, 10)
    if unit == "century":
        return years((inside.year - 1) // 100 * 100 + 1 + 100 * shift, 100)
    moved = add_workdays(inside, shift) if unit == "workday" else add_days(inside, shift)
    return (moved, moved) if moved else None


def add_workdays(start: date, count: int) -> date | None:
    """Days from Monday to Friday later."""
    weeks, rest = divmod(abs(count), 5)
    sign = 1 if count >= 0 else -1
    moved = add_days(start, sign * 7 * weeks)
    while moved and rest:
        moved = add_days(moved, sign)
        rest -= moved is not None and moved.weekday() < 5
    return moved


def shifted(start: date, count: int, unit: Unit) -> date | None:
    """A day so many units away from another."""
    size = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}.get(unit)
    if size:
        return add_months(start, count * size)
    if unit == "workday":
        return add_workdays(start, count) if abs(count) <= _LONGEST else None
    return add_days(start, count * (7 if unit in {"week", "weekend"} else 1))


def portion(days: Days, part: Part) -> Days:
    """A part of a period: thirds of years (four months), halves of months and their days 10 to 20, Monday to Wednesday and
    Thursday to Sunday of weeks.

    `start` and `end` are nearer to the edge: the first and last month of a year, the first and last third of a month.
    """
    first, last = days
    length = (last - first).days + 1
    if part in {"first half", "second half"}:
        middle = first + timedelta(length // 2)
        return (first, middle - timedelta(1)) if part == "first half" and length > 1 else (middle, last)
    if length >= 365:
        size = (last.year - first.year + 1) * 4
        ends = {
            "early": (0, size),
            "mid": (size, size),
            "late": (2 * size, size),
            "start": (0, 1),
            "end": (3 * size - 1, 1),
        }
        offset, count = ends[part]
        return months(first.year + offset // 12, offset % 12 + 1, count) or days
    if length >= 56:
        size = round(length / 30.5)
        third = max(1, size // 3)
        offset = {"early": 0, "start": 0, "mid": (size - third) // 2, "late": size - third, "end": size - 1}[part]
        year, month = divmod(first.year * 12 + first.month - 1 + offset, 12)
        return months(year, month + 1, 1 if part in {"start", "end"} else third) or days
    if length >= 28:
        begin, stop = {"early": (0, 14), "start": (0, 9), "mid": (9, 19), "late": (15, length), "end": (20, length)}[
            part
        ]
        return first + timedelta(begin), min(last, first + timedelta(stop))
    if length == 7:
        early, late = (0, 2), (3, 6)
        begin, end = {"early": early, "start": (0, 1), "mid": (2, 3), "late": late, "end": (4, 6)}[part]
        return first + timedelta(begin), first + timedelta(end)
    return days


def nth_weekday(days: Days, weekday: int, n: int) -> date | None:
    """The nth weekday in a period; from its end where n is negative."""
    if n > 0:
        moved = add_days(days[0], (weekday - days[0].weekday()) % 7 + 7 * (n - 1))
    else:
        moved = add_days(days[1], -((days[1].weekday() - weekday) % 7) + 7 * (n + 1))
    return moved if moved and days[0] <= moved <= days[1] else None


def easter(year: int) -> date | None:
    """Western Easter Sunday: the anonymous Gregorian algorithm."""
    if not 1583 <= year <= MAXYEAR:
        return None
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * shift) // 451
    month, number = divmod(h + shift - 7 * m + 114, 31)
    return date(year, month, number + 1)


def orthodox_easter(year: int) -> date | None:
    """Eastern Easter Sunday: Meeus's Julian algorithm, as a Gregorian day."""
    if not 1583 <= year <= MAXYEAR - 1:
        return None
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, number = divmod(d + e + 114, 31)
    return add_days(date(year, month, number + 1), year // 100 - year // 400 - 2)
