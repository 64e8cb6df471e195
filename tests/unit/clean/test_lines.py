"""Lines of clean text: `pipeline.clean.lines`."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.clean.lines import letters, line

quick = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("bro\u00adken", "broken"),
        ("bro\u200bken", "broken"),
        ("\ufeffbroken\u2060", "broken"),
        ("five\u00a0arches", "five arches"),
        ("five\u202f \u2009arches", "five arches"),
        ("five\u2028arches", "five arches"),
        ("  five \n\t arches ", "five arches"),
        ("cafe\u0301", "café"),
        ("и\u0306", "й"),
        ("\x91bridge\x92 \x96 \x80 5\x85", "‘bridge’ – € 5…"),
        ("bro\x7fken\x81\x00\x08", "broken"),
        ("", ""),
    ],
)
def test_a_line_is_written_in_one_way(written: str, clean: str) -> None:
    assert line(written) == clean


@given(st.text())
@quick
@example("".join(map(chr, range(0xB0))))
def test_a_line_has_no_control_characters(text: str) -> None:
    assert not [char for char in line(text) if unicodedata.category(char) == "Cc"]


@given(st.text())
@quick
@example("e\u00ad\u0301")
@example("\u1100\u200b\u1161")
def test_a_clean_line_stays_as_it_is(text: str) -> None:
    assert line(line(text)) == line(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bridge: closed!", "THE BRIDGE CLOSED"),
        ("five\u00a0arches", "Five arches"),
        ("«Мост»", "мост"),
        ("a_b", "AB"),
    ],
)
def test_letters_are_the_same_however_a_text_is_set(one: str, other: str) -> None:
    assert letters(one) == letters(other)


@pytest.mark.parametrize("text", ["", " – ", "***", "…"])
def test_what_has_no_letters_is_nothing(text: str) -> None:
    assert letters(text) == ""


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("har\u200dbour \u200cgate", "harbour gate"),
        ("\u0645\u06cc\u200c\u0631\u0648\u0645", "\u0645\u06cc\u200c\u0631\u0648\u0645"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
    ],
)
def test_joiners_stay_where_they_mean_something(text: str, clean: str) -> None:
    assert line(text) == clean
