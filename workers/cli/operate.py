"""wireroom status, doctor, db …: how the whole is doing."""

import shutil
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from pipeline.errors import Refused, Unavailable
from pipeline.feeds.advice import advice
from pipeline.flow import versions
from pipeline.store import makers, reports, schema, webhooks
from pipeline.store.engine import transaction
from workers.bootstrap import parts
from workers.cli import output, retention
from workers.cli.output import Json
from workers.cli.session import opened

FAILING = 3600.0  # seconds: for as long a webhook's address may be down without being called bad
database = typer.Typer(no_args_is_help=True, help="The database: upgrade, check, query, prune.")
database.command("prune")(retention.prune)


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.command("status")(status)
    app.command("doctor")(doctor)
    app.add_typer(database, name="db")


@database.command("upgrade")
def upgrade(json: Json = False) -> None:
    """Run the migrations that are missing."""
    done = schema.upgrade(parts().engine)
    if json:
        output.document({"done": done})
    else:
        output.say("\n".join(f"done: {step}" for step in done) or "the schema is current")


@database.command("check")
def check(json: Json = False) -> int:
    """Say whether the schema is current; exit 1 if not."""
    todo = schema.pending(parts().engine)
    if json:
        output.document({"current": not todo, "pending": todo})
    else:
        output.say("\n".join(f"missing: {step}" for step in todo) or "the schema is current")
    return 1 if todo else 0


@database.command("query")
def query(sql: Annotated[str, typer.Argument(metavar="SQL")], json: Json = False) -> None:
    """Run one query over the views of schema v1, with a reader's rights."""
    with transaction(opened().engine) as conn:
        rows = reports.query_as_reader(conn, sql)
    if json:
        output.document(rows)
    elif rows:
        output.table(rows, list(rows[0]))


def status(json: Json = False) -> int:
    """Feeds, articles by stage and state, queues, oldest due work, throughput, workers, failures by reason."""
    mine, code = opened(), 0
    with transaction(mine.engine) as conn:
        report = reports.status(conn, versions())
        report["webhooks"] = webhooks.health(conn)
    try:
        report["queues"] = mine.broker.depths()
    except Unavailable as error:
        report["queues"] = {"error": str(error)}
        code = 3
    report["failing_feeds"] = [{**row, "advice": advice(row)} for row in report["failing_feeds"]]
    if json:
        output.document(report)
        return code
    say = output.say
    say("feeds      " + (", ".join(f"{count} {state}" for state, count in report["feeds"].items()) or "none"))
    say(f"articles   {report['announced']} announced, {report['stored']} stored, {report['duplicates']} duplicates")
    for stage, states in report["articles"].items():
        say(f"  {stage:8} " + ", ".join(f"{count} {state}" for state, count in states.items()))
    say("queues     " + ", ".join(f"{name} {depth}" for name, depth in report["queues"].items()))
    behind = makers.outdated(report["versions"])
    for maker, version, count, total, command in behind:
        say(f"outdated   {maker.removeprefix('extract:')} {version}: {count:,} of {total:,} → {command}")
    if not behind and report["stored"]:
        say(f"versions   all {report['stored']:,} articles are at the current versions")
    for row in report["oldest_due"]:
        say(f"due        {row['stage']} ({row['lane']}): {row['due']}, the oldest for {row['oldest_seconds']} s")
    looks = report["revisits"]
    if looks["planned"]:
        first = f", the next {output.cell(looks['next_at'])}" if looks["next_at"] else ""
        say(
            f"revisits   {looks['planned']} pages will be looked at again{first}; {looks['withdrawn']} articles withdrawn"
        )
    rate = report["throughput"]
    say(
        f"throughput {rate['articles_last_minute']} articles in the last minute, {rate['articles_last_hour']} in the last hour"
    )
    if report["webhooks"]["active"] or report["webhooks"]["paused"]:
        say("webhooks   " + _of_webhooks(report["webhooks"]))
    say("workers    " + (", ".join(row["name"] for row in report["workers"]) or "none seen in the last 15 s"))
    say(
        "failures   "
        + (", ".join(f"{count} {reason}" for reason, count in report["failures_by_reason"].items()) or "none")
    )
    for row in report["failing_feeds"]:
        since = f"failing since {output.cell(row['failing_since'])}" if row["failing_since"] else "not polled"
        again = f"again {output.cell(row['next_poll_at'])}" if row["next_poll_at"] else row["status"]
        say(f"  feed {row['id']} {since}, {again}: {row['last_error']} ({row['url']})")
        say(f"    → {row['advice']}")
    return code


