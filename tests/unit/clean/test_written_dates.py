"""Dates as they are written: `pipeline.clean.written_dates`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.written_dates import MAX_LENGTH, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20260301", "2026-03-01T00:00:00 day"),
        ("20260301102030", "2026-03-01T10:20:30 second"),
        ("1772359230", "2026-03-01T10:00:30+00:00 second"),
        ("2026-03-01 10:20:30 +02:00", "2026-03-01T10:20:30+02:00 second"),
        ("Sun, 01 Mar 2026 10:20:30 +0200", "2026-03-01T10:20:30+02:00 second"),
        ("Sun Mar 1 10:20:30 CET 2026", "2026-03-01T10:20:30+01:00 second"),
        ("2026/3/1 20:50", "2026-03-01T20:50:00 minute"),
        ("01.03.2026-19:20", "2026-03-01T19:20:00 minute"),
        ("01.03.26 23:35", "2026-03-01T23:35:00 minute"),
        ("28/02/2026 - 13:55 GMT+1", "2026-02-28T13:55:00+01:00 minute"),
        ("02/28/2026", "2026-02-28T00:00:00 day"),
        ("March 1, 2026 2:20pm EST", "2026-03-01T14:20:00-05:00 minute"),
        ("Mar. 1st, 2026 at 12:05 a.m. ET", "2026-03-01T00:05:00-05:00 minute"),
        ("11 p.m., March 1, 2026", "2026-03-01T23:00:00 minute"),
        ("16:48 BST, 27 April 2025", "2025-04-27T16:48:00+01:00 minute"),
    ],
)
def test_machines_and_english(text: str, expected: str) -> None:
    written = parse(text)
    assert written
    assert f"{written.at.isoformat()} {written.precision}" == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sonntag, 1. März 2026, 10:20 Uhr", "1er mars 2026 à 10h20", "1 de marzo de 2026, 10:20", "1º de março de 2026 10h20",
        "1 d’març de 2026 10:20", "domenica 1 marzo 2026 ore 10:20", "1 maart 2026 om 10.20", "1 mrt 2026 10:20",
        "1 marca 2026, 10:20", "1. března 2026 10:20", "1. marca 2026 10:20", "1 марта 2026 г., 10:20", "1 березня 2026, 10:20",
        "1 сакавіка 2026, 10:20", "1 март 2026, 10:20", "1. ožujka 2026. 10:20", "1. marta 2026. 10:20", "1 martie 2026, 10:20",
        "2026. március 1. 10:20", "1 Μαρτίου 2026, 10:20", "1 Mart 2026 10:20", "1 mars 2026 kl. 10.20", "1. marts 2026 kl. 10.20",
        "1. maaliskuuta 2026 klo 10.20", "1. märts 2026 10:20", "2026. gada 1. marts 10:20", "2026 m. kovo 1 d. 10:20",
        "1 Maret 2026, 10:20", "1 Machi 2026 10:20", "10:20, 1/3/2026", "1 tháng 3, 2026 10:20", "2026年3月1日 10時20分",
        "2026년 3월 1일 오전 10:20", "1 مارس 2026 10:20", "١ مارس ٢٠٢٦ ١٠:٢٠", "1 במרץ 2026, 10:20", "1 मार्च 2026 10:20",
        "১ মার্চ ২০২৬, ১০:২০",
    ],
)  # fmt: skip
def test_the_languages_of_news(text: str) -> None:
    written = parse(text, month_first=False)
    assert written
    assert written.at.isoformat() == "2026-03-01T10:20:00"


def test_a_month_that_two_languages_share_is_read_in_the_page_s() -> None:
    assert [(found := parse("16. listopada 2025", language=code)) and found.at.month for code in ("pl", "hr")] == [
        11,
        10,
    ]
    assert parse("16. listopada 2025", language="de") is None


def test_an_afternoon_is_told_in_east_asia_too() -> None:
    assert [
        (found := parse(text)) and found.at.hour for text in ("2026年3月1日 午後3:05", "2026년 3월 1일 오후 12:05")
    ] == [15, 12]


@pytest.mark.parametrize(
    "text",
    ["", "12:30", "March 2026", "1 March", "5 minutes ago", "PT2M53S", "2026-W01-1", "99999999", "2026-02-30", "31.04.2026", "1.2.3.2026",
     "0000-00-00", "12 words 2026", "1 March 2026 at 25:10", "x" * 500],
)  # fmt: skip
def test_what_is_no_whole_date(text: str) -> None:
    assert parse(text, month_first=False) is None


def test_what_stands_around_it_is_kept() -> None:
    written = parse("By Anna Berg | 01.03.2026, 10:20")
    assert written
    assert written.rest.startswith("By Anna Berg |")


@given(st.text(st.sampled_from("0123456789 .:/-+TZ年月日apmarch,"), max_size=MAX_LENGTH + 5))
def test_no_text_breaks_it(text: str) -> None:
    for month_first in (None, True, False):
        found = parse(text, month_first)
        assert found is None or found.at.year <= 9999
