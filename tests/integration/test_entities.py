"""Entities: one id for one and the same, whatever the spelling; what a person says of that stays."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from pipeline.errors import Refused
from pipeline.extract.entities import Entities
from pipeline.extract.identity.keys import keys
from pipeline.flow import versions
from pipeline.model import EntityKind, Identity, Selector
from pipeline.store import entities, feeds, selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, page
from tests.integration.conftest import Command
from workers import bootstrap, scheduler
from workers.cli import entities as command

STORIES = {
    "harbour": (
        "The harbour chain broke on Monday, said Anna Berkovska, the mayor of Port Osk, after the storm had passed over the town.",
        "Berkovska said that nobody had been hurt, and that the ferry to the islands would run again by the end of the week.",
        "The chain was made in the year of the great flood, and the town has paid for its repair every spring since then.",
    ),
    "ferry": (
        "The ferry to the islands is late again, and the mayor, Anna Berkovskaya, has asked its owner to explain why it is.",
        "The owner, Piet Lindqvist, told the council that the boat is old, and that a new one would not come before the winter.",
        "The council agreed to look at the matter once more in the autumn, when the visitors have left the islands.",
    ),
}


@pytest.fixture
def told(pipeline: Pipeline, web: HostileWeb) -> dict[str, int]:
    """Two articles that spell the mayor in two ways; their ids."""

    ids = {}
    for name, lines in STORIES.items():
        with transaction(pipeline.engine) as conn:
            url = web.put("site", f"/{name}", Reply(page(f"About the {name}", lines).encode()))
            ids[name], _ = feeds.add_article(conn, url)
    pipeline.drain()
    return ids


def _people(pipeline: Pipeline) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for words, entity in pipeline.rows("SELECT text, entity_id FROM v1.mentions WHERE kind = 'person'"):
        found.setdefault(words, set()).add(entity)
    return found


def _replay(pipeline: Pipeline) -> None:
    with transaction(pipeline.engine) as conn:
        ids = selection.select(conn, Selector(all=True), versions())
        selection.move_back(conn, selection.able(conn, ids, "extract"))
    pipeline.drain()


def _only(pipeline: Pipeline, words: str) -> int:
    (entity,) = _people(pipeline)[words]
    return entity


def test_two_spellings_are_one_entity(pipeline: Pipeline, told: dict[str, int]) -> None:
    people = _people(pipeline)
    assert people["Anna Berkovska"] == people["Anna Berkovskaya"] == people["Berkovska"]
    assert people["Anna Berkovska"] != people["Piet Lindqvist"]


def test_every_mention_is_of_an_entity_of_its_kind(pipeline: Pipeline, told: dict[str, int]) -> None:
    assert (
        pipeline.rows(
            "SELECT m.text FROM v1.mentions m LEFT JOIN v1.entities e ON e.id = m.entity_id WHERE e.id IS NULL OR e.kind <> m.kind"
        )
        == []
    )


def test_a_replay_gives_the_same_ids(pipeline: Pipeline, told: dict[str, int]) -> None:
    dump = "SELECT * FROM v1.entities ORDER BY id", "SELECT * FROM v1.mentions ORDER BY 1, 2, 5, 6"
    before = [pipeline.rows(sql) for sql in dump]
    _replay(pipeline)
    assert [pipeline.rows(sql) for sql in dump] == before


def test_merged_by_hand_stays_merged(pipeline: Pipeline, told: dict[str, int], wireroom: Command) -> None:
    mayor, owner = _only(pipeline, "Anna Berkovska"), _only(pipeline, "Piet Lindqvist")
    assert wireroom.json("entities", "merge", str(mayor), str(owner))["articles"] == 1
    pipeline.drain()
    assert _only(pipeline, "Piet Lindqvist") == mayor
    _replay(pipeline)
    assert _only(pipeline, "Piet Lindqvist") == mayor
    assert wireroom.json("entities", "show", str(owner))["merged_into"] == mayor


def test_merging_is_undone_by_split(pipeline: Pipeline, told: dict[str, int], wireroom: Command) -> None:
    mayor, owner = _only(pipeline, "Anna Berkovska"), _only(pipeline, "Piet Lindqvist")
    wireroom.json("entities", "merge", str(mayor), str(owner))
    pipeline.drain()
    wireroom.json("entities", "split", str(owner))
    pipeline.drain()
    assert _only(pipeline, "Piet Lindqvist") == owner


def test_split_by_hand_stays_split(pipeline: Pipeline, told: dict[str, int], wireroom: Command) -> None:
    """Two people after all, whose names only sound alike."""
    mayor = _only(pipeline, "Anna Berkovska")
    with transaction(pipeline.engine) as conn:
        entities.alias(conn, mayor, "Hanna Lindqvist")
    names = wireroom.json("entities", "show", str(mayor))["names"]
    assert "Hanna Lindqvist" in names
    (other,) = wireroom.json("entities", "split", str(mayor), "Hanna Lindqvist")["split"]
    identity = _identity("Hanna Lindqvist")
    with transaction(pipeline.engine) as conn:
        assert _resolved(conn, identity) == {identity: other}
    assert other != mayor


def test_an_alias_by_hand_holds_for_what_was_read_and_what_comes(
    pipeline: Pipeline, told: dict[str, int], wireroom: Command
) -> None:
    mayor = _only(pipeline, "Anna Berkovska")
    assert wireroom.json("entities", "alias", str(mayor), "Piet Lindqvist")["articles"] == 1
    pipeline.drain()
    assert _only(pipeline, "Piet Lindqvist") == mayor
    _replay(pipeline)
    assert _only(pipeline, "Piet Lindqvist") == mayor


def test_consumers_are_told_of_what_a_person_changed(
    pipeline: Pipeline, told: dict[str, int], wireroom: Command
) -> None:
    mayor, owner = _only(pipeline, "Anna Berkovska"), _only(pipeline, "Piet Lindqvist")
    wireroom.json("entities", "merge", str(mayor), str(owner))
    pipeline.drain()
    assert pipeline.rows("SELECT article_id, kind FROM v1.changes ORDER BY seq")[2:] == [(told["ferry"], "reextracted")]


def test_articles_that_still_name_a_merged_entity_are_found(pipeline: Pipeline, told: dict[str, int]) -> None:
    """As after a merge that was stopped half way."""
    mayor, owner = _only(pipeline, "Anna Berkovska"), _only(pipeline, "Piet Lindqvist")
    with transaction(pipeline.engine) as conn:
        assert entities.spread(conn, ["entities"]) == []
        entities.merge(conn, mayor, owner)
        assert entities.spread(conn, ["entities"]) == [told["ferry"]]
    assert not scheduler.tidy(bootstrap.Parts(pipeline.settings, pipeline.engine, None, None, None))  # type: ignore[arg-type]
    pipeline.drain()
    assert _only(pipeline, "Piet Lindqvist") == mayor


def _resolved(conn: Connection, *identities: Identity) -> dict[Identity, int]:
    made = entities.resolve(conn, {(1, identity): None for identity in identities})
    return {identity: entity for (_, identity), entity in made.items()}


def _identity(name: str, kind: EntityKind = "person") -> Identity:
    return Identity(kind, name, keys(name, kind, "en"))


def test_who_is_named_for_the_first_time_by_many_at_once_is_one(pipeline: Pipeline) -> None:
    identity = _identity("Hilda Tarkowska")

    def first(_: int) -> int:
        with transaction(pipeline.engine) as conn:
            return _resolved(conn, identity)[identity]

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(first, range(12)))) == 1
    assert pipeline.rows("SELECT count(*) FROM entities") == [(1,)]


def test_a_surname_alone_is_the_only_one_with_it_and_nobody_of_two(pipeline: Pipeline) -> None:
    alone = _identity("Tarkowska")

    def resolve(*names: Identity) -> list[int]:
        with transaction(pipeline.engine) as conn:
            made = _resolved(conn, *names)
        return [made[name] for name in names]

    (hilda,) = resolve(_identity("Hilda Tarkowska"))
    assert resolve(alone) == [hilda]
    (other,) = resolve(_identity("Berta Tarkowska"))
    assert other != hilda
    assert resolve(alone)[0] not in {hilda, other}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "99"), 1),
        (("merge", "99", "98"), 1),
        (("split", "99", "Anna"), 1),
        (("alias", "99", "Anna"), 1),
        (("list", "--kind", "ship"), 2),
        (("merge", "1"), 2),
    ],
)
def test_what_cannot_be_is_one_line(
    wireroom: Command, pipeline: Pipeline, arguments: tuple[str, ...], code: int
) -> None:
    done = wireroom("entities", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)


def test_kinds_are_not_merged(pipeline: Pipeline, wireroom: Command) -> None:
    with transaction(pipeline.engine) as conn:
        made = _resolved(conn, _identity("Hilda Tarkowska"), _identity("Harbour Board", "organisation"))
    done = wireroom("entities", "merge", *map(str, made.values()))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "same kind" in done.stderr


def _resolve(pipeline: Pipeline, *names: Identity) -> list[int]:
    with transaction(pipeline.engine) as conn:
        made = _resolved(conn, *names)
    return [made[name] for name in names]


def test_the_last_alias_counts(pipeline: Pipeline) -> None:
    hilda, berta = _resolve(pipeline, _identity("Hilda Tarkowska"), _identity("Berta Lindqvist"))
    for entity in (berta, hilda):
        with transaction(pipeline.engine) as conn:
            entities.alias(conn, entity, "Piet Jonson")
    assert _resolve(pipeline, _identity("Piet Jonson")) == [hilda]


def test_an_alias_holds_for_its_kind_alone(pipeline: Pipeline) -> None:
    """A country and its people have one key, and are two."""
    country, people = _identity("Ukraine", "place"), _identity("Ukrainians")
    assert set(country.keys) & set(people.keys)
    (place,) = _resolve(pipeline, country)
    with transaction(pipeline.engine) as conn:
        entities.alias(conn, place, "Ukraine")
    both = _resolve(pipeline, country, people)
    assert both[0] == place != both[1]
    assert _resolve(pipeline, country, people) == both


@pytest.mark.parametrize("second", [(1, 2), (1, 0)])
def test_two_merge_at_once_and_none_is_lost(pipeline: Pipeline, second: tuple[int, int]) -> None:
    """A into B while B goes into A, or C into B: no ring, no chain."""
    names = [_identity("Hilda Tarkowska"), _identity("Berta Lindqvist"), _identity("Piet Jonson")]
    ids = _resolve(pipeline, *names)
    refused: list[str] = []

    def other() -> None:
        try:
            with transaction(pipeline.engine) as conn:
                entities.merge(conn, ids[second[0]], ids[second[1]])
        except Refused as error:
            refused.append(str(error))

    thread = threading.Thread(target=other)
    with transaction(pipeline.engine) as conn:
        entities.merge(conn, ids[0], ids[1])
        thread.start()
        time.sleep(0.3)
    thread.join()
    assert len(refused) == 1
    assert _resolve(pipeline, *names) == [ids[0], ids[0], ids[2]]


def test_an_article_that_cannot_be_read_again_is_left_alone(
    pipeline: Pipeline, told: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not sent through the pipeline every few seconds for ever."""
    mayor, owner = _only(pipeline, "Anna Berkovska"), _only(pipeline, "Piet Lindqvist")
    with transaction(pipeline.engine) as conn:
        entities.merge(conn, mayor, owner)

    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(Entities, "__call__", fail)
    for articles in ([told["ferry"]], []):
        with transaction(pipeline.engine) as conn:
            found = entities.spread(conn, ["entities"])
            selection.move_back(conn, dict.fromkeys(found, "extract"))
        assert found == articles
        pipeline.drain()


