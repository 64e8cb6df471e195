"""Dates whose year may be left out: days, months, quarters, seasons, holidays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from pipeline.extract.dates import calendar, holidays
from pipeline.extract.dates.model import Civil, Holiday, Lean, Placed, Setting
from pipeline.extract.dates.timex import SEASONS, placed

_FAR = 270  # days: a day that lies further back would be said with its year


def civil(of: Civil, setting: Setting) -> Placed | None:
    anchor = setting.anchor
    if of.fiscal:
        return Placed(None, None, "year", f"FY{of.year:04}" if of.year else "FY")
    if of.same:
        return _dated(of, setting.scene.year) if setting.scene else _undated(of)
    if of.near is not None and anchor:
        of = replace(of, year=anchor.year + of.near)
    if of.year is not None:
        return _dated(of, of.year)
    if of.month is None and of.day is None and of.weekday is not None:
        if anchor is None:
            return Placed(None, None, "day", f"XXXX-WXX-{of.weekday + 1}")
        ahead = (of.weekday - anchor.weekday()) % 7
        future = setting.lean > 0 or (not setting.news and setting.lean == 0)
        moved = calendar.add_days(anchor, ahead if future or not ahead else ahead - 7)
        return placed((moved, moved), "day") if moved else None
    if anchor is None:
        return _undated(of)
    if of.month is None and of.day is not None:
        return _day_of_month(of, anchor, setting.lean)
    return _chosen(lambda year: _dated(of, year), anchor, setting.lean, of.weekday)


def _dated(of: Civil, year: int) -> Placed | None:
    """With its year."""
    if of.quarter is not None:
        return placed(calendar.months(year, 3 * of.quarter - 2, 3), "quarter")
    if of.half is not None:
        return placed(calendar.months(year, 6 * of.half - 5, 6), "half")
    if of.season is not None:
        days = calendar.season(year, of.season)
        return Placed(*days, "season", f"{year:04}-{SEASONS[of.season]}") if days else None
    if of.month is None:
        return placed(calendar.years(year), "year") if of.day is None else None
    if of.day is None:
        return placed(calendar.months(year, of.month, 1), "month")
    found = calendar.day(year, of.month, of.day)
    return placed((found, found), "day") if found else None


def _undated(of: Civil) -> Placed:
    if of.quarter is not None:
        return Placed(None, None, "quarter", f"XXXX-Q{of.quarter}")
    if of.half is not None:
        return Placed(None, None, "quarter", f"XXXX-H{of.half}")
    if of.season is not None:
        return Placed(None, None, "season", f"XXXX-{SEASONS[of.season]}")
    month = "XX" if of.month is None else f"{of.month:02}"
    if of.day is None:
        return Placed(None, None, "month", f"XXXX-{month}")
    return Placed(None, None, "day", f"XXXX-{month}-{of.day:02}")


def _day_of_month(of: Civil, anchor: date, lean: Lean) -> Placed | None:
    """`the 14th`: of this month or the one before or after."""
    assert of.day is not None
    found = []
    for shift in range(-12, 13):
        month = calendar.add_months(anchor.replace(day=1), shift)
        moved = calendar.day(month.year, month.month, of.day) if month else None
        if moved and of.weekday in (None, moved.weekday()):
            found.append(moved)
    if not found:
        return None
    past, future = [one for one in found if one <= anchor], [one for one in found if one >= anchor]
    if lean > 0 and future:
        chosen = future[0]
    elif (lean < 0 and past) or not future:
        chosen = past[-1]
    else:
        chosen = min(found, key=lambda one: (abs((one - anchor).days), one))
    return placed((chosen, chosen), "day")


def _chosen(
    dated: Callable[[int], Placed | None], anchor: date, lean: Lean, weekday: int | None = None
) -> Placed | None:
    """Of what comes every year, the one meant: by the weekday said with it, else by the wording, else the nearest."""
    if weekday is not None:
        near = (anchor.year + shift for shift in (0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5))
        for found in (dated(year) for year in near):
            if found and found.first and found.first.weekday() == weekday and abs((found.first - anchor).days) < 200:
                return found
    reach = 1 if dated(anchor.year) else 8  # a day of leap years alone
    days = [
        found
        for shift in range(-reach, reach + 1)
        if (found := dated(anchor.year + shift)) and found.first and found.last
    ]
    past = [one for one in days if one.first and one.first <= anchor]
    future = [one for one in days if one.last and one.last >= anchor]
    if not past or not future:
        return past[-1] if past else future[0] if future else None
    before, after = past[-1], future[0]
    if before is after or before.last is None or before.last >= anchor:
        return before
    assert after.first
    back, ahead = (anchor - before.last).days, (after.first - anchor).days
    if lean > 0:
        return after
    if lean < 0:
        return before if back <= _FAR or before.precision != "day" else after
    return before if back <= ahead else after


def holiday(of: Holiday, setting: Setting) -> Placed | None:
    def kept(year: int) -> Placed | None:
        found = holidays.on(of.name, year)
        if found is None:
            return None
        if of.weekend:
            days = calendar.unit_around(found + timedelta(-2), "weekend", 0)
            return placed((min(days[0], found), max(days[1], found)), "weekend") if days else None
        return placed((found, found), "day")

    anchor = setting.anchor
    if of.year is not None:
        return kept(of.year)
    if anchor is None:
        return Placed(None, None, "day", "XXXX-XX-XX")
    if of.near is None:
        return _chosen(kept, anchor, setting.lean)
    if of.near == 0:
        return kept(anchor.year)
    return _first_beyond(kept, anchor, of.near)


def _first_beyond(dated: Callable[[int], Placed | None], anchor: date, sign: int) -> Placed | None:
    for shift in range(3):
        found = dated(anchor.year + sign * shift)
        if found and found.first and found.last and (found.last < anchor if sign < 0 else found.first > anchor):
            return found
    return None


def near_civil(of: Civil, shift: int, setting: Setting) -> Placed | None:
    anchor = setting.anchor
    if anchor is None:
        return _undated(of)
    if shift == 0:
        return _dated(of, anchor.year)
    return _first_beyond(lambda year: _dated(of, year), anchor, shift)
