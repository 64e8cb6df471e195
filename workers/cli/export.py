"""wireroom export: articles and what was found in them as files."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import Refused, WrongUsage
from pipeline.flow import versions
from pipeline.model import Selector
from pipeline.store import selection
from pipeline.store.engine import transaction
from workers import exports
from workers.cli import output
from workers.cli.output import Json
from workers.cli.selecting import selected
from workers.cli.session import opened

FORMATS = ("jsonl", "parquet", "warc")
SINGLE = {"jsonl": (".jsonl", ".jsonl.gz"), "parquet": (), "warc": (".warc", ".warc.gz")}


def register(app: typer.Typer) -> None:
    """Hang the verb into the command."""
    app.command("export")(export)


@selected
def export(
    chosen: Selector,
    format_: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS))],
    out: Annotated[
        Path,
        typer.Option(
            metavar="PATH",
            help="A folder, one partition a day; for jsonl also a file *.jsonl or *.jsonl.gz, or - for standard output; "
            "for warc also a file *.warc or *.warc.gz.",
        ),
    ],
    json: Json = False,
) -> None:
    """Write articles as files: jsonl, an article a line with what was found in it; parquet, a table for each view; warc, the
    pages as they were fetched, from which `import warc` makes the same rows.

    Without a selection all of them. An export into a folder that was stopped goes on when it is asked for again."""
    if format_ not in FORMATS:
        raise WrongUsage(f"--format {format_!r} is none of {', '.join(FORMATS)}")
    stream, single = str(out) == "-", out.name.endswith(SINGLE[format_])
    of_another = not single and out.name.endswith(tuple(end for ends in SINGLE.values() for end in ends))
    if of_another or (stream and format_ != "jsonl"):
        into = f"a folder or a file *{' or *'.join(SINGLE[format_])}" if SINGLE[format_] else "a folder"
        raise WrongUsage(f"--format {format_} writes {into}: --out {str(out)!r} is none")
    if stream and json:
        raise WrongUsage("--out - writes the lines themselves: leave --json out")
    mine = opened()
    with transaction(mine.engine) as conn:
        ids = selection.select(conn, chosen, versions())
    if stream:
        exports.to_stream(mine.engine, ids, sys.stdout)
        sys.stdout.flush()
        return

    def tell(done: int, count: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} of {count} articles ")
            sys.stderr.flush()

    if single and not ids and out.exists():
        raise Refused(f"no such articles: {out} is left as it is")
    if not single:
        result = exports.folder(mine.engine, ids, out, format_, asdict(chosen), tell)
    elif format_ == "warc":
        result = exports.warc(mine.engine, ids, out, whole=chosen in (Selector(), Selector(all=True)), told=tell)
    else:
        result = exports.jsonl(mine.engine, ids, out, tell)
    if json:
        output.document({"out": str(out), "format": format_, **asdict(result)})
    else:
        kept = f", {result.kept} of them there from before" if result.kept else ""
        none = "" if ids else "no such articles: "
        output.say(f"{none}{result.articles} articles in {result.files} files{kept}: {out}")
