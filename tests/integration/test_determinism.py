"""The same input and versions give the same rows: however often, in whatever batches, in whatever order."""

import os
import random

import pytest
from sqlalchemy import Engine

from pipeline.deadline import Bounds
from pipeline.extract import EXTRACTORS
from pipeline.flow import FLOW, versions
from pipeline.model import Identity, Selector
from pipeline.stages.extract import annotate
from pipeline.store import entities, feeds, habits, ledger, selection
from pipeline.store.engine import transaction
from pipeline.store.tables import metadata
from tests.conftest import Pipeline
from tests.dumps import REPLAYED, dump, dump_by_name
from tests.golden import inputs
from tests.newsroom import Newsroom

BATCHES = (1, 2, 7, 30)


def _replay(pipeline: Pipeline, stage: str) -> int:
    """Everything back to a stage, also what is current, and through again."""
    with transaction(pipeline.engine) as conn:
        ids = selection.select(conn, Selector(all=True), versions())
        moved = selection.move_back(conn, selection.able(conn, ids, stage))
    pipeline.drain()
    return moved


@pytest.mark.parametrize("stage", ["clean", "extract", "cluster"])
def test_replayed_twice_every_view_is_the_same_and_nobody_is_told(ingested: Pipeline, stage: str) -> None:
    before, told = dump(ingested.engine, REPLAYED), ingested.rows("SELECT * FROM v1.changes ORDER BY seq")
    assert len(before["articles"]) > 60
    for _ in range(2):
        assert _replay(ingested, stage) > 60
        assert dump(ingested.engine, REPLAYED) == before
    assert ingested.rows("SELECT * FROM v1.changes ORDER BY seq") == told


def test_every_view_is_the_same_in_whatever_batches_and_order_it_was_made(
    pipeline: Pipeline, newsroom: Newsroom
) -> None:
    """But for the ids of captures and entities, and for times: the polls, which give articles their ids, come in one order."""
    made = []
    for seed in (1, 2):
        tables = ", ".join(table.name for table in metadata.sorted_tables)
        pipeline.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        _ingest(pipeline, newsroom, random.Random(seed))
        made.append(dump_by_name(pipeline.engine))
    assert len(made[0]["articles"]) > 60
    for view, rows in made[0].items():
        assert made[1][view] == rows, view


def _ingest(pipeline: Pipeline, newsroom: Newsroom, chance: random.Random) -> None:
    with transaction(pipeline.engine) as conn:
        for url in newsroom.feeds:
            feeds.add(conn, url, interval=900)
        polls = sorted(item for item, _ in ledger.take_due(conn, "poll", "live", 1_000, 0.0))
    for feed in polls:
        pipeline.runner.run("poll", [feed], os.urandom(8).hex())
    while work := _due(pipeline, chance):
        for stage, ids in work[: chance.randint(1, len(work))]:
            pipeline.runner.run(stage, ids, os.urandom(8).hex())


def _due(pipeline: Pipeline, chance: random.Random) -> list[tuple[str, list[int]]]:
    """All that is due, in batches of several sizes, shuffled."""
    work: list[tuple[str, list[int]]] = []
    with transaction(pipeline.engine) as conn:
        habits.spread(conn)
        for stage in FLOW[1:]:
            due = [
                item for lane in ("live", "replay") for item, _ in ledger.take_due(conn, stage.name, lane, 1_000, 0.0)
            ]
            chance.shuffle(due)
            while due:
                size = chance.choice(BATCHES)
                work.append((stage.name, due[:size]))
                due = due[size:]
    chance.shuffle(work)
    return work


def test_who_is_who_does_not_depend_on_who_is_met_first(engine: Engine) -> None:
    """Over texts in which names stand in three languages, in full and as surnames alone."""
    named: list[dict[tuple[int, Identity], None]] = []
    for article, document in enumerate(inputs.documents().values(), 1):
        found = annotate(document, EXTRACTORS[:3], Bounds()).annotations["entities"]
        named.append({(article, item.entity): None for item in found if item.entity})
    told = []
    for seed in range(8):
        chance, order = random.Random(seed), list(named)
        chance.shuffle(order)
        who: dict[tuple[int, Identity], int] = {}
        with engine.begin() as conn:
            conn.exec_driver_sql("TRUNCATE entities, entity_keys, entity_names, annotations CASCADE")
        while order:
            size = chance.choice(BATCHES)
            with engine.begin() as conn:
                who |= entities.resolve(conn, {key: None for each in order[:size] for key in each})
            order = order[size:]
        with engine.connect() as conn:
            names = {row.id: (row.kind, row.name) for row in conn.exec_driver_sql("SELECT * FROM v1.entities")}
        told.append({key: names[entity] for key, entity in who.items()})
    assert all(each == told[0] for each in told)
