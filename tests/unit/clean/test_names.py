"""The grammar of bylines: `pipeline.clean.names`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.names import MAX, begins_byline, declared, is_person, parts, people
from pipeline.clean.outlet import outlet

BOTH = [
    ("Ada Brook", ["Ada Brook"]),
    ("By Ada Brook", ["Ada Brook"]),
    ("Von Ada Brook, Berlin", ["Ada Brook"]),
    ("Kommentar von Ada Brook", ["Ada Brook"]),
    ("par Zoé Petit et Luc Roy", ["Zoé Petit", "Luc Roy"]),
    ("di Lia Conti e Ugo Sala", ["Lia Conti", "Ugo Sala"]),
    ("Por Eva Gil y Leo Paz", ["Eva Gil", "Leo Paz"]),
    ("Автор: Олег Ветров", ["Олег Ветров"]),
    ("Текст: Анна Лис, Олег Ветров", ["Анна Лис", "Олег Ветров"]),
    ("Олена Вербова та Ігор Гай", ["Олена Вербова", "Ігор Гай"]),
    ("Liv Holm og Per Dahl", ["Liv Holm", "Per Dahl"]),
    ("Ada Brook, Ben Ford and Cy Dale", ["Ada Brook", "Ben Ford", "Cy Dale"]),
    ("Ada Brook; Ben Ford | Cy Dale & Di Elm", ["Ada Brook", "Ben Ford", "Cy Dale", "Di Elm"]),
    ("Ada Brook, Chief correspondent", ["Ada Brook"]),
    ("Ada Brook, Leitende Wirtschaftsredakteurin", ["Ada Brook"]),
    ("Ada Brook, Reuters", ["Ada Brook"]),
    ("Ada Brook/Reuters", ["Ada Brook"]),
    ("Ada Brook (AFP)", ["Ada Brook"]),
    ("Ada Brook (abr)", ["Ada Brook"]),
    ("Ada Brook in Kyiv", ["Ada Brook"]),
    ("Ada Brook For Harbour.Example", ["Ada Brook"]),
    ("Ada Brook avec AFP", ["Ada Brook"]),
    ("Ada Brook Ada Brook", ["Ada Brook"]),
    ("Text: Ada Brook; Foto: Ben Ford", ["Ada Brook"]),
    ("Ada Brook, ada@harbour.example", ["Ada Brook"]),
    ("Ada Brook @adabrook", ["Ada Brook"]),
    ("ADA BROOK", ["ADA BROOK"]),
    ("Uta von der Aue", ["Uta von der Aue"]),
    ("Van Der Elst Jan", ["Van Der Elst Jan"]),
    ("Luc d'Orme", ["Luc d'Orme"]),
    ("Pío Vega y Luna", ["Pío Vega y Luna"]),
    ("Kim Min-ho", ["Kim Min-ho"]),
    ("Sid Marsh", ["Sid Marsh"]),
    ("青木 花", ["青木 花"]),
    ("홍길동 기자", ["홍길동"]),
    ("سلمى حداد", ["سلمى حداد"]),
    ("रमा जोशी", ["रमा जोशी"]),
    ("https://social.example/adabrook", []),
    ("12 March 2024", []),
    ("14:05", []),
    ("admin", []),
    ("", []),
]


@pytest.mark.parametrize(("value", "names"), BOTH)
def test_names_are_taken_out_of_what_surrounds_them(value: str, names: list[str]) -> None:
    assert list(declared([value])) == names
    assert list(people([value])) == names


@pytest.mark.parametrize(
    "value", ["Reuters", "dpa", "Staff Writer", "Harbour Desk", "abr", "Redaktion", "ada brook", "srf/ab"]
)
def test_what_is_no_persons_name_counts_only_where_it_is_declared(value: str) -> None:
    assert declared([value]) == (value,)
    assert people([value]) == ()


def test_initials_may_be_several() -> None:
    assert declared(["abr, cdf"]) == ("abr", "cdf")


@pytest.mark.parametrize(
    "text",
    ["Read More", "Share This Article", "Published Today", "The Harbour", "Follow Us", "Anadolu Agency", "News Team",
     "Mehr Infos", "Alle Artikel", "Voir Plus", "New York", "United Kingdom", "Autor: Ada Brook", "Editor Ben Ford",
     "Bridge closed for good", "Ada", "A" * 70 + " Brook", "One Two Three Four Five Six Seven", "Ada 2 Brook"],
)  # fmt: skip
def test_words_of_pages_are_no_people(text: str) -> None:
    assert not is_person(text)


def test_the_outlet_is_nobody() -> None:
    assert people(["Harbour Times", "Ada Brook"], outlet(["Harbour Times"], "news.example")) == ("Ada Brook",)


def test_the_outlet_counts_only_where_nobody_else_is_declared() -> None:
    own = outlet(["Harbour Times"], "news.example")
    assert declared(["Ada Brook, Harbour Times"], own) == ("Ada Brook",)
    assert declared(["Harbour Times"], own) == ("Harbour Times",)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Text: Ada Brook Fotos: Ben Ford, Cy Dale", ("Ada Brook",)),
        ("Fotos: Ben Ford, Cy Dale; Text: Ada Brook", ("Ada Brook",)),
        ("Ada Brook, Video Journalist, Ben Ford", ("Ada Brook", "Ben Ford")),
        ("Kuvat: Ben Ford", ()),
    ],
)
def test_who_did_other_work_is_no_author(value: str, names: tuple[str, ...]) -> None:
    assert declared([value]) == people([value]) == names


def test_the_same_name_counts_once() -> None:
    assert declared(["Ada Brook", "ADA BROOK", "Ben Ford"]) == ("Ada Brook", "Ben Ford")


def test_names_end_where_a_date_begins_the_rest() -> None:
    assert people(["By Ada Brook", "May 5, 2024", "Save Harbour"]) == ("Ada Brook",)


def test_names_end_where_the_author_is_told_of() -> None:
    assert people(["Ada Brook", "Ada Brook", "Sea Reporter of", "Ben Ford Prize"]) == ("Ada Brook",)


@pytest.mark.parametrize("text", ["By", "By Ada", "Von", "Von: ", "Автор: Олег", "Text: x", "作者：李"])
def test_a_byline_is_known_by_its_first_word(text: str) -> None:
    assert begins_byline(text)


@pytest.mark.parametrize("text", ["Bye", "Vonn wins", "Author Ada Brook said", "Von der Aue siegt", "Paris", ""])
def test_other_words_begin_no_byline(text: str) -> None:
    assert not begins_byline(text)


def test_names_are_bounded() -> None:
    value = [f"Ada Br{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}ok" for n in range(400)]
    assert len(declared(value)) == len(people(value)) == MAX


@given(st.lists(st.text(alphabet="Ab y,/()@1 von·und By", max_size=60), max_size=5))
def test_people_are_declared_too(values: list[str]) -> None:
    for value in values:
        assert set(people([value])) <= set(parts(value))
        assert all(name == name.strip() and name for name in declared([value]))
