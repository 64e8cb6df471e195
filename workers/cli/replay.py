"""wireroom replay, retry: articles again through the flow."""

import time
from typing import Annotated

import typer

from pipeline.errors import WrongUsage
from pipeline.flow import QUEUES, versions
from pipeline.model import Selector
from pipeline.store import feeds, merging, reports, selection
from pipeline.store.engine import transaction
from workers.bootstrap import Parts
from workers.cli import output
from workers.cli.output import Json
from workers.cli.selecting import required, selected
from workers.cli.session import database, opened
from workers.presence import bury_local
from workers.supervisor import Supervisor

From = Annotated[str, typer.Option("--from", metavar="STAGE", help="The stage to go back to.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count by source, and stop.")]
Wait = Annotated[
    bool, typer.Option("--wait", help="Return when all are through; works them here where no worker runs.")
]


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.command("replay")(replay)
    app.command("retry")(retry)


@selected
def replay(chosen: Selector, from_: From, dry_run: DryRun = False, wait: Wait = False, json: Json = False) -> int:
    """Move articles back to a stage and let the pipeline run again; nothing stored is fetched again.

    `--from extract --extractor NAME` runs that extractor alone, and those that need what it finds."""
    if from_ not in QUEUES:
        raise WrongUsage(f"--from {from_!r} is none of {', '.join(QUEUES)}")
    required(chosen)
    part = chosen.extractor if from_ == "extract" else None
    if part is not None and f"extract:{part}" not in versions():
        names = [name.removeprefix("extract:") for name in versions() if name.startswith("extract:")]
        raise WrongUsage(f"--extractor {part!r} is none of {', '.join(names)}")
    if from_ == "poll":
        return _repoll(chosen, dry_run, json)
    mine = opened()
    with transaction(mine.engine) as conn:
        ids = selection.select(conn, chosen, versions())
        stages = selection.able(conn, ids, from_)
        sources = selection.by_source(conn, list(stages))
        moved = 0 if dry_run else selection.move_back(conn, stages, part)
    result = {
        "from": from_,
        "extractor": part,
        "selected": len(ids),
        "able": len(stages),
        "moved": moved,
        "by_source": [{"host": host_, "articles": count} for host_, count in sources],
    }
    if json and not (wait and moved):
        output.document(result)
    elif not json:
        for host_, count in sources if dry_run else ():
            output.say(f"{count:8}  {host_}")
        left = (
            f" ({len(ids) - len(stages)} have nothing stored that {from_} could work on)"
            if len(ids) > len(stages)
            else ""
        )
        output.say(
            f"{len(stages)} articles {'would go' if dry_run else 'go'} back to {from_}{left}"
            if ids
            else "no such articles"
        )
    if wait and moved:
        seconds = wait_for(mine, list(stages), quiet=json)
        if json:
            output.document({**result, "seconds": round(seconds, 2)})
    return 0


def _repoll(chosen: Selector, dry_run: bool, json: bool) -> int:
    if not chosen.all and chosen.feed is None:
        raise WrongUsage("--from poll is about feeds: select them with --feed ID or --all")
    with database() as conn:
        ids = [
            row["id"]
            for row in reports.list_feeds(conn)
            if row["status"] in {"active", "broken"} and chosen.feed in (None, row["id"])
        ]
        if not dry_run:
            feeds.forget_documents(conn, ids)
            feeds.poll_now(conn, ids)
    if json:
        output.document({"from": "poll", "feeds": len(ids), "moved": 0 if dry_run else len(ids)})
    else:
        output.say(f"{len(ids)} feeds {'would be' if dry_run else 'are'} polled again")
    return 0


def wait_for(mine: Parts, ids: list[int], *, quiet: bool) -> float:
    """Wait until the pipeline is through with these articles, with workers of our own where none lives; seconds taken."""
    started, told = time.monotonic(), 0.0
    supervisor: Supervisor | None = None
    try:
        while True:
            with transaction(mine.engine) as conn:
                left = selection.unfinished(conn, ids)
                if supervisor is None:
                    bury_local(conn)
                    alone = not _served(reports.living_workers(conn))
            if not left:
                return time.monotonic() - started
            if supervisor is not None:
                supervisor.watch()
            elif alone:
                supervisor = Supervisor(mine.settings)
                supervisor.start()
            if not quiet and time.monotonic() - told > 2:
                elapsed = time.monotonic() - started
                output.say(f"{len(ids) - left} of {len(ids)} through, {(len(ids) - left) / max(elapsed, 0.1):.0f}/s")
                told = time.monotonic()
            time.sleep(0.2)
    finally:
        if supervisor:
            supervisor.drain()
        if not quiet:
            output.say(f"through after {time.monotonic() - started:.1f} s")


def _served(workers: list[reports.Row]) -> bool:
    """Whether somebody sends hints, and somebody works at every stage."""
    queues = {queue for row in workers for queue in row["queues"].split(",")}
    return queues >= set(QUEUES) and any(row["name"].startswith("scheduler@") for row in workers)


@selected
def retry(chosen: Selector, json: Json = False) -> None:
    """The failed ones again, from where they failed, with all their attempts; a link that was merged into the article it
    redirected to is fetched for itself, if it is named by --url."""
    required(chosen)
    with database() as conn:
        parted = merging.part(conn, chosen.urls)
        ids = selection.select(conn, chosen, versions())
        count = selection.retry(conn, ids) + parted
    if json:
        output.document({"selected": len(ids), "retried": count})
    else:
        output.say(f"{count} articles are tried again" if count else "no failed articles among those selected")
