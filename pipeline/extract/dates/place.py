"""Expressions placed in the calendar."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from pipeline.extract.dates import calendar
from pipeline.extract.dates.calendar import Days
from pipeline.extract.dates.model import (
    Away,
    Between,
    Bounded,
    Civil,
    Clock,
    Every,
    Expression,
    Holiday,
    Length,
    Near,
    NearCivil,
    NearWeekday,
    Nth,
    Part,
    Placed,
    Rolling,
    Setting,
    Unit,
    Vague,
    Week,
    WeekOf,
    Within,
    Years,
)  # fmt: skip
from pipeline.extract.dates.timex import MINUTES, PRECISION, period, placed, whole
from pipeline.extract.dates.yearly import civil, holiday, near_civil

_MOD = {"early": "START", "start": "START", "earlier": "START", "mid": "MID", "late": "END", "end": "END", "later": "END",
        "rest": "END", "so far": "START", "first half": "START", "second half": "END"}  # fmt: skip
_LONG: frozenset[Unit] = frozenset({"month", "quarter", "year", "decade", "century"})
_NAMED = frozenset({"month", "quarter", "year"})
_SHORT_DECADES_FROM = 30  # "the 30s" and later are the last century's


def place(expression: Expression, setting: Setting) -> Placed | None:
    """Where an expression lies; without days where nothing tells, None where there is no such day."""
    match expression:
        case Civil():
            return civil(expression, setting)
        case Holiday():
            return holiday(expression, setting)
        case Near(unit, shift, focus, told):
            if focus and unit != "day":
                return _near(unit, shift, setting.scene or (setting.anchor if shift or not setting.news else None))
            shift -= not told and setting.lean <= 0 and setting.anchor is not None and setting.anchor.weekday() < 5
            return _near(unit, shift, (focus and setting.focus) or setting.anchor)
        case NearWeekday():
            return _near_weekday(expression, setting.anchor)
        case NearCivil(of, shift):
            return near_civil(of, shift, setting)
        case Away():
            return _away(expression, setting)
        case Rolling():
            return _rolling(expression, setting)
        case Nth():
            return _nth(expression, setting)
        case Within(part, of):
            return _within(part, place(of, setting), setting)
        case WeekOf(of, unit):
            return _week_of(unit, place(of, setting))
        case Week(number, year):
            return _week(number, year, setting)
        case Years():
            return _years(expression, setting)
        case Between(first, last):
            return _between(first, last, setting)
        case Bounded(mod, of):
            return _bounded(mod, place(of, setting))
        case Clock():
            return _clock(expression, setting)
        case Length(_, _, mod):
            return Placed(None, None, "duration", period(expression), "duration", mod)
        case Every(timex):
            return Placed(None, None, "vague", timex, "set")
        case Vague(ref):
            return Placed(None, None, "vague", ref)
        case _:
            assert_never(expression)


def _near(unit: Unit, shift: int, anchor: date | None) -> Placed | None:
    if anchor is None:
        return Placed(None, None, PRECISION[unit], "XXXX-XX-XX" if unit == "day" else "XXXX")
    return placed(calendar.unit_around(anchor, unit, shift), unit)


def _near_weekday(of: NearWeekday, anchor: date | None) -> Placed | None:
    if anchor is None:
        return Placed(None, None, "day", f"XXXX-WXX-{of.weekday + 1}")
    if of.strict:
        ahead = (of.weekday - anchor.weekday()) % 7 or 7
        moved = calendar.add_days(anchor, ahead if of.strict > 0 else ahead - 7 if ahead < 7 else -7)
    else:
        moved = calendar.add_days(anchor, of.weekday - anchor.weekday() + 7 * of.shift)
    return placed((moved, moved), "day") if moved else None


def _away(of: Away, setting: Setting) -> Placed | None:
    base = place(of.base, setting) if of.base else None
    if of.base and (base is None or base.first is None):
        return base and Placed(None, None, PRECISION[of.unit], "XXXX")
    start = base.first if base else (of.focus and setting.focus) or setting.anchor
    if start is None:
        return Placed(None, None, PRECISION[of.unit], "XXXX")
    if base and base.last and of.sign > 0:
        start = base.last
    if of.unit in MINUTES:
        minute = setting.minute + of.sign * of.count * MINUTES[of.unit]
        if not abs(minute) < 1e9:
            return None
        moved = calendar.add_days(start, int(minute // 1440))
        clock = int(minute % 1440)
        return (
            Placed(moved, moved, "time", f"{moved.isoformat()}T{clock // 60:02}:{clock % 60:02}", "time")
            if moved
            else None
        )
    count, unit = whole(of.count, of.unit)
    moved = calendar.shifted(start, of.sign * count, unit)
    if moved is None:
        return None
    if of.weekday is not None:
        moved = calendar.add_days(moved, _towards(moved, of, base is not None))
        return placed((moved, moved), "day") if moved else None
    if of.base is None and (unit == "weekend" or (setting.news and unit in _LONG)):
        return placed(calendar.unit_around(moved, unit, 0), unit)
    found = placed((moved, moved), "day")
    return replace(found, precision="week") if found and unit == "week" and of.base is None else found


def _towards(reached: date, of: Away, based: bool) -> int:
    """Days from the day reached to the weekday said with it: that of its week, from months the next to come."""
    assert of.weekday is not None
    if of.unit in {"day", "month", "year"}:
        return (of.weekday - reached.weekday()) % 7
    return of.weekday - reached.weekday()


def _rolling(of: Rolling, setting: Setting) -> Placed | None:
    timex = period(Length(of.count, of.unit))
    start = setting.anchor
    if of.of:
        whole = place(of.of, setting)
        if whole is None or whole.first is None or whole.last is None:
            return whole
        return _share(of, whole.first, whole.last)
    if start is None or of.count != int(of.count):
        return Placed(None, None, PRECISION[of.unit], timex, "range")
    count = int(of.count)
    if of.closed:
        other = calendar.shifted(start, of.sign * count, of.unit) if of.unit not in MINUTES else start
        return Placed(min(start, other), max(start, other), PRECISION[of.unit], timex, "range") if other else None
    if of.unit in MINUTES:
        moved = _away(Away(of.count, of.unit, of.sign), setting)
        if moved is None or moved.first is None:
            return None
        days = (moved.first, start) if of.sign < 0 else (start, moved.first)
        return Placed(*days, "time", timex, "time")
    if of.unit in {"quarter", "half", "decade", "century", "weekend"}:
        near = calendar.unit_around(start, of.unit, of.sign)
        far = calendar.unit_around(start, of.unit, of.sign * count)
        if near is None or far is None:
            return None
        first, last = min(near[0], far[0]), max(near[1], far[1])
    else:
        other, edge = calendar.shifted(start, of.sign * count, of.unit), calendar.add_days(start, of.sign)
        if other is None or edge is None:
            return None
        first, last = min(other, edge), max(other, edge)
    return Placed(first, last, PRECISION[of.unit], timex, "range")


def _share(of: Rolling, first: date, last: date) -> Placed | None:
    """The first or last units of a period."""
    count = int(of.count)
    if of.sign > 0:
        beyond = calendar.shifted(first, count, of.unit)
        edge = calendar.add_days(beyond, -1) if beyond else None
        days = (first, edge) if edge else None
    else:
        after = calendar.add_days(last, 1)
        back = calendar.shifted(after, -count, of.unit) if after else None
        days = (back, last) if back else None
    if days is None or days[0] < first or days[1] > last or days[0] > days[1]:
        return None
    return Placed(*days, PRECISION[of.unit], f"{days[0].isoformat()}/{days[1].isoformat()}", "range")


def _nth(of: Nth, setting: Setting) -> Placed | None:
    whole = place(of.of, setting)
    if whole is None or whole.first is None or whole.last is None:
        return whole and Placed(None, None, PRECISION[of.unit] if of.unit else "day", "XXXX")
    if of.weekday is not None:
        moved = calendar.nth_weekday((whole.first, whole.last), of.weekday, of.n)
        return placed((moved, moved), "day") if moved else None
    assert of.unit
    days = _unit_within(of.unit, of.n, whole.first, whole.last)
    return placed(days, of.unit)


def _unit_within(unit: Unit, n: int, first: date, last: date) -> Days | None:
    if unit in {"week", "weekend"}:
        # As ISO 8601 has it for years: the first week is the one with the first Thursday.
        thursday = calendar.nth_weekday((first, last), 3, n)
        return calendar.unit_around(thursday, unit, 0) if thursday else None
    if unit == "decade" and n > 0:
        days = calendar.years(first.year // 10 * 10 + 10 * (n - 1), 10)
        return days
    start = first if n > 0 else last
    shift = n - 1 if n > 0 else n + 1
    days = calendar.unit_around(start, unit, shift)
    return days if days and first <= days[0] and days[1] <= last else None


def _within(part: Part, whole: Placed | None, setting: Setting) -> Placed | None:
    anchor = setting.anchor
    if whole is None or whole.first is None or whole.last is None:
        return whole and replace(whole, mod=_MOD[part])
    if part in {"earlier", "later", "rest", "so far"}:
        back = part in {"earlier", "so far"}
        if anchor and whole.first <= anchor <= whole.last:
            first, last = (whole.first, anchor) if back else (anchor, whole.last)
            return replace(whole, first=first, last=last, mod=_MOD[part])
        part = "early" if back else "late"
    wide: dict[Part, Part] = {} if setting.news else {"start": "early", "end": "late"}
    first, last = calendar.portion((whole.first, whole.last), wide.get(part, part))
    return replace(whole, first=first, last=last, mod=_MOD[part])


def _week_of(unit: Unit, inside: Placed | None) -> Placed | None:
    if inside is None or inside.first is None:
        return inside and Placed(None, None, "week", "XXXX-WXX")
    if unit == "weekend" and inside.first.weekday() == 6:
        return placed(calendar.unit_around(inside.first, "weekend", 0), "weekend")
    return placed(calendar.unit_around(inside.first, unit, 0), unit)


def _week(number: int, year: int | None, setting: Setting) -> Placed | None:
    if year is None and setting.anchor is None:
        return Placed(None, None, "week", f"XXXX-W{number:02}")
    return placed(calendar.iso_week(year or (setting.anchor or date.min).year, number), "week")


def _years(of: Years, setting: Setting) -> Placed | None:
    first = of.first
    if of.short:
        century = 1900 if first >= _SHORT_DECADES_FROM else 2000
        first += century
    if of.unit == "century":
        return placed(calendar.years(first if setting.news or first % 100 == 0 else first - 1, 100), "century")
    return placed(calendar.years(first, 10), "decade")


def _bounded(mod: str, of: Placed | None) -> Placed | None:
    if of is None or of.first is None or of.last is None:
        return of and replace(of, mod=mod)
    if mod == "AFTER":
        beyond = calendar.add_days(of.last, 1)
        return replace(of, first=beyond, last=None, mod=mod, type="range") if beyond else None
    if mod == "ON_OR_AFTER":
        return replace(of, last=None, mod=mod, type="range")
    if mod == "BEFORE":
        beyond = calendar.add_days(of.first, -1)
        return replace(of, first=None, last=beyond, mod=mod, type="range") if beyond else None
    return replace(of, first=None, mod=mod, type="range")


def _clock(of: Clock, setting: Setting) -> Placed | None:
    span = of.time + (f"/{of.until}" if of.until else "")
    if of.on is None:
        return Placed(None, None, "time", span, "time")
    inside = place(of.on, setting)
    if inside is None:
        return None
    exact = of.time[1:3].isdecimal()
    timex = inside.timex + of.time + (f"/{inside.timex}{of.until}" if of.until else "")
    return Placed(
        inside.first, inside.last, "time" if exact else inside.precision, timex, "time" if exact else inside.type
    )


def _between(first: Expression, last: Expression, setting: Setting) -> Placed | None:
    first, last = _completed(first, last)
    start = place(first, setting) if setting.news else _edge(first, setting)
    if start is None:
        return None
    end = _following(last, start, setting)
    if end is None:
        return None
    precision = "day" if "day" in (start.precision, end.precision) else start.precision
    if start.precision == "time" and end.precision == "time":
        precision = "time"
    timex = f"{start.timex}/{end.timex}"
    if start.first is None or end.last is None:
        return Placed(None, None, precision, timex, "range")
    if not setting.news and end.first and end.precision in _NAMED and not isinstance(last, Within):
        return Placed(start.first, end.first, precision, timex, "range") if start.first <= end.first else None
    return Placed(start.first, end.last, precision, timex, "range") if start.first <= end.last else None


def _edge(first: Expression, setting: Setting) -> Placed | None:
    """Where a range begins: the end of a period is the day behind it, its middle a day."""
    found = place(first, setting)
    whole = place(first.of, setting) if isinstance(first, Within) and found and found.first else None
    if whole is None or found is None or whole.first is None or whole.last is None or not isinstance(first, Within):
        return found
    if first.part == "end":
        return replace(found, first=calendar.add_days(whole.last, 1) or whole.last)
    return replace(found, first=_middle(whole.first, whole.last)) if first.part == "mid" else found


def _middle(first: date, last: date) -> date:
    """The day in the middle: the 16th of a month, July 1 of a year."""
    if (last - first).days > 31:
        return calendar.add_months(first, round((last - first).days / 61)) or first
    return calendar.portion((first, last), "late")[0]


def _following(last: Expression, start: Placed, setting: Setting) -> Placed | None:
    """The end of a range: where its year or week is not said, the first one after the start."""
    core, wrap = (last.of, last) if isinstance(last, Within) else (last, None)
    if isinstance(core, Civil | Holiday) and core.year is None and start.first:
        end = place(core, replace(setting, anchor=start.first, lean=1, focus=None))
        return _closing(wrap.part, end, replace(setting, anchor=None)) if wrap else end
    return _closing(wrap.part, place(core, setting), setting) if wrap else place(last, setting)


def _closing(part: Part, whole: Placed | None, setting: Setting) -> Placed | None:
    """Where a range ends that ends within a period."""
    found = _within(part, whole, setting)
    if setting.news or found is None or whole is None or whole.first is None or whole.last is None:
        return found
    point = {"start": whole.first, "mid": _middle(whole.first, whole.last)}.get(part)
    return replace(found, last=point) if point else found


def _completed(first: Expression, last: Expression) -> tuple[Expression, Expression]:
    """What one end of a range leaves out, the other one says."""
    if isinstance(first, Within):
        core, end = _completed(first.of, last)
        return Within(first.part, core), end
    if not isinstance(first, Civil) or not isinstance(last, Civil):
        return first, last
    if last.month is None and last.day is not None and first.month is not None and last.weekday is None:
        last = replace(last, month=first.month, year=last.year or first.year)
    if first.month is None and first.day is not None and last.month is not None:
        back = last.day is not None and first.day > last.day
        first = replace(first, month=(last.month - 2) % 12 + 1 if back else last.month)
    if first.quarter and not last.quarter and last == Civil(year=last.year):
        return first, last
    if first.near is None and last.near is not None:
        first = replace(first, near=last.near)
    if first.year is None and last.year is not None and first != Civil():
        later = (first.month or 0, first.day or 0) > (last.month or 12, last.day or 31)
        first = replace(first, year=last.year - later)
    elif last.year is None and first.year is not None and (last.month or last.quarter or last.season is not None):
        earlier = bool(last.month and first.month) and (last.month or 0, last.day or 31) < (
            first.month or 0,
            first.day or 0,
        )
        last = replace(last, year=first.year + earlier)
    return first, last
