"""Whom an office means in Russian and Ukrainian texts that have given it with a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.reading import read
from pipeline.extract.roles.slavic import describe
from pipeline.model import Annotation, EntityKind, Identity

KINDS: dict[str, tuple[EntityKind, str]] = {
    "Иван Садовников": ("person", "Иван Садовников"),
    "Пётр Лугов": ("person", "Пётр Лугов"),
    "Петро Вишневий": ("person", "Петро Вишневий"),
    "Японии": ("place", "Япония"),
    "Польши": ("place", "Польша"),
    "України": ("place", "Україна"),
}


def described(text: str, language: str = "ru") -> list[tuple[str | None, str]]:
    mentions = []
    for words, (kind, name) in KINDS.items():
        at = text.find(words)
        while at >= 0:
            mentions.append(
                Annotation("mention", at, at + len(words), words, {"kind": kind}, Identity(kind, name, (name,)))
            )
            at = text.find(words, at + 1)
    found = describe(read(text), mentions, language)
    assert all(one.text == text[one.start : one.end] for one in found)
    return [(one.text, one.entity.name if one.entity else "") for one in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Приехал президент Иван Садовников. Президент устал.", "Президент"),
        ("Приехал президент Иван Садовников. Глава государства устал.", "Глава государства"),
        ("Приехал президент Японии Иван Садовников. Японский лидер устал.", "Японский лидер"),
        ("Приехал президент Японии Иван Садовников. Об этом президент Японии молчал.", "президент Японии"),
        (
            "Встретили министра иностранных дел Ивана. Приехал министр иностранных дел Иван Садовников. Дипломат устал.",
            "Дипломат",
        ),
    ],
)
def test_an_office_means_who_holds_it(text: str, words: str) -> None:
    assert described(text)[-1] == (words, "Иван Садовников")


def test_ukrainian_offices() -> None:
    text = "Приїхав президент України Петро Вишневий. Глава держави втомився."
    assert described(text, "uk") == [("Глава держави", "Петро Вишневий")]


def test_of_two_who_hold_it_the_country_tells() -> None:
    text = "Президент Японии Иван Садовников и президент Польши Пётр Лугов встретились. Польский лидер рад."
    assert described(text) == [("Польский лидер", "Пётр Лугов")]


@pytest.mark.parametrize(
    "text",
    [
        "Президент Японии Иван Садовников и президент Польши Пётр Лугов встретились. Президент рад.",
        "Приехал президент Японии Иван Садовников. Президент Польши молчал.",
        "Приехал президент Иван Садовников. Президенты молчали.",
        "Приехал президент Иван Садовников. Другой президент молчал.",
        "Приехал президент Иван Садовников. Президент компании молчал.",
        "Приехал Иван Садовников. Президент молчал.",
    ],
    ids=["two", "another country", "several", "another", "of something else", "not told"],
)
def test_an_office_that_may_be_another_s_means_nobody(text: str) -> None:
    assert described(text) == []


def test_an_office_in_another_case_than_the_name_is_not_the_name_s() -> None:
    assert described("Письмо президенту передал актёр Иван Садовников. Президент рад.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Приехал мэр Иван Садовников. Летом мэра изберут.",
        "Приехал мэр Иван Садовников. Город выберет мэра летом.",
        "Приехал мэр Иван Садовников. На пост мэра метят двое.",
        "Приехал судья Иван Садовников. Судьи для города были найдены.",
    ],
    ids=["elected", "to elect", "post", "several"],
)
def test_an_office_or_several_who_hold_it_are_not_its_holder(text: str) -> None:
    assert described(text) == []


def test_an_office_said_again_without_its_country_is_still_that_country_s() -> None:
    text = (
        (
            "Президент Иван Садовников принял премьер-министра Японии Петра Лугова. "
            "Приедет премьер-министр Пётр Лугов. Польский лидер рад."
        )
        .replace("Петра Лугова", "Пётр Лугов")
        .replace("премьер-министра Японии", "премьер-министр Японии")
    )
    assert described(text) == [("Польский лидер", "Иван Садовников")]


@given(
    st.lists(st.sampled_from(["президент", "Японии", "глава", "государства", "Иван Садовников", ",", ".", "\n", "я"]))
)
def test_descriptions_hold_the_words_they_say(pieces: list[str]) -> None:
    described(" ".join(pieces))
