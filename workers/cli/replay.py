"""wireroom replay, retry: articles again through the flow."""

from datetime import datetime
from typing import Annotated, Any

import typer

from pipeline.errors import WrongUsage
from pipeline.flow import QUEUES, versions
from pipeline.model import Selector
from pipeline.store import feeds, merging, replays, reports, selection
from pipeline.store.engine import transaction
from pipeline.store.replays import Replay, Survey
from workers.bootstrap import Parts
from workers.cli import differing, output
from workers.cli import replays as under_way
from workers.cli.output import Json
from workers.cli.selecting import required, selected
from workers.cli.session import database, opened
from workers.cli.waiting import left_going, wait_for

From = Annotated[str | None, typer.Option("--from", metavar="STAGE", help="The stage to go back to.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count by source, and stop.")]
Wait = Annotated[
    bool, typer.Option("--wait", help="Return when all are through; works them here where no worker runs.")
]
Diff = Annotated[
    int | None,
    typer.Option(
        "--diff",
        min=1,
        max=1_000_000_000,
        metavar="N",
        help="Run so many of them in memory, show what would change, and stop.",
    ),
]
Against = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION", help="With --diff: what this version had made, 7 of clean or quotes:3; runs nothing."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Also what current versions have made.")]
List = Annotated[bool, typer.Option("--list", help="Show the replays under way and the last ones finished.")]
Cancel = Annotated[int | None, typer.Option("--cancel", metavar="ID", min=1, max=2**63 - 1, help="Stop this replay.")]


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.command("replay")(replay)
    app.command("retry")(retry)


@selected
def replay(
    chosen: Selector,
    from_: From = None,
    dry_run: DryRun = False,
    diff: Diff = None,
    against: Against = None,
    wait: Wait = False,
    force: Force = False,
    list_: List = False,
    cancel: Cancel = None,
    json: Json = False,
) -> int:
    """Move articles back to a stage and let the pipeline run again; nothing stored is fetched again. What the present
    versions have made is left as it is, unless --force is given.

    `--from extract --extractor NAME` runs that extractor alone, and those that need what it finds."""
    if list_ or cancel is not None:
        if (
            (list_ and cancel is not None)
            or from_
            or dry_run
            or wait
            or force
            or diff
            or against
            or chosen != Selector()
        ):
            raise WrongUsage(f"{'--list' if list_ else '--cancel ID'} stands alone")
        if cancel is not None:
            under_way.cancel(cancel, json=json)
        else:
            under_way.show(json=json)
        return 0
    if from_ not in QUEUES:
        given = "say to which stage: --from with one of" if from_ is None else f"--from {from_!r} is none of"
        raise WrongUsage(f"{given} {', '.join(QUEUES)}")
    required(chosen)
    part = chosen.extractor if from_ == "extract" else None
    if part is not None and f"extract:{part}" not in versions():
        names = [name.removeprefix("extract:") for name in versions() if name.startswith("extract:")]
        raise WrongUsage(f"--extractor {part!r} is none of {', '.join(names)}")
    if diff is not None or against is not None:
        return differing.differ(chosen, from_, diff, against, json)
    if from_ == "poll":
        return _repoll(chosen, dry_run, json)
    return _replay(opened(), Replay(from_, part, chosen, force), dry_run, wait, json)


def _replay(mine: Parts, asked: Replay, dry_run: bool, wait: bool, json: bool) -> int:
    result: dict[str, Any] = {"from": asked.stage, "extractor": asked.part, "replay": None}
    with transaction(mine.engine) as conn:
        upto = replays.newest(conn)
        found = replays.identical(conn, asked, versions()) if not dry_run else None
    with transaction(mine.engine) as conn:  # of its own: with a million articles it takes long, and locks nothing
        result |= _counted(replays.survey(conn, asked, versions(), upto), asked) if found is None else {"by_source": []}
    if found is None and (dry_run or result["able"] == result["current"]):
        if json:
            output.document(result)
        else:
            _tell(asked, result, dry_run)
        return 0
    with transaction(mine.engine) as conn:
        replay_id, since = replays.begin(conn, asked, versions(), upto)
    with left_going(replay_id):
        result |= _carried_out(mine, replay_id)
    if not json:
        _tell(asked, result, since=since)
    if wait:
        result["seconds"] = round(wait_for(mine, replay_id, quiet=json), 2)
        with transaction(mine.engine) as conn:
            [row] = replays.shown(conn, replay_id)
        result |= {"moved": row["moved"], "state": row["state"]}
    if json:
        output.document(result)
    elif wait:
        output.say(f"{'cancelled' if row['state'] == 'cancelled' else 'through'} after {result['seconds']:.1f} s")
    return 0


def _counted(survey: Survey, asked: Replay) -> dict[str, Any]:
    return {
        "selected": survey.selected,
        "able": sum(survey.able.values()),
        "current": 0 if asked.force else sum(survey.current.values()),
        "moved": 0,
        "by_source": [
            {"host": host, "articles": count, "current": survey.current.get(host, 0)}
            for host, count in sorted(survey.able.items(), key=lambda item: (-item[1], item[0]))
        ],
    }


def _carried_out(mine: Parts, replay_id: int) -> dict[str, Any]:
    """Carry it out, and what that came to."""
    more = True
    while more:
        with transaction(mine.engine) as conn:
            more = replays.advance(conn, replay_id)
    with transaction(mine.engine) as conn:
        [row] = replays.shown(conn, replay_id)
    able = row["moved"] + row["current"]
    return {"replay": replay_id, **{name: row[name] for name in ("selected", "current", "moved")}, "able": able}


def _tell(asked: Replay, result: dict[str, Any], dry_run: bool = False, since: datetime | None = None) -> None:
    if not result["selected"]:
        output.say("no such articles")
        return
    for row in result["by_source"] if dry_run else ():
        output.say(f"{row['articles']:8}  {row['host']}" + (f" ({row['current']} current)" if row["current"] else ""))
    aside = [f"{result['current']} are current: --force runs them too"] if result["current"] else []
    if result["selected"] > result["able"]:
        aside.append(f"{result['selected'] - result['able']} have nothing stored that {asked.stage} could work on")
    going = result["able"] - result["current"]
    if since is not None:
        output.say(f"replay {result['replay']}, asked for {since:%Y-%m-%d %H:%M:%S}, is under way: it goes on")
    output.say(
        f"{going} articles {'would go' if dry_run else 'go'} back to {asked.stage}"
        + (f" ({'; '.join(aside)})" if aside else "")
    )


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
