"""Arithmetic of days and periods."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.dates import calendar, holidays
from pipeline.extract.dates.model import Part, Unit

UNITS: list[Unit] = ["day", "workday", "week", "weekend", "month", "quarter", "half", "year", "decade", "century"]
PARTS: list[Part] = ["early", "mid", "late", "start", "end"]


@given(st.dates(), st.sampled_from(UNITS), st.integers(-(10**12), 10**12))
def test_a_unit_shifted_is_a_period_or_none(start: date, unit: Unit, shift: int) -> None:
    found = calendar.unit_around(start, unit, shift)
    assert found is None or found[0] <= found[1]


@given(
    st.dates(date(100, 1, 1), date(9800, 1, 1)),
    st.sampled_from([one for one in UNITS if one not in {"workday", "weekend"}]),
)
def test_a_day_lies_in_the_unit_around_it(start: date, unit: Unit) -> None:
    found = calendar.unit_around(start, unit, 0)
    assert found
    assert found[0] <= start <= found[1]


@given(st.dates(), st.integers(-(10**12), 10**12), st.sampled_from(UNITS))
def test_shifting_never_leaves_the_calendar(start: date, count: int, unit: Unit) -> None:
    moved = calendar.shifted(start, count, unit)
    assert moved is None or (moved >= start) == (count >= 0) or moved == start or unit == "workday"


@given(
    st.dates(date(11, 1, 1), date(9980, 1, 1)),
    st.sampled_from(["week", "month", "quarter", "year", "decade"]),
    st.sampled_from(PARTS),
)
def test_a_part_lies_in_its_period(start: date, unit: Unit, part: Part) -> None:
    whole = calendar.unit_around(start, unit, 0)
    assert whole
    first, last = calendar.portion(whole, part)
    assert whole[0] <= first <= last <= whole[1]


def test_months_are_added_to_the_last_day_there_is() -> None:
    assert calendar.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_workdays_leave_out_weekends() -> None:
    assert calendar.add_workdays(date(2026, 2, 20), 1) == date(2026, 2, 23)
    assert calendar.add_workdays(date(2026, 2, 23), -1) == date(2026, 2, 20)


def test_a_winter_begins_in_its_year() -> None:
    assert calendar.season(2023, 3) == (date(2023, 12, 1), date(2024, 2, 29))


def test_the_nth_weekday_is_not_of_the_next_month() -> None:
    march = (date(2026, 3, 1), date(2026, 3, 31))
    assert calendar.nth_weekday(march, 0, 5) == date(2026, 3, 30)
    assert calendar.nth_weekday(march, 2, 5) is None
    assert calendar.nth_weekday(march, 6, -1) == date(2026, 3, 29)


@pytest.mark.parametrize(("year", "western", "eastern"), [
    (2000, date(2000, 4, 23), date(2000, 4, 30)), (2017, date(2017, 4, 16), date(2017, 4, 16)),
    (2024, date(2024, 3, 31), date(2024, 5, 5)), (2026, date(2026, 4, 5), date(2026, 4, 12)),
])  # fmt: skip
def test_easter(year: int, western: date, eastern: date) -> None:
    assert (calendar.easter(year), calendar.orthodox_easter(year)) == (western, eastern)


@given(st.sampled_from(sorted(holidays.RULES)), st.integers(1, 9999))
def test_holidays_are_in_their_year_or_not_at_all(name: str, year: int) -> None:
    kept = holidays.on(name, year)
    assert kept is None or kept.year == year
