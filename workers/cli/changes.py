"""wireroom changes, consumers …: the change feed for programs, one JSON object a line."""

import json as codec
import os
import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from pipeline.errors import Refused, WrongUsage
from pipeline.store import consumers
from pipeline.store.engine import transaction
from workers.bootstrap import Parts
from workers.cli import output
from workers.cli.output import Json
from workers.cli.session import database, opened

BATCH = 500
PATIENCE = (
    10.0  # seconds after which is looked anyway: a notice may be lost with its connection, another process may be done
)
_NAME = re.compile(r"[\w.-]{1,100}")

verbs = typer.Typer(no_args_is_help=True, help="Positions of named readers of the change feed: list, set, remove.")


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.command("changes")(changes)
    app.add_typer(verbs, name="consumers")


def changes(
    after: Annotated[int | None, typer.Option(min=0, metavar="SEQ", help="Only what comes after it.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more, until stopped.")] = False,
    consumer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Go on where this reader stopped, and remember how far it came; several processes may share a name.",
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    json: Json = False,
) -> int:
    """What happened to articles, in the order of commits; one JSON object a line, with --json one document."""
    if consumer is not None and not _NAME.fullmatch(consumer):
        raise WrongUsage(
            f"--consumer {consumer!r}: a name has at most 100 letters, digits, dots, dashes and underscores"
        )
    if json and (follow or consumer):
        raise WrongUsage(
            "--json gives one document at the end: with --follow and --consumer take the lines as they are"
        )
    mine = opened()
    if json:
        with transaction(mine.engine) as conn:
            output.document(consumers.read(conn, after or 0, limit or 1_000_000_000))
        return 0
    reader = _Reader(mine, after, consumer)
    try:
        _read(mine, reader, follow, limit)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has gone. What could not be written is not acknowledged, and Python's own flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


class _Reader:
    """Where a reader stands: in memory, or in the database under a name."""

    def __init__(self, mine: Parts, after: int | None, name: str | None) -> None:
        self.engine, self.seq, self.name = mine.engine, after or 0, name
        if name is not None:
            with transaction(self.engine) as conn:
                new = consumers.register(conn, name, self.seq)
                held = consumers.position(conn, name)
            if not new and after is not None:
                raise WrongUsage(
                    f"--after: {name} is known and goes on after {held}; `wireroom consumers set {name} {after}` puts it elsewhere"
                )

    def turn(self, limit: int) -> int:
        """Write the next changes, and remember that once they are written; how many there were, -1 while another process
        of this name has its turn. However long whoever reads them takes, no transaction is open meanwhile."""
        if self.name is None:
            with transaction(self.engine) as conn:
                rows = consumers.read(conn, self.seq, limit)
            _write(rows)
            self.seq = rows[-1]["seq"] if rows else self.seq
            return len(rows)
        with consumers.turn(self.engine, self.name) as session:
            if session is None:
                return -1
            held = consumers.position(session, self.name)
            if held is None:
                raise Refused(f"nobody reads under the name {self.name} any more: it has been removed")
            rows = consumers.read(session, held, limit)
            _write(rows)
            if rows:
                consumers.acknowledge(session, self.name, held, rows[-1]["seq"])
        return len(rows)


def _write(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.write(codec.dumps({**row, "at": row["at"].isoformat()}) + "\n")
    sys.stdout.flush()


def _read(mine: Parts, reader: _Reader, follow: bool, limit: int | None) -> None:
    left = limit
    with consumers.listening(mine.engine) as wait:
        while left is None or left > 0:
            count = reader.turn(BATCH if left is None else min(BATCH, left))
            if left is not None and count > 0:
                left -= count
            if count <= 0:
                if not follow and count == 0:
                    return
                wait(PATIENCE if count == 0 else 0.2)


@verbs.command("list")
def list_(json: Json = False) -> None:
    """Who reads under a name, and how far each has come."""
    with database() as conn:
        rows = consumers.listed(conn)
    if json:
        output.document(rows)
    elif not rows:
        output.say("nobody reads the change feed under a name")
    else:
        output.table(rows, ["name", "seq", "behind", "acknowledged_at"])


@verbs.command("set")
def set_(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    seq: Annotated[int, typer.Argument(metavar="SEQ", min=0)],
    json: Json = False,
) -> None:
    """Have a reader go on after another seq: back to read again, 0 for everything."""
    with database() as conn:
        if seq > (last := consumers.newest(conn)):
            raise Refused(f"{seq} lies beyond the end of the change feed, which is {last} now")
        known = consumers.place(conn, name, seq)
    if not known:
        raise Refused(f"nobody reads under the name {name}: `wireroom changes --consumer {name}` begins")
    if json:
        output.document({"name": name, "seq": seq})
    else:
        output.say(f"{name} goes on after {seq}")


@verbs.command("remove")
def remove(name: Annotated[str, typer.Argument(metavar="NAME")], json: Json = False) -> None:
    """Forget how far a reader came."""
    with database() as conn:
        known = consumers.remove(conn, name)
    if not known:
        raise Refused(f"nobody reads under the name {name}")
    if json:
        output.document({"name": name, "removed": True})
    else:
        output.say(f"{name} is forgotten")
