"""English expressions without news' reading: as one says them to a calendar, on a Wednesday, 20 May 2026, at half past ten."""

from datetime import datetime

import pytest

from tests.unit.extract.dates.readings import days, found, only

ASKED = datetime(2026, 5, 20, 10, 30)


@pytest.mark.parametrize(("phrase", "text", "expected"), [
    ("The barn burned two months ago.", "two months ago", "2026-03-20"),
    ("The barn burned a few days ago.", "a few days ago", "2026-05-17"),
    ("It rained over the past few weeks.", "over the past few weeks", "2026-04-29..2026-05-19"),
    ("The barn is free on or before June 3, 2026.", "on or before June 3, 2026", "..2026-06-03"),
    ("The barn is free from June to August 2026.", "from June to August 2026", "2026-06-01..2026-08-01"),
    ("Return the key by Friday.", "by Friday", "..2026-05-21"),
    ("Return the key by the end of the month.", "by the end of the month", "..2026-05-31"),
    ("Paint it ahead of June 3.", "ahead of June 3", "..2026-06-02"),
    ("Paint it within the next 5 days.", "within the next 5 days", "2026-05-20..2026-05-25"),
    ("Paint it from the end of June to the middle of July.", "from the end of June to the middle of July", "2026-07-01..2026-07-16"),
    ("Paint it from the 5th to the 10th.", "from the 5th to the 10th", "2026-05-05..2026-05-10"),
    ("Call me on Friday after 3 pm.", "Friday after 3 pm", "2026-05-22.."),
    ("Call me between now and six o'clock.", "between now and six o'clock", "2026-05-20"),
    ("The office is closed for the day.", "for the day", "2026-05-20"),
    ("Churches of the 17th century stand here.", "the 17th century", "1600-01-01..1699-12-31"),
])  # fmt: skip
def test_days(phrase: str, text: str, expected: str) -> None:
    one = only(phrase, news=False, anchor=ASKED)
    assert (one.text, days(one)) == (text, expected)


@pytest.mark.parametrize(("phrase", "expected"), [
    ("The mill closed two months ago.", "2026-03-01..2026-03-31"),
    ("The mill is let from June to August 2026.", "2026-06-01..2026-08-31"),
    ("Painted frescoes of the 17th century stayed.", "1601-01-01..1700-12-31"),
])  # fmt: skip
def test_news_reads_whole_periods(phrase: str, expected: str) -> None:
    assert days(only(phrase, anchor=ASKED)) == expected


def test_the_coming_weekend_is_that_of_this_week() -> None:
    assert days(only("The fair is held the coming weekend.", anchor=ASKED)) == "2026-05-23..2026-05-24"


def test_a_range_of_unlike_days() -> None:
    assert days(only("The shop is shut today through Sunday.", anchor=ASKED)) == "2026-05-20..2026-05-24"


@pytest.mark.parametrize(("phrase", "timex"), [
    ("The bell rings at half past seven.", "T07:30"),
    ("The bell rings at a quarter to 8 in the evening.", "T19:45"),
    ("The bell rings 20 minutes past eight.", "T08:20"),
    ("The bell rings in the evening at 7.", "T19:00"),
    ("The bell rings every Monday at 4 pm.", "XXXX-WXX-1T16"),
    ("The bell rings every day at 6 am.", "T06"),
    ("The bell rang for three fortnights.", "P6W"),
    ("The bell rang for an hour and a half.", "PT1.5H"),
    ("The bell rang for a quarter of an hour.", "PT0.25H"),
    ("The bell rings in 2 business days.", "2026-05-22"),
    ("The bell rang on the morning of May 5, 2026.", "2026-05-05TMO"),
    ("The bell was cast in the 1800s.", "18"),
    ("The bell was cast in 5/2016.", "2016-05"),
])  # fmt: skip
def test_values(phrase: str, timex: str) -> None:
    assert only(phrase, anchor=ASKED).timex == timex


@pytest.mark.parametrize(
    "text", ["Five to seven people came.", "It was in the last minute.", "A last hour deal was struck."]
)
def test_no_time_is_told(text: str) -> None:
    assert found(text, anchor=ASKED) == []


def test_ahead_of_a_day_is_news_of_that_day() -> None:
    assert only("Ahead of Friday's vote, shops will close.", anchor=ASKED).text == "Friday"
