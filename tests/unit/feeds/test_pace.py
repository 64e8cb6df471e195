"""How often a feed wants to be asked: `pipeline.feeds.pace`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.feeds.pace import pace
from pipeline.model import Pace

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


def said(inner: str) -> Pace:
    return pace(etree.fromstring(f"<channel {SY}>{inner}</channel>"))


def updates(period: str, frequency: str = "") -> str:
    more = f"<sy:updateFrequency>{frequency}</sy:updateFrequency>" if frequency else ""
    return (f"<sy:updatePeriod>{period}</sy:updatePeriod>" if period else "") + more


def test_a_feed_that_says_nothing_asks_for_nothing() -> None:
    assert said("<title>x</title>") == pace(None) == Pace()


@pytest.mark.parametrize(
    ("inner", "seconds"),
    [
        ("<ttl>60</ttl>", 3_600),
        ("<ttl> 5\n</ttl>", 300),
        (updates("hourly"), 3_600),
        (updates("hourly", "4"), 900),
        (updates(" Daily ", "2"), 43_200),
        (updates("weekly"), 604_800),
        (updates("monthly"), 2_592_000),
        (updates("yearly"), 31_536_000),
        (updates("", "24"), 3_600),
        (updates("hourly", "0"), 3_600),
        (updates("hourly", "often"), 3_600),
        ("<ttl>15</ttl>" + updates("hourly"), 3_600),
        ("<ttl>90</ttl>" + updates("hourly"), 5_400),
    ],
)
def test_the_longest_wait_it_asks_for_counts(inner: str, seconds: int) -> None:
    assert said(inner).every == seconds


@pytest.mark.parametrize(
    "inner",
    ["<ttl/>", "<ttl>0</ttl>", "<ttl>-5</ttl>", "<ttl>1.5</ttl>", "<ttl>soon</ttl>", "<ttl>99999999999999</ttl>", "<ttl>٣</ttl>",
     "<ttl>9999999</ttl>", updates("always"), updates("hourly", "100000"), "<x:ttl xmlns:x='urn:x'>60</x:ttl>",
     "<image><ttl>60</ttl></image>"],
)  # fmt: skip
def test_a_wait_that_cannot_be_meant_counts_for_nothing(inner: str) -> None:
    assert said(inner).every is None


def hours(*values: object) -> str:
    return f"<skipHours>{''.join(f'<hour>{value}</hour>' for value in values)}</skipHours>"


def test_all_hours_to_be_skipped_are_read_and_24_is_midnight() -> None:
    assert said(hours(3, " 4 ", "05", 24)).skip_hours == {3, 4, 5, 0}


@pytest.mark.parametrize("value", ["-1", "25", "noon", "", "3.5"])
def test_an_hour_that_is_none_is_passed_over(value: str) -> None:
    assert said(hours(value, 3)).skip_hours == {3}


def test_days_to_be_skipped_are_read_in_any_case() -> None:
    assert said("<skipDays><day>Monday</day><day> SUNDAY</day><day>Yesterday</day></skipDays>").skip_days == {0, 6}


def test_never_cannot_be_meant() -> None:
    days = "".join(f"<day>{day}</day>" for day in DAYS)
    assert said(hours(*range(24)) + f"<skipDays>{days}</skipDays>") == Pace()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="<>&\ufffe\uffff"), max_size=12))
def test_any_text_is_a_wait_or_none(text: str) -> None:
    every = said(f"<ttl>{text}</ttl>{updates(text, text)}{hours(text)}").every
    assert every is None or 60 <= every <= 366 * 86_400
