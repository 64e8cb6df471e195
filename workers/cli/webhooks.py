"""wireroom webhooks …: addresses that the change feed is sent to."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from pipeline.errors import Refused, WrongUsage
from pipeline.store import webhooks as store
from pipeline.store.changes import KINDS
from pipeline.store.engine import transaction
from pipeline.web import webhooks
from workers.bootstrap import Parts, web_knobs
from workers.cli import output
from workers.cli.output import Json
from workers.cli.session import database, opened
from workers.webhooks import Outcome, make_client, send, told

verbs = typer.Typer(
    no_args_is_help=True, help="Addresses that changes are sent to, signed: add, list, test, redeliver."
)
Id = Annotated[int, typer.Argument(metavar="ID", min=1)]


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.add_typer(verbs, name="webhooks")


@verbs.command("add")
def add(
    url: Annotated[str, typer.Argument(metavar="URL")],
    kinds: Annotated[str | None, typer.Option(metavar="KIND,…", help=f"Only these of {', '.join(KINDS)}.")] = None,
    secret: Annotated[
        str | None,
        typer.Option(metavar="S", help="whsec_ and base64; - reads it from standard input. Made where none is given."),
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(min=0, metavar="SEQ", help="Begin after it, 0 for everything; else with what comes now."),
    ] = None,
    json: Json = False,
) -> None:
    """Send changes to an address from now on; prints the secret that they are signed with."""
    chosen = _kinds(kinds) if kinds is not None else None
    if secret is None:
        given = webhooks.new_secret()
    else:
        given = sys.stdin.readline().strip() if secret == "-" else secret  # noqa: S105
        webhooks.key(given)
    mine = opened()
    target = webhooks.address(url, web_knobs(mine.settings).guard)
    with transaction(mine.engine) as conn:
        row = store.add(conn, target, given, chosen, after)
    if json:
        output.document(row)
        return
    output.say(f"webhook {row['id']}: what comes after change {row['seq']} is sent to {row['url']}")
    output.say(f"secret  {row['secret']}")


def _kinds(given: str) -> list[str]:
    chosen = [kind.strip() for kind in given.split(",") if kind.strip()]
    unknown = [kind for kind in chosen if kind not in KINDS]
    if unknown or not chosen:
        raise WrongUsage(f"--kinds {given!r}: {', '.join(unknown) or 'nothing'} is none of {', '.join(KINDS)}")
    return sorted(set(chosen), key=KINDS.index)


@verbs.command("list")
def list_(json: Json = False) -> None:
    """Who is sent what, how far each has come, and what went wrong last."""
    with database() as conn:
        rows = store.listed(conn)
    if json:
        output.document(rows)
    elif not rows:
        output.say("changes are sent nowhere: `wireroom webhooks add URL` begins")
    else:
        output.table(
            [_shown(row) for row in rows],
            ["id", "state", "kinds", "seq", "behind", "delivered_at", "last_status", "last_error", "next_attempt_at",
             "dead_letters", "url"],
        )  # fmt: skip


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "kinds": ",".join(row["kinds"]) if row["kinds"] else "all"}


@verbs.command("show")
def show(
    webhook_id: Id,
    secret: Annotated[bool, typer.Option("--secret", help="Its secret, too.")] = False,
    json: Json = False,
) -> None:
    """One webhook."""
    with database() as conn:
        row = store.find(conn, webhook_id)
        if secret:
            row["secret"] = store.secret(conn, webhook_id)
    if json:
        output.document(row)
        return
    for key, value in _shown(row).items():
        if value is not None:
            output.say(f"{key:16} {output.cell(value)}")


@verbs.command("pause")
def pause(webhook_id: Id, json: Json = False) -> None:
    """Send nothing until it is resumed; nothing is lost meanwhile."""
    with database() as conn:
        store.pause(conn, webhook_id)
    _say(webhook_id, "paused", f"webhook {webhook_id} is paused", json)


@verbs.command("resume")
def resume(webhook_id: Id, json: Json = False) -> None:
    """Send again, from where it stopped."""
    with database() as conn:
        store.resume(conn, webhook_id)
    _say(webhook_id, "active", f"webhook {webhook_id} goes on", json)


@verbs.command("remove")
def remove(webhook_id: Id, json: Json = False) -> None:
    """Forget a webhook, its position and its dead letters."""
    with database() as conn:
        dead = store.remove(conn, webhook_id)
    _say(
        webhook_id, "removed", f"webhook {webhook_id} is removed" + (f", and {dead} dead letters" if dead else ""), json
    )


def _say(webhook_id: int, state: str, line: str, json: bool) -> None:
    if json:
        output.document({"id": webhook_id, "state": state})
    else:
        output.say(line)


@verbs.command("test")
def try_(webhook_id: Id, json: Json = False) -> int:
    """Send a signed delivery without changes, once, now; exit 1 where it is not taken. Its position stays."""
    mine = opened()
    with transaction(mine.engine) as conn:
        row, secret = store.find(conn, webhook_id), store.secret(conn, webhook_id)
    body = webhooks.body(webhook_id, datetime.now(UTC), [], "test")
    outcome = _send(mine, row["url"], secret, body)
    if json:
        output.document({"id": webhook_id, **_result(outcome)})
    elif outcome.error is None:
        output.say(f"taken: answered {outcome.status} after {outcome.milliseconds} ms")
    if outcome.error is not None:
        return output.fail(told(outcome.error), 1)
    return 0


@verbs.command("dead")
def dead(
    webhook_id: Annotated[int | None, typer.Argument(metavar="[ID]", min=1)] = None,
    json: Json = False,
) -> None:
    """Deliveries that were not taken for a day, of one webhook or of all."""
    with database() as conn:
        if webhook_id is not None:
            store.find(conn, webhook_id)
        rows = store.dead(conn, webhook_id)
    if json:
        output.document(rows)
    elif not rows:
        output.say("no dead letters")
    else:
        output.table(rows, ["id", "webhook_id", "after_seq", "to_seq", "changes", "attempts", "died_at", "error"])


@verbs.command("redeliver")
def redeliver(
    ids: Annotated[list[int] | None, typer.Argument(metavar="DEAD-ID...", min=1, show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="All dead letters.")] = False,
    json: Json = False,
) -> int:
    """Send dead letters again, once, now; those that are taken are forgotten. Exit 1 where one is not."""
    if every == bool(ids):
        raise WrongUsage("say which: DEAD-ID… as `wireroom webhooks dead` shows them, or --all")
    mine = opened()
    with transaction(mine.engine) as conn:
        known = [int(row["id"]) for row in store.dead(conn)]
    unknown = [number for number in ids or () if number not in known]
    if unknown:
        raise Refused(f"no dead letter {', '.join(map(str, unknown))}: `wireroom webhooks dead` shows all")
    results = _redeliver(mine, sorted(set(ids)) if ids else known)
    if json:
        output.document(results)
    elif not results:
        output.say("no dead letters")
    else:
        output.table(results, ["id", "webhook_id", "delivered", "status", "error"])
    missed = sum(not result["delivered"] for result in results)
    return output.fail(f"{missed} of {len(results)} dead letters stay", 1) if missed else 0


def _redeliver(mine: Parts, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """In their order; after one that is not taken, the others of its webhook are left alone."""
    results: list[dict[str, Any]] = []
    closed: set[int] = set()
    for number in numbers:
        with transaction(mine.engine) as conn:
            letter = store.letter(conn, number)
        if letter is None:  # another process was quicker
            continue
        row = {"id": number, "webhook_id": letter.webhook_id}
        if letter.webhook_id in closed:
            results.append(
                {**row, "delivered": False, "status": None, "error": "not tried: one before it was not taken"}
            )
            continue
        outcome = _send(mine, letter.url, letter.secret, letter.body)
        problem = told(outcome.error) if outcome.error else None
        with transaction(mine.engine) as conn:
            store.settle_letter(conn, number, problem)
        if problem:
            closed.add(letter.webhook_id)
        results.append({**row, **_result(outcome)})
    return results


def _result(outcome: Outcome) -> dict[str, Any]:
    return {
        "delivered": outcome.error is None,
        "status": outcome.status,
        "error": told(outcome.error) if outcome.error else None,
        "milliseconds": outcome.milliseconds,
    }


def _send(mine: Parts, url: str, secret: str, body: str) -> Outcome:
    async def once() -> Outcome:
        client = make_client(mine.settings)
        try:
            return await send(client, url, secret, body)
        finally:
            await client.close()

    return asyncio.run(once())
