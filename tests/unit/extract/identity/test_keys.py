"""Keys of names: which spellings share a strong one, and which never do."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.identity.keys import MOST, acronym_of, keys, known_code, names_of, strong
from pipeline.model import EntityKind


def shared(kind: EntityKind, one: tuple[str, str], other: tuple[str, str]) -> set[str]:
    return {key for key in set(keys(one[0], kind, one[1])) & set(keys(other[0], kind, other[1])) if strong(key)}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("person", (("Daria Kalentieva", "en"), ("Дарья Калентьева", "ru"), ("Дарʼя Калентьєва", "uk"))),
        ("person", (("Antony Vale", "en"), ("Anthony Vale", "en"), ("Энтони Вейл", "ru"))),
        ("person", (("Sanae Morichi", "en"), ("Morichi Sanae", "en"), ("Санаэ Моричи", "ru"), ("Санаэ Морити", "ru"))),
        ("person", (("Пётр Ильич Громов", "ru"), ("Петра Громова", "ru"), ("Piotr Gromow", "pl"))),
        ("person", (("Wang Yi", "en"), ("Ван И", "ru"))),
        ("person", (("Wen Qi", "en"), ("Вэнь Ци", "ru"))),
        ("person", (("Helena Brandtová", "cs"), ("Helena Brandt", "en"), ("Хелена Брандт", "ru"))),
        ("organisation", (("UN", "en"), ("Организация Объединённых Наций", "ru"), ("ООН", "ru"), ("ONZ", "pl"))),
        ("organisation", (("Foreign Ministry of Poland", "en"), ("МИД Польши", "ru"), ("польский МИД", "ru"))),
        ("organisation", (("Верховного суда Украины", "ru"), ("Верховний Суд України", "uk"))),
        ("organisation", (("US Congress", "en"), ("Конгресс США", "ru"), ("amerického Kongresu", "cs"))),
        ("organisation", (("Vintavest", "en"), ("Винтавест", "ru"), ("Вінтавестом", "uk"))),
        ("organisation", (('АО "Винтавест"', "ru"), ("Vintavest Ltd", "en"), ("компания «Винтавест»", "ru"))),
        ("place", (("Kyiv", "en"), ("Киева", "ru"), ("Київ", "uk"), ("Kijowie", "pl"))),
        ("place", (("South Korea", "en"), ("Republic of Korea", "en"), ("Республикой Корея", "ru"))),
        ("place", (("Ireland", "en"), ("Republiką Irlandii", "pl"), ("Irskou republikou", "cs"))),
        ("place", (("Тимошевка", "ru"), ("Timoshevka", "en"))),
    ],
)
def test_spellings_share_a_strong_key(kind: EntityKind, names: tuple[tuple[str, str], ...]) -> None:
    assert [pair for pair in combinations(names, 2) if not shared(kind, *pair)] == []


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("person", ("Pavel Orlov", "en"), ("Maria Orlova", "en")),
        ("person", ("Orlov", "en"), ("Pavel Orlov", "en")),
        ("organisation", ("МИД Польши", "ru"), ("МИД Украины", "ru")),
        ("organisation", ("Ministry of Finance", "en"), ("Ministry of Justice", "en")),
        ("place", ("North Korea", "en"), ("South Korea", "en")),
        ("place", ("Донецк", "ru"), ("Донецкая область", "ru")),
    ],
)
def test_others_share_none(kind: EntityKind, one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not shared(kind, one, other)


def test_a_surname_alone_has_no_strong_key() -> None:
    assert not any(map(strong, keys("Orlov", "person", "en")))


def test_a_people_is_its_country() -> None:
    assert keys("Ukrainians", "person", "en") == keys("Ukraine", "place", "en") == ("code:UA",)


def test_a_given_code_is_taken_as_it_is() -> None:
    assert keys("Springfield", "place", "en", "geonames:1") == ("code:geonames:1",)


def test_an_institution_without_its_country_has_no_code() -> None:
    assert known_code("Supreme Court", "organisation", "en") == ""


@pytest.mark.parametrize(
    ("name", "acronym"),
    [("National Intelligence Service", "nis"), ("NIS", "nis"), ("Ministry of the Interior", ""), ("Bureau", "")],
)
def test_acronyms(name: str, acronym: str) -> None:
    assert acronym_of(name) == acronym


def test_patronymics_and_particles_are_no_names() -> None:
    assert names_of("Пётр Ильич фон Громов") == ["Пётр", "Громов"]


@settings(deadline=None)  # the first reads the lists
@given(
    st.text(max_size=80),
    st.sampled_from(["person", "organisation", "place"]),
    st.sampled_from(["ru", "uk", "pl", "en"]),
)
def test_keys_are_few_and_say_their_kind(name: str, kind: EntityKind, language: str) -> None:
    found = keys(name, kind, language)
    assert 0 < len(found) <= MOST
    assert all(":" in key for key in found)
