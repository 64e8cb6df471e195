"""Annotations of the extractor, and laws of all that is found."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract.dates import Dates, english, find, slavic_words
from pipeline.model import Document

WORDS = sorted(
    {*english.anchors(), "the", "of", "in", "from", "to", "and", "last", "next",
     "first", "two", "ago", "after", "before", "end",
     "between",
     "31", "2024", "99999999999", "0", "1/2", "-", ",", ".", "\n", "12:30", "a.m.", "29", "000", "half", "every",
     "within"}
)  # fmt: skip
SLAVIC = sorted(
    {*slavic_words.words("ru").anchors(), "с", "по", "в", "назад", "через", "последние", "прошлом", "первого", "31", "2024", "99999999999",
     "-", "конце", "до", "за", ",", ".", "30", "два", "каждый", "года", "накануне"}
)  # fmt: skip
ANCHORS = st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))


def _lawful(text: str, language: str, anchor: datetime | None) -> None:
    end = 0
    for one in find(text, language, anchor):
        assert one.text == text[one.start : one.end]
        assert one.start >= end
        assert one.end > one.start
        assert one.starts_on is None or one.ends_on is None or one.starts_on <= one.ends_on
        assert one.timex
        end = one.end


@given(st.lists(st.sampled_from(WORDS), max_size=14), ANCHORS)
@settings(max_examples=300, deadline=None)
def test_english_words_in_any_order(words: list[str], anchor: datetime | None) -> None:
    _lawful(" ".join(words), "en", anchor)


@given(st.lists(st.sampled_from(SLAVIC), max_size=14), ANCHORS)
@settings(max_examples=200, deadline=None)
def test_russian_words_in_any_order(words: list[str], anchor: datetime | None) -> None:
    _lawful(" ".join(words), "ru", anchor)


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "uk"]))
@settings(max_examples=100, deadline=None)
def test_any_text(text: str, language: str) -> None:
    _lawful(text + "\0 5 May\u202e 2024 😀 " + text, language, datetime(2026, 2, 21))


def test_days_beyond_the_calendar_are_not_found() -> None:
    text = "It ends in 99999999999 years. It began 9999999999 days ago, 3000 years ago, and will end in 8000 years."
    assert all(one.starts_on is None for one in find(text, "en", datetime(2026, 2, 21)))


def test_numbers_that_are_not_decimal_are_passed_over() -> None:
    for language in ("en", "ru", "uk"):
        for text in ("May ¹, 2024", "² days ago", "quarter past ³", "Q① 2024", "½/2", "² мая 2024", "³ дней назад"):
            _lawful(text, language, datetime(2026, 2, 21))


def test_repeats_take_linear_time() -> None:
    for words in ("the day after ", "from may to ", "3 days after ", "2000 ", "week of the last ", "-", "1/2/"):
        with cpu_limit(5.0, "dates"):
            find(words * (100_000 // len(words)), "en", datetime(2026, 2, 21))


def test_annotations_carry_days_precision_and_timex() -> None:
    text = "The dam broke on Monday. It had stood since late 2019 and was inspected at least two years ago."
    document = Document(1, 1, "https://example.org/a", None, text, "en", datetime(2026, 2, 21, 9, tzinfo=UTC), ())
    monday, late, _ = Dates()(document)
    assert (monday.kind, monday.text, monday.start, monday.end) == ("date", "Monday", 17, 23)
    assert monday.attributes == {
        "starts_on": "2026-02-16", "ends_on": "2026-02-16", "precision": "day", "timex": "2026-02-16", "type": "date",
    }  # fmt: skip
    assert late.attributes["mod"] == "END"
    assert (late.attributes["starts_on"], late.attributes["ends_on"]) == ("2019-09-01", "2019-12-31")
