"""wireroom feeds …: the sources."""

import asyncio
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from pipeline import urls
from pipeline.encoding import inflate
from pipeline.errors import Deferred, Permanent, Reason, Refused, Setback, Transient, WrongUsage
from pipeline.feeds import discover, opml
from pipeline.feeds.parse import parse
from pipeline.model import Capture, ParsedFeed
from pipeline.store import feeds as store
from pipeline.store import reports
from pipeline.store.engine import transaction
from pipeline.web.knobs import WebKnobs
from workers.bootstrap import web_knobs
from workers.cli import output
from workers.cli.output import Json
from workers.cli.session import database, opened

verbs = typer.Typer(
    no_args_is_help=True, help="The sources: add, import, export, list, show, pause, resume, remove, check."
)
FeedId = Annotated[int, typer.Argument(metavar="ID")]


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.add_typer(verbs, name="feeds")


def canonical(url: str) -> str:
    """A URL given by a person; `example.org/feed` means https.

    Raises:
        WrongUsage: it does not parse.
    """
    try:
        return urls.canonical(
            url if "://" in url or url.split(":")[0] in {"javascript", "data", "file", "mailto"} else f"https://{url}"
        )
    except Permanent as error:
        raise WrongUsage(f"{url!r}: {error.message}") from None


async def _ask(url: str, knobs: WebKnobs) -> tuple[Capture, bytes]:
    from pipeline.web.client import Client

    client = Client(knobs)
    try:
        capture = await client.get(url, cap=knobs.max_feed)
        return capture, inflate(capture.body, capture.header("content-encoding"), knobs.max_feed)
    except Deferred as error:
        raise Transient(Reason.RATE_LIMITED, f"this host was asked just now, again in {error.seconds:.0f} s") from None
    finally:
        await client.close()


def look(url: str, knobs: WebKnobs) -> tuple[list[str], ParsedFeed | None]:
    """The feeds at a URL: itself, read, or those that the page there announces.

    Raises:
        Setback: it does not answer, or there is no feed.
    """
    capture, body = asyncio.run(_ask(url, knobs))
    if not 200 <= capture.status < 300:
        raise Permanent(Reason.HTTP_4XX if capture.status < 500 else Reason.HTTP_5XX, f"answered {capture.status}")
    try:
        return [url], parse(body, capture.header("content-type"), capture.final_url, capture.fetched_at)
    except Permanent as error:
        found = discover.announced(body, capture.header("content-type"), capture.final_url)
        if not found:
            raise Permanent(Reason.BAD_FEED, f"{error.message}, and it announces none") from None
        return found, None


@verbs.command("add")
def add(url: Annotated[list[str], typer.Argument(metavar="URL...")], json: Json = False) -> int:
    """Add feeds by their URL, or by that of a page that announces one."""
    wanted = [canonical(each) for each in url]
    mine = opened()
    added, failed = [], 0
    for each in wanted:
        try:
            found, parsed = look(each, web_knobs(mine.settings))
        except Transient as error:
            # A feed that is down now is still a feed: it is polled like any other and its failures are shown.
            found, parsed = [each], None
            output.note(f"wireroom: {each} does not answer now ({error.reason}: {error.message}); added all the same")
        except Setback as error:
            failed = output.fail(f"{each}: {error.reason}: {error.message}", 1)
            continue
        with transaction(mine.engine) as conn:
            for feed_url in found[:1] if parsed is None else found:
                feed_id, fresh = store.add(
                    conn, feed_url, interval=mine.settings.poll_interval, title=parsed.title if parsed else None
                )
                added.append({"id": feed_id, "url": feed_url, "new": fresh, "title": parsed.title if parsed else None})
    if json:
        output.document(added)
    else:
        for row in added:
            output.say(f"{row['id']}  {row['url']}  {'added' if row['new'] else 'known already'}")
    return failed


