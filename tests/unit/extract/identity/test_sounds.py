"""Skeletons: the same from every script and romanisation, whatever the letters are."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.identity.sounds import letters, sounds


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi", "Selenskyj", "Zełenski", "Зеленский", "Зеленський"),
        ("Takaichi", "Такаичи", "Такаити", "Такаїчі"),
        ("Kishida", "Кисида", "Кішіда"),
        ("Jinping", "Цзиньпин", "Цзіньпін"),
        ("Zhao", "Чжао"),
        ("Jong", "Чен", "Чон"),
        ("Johnson", "Джонсон"),
        ("Antony", "Anthony", "Энтони", "Ентоні"),
        ("Volodymyr", "Vladimir", "Володимир", "Владимир", "Wladimir"),
        ("Juncker", "Юнкер"),
        ("Schröder", "Schroeder", "Шрёдер", "Шредер"),
        ("Barnier", "Барнье", "Барньє"),
        ("Hammond", "Хаммонд", "Гаммонд"),
        ("Jovanic", "Jovanić", "Йованич"),
        ("Charles", "Шарль"),
        ("Taek", "Тхэк"),
        ("William", "Уильям", "Вільям"),
    ],
)
def test_spellings_of_a_name_sound_alike(spellings: tuple[str, ...]) -> None:
    apart = [(one, other) for one, other in combinations(spellings, 2) if set(sounds(one)).isdisjoint(sounds(other))]
    assert apart == []


@pytest.mark.parametrize(
    ("one", "other"), [("Иванов", "Петров"), ("Smith", "Jones"), ("Kowalski", "Kowalczyk"), ("Олена", "Ірина")]
)
def test_different_names_do_not(one: str, other: str) -> None:
    assert set(sounds(one)).isdisjoint(sounds(other))


def test_letters_keep_the_vowels() -> None:
    assert letters("Мэй") != letters("Мао")


@settings(deadline=None)  # the first reads the lists
@given(st.text(max_size=40))
def test_any_text_has_sounds_of_plain_letters(text: str) -> None:
    assert all(one.isascii() for one in sounds(text))