def test_rows_of_an_extractor_that_is_no_longer_installed_are_left_alone(
    pipeline: Pipeline, told: dict[str, int]
) -> None:
    with transaction(pipeline.engine) as conn:
        entities.merge(conn, _only(pipeline, "Anna Berkovska"), _only(pipeline, "Piet Lindqvist"))
        assert entities.spread(conn, ["vessels"]) == []


def test_what_is_saved_while_a_person_speaks_is_waited_for(pipeline: Pipeline) -> None:
    with transaction(pipeline.engine) as saving:
        _resolved(saving, _identity("Hilda Tarkowska"))
        saving.exec_driver_sql("SELECT pg_current_xact_id()")
        with transaction(pipeline.engine) as conn:
            number = entities.written(conn)
        with transaction(pipeline.engine) as conn:
            assert not entities.through(conn, number)
    with transaction(pipeline.engine) as conn:
        assert entities.through(conn, number)


def test_an_article_that_is_being_saved_while_a_name_is_aliased_follows(
    pipeline: Pipeline, told: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asked whose name it is before the person spoke, and is stored after."""
    mayor = _only(pipeline, "Anna Berkovska")
    pipeline.execute(f"DELETE FROM annotations WHERE article_id = {told['ferry']}")
    with transaction(pipeline.engine) as conn:
        selection.move_back(conn, {told["ferry"]: "extract"})
    asked, spoken = threading.Event(), threading.Event()
    resolve = entities.resolve

    def slow(conn: Connection, wanted: entities.Asked) -> dict[tuple[int, Identity], int]:
        made = resolve(conn, wanted)
        asked.set()
        spoken.wait(5)
        return made

    monkeypatch.setattr(entities, "resolve", slow)
    monkeypatch.setattr(command, "database", lambda: transaction(pipeline.engine))
    saving = threading.Thread(target=pipeline.drain)
    saving.start()
    assert asked.wait(10)
    threading.Timer(1, spoken.set).start()
    command.alias(mayor, ["Piet Lindqvist"])
    saving.join()
    monkeypatch.setattr(entities, "resolve", resolve)
    pipeline.drain()
    assert _only(pipeline, "Piet Lindqvist") == mayor


def test_a_surname_read_again_stays_whose_it_was(pipeline: Pipeline) -> None:
    """Also where somebody else has come to bear it: a replay gives the same rows."""
    alone = _identity("Tarkowska")
    with transaction(pipeline.engine) as conn:
        (hilda,) = _resolved(conn, _identity("Hilda Tarkowska")).values()
    with transaction(pipeline.engine) as conn:
        assert entities.resolve(conn, {(1, alone): None}) == {(1, alone): hilda}
        _resolved(conn, _identity("Berta Tarkowska"))
    with transaction(pipeline.engine) as conn:
        again = entities.resolve(conn, {(1, alone): hilda, (2, alone): None})
    assert again[1, alone] == hilda
    assert again[2, alone] != hilda


def test_a_renamed_one_keeps_its_mentions_and_its_name(
    pipeline: Pipeline, told: dict[str, int], wireroom: Command
) -> None:
    mayor, before = _only(pipeline, "Anna Berkovska"), _people(pipeline)
    assert wireroom.json("entities", "rename", str(mayor), "Mayor  of Osk")["before"].startswith("Anna Berkovsk")
    _replay(pipeline)
    assert pipeline.rows("SELECT name FROM v1.entities WHERE id = %s", mayor) == [("Mayor of Osk",)]
    assert _people(pipeline) == before


@pytest.mark.parametrize(("arguments", "code"), [(("999", "X"), 1), (("1", " "), 2), (("x", "X"), 2)])
def test_renaming_what_is_not_there_is_one_line(wireroom: Command, arguments: tuple[str, str], code: int) -> None:
    done = wireroom("entities", "rename", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)