@verbs.command("import")
def import_(file: Annotated[Path, typer.Argument(metavar="FILE")], json: Json = False) -> int:
    """Add the feeds of an OPML file, or of a text file with one URL a line."""
    result = import_file(file)
    if json:
        output.document(asdict(result))
    else:
        output.say(f"{result.added} added, {result.known} known already, {len(result.refused)} refused")
    for line in result.refused:
        output.note(f"wireroom: {line}")
    return 1 if result.refused and not result.added and not result.known else 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file of feeds."""

    added: int
    known: int
    refused: list[str]


def import_file(file: Path) -> Imported:
    """Add the feeds a file lists, without asking them.

    Raises:
        WrongUsage: the file cannot be read, or lists no feeds.
    """
    try:
        subscriptions = opml.read(file.read_bytes())
    except OSError as error:
        raise WrongUsage(f"{file}: {error.strerror}") from None
    except WrongUsage as error:
        raise WrongUsage(f"{file}: {error}") from None
    mine, added, known, refused = opened(), 0, 0, []
    with transaction(mine.engine) as conn:
        for item in subscriptions:
            try:
                url = canonical(item.url)
            except WrongUsage as error:
                refused.append(f"{file}: {error}")
                continue
            _, fresh = store.add(conn, url, interval=mine.settings.poll_interval, title=item.title)
            added, known = added + fresh, known + (not fresh)
    return Imported(added, known, refused)


@verbs.command("export")
def export(json: Json = False) -> None:
    """Print the feeds as OPML."""
    with database() as conn:
        rows = reports.list_feeds(conn)
    if json:
        output.document([{"url": row["url"], "title": row["title"]} for row in rows])
    else:
        sys.stdout.write(opml.write(opml.Subscription(row["url"], row["title"]) for row in rows))


@verbs.command("list")
def list_(json: Json = False) -> None:
    """Feeds, how they are doing, and what they announced."""
    with database() as conn:
        rows = reports.list_feeds(conn)
    if json:
        output.document(rows)
    elif not rows:
        output.say("no feeds: add one with `wireroom feeds add URL`")
    else:
        output.table(
            rows,
            ["id", "status", "articles", "last_ok_at", "next_poll_at", "consecutive_failures", "url", "last_error"],
        )


@verbs.command("show")
def show(feed_id: FeedId, json: Json = False) -> None:
    """One feed with its newest sightings and its failures."""
    with database() as conn:
        feed = reports.show_feed(conn, feed_id)
    if feed is None:
        raise Refused(f"there is no feed {feed_id}")
    if json:
        output.document(feed)
        return
    for name, value in feed.items():
        if name not in {"sightings", "failures"}:
            output.say(f"{name:22} {output.cell(value)}")
    if feed["failures"]:
        output.table(feed["failures"], ["failed_at", "reason", "message", "url"], "failures")
    output.table(feed["sightings"], ["article_id", "first_seen_at", "title", "url"], "newest sightings")


def _set(feed_id: int, status: str, done: str, json: bool) -> None:
    with database() as conn:
        if not store.set_status(conn, feed_id, status):
            raise Refused(f"there is no feed {feed_id}")
    if json:
        output.document({"id": feed_id, "status": status})
    else:
        output.say(f"feed {feed_id} {done}")


@verbs.command("pause")
def pause(feed_id: FeedId, json: Json = False) -> None:
    """Do not poll a feed until it is resumed."""
    _set(feed_id, "paused", "is paused", json)


@verbs.command("resume")
def resume(feed_id: FeedId, json: Json = False) -> None:
    """Poll a paused or gone feed again, at once."""
    _set(feed_id, "active", "is polled again", json)


@verbs.command("remove")
def remove(feed_id: FeedId, json: Json = False) -> None:
    """Stop polling a feed for good; what it announced stays."""
    _set(feed_id, "removed", "is removed; its articles stay", json)


@verbs.command("check")
def check(url: Annotated[str, typer.Argument(metavar="URL")], json: Json = False) -> None:
    """Fetch a feed and show what would be ingested; nothing is stored."""
    from pipeline.stages.poll import sort_entries

    found, parsed = look(canonical(url), web_knobs(opened().settings))
    if parsed is None:
        found, parsed = look(found[0], web_knobs(opened().settings))
    if parsed is None:
        raise Refused(f"{found[0]} announces another page, not a feed")
    entries, rejected = sort_entries(parsed, found[0])
    rows = [
        {"url": item.url, "title": item.title, "published_at": item.published_at, "guid": item.guid} for item in entries
    ]
    if json:
        refused = [{"url": item.url, "reason": item.reason, "message": item.message} for item in rejected]
        output.document({"url": found[0], "title": parsed.title, "entries": rows, "rejected": refused})
        return
    output.say(f"{parsed.title or found[0]}: {len(rows)} entries, {len(rejected)} that are no page to fetch")
    output.table(rows, ["published_at", "title", "url"])
    for item in rejected:
        output.say(f"  {item.reason}: {item.message}: {item.url}")
