"""Who is who within one article."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract.identity import identify
from pipeline.extract.names import Name
from pipeline.extract.reading import read
from pipeline.model import EntityKind, Identity

KINDS: dict[str, EntityKind] = {"P": "person", "O": "organisation", "L": "place"}


def identities(language: str, *marked: str, text: str = "") -> list[Identity]:
    """Identities of names written `P:Name`, one behind the other, or where they stand in a text."""
    names, at = [], 0
    for one in marked:
        kind, _, name = one.partition(":")
        start = text.index(name, at) if text else at
        at = start + len(name) + (0 if text else 10)
        names.append(Name(start, start + len(name), KINDS[kind], name))
    return identify(names, read(text), language)


def groups(found: list[Identity]) -> list[int]:
    """For each identity, the number of the first that is the same."""
    return [next(number for number, other in enumerate(found) if other is one) for one in found]


@pytest.mark.parametrize(
    ("language", "marked", "wanted"),
    [
        ("en", ("P:Daria Kalentieva", "P:Kalentieva", "P:Daria"), [0, 0, 0]),
        ("en", ("P:Kalentieva", "P:Daria Kalentieva"), [0, 0]),
        ("ru", ("P:Дарья Калентьева", "P:Калентьевой", "P:Калентьеву"), [0, 0, 0]),
        ("ru", ("P:Громова", "P:Громову", "P:Петрову"), [0, 0, 2]),
        ("uk", ("P:Олег Вітрук", "P:О. Вітрука", "P:Вітруком"), [0, 0, 0]),
        ("en", ("P:Pavel Orlov", "P:Maria Orlov", "P:Orlov"), [0, 1, 1]),
        ("en", ("P:Marten B. Holt Jr.", "P:Marten Holt", "P:Holt"), [0, 0, 0]),
        ("en", ("P:Kim Sol-gyu", "P:Kim"), [0, 0]),
        ("en", ("P:Anna Holt", "P:Anna Berg", "P:Anna"), [0, 1, 2]),
        ("en", ("O:Harbour Safety Board", "O:HSB"), [0, 0]),
        ("en", ("O:Harbour Safety Board", "O:Safety Board"), [0, 0]),
        ("en", ("O:Harbour Safety Board", "O:Hill Safety Board", "O:Safety Board"), [0, 1, 2]),
        ("en", ("O:Northline 2 Holding", "O:Northline"), [0, 1]),
        ("en", ("L:South Korea", "L:Republic of Korea"), [0, 0]),
        ("pl", ("O:Rada Portu", "O:Rady Portu", "O:Radzie Portu"), [0, 0, 0]),
    ],
)
def test_names_of_one_are_one(language: str, marked: tuple[str, ...], wanted: list[int]) -> None:
    assert groups(identities(language, *marked)) == wanted


def test_the_fullest_name_is_the_identitys() -> None:
    assert {one.name for one in identities("en", "P:Kalentieva", "P:Daria Kalentieva", "P:D. Kalentieva")} == {
        "Daria Kalentieva"
    }


def test_an_acronym_in_brackets_is_the_name_before_it() -> None:
    text = "The Coastal Fund for Ferries (CFX) paid."
    found = identities("en", "O:Coastal Fund for Ferries", "O:CFX", text=text)
    assert groups(found) == [0, 0]


def test_letters_of_a_known_organisation_are_the_one_named_in_full() -> None:
    assert groups(identities("en", "O:Western Harbour Office", "O:WHO")) == [0, 0]
    assert identities("en", "O:WHO")[0].keys == ("org:WHO",)


@settings(deadline=None)  # the first reads the lists
@given(
    st.lists(st.tuples(st.sampled_from("POL"), st.text(min_size=1, max_size=20)), max_size=12),
    st.sampled_from(["en", "ru", "pl"]),
)
def test_whatever_the_names_each_has_an_identity(marked: list[tuple[str, str]], language: str) -> None:
    found = identities(language, *(f"{kind}:{name}" for kind, name in marked))
    assert len(found) == len(marked)


def test_a_name_behind_the_head_of_another_is_not_the_other_s() -> None:
    found = identities("ru", "O:Пресс-служба Речного суда", "O:Речной суд", "O:Звонарь", "O:Газета Звонарь")
    assert groups(found) == [0, 1, 2, 2]


def test_an_institution_is_the_country_of_the_article() -> None:
    found = identities("en", "O:Supreme Court", "L:Poland", "L:Warsaw", "L:Poland")
    assert found[0].keys == ("org:supreme-court@PL",)


def test_an_institution_is_as_named_elsewhere_in_the_article() -> None:
    found = identities("en", "L:Poland", "L:Poland", "O:Supreme Court of Ukraine", "O:Supreme Court")
    assert found[2] is found[3] or found[2].keys == found[3].keys


def test_a_name_of_two_places_is_the_one_whose_country_is_named() -> None:
    assert identities("en", "L:Georgia", "L:Ohio", "L:Texas")[0].keys == ("code:US-GA",)
    assert identities("en", "L:Georgia", "L:Tbilisi", "L:Texas")[0].keys == ("code:GE",)


def test_a_people_is_a_place() -> None:
    assert identities("en", "P:Ukrainians")[0].kind == "place"


def test_a_given_name_alone_gives_no_key() -> None:
    found = identities("en", "P:Daria Kalentieva", "P:Daria")
    assert not [key for key in found[0].keys if key.endswith(":daria")]


def test_no_names_are_no_identities() -> None:
    assert identities("en") == []


def test_thousands_of_names_take_no_more_than_their_number() -> None:
    given = ["".join(letters) for letters in product("bdfklmnprstv", repeat=3)]
    marked = [f"P:{one}a Orlov" for one in given] + [f"P:{one}. Orlov" for one in given] + ["P:Orlov"] * 3000
    with cpu_limit(6, "names"):
        assert len(identities("en", *marked)) == len(marked)


def test_a_country_s_institution_is_its_owner_s() -> None:
    text = "Norway's Defence Ministry and Ghana’s Defence Ministry met. The Norwegian Defence Ministry paid."
    ministry = "Defence Ministry"
    first, second, third = text.index(ministry), text.index(ministry, 20), text.index("Norwegian")
    names = [
        Name(0, 6, "place", "Norway", "NO"),
        Name(first, first + 16, "organisation", ministry),
        Name(30, 35, "place", "Ghana", "GH"),
        Name(second, second + 16, "organisation", ministry),
        Name(third, third + 26, "organisation", "Norwegian Defence Ministry"),
    ]
    assert text[30:35] == "Ghana"
    found = identify(names, read(text), "en")
    assert groups(found) == [0, 1, 2, 3, 1]
    assert found[1].name == "Norwegian Defence Ministry"
