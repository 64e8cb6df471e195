"""Stems: all cases of a name are one, and languages without cases keep their words whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.identity.stems import forms, stem


@pytest.mark.parametrize(
    ("language", "cases"),
    [
        ("ru", ("Рахим", "Рахима", "Рахиму", "Рахимом", "Рахиме")),
        ("ru", ("Верховный", "Верховного", "Верховному", "Верховным", "Верховная", "Верховной")),
        ("ru", ("Нидерланды", "Нидерландов", "Нидерландам", "Нидерландами", "Нидерландах")),
        ("uk", ("Харків", "Харкова", "Харкову", "Харковом")),
        ("uk", ("Україна", "України", "Україні", "Україну", "Україною")),
        ("pl", ("Bruksela", "Brukseli", "Brukselę", "Brukselą")),
        ("pl", ("Kraków", "Krakowa", "Krakowie", "Krakowem")),
        ("pl", ("Morze", "Morza", "Morzu", "Morzem")),
        ("pl", ("Polska", "Polski", "Polsce", "Polskę", "Polską")),
        ("cs", ("Moskva", "Moskvy", "Moskvě", "Moskvu", "Moskvou")),
        ("cs", ("Merkelová", "Merkelové", "Merkelovou")),
        ("cs", ("dům", "domu", "domem")),
    ],
)
def test_cases_of_a_name_have_one_stem(language: str, cases: tuple[str, ...]) -> None:
    assert len({stem(case, language) for case in cases}) == 1


def test_names_in_english_text_keep_their_endings() -> None:
    assert stem("Obama", "en") == "obama"


def test_a_possessive_is_no_part_of_a_name() -> None:
    assert stem("Farage’a", "pl") == stem("Farage", "pl")
    assert stem("Lang’s", "en") == "lang"


def test_a_word_without_ending_has_one_form() -> None:
    assert forms("Олег", "ru") == ("олег",)


def test_a_surname_that_looks_like_a_plural_is_kept() -> None:
    assert forms("Ветров", "ru") == ("ветров",)


@settings(deadline=None)  # the first reads the lists
@given(st.text(max_size=40), st.sampled_from(["ru", "uk", "pl", "cs", "en", "und"]))
def test_the_word_as_it_stands_is_always_a_form(word: str, language: str) -> None:
    assert len(forms(word, language)) in (1, 2)
    assert len(stem(word, language)) <= len(word.lower()) + 2
