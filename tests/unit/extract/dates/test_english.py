"""English expressions: what is found, and which days it means, on a Saturday, 21 February 2026."""

import pytest

from tests.unit.extract.dates.readings import days, found, only


@pytest.mark.parametrize(("phrase", "text", "expected"), [
    ("The bridge opened on Wednesday.", "Wednesday", "2026-02-18"),
    ("The bridge opened on Saturday.", "Saturday", "2026-02-21"),
    ("The bridge will open on Wednesday.", "Wednesday", "2026-02-25"),
    ("The ministers are to meet on Friday in Oslo.", "Friday", "2026-02-27"),
    ("She said on Friday that the road will reopen.", "Friday", "2026-02-20"),
    ("He rested last Friday.", "last Friday", "2026-02-13"),
    ("They talk again next Friday.", "next Friday", "2026-02-27"),
    ("It rained this weekend.", "this weekend", "2026-02-21..2026-02-22"),
    ("The mill closed last month.", "last month", "2026-01-01..2026-01-31"),
    ("The mill closed six months ago.", "six months ago", "2025-08-01..2025-08-31"),
    ("The mill closed ten days ago.", "ten days ago", "2026-02-11"),
    ("The mill will close in two weeks.", "in two weeks", "2026-03-07"),
    ("The mill closed the day before yesterday.", "the day before yesterday", "2026-02-19"),
    ("The mill closed over the weekend.", "the weekend", "2026-02-21..2026-02-22"),
    ("The fair was in mid-January.", "mid-January", "2026-01-10..2026-01-20"),
    ("The fair was in late 2023.", "late 2023", "2023-09-01..2023-12-31"),
    ("The fair was earlier this month.", "earlier this month", "2026-02-01..2026-02-21"),
    ("Sales fell in the first quarter.", "the first quarter", "2026-01-01..2026-03-31"),
    ("Sales fell in the third quarter of 2024.", "the third quarter of 2024", "2024-07-01..2024-09-30"),
    ("Sales fell in the second half of 2024.", "the second half of 2024", "2024-07-01..2024-12-31"),
    ("Music of the 1990s was played.", "the 1990s", "1990-01-01..1999-12-31"),
    ("Music of the 18th century was played.", "the 18th century", "1701-01-01..1800-12-31"),
    ("The winter of 2022 was cold.", "The winter of 2022", "2022-12-01..2023-02-28"),
    ("The show ran August 5-6, 2024.", "August 5-6, 2024", "2024-08-05..2024-08-06"),
    ("The show ran from May to July 2024.", "from May to July 2024", "2024-05-01..2024-07-31"),
    ("The show ran between March 3 and March 9, 2024.", "between March 3 and March 9, 2024", "2024-03-03..2024-03-09"),
    ("The show ran from 2014 to 2018.", "from 2014 to 2018", "2014-01-01..2018-12-31"),
    ("The show ran in the 2022-23 season.", "2022-23", "2022-01-01..2023-12-31"),
    ("He was born on the twenty-second of May 1961.", "the twenty-second of May 1961", "1961-05-22"),
    ("He was born in nineteen ninety-three.", "nineteen ninety-three", "1993-01-01..1993-12-31"),
    ("He was born on 22/04/2016.", "22/04/2016", "2016-04-22"),
    ("He was born on 4/5/2016.", "4/5/2016", "2016-04-05"),
    ("He was born on 2016-04-05.", "2016-04-05", "2016-04-05"),
    ("He left on Christmas.", "Christmas", "2025-12-25"),
    ("He left on New Year's Eve.", "New Year's Eve", "2025-12-31"),
    ("He left on Easter Monday 2024.", "Easter Monday 2024", "2024-04-01"),
    ("He left on Friday, March 6, 2026.", "Friday, March 6, 2026", "2026-03-06"),
    ("He left in the first week of May 2024.", "the first week of May 2024", "2024-04-29..2024-05-05"),
    ("He left on the last Monday of April 2024.", "the last Monday of April 2024", "2024-04-29"),
    ("He left in the week of April 10, 2024.", "the week of April 10, 2024", "2024-04-08..2024-04-14"),
    ("He left on Tuesday of next week.", "Tuesday of next week", "2026-02-24"),
    ("He left three days after January 12.", "three days after January 12", "2026-01-15"),
    ("He slept for the past three days.", "the past three days", "2026-02-18..2026-02-20"),
    ("He was away the last five months of 2019.", "the last five months of 2019", "2019-08-01..2019-12-31"),
    ("He left by the end of next year.", "the end of next year", "2027-12-01..2027-12-31"),
    ("He was there in October last year.", "October last year", "2025-10-01..2025-10-31"),
])  # fmt: skip
def test_days(phrase: str, text: str, expected: str) -> None:
    one = only(phrase)
    assert (one.text, days(one)) == (text, expected)