def _of_webhooks(health: dict[str, Any]) -> str:
    parts_ = [f"{health[state]} {state}" for state in ("active", "paused") if health[state]]
    if health["failing"]:
        parts_.append(f"{health['failing']} failing since {output.cell(health['failing_since'])}")
    if health["dead_letters"]:
        parts_.append(f"{health['dead_letters']} dead letters")
    return ", ".join(parts_) or "none"


def _check_all() -> list[tuple[str, bool, str]]:
    checks: list[tuple[str, bool, str]] = []
    mine = parts()
    facts: dict[str, Any] = {}
    try:
        with transaction(mine.engine) as conn:
            facts = dict(reports.server(conn))
        free = facts["max_connections"] - facts["connections"]
        checks.append(
            ("postgresql", int(facts["version"].split(".")[0]) >= 15, f"version {facts['version']}, {facts['size']}")
        )
        checks.append(("connections", free >= 10, f"{free} of {facts['max_connections']} free"))
        todo = schema.pending(mine.engine)
        checks.append(("schema", not todo, "current" if not todo else f"run `wireroom db upgrade`: {'; '.join(todo)}"))
        drift = abs((facts["clock"] - datetime.now(UTC)).total_seconds())
        checks.append(("clock", drift < 5, f"{drift:.2f} s from the database's"))
        if not todo:
            with transaction(mine.engine) as conn:
                workers = reports.living_workers(conn)
                health = webhooks.health(conn)
            checks.append(("workers", True, f"{len(workers)} processes seen in the last 15 s"))
            well = health["failing_seconds"] < FAILING and not health["dead_letters"]
            checks.append(("webhooks", well, _of_webhooks(health)))
    except (Unavailable, Refused) as error:
        checks.append(("postgresql", False, str(error)))
    try:
        info = mine.broker.ping()
        policy = str(info.get("maxmemory_policy", "unknown"))
        checks.append(("redis", True, f"version {info['redis_version']}, {info['used_memory_human']} used"))
        checks.append(
            (
                "eviction",
                policy == "noeviction",
                f"maxmemory-policy {policy}" + ("" if policy == "noeviction" else ", must be noeviction"),
            )
        )
        depths = mine.broker.depths()
        checks.append(
            (
                "queues",
                max(depths.values()) <= 10 * mine.settings.queue_depth,
                ", ".join(f"{k} {v}" for k, v in depths.items()),
            )
        )
    except Unavailable as error:
        checks.append(("redis", False, str(error)))
    home = mine.settings.home if mine.settings.home.exists() else mine.settings.home.absolute().parent
    disk = shutil.disk_usage(home)
    checks.append(("disk", disk.free > 2_000_000_000, f"{disk.free / 1e9:.1f} GB free at {home}"))
    return checks


def doctor(json: Json = False) -> int:
    """Check servers, schema, queues, clock and disk; exit 1 if any is bad."""
    checks = _check_all()
    if json:
        output.document([{"check": name, "ok": ok, "message": message} for name, ok, message in checks])
    else:
        for name, ok, message in checks:
            output.say(f"{'ok ' if ok else 'BAD'}  {name:12} {message}")
    return 0 if all(ok for _, ok, _ in checks) else 1
