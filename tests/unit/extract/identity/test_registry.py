"""Which entity an identity is of: what joins, what never does, and what people have pinned."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.identity.keys import keys
from pipeline.extract.identity.registry import Held, Known, Registry, pins
from pipeline.model import EntityKind, Identity


def identity(name: str, kind: EntityKind = "person", language: str = "en") -> Identity:
    return Identity(kind, name, keys(name, kind, language))


def held(name: str, entity: int, kind: EntityKind = "person", pin: str | None = None) -> list[Held]:
    return [Held(key, entity, pin) for key in (pins(name, kind) if pin else keys(name, kind, "en"))]


def test_a_shared_strong_key_joins() -> None:
    registry = Registry([Known(7, "person", "Daria Kalentieva")], held("Daria Kalentieva", 7))
    assert registry.resolve(identity("Дарья Калентьева", language="ru")) == 7


def test_a_new_one_has_a_negative_id_and_is_to_be_written() -> None:
    registry = Registry()
    entity = registry.resolve(identity("Daria Kalentieva"))
    assert entity < 0
    assert registry.changes.entities[entity].name == "Daria Kalentieva"
    assert {key for key, one in registry.changes.keys if one == entity} == set(keys("Daria Kalentieva", "person", "en"))


def test_what_is_known_already_is_not_written_again() -> None:
    registry = Registry([Known(7, "person", "Daria Kalentieva")], held("Daria Kalentieva", 7))
    registry.resolve(identity("Daria Kalentieva"))
    assert not registry.changes.entities
    assert not registry.changes.keys
    assert registry.changes.names == {(7, "Daria Kalentieva"): 1}


def test_a_surname_is_the_only_full_names() -> None:
    registry = Registry([Known(7, "person", "Daria Kalentieva")], held("Daria Kalentieva", 7))
    assert registry.resolve(identity("Kalentieva")) == 7


def test_a_surname_of_two_is_nobodys() -> None:
    known = [Known(1, "person", "Pavel Orlov"), Known(2, "person", "Anton Orlov")]
    registry = Registry(known, held("Pavel Orlov", 1) + held("Anton Orlov", 2))
    entity = registry.resolve(identity("Orlov"))
    assert entity < 0
    assert registry.resolve(identity("Orlov")) == entity


def test_two_full_names_with_one_surname_never_join() -> None:
    registry = Registry()
    assert registry.resolve(identity("Pavel Orlov")) != registry.resolve(identity("Anton Orlov"))


def test_a_short_full_name_is_no_surname() -> None:
    registry = Registry()
    assert registry.resolve(identity("Ian Lee")) != registry.resolve(identity("Bo Lee"))


def test_a_full_name_adopts_the_surname_known_before() -> None:
    registry = Registry([Known(7, "person", "Orlov", sure=False, named_by=3)], held("Orlov", 7))
    assert registry.resolve(identity("Pavel Orlov"), article=5) == 7
    assert registry.changes.renamed == {7: ("Pavel Orlov", 5)}
    assert registry.changes.ensured == {7}


def test_a_full_name_is_no_other_name_for_one_that_a_person_has_named() -> None:
    registry = Registry([Known(7, "person", "The mayor Orlov", sure=False)], held("Orlov", 7))
    assert registry.resolve(identity("Pavel Orlov"), article=5) == 7
    assert registry.entities[7] == Known(7, "person", "The mayor Orlov", sure=True)
    assert registry.changes.ensured == {7}


def test_a_second_full_name_does_not_adopt_it_again() -> None:
    registry = Registry([Known(7, "person", "Orlov", sure=False)], held("Orlov", 7))
    registry.resolve(identity("Pavel Orlov"))
    assert registry.resolve(identity("Anton Orlov")) != 7


def test_entities_of_different_kinds_never_join() -> None:
    registry = Registry([Known(7, "organisation", "Orlov")], [Held(key, 7) for key in keys("Orlov", "person", "en")])
    assert registry.resolve(identity("Orlov")) != 7


def test_an_alias_wins_over_a_strong_key() -> None:
    known = [Known(1, "person", "Pavel Orlov"), Known(2, "person", "Anton Veller")]
    registry = Registry(known, held("Pavel Orlov", 1) + held("Pavel Orlov", 2, pin="alias"))
    assert registry.resolve(identity("Pavel Orlov")) == 2


def test_the_alias_of_a_surname_is_not_of_its_full_names() -> None:
    known = [Known(1, "person", "Pavel Orlov"), Known(2, "person", "Anton Veller")]
    registry = Registry(known, held("Pavel Orlov", 1) + held("Orlov", 2, pin="alias"))
    assert registry.resolve(identity("Orlov")) == 2
    assert registry.resolve(identity("Pavel Orlov")) == 1


def test_an_alias_in_one_script_holds_for_the_other() -> None:
    registry = Registry([Known(2, "person", "Anton Veller")], held("Павел Орлов", 2, pin="alias"))
    assert registry.resolve(identity("Pavel Orlov")) == 2


def test_the_pins_of_a_full_name_leave_its_surname_alone() -> None:
    assert all(key.startswith("person:") for key in pins("Pavel Orlov", "person"))


def test_a_split_key_never_leads_there() -> None:
    both = held("Pavel Orlov", 1) + held("Pavel Orlov", 1, pin="split")
    registry = Registry([Known(1, "person", "Pavel Orlov")], both)
    assert registry.resolve(identity("Pavel Orlov")) != 1


def test_a_merged_entity_leads_to_its_successor() -> None:
    known = [Known(1, "person", "P. Orlov", merged_into=2), Known(2, "person", "Pavel Orlov")]
    assert Registry(known, held("Pavel Orlov", 1)).resolve(identity("Pavel Orlov")) == 2


def test_mergers_in_a_ring_end() -> None:
    known = [Known(1, "person", "A", merged_into=2), Known(2, "person", "B", merged_into=1)]
    assert Registry(known).successor(1) in (1, 2)


def test_the_oldest_of_equals_is_taken() -> None:
    known = [Known(5, "person", "Pavel Orlov"), Known(3, "person", "Pavel Orlov")]
    registry = Registry(known, held("Pavel Orlov", 5) + held("Pavel Orlov", 3))
    assert registry.resolve(identity("Pavel Orlov")) == 3


NAMES = st.lists(
    st.sampled_from(["Pavel Orlov", "Anton Orlov", "Orlov", "P. Orlov", "Павел Орлов", "Daria Veller", "Veller"]),
    max_size=12,
)


@settings(deadline=None)  # the first reads the lists
@given(NAMES)
def test_the_same_names_in_the_same_order_give_the_same_entities(names: list[str]) -> None:
    one, other = Registry(), Registry()
    assert [one.resolve(identity(name)) for name in names] == [other.resolve(identity(name)) for name in names]


@settings(deadline=None)  # the first reads the lists
@given(NAMES)
def test_what_was_written_and_loaded_again_resolves_as_before(names: list[str]) -> None:
    first = Registry()
    full = [name for name in names if " " in name and "." not in name]
    before = [first.resolve(identity(name)) for name in full]
    ids = {entity: 100 - entity for entity in first.changes.entities}
    known = [Known(ids[one.id], one.kind, one.name, one.sure) for one in first.changes.entities.values()]
    again = Registry(known, [Held(key, ids[entity]) for key, entity in first.changes.keys])
    assert [again.resolve(identity(name)) for name in full] == [ids[entity] for entity in before]


def test_what_was_split_from_a_merged_entity_is_split_from_its_successor() -> None:
    known = [Known(1, "person", "P. Orlov", merged_into=2), Known(2, "person", "Pavel Orlov")]
    registry = Registry(known, held("Pavel Orlov", 2) + held("Pavel Orlov", 1, pin="split"))
    assert registry.resolve(identity("Pavel Orlov")) not in (1, 2)


@pytest.mark.parametrize("order", list(permutations([(3, "Pavel Orlov"), (5, "Павел Орлов"), (9, "Orlov")])))
def test_its_name_is_that_of_the_earliest_article_in_full(order: tuple[tuple[int, str], ...]) -> None:
    """Whichever is read first; a surname alone names nobody who has a full name."""
    registry = Registry()
    for article, name in order:
        language = "ru" if name[0] == "П" else "en"
        registry.resolve(identity(name, language=language), article=article)
    assert [one.name for one in registry.entities.values()] == ["Pavel Orlov"]


def test_an_earlier_article_renames_a_stored_one() -> None:
    registry = Registry([Known(7, "person", "Павел Орлов", named_by=5)], held("Pavel Orlov", 7))
    registry.resolve(identity("Pavel Orlov"), article=4)
    assert registry.changes.renamed == {7: ("Pavel Orlov", 4)}
    assert registry.changes.ensured == set()


def test_a_name_that_a_person_has_seen_stays() -> None:
    registry = Registry([Known(7, "person", "Павел Орлов")], held("Pavel Orlov", 7))
    registry.resolve(identity("Pavel Orlov"), article=4)
    assert registry.changes.renamed == {}
