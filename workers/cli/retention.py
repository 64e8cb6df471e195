"""wireroom db prune: drop the raw bodies that nothing needs any more."""

import sys
from typing import Annotated

import typer

from pipeline.errors import Refused
from pipeline.store import retention
from pipeline.store.engine import transaction
from workers.cli import output
from workers.cli.output import Json
from workers.cli.session import opened

SHOWN = 20  # hosts


def prune(
    older_than: Annotated[
        int, typer.Option("--older-than", metavar="DAYS", min=1, max=36_500, help="Fetched more than so many days ago.")
    ],
    host: Annotated[str | None, typer.Option("--host", help="Of articles on this host alone.")] = None,
    feed: Annotated[int | None, typer.Option("--feed", help="Of articles that this feed announced.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count by host, and stop.")] = False,
    json: Json = False,
) -> None:
    """Drop raw bodies that nothing needs any more. The newest good page, the page of the newest revision and the newest text from
    a feed stay of each article, and everything of those under way; each one dropped is announced in `changes`."""
    mine = opened()
    scope = retention.Scope(host.strip().lower() if host is not None else None, feed)
    with transaction(mine.engine) as conn:
        if feed is not None and not retention.known_feed(conn, feed):
            raise Refused(f"there is no feed {feed}")
        before = retention.cutoff(conn, older_than)
    freed = retention.prune(mine.engine, before, scope, dry_run=dry_run, told=_tell)
    if sys.stderr.isatty():
        output.note("")
    hosts = sorted(freed.by_host.items(), key=lambda item: (-item[1][1], item[0]))
    if json:
        output.document(
            {
                "before": before,
                "dry_run": dry_run,
                "captures": freed.captures,
                "bytes": freed.bytes,
                "by_host": [{"host": name, "captures": count, "bytes": size} for name, (count, size) in hosts],
                "forgotten": {
                    "superseded": freed.superseded,
                    "attempts": freed.attempts,
                    "replays": freed.replays,
                },
            }
        )
        return
    if dry_run:
        for name, (count, size) in hosts[:SHOWN]:
            output.say(f"{count:8}  {_amount(size):>10}  {name}")
        if len(hosts) > SHOWN:
            output.say(f"{'':8}  {'':10}  and {len(hosts) - SHOWN} more hosts")
    would = "would be " if dry_run else ""
    what = f"{freed.captures} raw bodies from before {output.cell(before)} {would}dropped, {_amount(freed.bytes)}"
    output.say(what if freed.captures else f"nothing to drop from before {output.cell(before)}")
    ours = {"superseded results": freed.superseded, "attempts": freed.attempts, "replays": freed.replays}
    if any(ours.values()):
        output.say(f"{would}forgotten: " + ", ".join(f"{count} {name}" for name, count in ours.items() if count))


def _tell(captures: int, size: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{captures} bodies, {_amount(size)} ")
        sys.stderr.flush()


def _amount(size: int) -> str:
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"
