"""Readings of Russian and Ukrainian word forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import morphology
from pipeline.extract.morphology import lemma, parses


@pytest.mark.parametrize(
    ("word", "language", "normal"),
    [
        ("заявила", "ru", "заявить"),
        ("Министров", "ru", "министр"),
        ("повідомляє", "uk", "повідомляти"),
        ("президентові", "uk", "президент"),
    ],
)
def test_a_form_has_its_dictionary_form(word: str, language: str, normal: str) -> None:
    assert lemma(word, language) == normal


def test_case_number_and_gender_of_a_form_are_told() -> None:
    first = parses("министром", "ru")[0]
    assert (first.pos, first.case, first.number, first.gender) == ("NOUN", "ablt", "sing", "masc")


def test_what_the_form_does_not_have_is_empty() -> None:
    first = parses("сказал", "ru")[0]
    assert (first.pos, first.case) == ("VERB", "")


def test_a_megabyte_of_one_word_is_no_word() -> None:
    assert parses("а" * 1_000_000, "ru") == ()
    assert lemma("А" * 60, "uk") == "а" * 60


@given(st.text(max_size=60), st.sampled_from(["ru", "uk"]))
def test_any_string_has_a_lemma_and_scores_that_fall(word: str, language: str) -> None:
    scores = [parse.score for parse in parses(word, language)]
    assert scores == sorted(scores, reverse=True)
    assert isinstance(lemma(word, language), str)


def test_the_cache_is_bounded() -> None:
    assert parses.cache_info().maxsize == morphology.CACHED