def test_a_day_and_month_are_the_nearest_ones() -> None:
    assert days(only("The vote was held on October 28.")) == "2025-10-28"
    assert days(only("The vote will be held on October 28.")) == "2026-10-28"
    assert days(only("The vote is on March 5.")) == "2026-03-05"


def test_the_weekday_tells_the_year() -> None:
    assert days(only("They met on Thursday, June 5.")) == "2025-06-05"


def test_days_earlier_are_counted_from_the_day_spoken_of() -> None:
    first, second = found("The ferry sank on February 4. Two days earlier it had been inspected.")
    assert (days(first), days(second)) == ("2026-02-04", "2026-02-02")


def test_that_year_is_the_one_spoken_of() -> None:
    assert [days(one) for one in found("The mill opened in May 1980. That year it burnt; in October of that year it reopened.")] == [
        "1980-05-01..1980-05-31", "1980-01-01..1980-12-31", "1980-10-01..1980-10-31",
    ]  # fmt: skip
    assert days(only("It had burnt that year.")) == ""


def test_a_time_keeps_its_day() -> None:
    one = only("The plant shut down at 5 p.m. on Monday.")
    assert (one.precision, one.type, one.timex, days(one)) == ("time", "time", "2026-02-16T17:00", "2026-02-16")
    assert only("The plant shut down on Monday morning.").timex == "2026-02-16TMO"


def test_hours_may_cross_midnight() -> None:
    assert days(only("It happened 13 hours ago.")) == "2026-02-20"


@pytest.mark.parametrize(("phrase", "text", "timex", "mod"), [
    ("It lasted more than two years.", "more than two years", "P2Y", "MORE_THAN"),
    ("It may last up to two more years.", "up to two more years", "P2Y", "EQUAL_OR_LESS"),
    ("It lasted 1,000 days.", "1,000 days", "P1000D", None),
    ("It lasted 1 hour and 30 minutes.", "1 hour and 30 minutes", "PT1H30M", None),
    ("It was a two-year term.", "two-year", "P2Y", None),
    ("It lasted for half a year.", "half a year", "P6M", None),
    ("It lasted several weeks.", "several weeks", "PXW", None),
])  # fmt: skip
def test_durations(phrase: str, text: str, timex: str, mod: str | None) -> None:
    one = only(phrase)
    assert (one.text, one.timex, one.mod, one.precision, one.type, days(one)) == (
        text,
        timex,
        mod,
        "duration",
        "duration",
        "",
    )


@pytest.mark.parametrize(("phrase", "text", "ref"), [
    ("He is currently abroad.", "currently", "PRESENT_REF"),
    ("He leaves in the coming days.", "in the coming days", "FUTURE_REF"),
    ("He recently left.", "recently", "PAST_REF"),
    ("Rents rose in recent months.", "in recent months", "PAST_REF"),
    ("He left several years ago.", "several years ago", "PAST_REF"),
])  # fmt: skip
def test_vague_expressions_have_no_days(phrase: str, text: str, ref: str) -> None:
    one = only(phrase)
    assert (one.text, one.timex, one.precision, days(one)) == (text, ref, "vague", "")


@pytest.mark.parametrize(("phrase", "timex"), [
    ("They meet every Tuesday.", "XXXX-WXX-2"), ("They meet on Mondays.", "XXXX-WXX-1"), ("They meet twice a year.", "P1Y"),
    ("They meet every two weeks.", "P2W"),
])  # fmt: skip
def test_sets(phrase: str, timex: str) -> None:
    one = only(phrase)
    assert (one.type, one.timex) == ("set", timex)


def test_ends_are_open_where_news_is_not_read() -> None:
    assert days(only("We lived there after 2018.", news=False)) == "2019-01-01.."
    assert days(only("We lived there before 2018.", news=False)) == "..2017-12-31"
    assert days(only("We lived there after 2018.")) == "2018-01-01..2018-12-31"


def test_without_an_anchor_relative_expressions_have_no_days() -> None:
    last, day, full = found("He came last month, on Friday, and on May 5, 2024.", anchor=None)
    assert (days(last), days(day), days(full)) == ("", "", "2024-05-05")
    assert (last.precision, day.precision) == ("month", "day")
