"""What holds of every extractor, on any text: words at their offsets, no crash, time in proportion to the text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deadline import Bounds
from pipeline.extract import EXTRACTORS
from pipeline.model import Annotation, Document
from pipeline.stages import extract
from pipeline.store.annotations import Extracted

LANGUAGES = ("en", "ru", "uk")
PUBLISHED = datetime(2026, 3, 4, 12, tzinfo=UTC)

PIECES = (
    "Anna Bell", "Анна Белова", "Ганна Білова", "the mayor of Port Town", "мэр Порт-Тауна", "said", "сказала",
    "заявив, що", "according to Reuters", "по словам", "за даними ООН", "“", "”", "«", "»", "„", '"', "'", "’s",
    "‘", "–", "—", "-", "...", "…", "5", "10,000", "3.5 million", "10 тысяч", "двісті", "$", "€5bn", "%",
    "80 percent", "между 5 и 7", "up to", "около", "on Monday", "в понедельник", "5 May", "28 октября",
    "last year", "2026-02-30", "99999999999 days ago", "12:61", "U.S.", "Ltd.", "г.", "ООО", "II", "О’Нил",
    "п'ять", "McX", "al-Y", "J.", "А. Б.", ".", ",", "!", "?", ":", ";", "(", ")", "\n", "\t", " ", "\u200f",
    "\u202e", "\u2066", "\u0301", "е\u0308", "й", "\x00", "\x0b", "\u2028", "\ufeff", "\ufffd", "👩‍👩‍👧‍👦", "🇺🇦",
    "字", "ﬁ", "İ", "ß", "ǅ", "that", "что", "who", "which", "told", "and", "и", "та", "of", "the", "he", "он",
    "вона", "X", "a", "я",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=60
).map("".join)


def _annotate(text: str, language: str, published: datetime | None = PUBLISHED) -> Extracted:
    among = [each for each in EXTRACTORS if each.name != "language"]
    made = extract.annotate(
        Document(1, 1, "https://paper.example/1", None, text, language, published, ()), among, Bounds()
    )
    assert not made.failures, made.failures
    return made


def _outside(item: Annotation, text: str) -> list[str]:
    """Places in the attributes that do not lie in the text or have other words."""
    wrong = []
    for name in ("speaker", "cue", "cited"):
        start: int | None = item.attributes.get(f"{name}_start")
        end: int = item.attributes.get(f"{name}_end", 0)
        if start is not None and (
            not 0 <= start <= end <= len(text) or (name != "cited" and text[start:end] != item.attributes[name])
        ):
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_words_stand_where_their_offsets_say(language: str, text: str) -> None:
    made = _annotate(text, language)
    for items in made.annotations.values():
        for item in items:
            if item.start is not None and item.end is not None:
                assert 0 <= item.start < item.end <= len(text)
                assert text[item.start : item.end] == item.text
            assert not _outside(item, text)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40, deadline=None)
@given(text=texts)
def test_the_same_text_gives_the_same_rows(language: str, text: str) -> None:
    assert _annotate(text, language) == _annotate(text, language)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40, deadline=None)
@given(text=texts)
def test_quotes_have_numbers_that_figures_and_citations_point_at(language: str, text: str) -> None:
    made = _annotate(text, language)
    quotes = range(len(made.annotations.get("quotes", ())))
    for name in ("figures", "citations"):
        for item in made.annotations.get(name, ()):
            assert item.attributes.get("quote") is None or item.attributes["quote"] in quotes


HOSTILE = {
    "one word": "a" * 1_000_000,
    "one Cyrillic word": "я" * 1_000_000,
    "digits": "7" * 200_000,
    "marks that never close": "“" * 100_000,
    "straight marks": "\" '" * 50_000,
    "combining marks": "e" + "\u0301" * 100_000,
    "bidi marks": "\u202eAnna Bell\u202c " * 5_000,
    "emoji": "👩‍👩‍👧‍👦" * 20_000,
    "NUL": "Anna\x00Bell said\x00 5 May. " * 4_000,
    "blanks": " " * 200_000,
    "lines": "\n" * 200_000,
    "full stops": "." * 100_000,
    "full stops and marks": ".” " * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("language", ["en", "uk"])
def test_hostile_texts_are_read_within_the_time_of_an_extractor(language: str, text: str) -> None:
    _annotate(text, language)


REPEATS = (
    "said ", "said that ", "Anna ", "Anna Bell, ", "J. ", "A.", "of the ", "Ministry of ", "who ", "“Yes,” ",
    "' ", '"a" ', "«а» ", "(", "5 ", "5,", "1,000", "1.", "5-", "between 5 and ", "two hundred ", "million ",
    "$", "$5 ", "% ", "half a ", "Monday ", "May ", "May 5, ", "10:", "last ", "week ago ", "according to ",
    "citing ", "told ", "the report of ", "the president ", "сказал ", "что ", "Анна ", "А. ", "по словам ",
    "сообщает ", "пять ", "тысяч ", "мая ", "в ", "президент ", "міністерство ", "заявив, що ", "-", "–", ", ",
    ". ", "\n", "a\n", "Aa", "aA ", "x' ", "http://a ",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_repeats_take_time_in_proportion(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "EXTRACTOR_SECONDS", 3.0)  # a gross bound: all together take about that long
    for piece in REPEATS:
        _annotate(piece * (20_000 // len(piece)), language)
