"""wireroom entities …: who is one and the same, and what a person says of that."""

import time
from collections.abc import Collection, Sequence
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from pipeline.errors import WrongUsage
from pipeline.extract import EXTRACTORS, concerned, extractors
from pipeline.store import entities, selection
from workers.cli import output
from workers.cli.output import Json
from workers.cli.session import database

verbs = typer.Typer(
    no_args_is_help=True,
    help="People, organisations, places: list, show, merge, split, alias, rename. What is said here stays.",
)
PATIENCE = 10.0  # seconds for which transactions under way are waited for
KINDS = ("person", "organisation", "place")
Id = Annotated[int, typer.Argument(metavar="ID", min=1)]


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.add_typer(verbs, name="entities")


@verbs.command("list")
def list_(
    kind: Annotated[str | None, typer.Option(help="person, organisation or place.")] = None,
    name: Annotated[str | None, typer.Option(help="With a name that has this in it.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    json: Json = False,
) -> None:
    """Entities, those of most articles first."""
    if kind is not None and kind not in KINDS:
        raise WrongUsage(f"--kind {kind!r} is none of {', '.join(KINDS)}")
    with database() as conn:
        rows = entities.listed(conn, kind, name, limit)
    if json:
        output.document(rows)
    elif not rows:
        output.say("no such entities")
    else:
        output.table(
            [{**row, "names": ", ".join(row["names"])} for row in rows], ["id", "kind", "articles", "name", "names"]
        )


@verbs.command("show")
def show(entity_id: Id, json: Json = False) -> None:
    """One entity with the names it goes by and the keys it is known by."""
    with database() as conn:
        found = entities.find(conn, entity_id)
        found["articles"] = len(entities.articles(conn, [entity_id]))
    if json:
        output.document(found)
        return
    for key, value in found.items():
        if key == "keys":
            output.table(value, ["key", "pin"], "keys")
        elif value not in (None, []):
            output.say(f"{key:15} {', '.join(value) if isinstance(value, list) else output.cell(value)}")


@verbs.command("merge")
def merge(
    keep: Id,
    others: Annotated[list[int], typer.Argument(metavar="OTHER...", min=1)],
    json: Json = False,
) -> None:
    """These others are the first one: their mentions, also those to come, are its."""
    with database() as conn:
        told = _again(conn, others)
        for other in others:
            entities.merge(conn, keep, other)
    told += _stragglers(others, told)
    _tell({"id": keep, "merged": others}, told, f"{', '.join(map(str, others))} merged into {keep}", json)


@verbs.command("split")
def split(
    entity_id: Id,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="As `entities show` has it.")] = None,
    json: Json = False,
) -> None:
    """These forms of its name are somebody else each; without any, a merged entity is its own again."""
    with database() as conn:
        one = entities.find(conn, entity_id)
        changed = [entity_id if names else one["merged_into"] or entity_id]
        told = _again(conn, changed)
        made = [entities.split(conn, entity_id, name) for name in names or ()] or [entities.unmerge(conn, entity_id)]
    told += _stragglers(changed, told)
    line = (
        f"{', '.join(map(repr, names))} split from {entity_id}: now {', '.join(map(str, made))}"
        if names
        else f"{entity_id} is its own again, no longer {made[0]}"
    )
    _tell({"id": entity_id, "split": made}, told, line, json)


@verbs.command("alias")
def alias(entity_id: Id, names: Annotated[list[str], typer.Argument(metavar="NAME...")], json: Json = False) -> None:
    """Whoever is named so is this one."""
    with database() as conn:
        before = sorted({each for name in names for each in entities.named(conn, entity_id, name)})
        told = _again(conn, before)
        for name in names:
            entities.alias(conn, entity_id, name)
    told += _stragglers(before, told)
    _tell({"id": entity_id, "aliases": names}, told, f"{', '.join(map(repr, names))}: entity {entity_id}", json)


@verbs.command("rename")
def rename(entity_id: Id, name: Annotated[str, typer.Argument(metavar="NAME")], json: Json = False) -> None:
    """Show an entity under this name, whatever articles call it; who is named so stays as it is."""
    if not (wanted := " ".join(name.split())):
        raise WrongUsage("the new name is empty")
    with database() as conn:
        before = entities.rename(conn, entity_id, wanted)
    if json:
        output.document({"id": entity_id, "name": wanted, "before": before})
    else:
        output.say(f"entity {entity_id} is {wanted!r}, no longer {before!r}")


def _again(conn: Connection, changed: Sequence[int], without: Collection[int] = ()) -> list[int]:
    """Articles that name these are read again, by `entities` and what needs it alone, unless a plug-in may name them too.

    Before anything is said of the entities: see the order of locks in `store/entities.py`.
    """
    ids = [each for each in entities.articles(conn, changed) if each not in without]
    stages = selection.able(conn, ids, "extract")
    among = {each.name for each in extractors()} - {each.name for each in EXTRACTORS}
    selection.move_back(conn, stages, None if among - concerned("entities", extractors())[0] else "entities")
    return list(stages)


def _stragglers(changed: Sequence[int], told: Sequence[int]) -> list[int]:
    """Read again what was being saved meanwhile by those who did not know yet."""
    with database() as conn:
        number = entities.written(conn)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with database() as conn:
            if entities.through(conn, number):
                return _again(conn, changed, set(told))
        time.sleep(0.05)
    output.note("wireroom: others are still writing: what they save of these may need the same command once more")
    return []


def _tell(result: dict[str, Any], articles: Sequence[int], line: str, json: bool) -> None:
    if json:
        output.document({**result, "articles": len(articles)})
    else:
        output.say(f"{line}; {len(articles)} articles are read again")
