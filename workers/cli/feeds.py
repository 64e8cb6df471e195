"""wireroom feeds …: the sources."""

import asyncio
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast
from urllib.parse import unquote, urlsplit

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.settings import without_password
from pipeline import urls
from pipeline.errors import Permanent, Refused, Setback, Transient, WrongUsage
from pipeline.feeds import identity, opml, wholetext
from pipeline.feeds.advice import advice
from pipeline.stages import poll
from pipeline.store import feeds as store
from pipeline.store import ledger, reports
from pipeline.store.engine import transaction
from workers.bootstrap import Parts, web_knobs
from workers.cli import output
from workers.cli.output import Json
from workers.cli.session import database, opened, visiting

if TYPE_CHECKING:
    from workers.cli.looking import Found

verbs = typer.Typer(
    no_args_is_help=True, help="The sources: add, import, export, list, show, set, pause, resume, remove, check."
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
        raise WrongUsage(f"{without_password(url)!r}: {error.message}") from None


def _credentials(url: str) -> str | None:
    """user:password from a URL given by a person; a user alone has an empty one (RFC 7617)."""
    place = urlsplit(url if "://" in url else f"https://{url}").netloc.rpartition("@")[0]
    if not place:
        return None
    return unquote(place) if ":" in place else f"{unquote(place)}:"


def look(url: str, mine: Parts, credentials: str | None = None) -> "Found":
    """The feed at, or announced at, an address; what its host asks for is heeded and remembered.

    Raises:
        Setback: it does not answer, or there is none.
    """
    from workers.cli.looking import look as find

    with visiting(mine, url) as (manners, notes):
        return asyncio.run(find(url, web_knobs(mine.settings), credentials, manners, notes))


@verbs.command("add")
def add(url: Annotated[list[str], typer.Argument(metavar="URL...")], json: Json = False) -> int:
    """Add feeds by their URL, or by that of a page of a site that has one."""
    wanted = [(canonical(each), _credentials(each)) for each in url]
    mine = opened()
    added, failed = [], 0
    for each, credentials in wanted:
        with transaction(mine.engine) as conn:
            known = store.find(conn, each)
        found: Found | None = None
        down: Transient | None = None
        if known is None or credentials:
            try:
                found = look(each, mine, credentials)
            except Transient as error:
                # A feed that is down now is still a feed: it is polled like any other and its failures are shown.
                down = error
                output.note(
                    f"wireroom: {each} does not answer now ({error.reason}: {error.message}); added all the same"
                )
            except Setback as error:
                failed = output.fail(f"{each}: {error.reason}: {error.message}", 1)
                continue
        row = _add(mine, found.url if found else each, found, credentials, down)
        added.append({**row, "others": list(found.others) if found else []})
    if json:
        output.document(added)
    else:
        for row in added:
            output.say(f"{row['id']}  {row['url']}  {'added' if row['new'] else 'known already'}")
            for other in row["others"][:10]:
                output.say(f"   the page has another one: {other}")
    return failed


def _add(
    mine: Parts, url: str, found: "Found | None", credentials: str | None, down: Transient | None
) -> dict[str, Any]:
    """Add a feed; what has just been read of it counts as its first poll, so that it is not asked again for the same."""
    if found and urls.origin(found.url) != urls.origin(found.asked):
        credentials = None  # they were given for another site
    with transaction(mine.engine) as conn:
        feed_id, fresh = store.add(conn, url, interval=mine.settings.poll_interval, credentials=credentials)
        if fresh and (found or down):
            feed = store.load(conn, [feed_id])[feed_id]
            outcome = (
                poll.read(feed, found.capture, mine.settings.max_feed)
                if found
                else poll.failed(poll.Errand(feed), cast(Transient, down))
            )
            saved = poll.save(conn, [(feed_id, outcome)], sweep=0, hinted=False)
            ledger.wait(conn, "feed", saved.again_in)
    return {"id": feed_id, "url": url, "new": fresh, "title": found.parsed.title if found else None}


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
            _, fresh = store.add(
                conn,
                url,
                interval=mine.settings.poll_interval,
                title=item.title,
                folder=item.folder,
                credentials=_credentials(item.url),
            )
            added, known = added + fresh, known + (not fresh)
    return Imported(added, known, refused)


@verbs.command("export")
def export(json: Json = False) -> None:
    """Print the feeds as OPML."""
    with database() as conn:
        rows = reports.list_feeds(conn)
    if json:
        output.document([{"url": row["url"], "title": row["title"], "folder": row["folder"]} for row in rows])
    else:
        sys.stdout.write(opml.write(opml.Subscription(row["url"], row["title"], row["folder"]) for row in rows))


@verbs.command("list")
def list_(json: Json = False) -> None:
    """Feeds, how they are doing, and what they announced."""
    with database() as conn:
        rows = [{**row, "advice": advice(row)} for row in reports.list_feeds(conn)]
    if json:
        output.document(rows)
    elif not rows:
        output.say("no feeds: add one with `wireroom feeds add URL`")
    else:
        output.table(rows, ["id", "status", "articles", "last_ok_at", "next_poll_at", "failing_since", "url"])
        for row in rows:
            if row["advice"]:
                output.say(f"feed {row['id']}: {row['last_error'] or row['status']}\n  → {row['advice']}")


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
    """Poll a paused, broken or gone feed again, at once."""
    with database() as conn:
        feed = reports.show_feed(conn, feed_id)
    if feed is not None and feed["status"] == "active" and not feed["consecutive_failures"]:
        if json:
            output.document({"id": feed_id, "status": "active"})
        else:
            output.say(f"feed {feed_id} is active already, next polled {output.cell(feed['next_poll_at'])}")
        return
    _set(feed_id, "active", "is polled again", json)


@verbs.command("remove")
def remove(feed_id: FeedId, json: Json = False) -> None:
    """Stop polling a feed for good; what it announced stays."""
    _set(feed_id, "removed", "is removed; its articles stay", json)


@verbs.command("set")
def set_(
    feed_id: FeedId,
    changes: Annotated[list[str], typer.Argument(metavar="NAME=VALUE...", help="NAME= takes one back to its default.")],
    json: Json = False,
) -> None:
    """Settings of one source: interval=60…604800 (the shortest time between polls, seconds), delay=up to 3600 (between requests
    to its host, seconds), user_agent=TEXT, full_text=auto|feed|page, title=TEXT (instead of what it calls itself)."""
    changed = dict(_setting(each) for each in changes)
    with database() as conn:
        settings = store.set_settings(conn, feed_id, changed)
    if settings is None:
        raise Refused(f"there is no feed {feed_id}")
    stored = store.as_stored(settings)
    if json:
        output.document({"id": feed_id, "settings": stored})
    else:
        output.say(f"feed {feed_id}: " + (", ".join(f"{name}={value}" for name, value in stored.items()) or "as usual"))


class _Given(BaseModel):
    """What may be set, and to which values."""

    model_config = ConfigDict(extra="forbid")

    interval: int | None = Field(None, ge=60, le=604_800)
    delay: float | None = Field(None, gt=0, le=3_600)
    user_agent: str | None = Field(None, min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")
    full_text: Literal["auto", "feed", "page"] | None = None
    title: str | None = Field(None, min_length=1, max_length=500)


def _setting(change: str) -> tuple[str, Any]:
    """A change as stored; None takes a setting back to its default.

    Raises:
        WrongUsage: there is no such setting, or it cannot have that value.
    """
    name, given, value = change.partition("=")
    if name not in _Given.model_fields or not given:
        raise WrongUsage(f"{change!r}: settings are written {'=…, '.join(_Given.model_fields)}=…")
    if not value:
        return name, None
    try:
        return name, getattr(_Given.model_validate({name: value}), name)
    except ValidationError:
        allowed = {"interval": "60 to 604800 seconds", "delay": "more than 0, up to 3600 seconds"}
        allowed |= {"user_agent": "up to 200 characters of ASCII", "full_text": "auto, feed or page"}
        allowed |= {"title": "up to 500 characters"}
        raise WrongUsage(f"{change!r}: {name} is {allowed[name]}") from None


@verbs.command("check")
def check(url: Annotated[str, typer.Argument(metavar="URL")], json: Json = False) -> None:
    """Fetch a feed and show what would be ingested; nothing is stored."""
    found = look(canonical(url), opened(), _credentials(url))
    parsed = found.parsed
    entries, rejected = identity.announcements(parsed, found.capture.final_url)
    rows = [
        {
            "url": item.url,
            "title": item.title,
            "published_at": item.published_at,
            "guid": item.guid,
            "whole_text": item.content is not None and wholetext.is_whole(item.content),
        }
        for item in entries
    ]
    if json:
        refused = [{"url": item.url, "reason": item.reason, "message": item.message} for item in rejected]
        output.document(
            {
                "url": found.url,
                "title": parsed.title,
                "entries": rows,
                "rejected": refused,
                "sources": list(parsed.sources),
                "hub": parsed.hub,
                "others": list(found.others),
            }
        )
        return
    output.say(found.url + (f"\n{parsed.title}" if parsed.title else ""))
    if parsed.hub:
        output.say(f"announces the hub {parsed.hub}")
    if parsed.sources:
        output.say(f"a list of feeds, each would be added: {len(parsed.sources)}")
        for source in parsed.sources[:20]:
            output.say(f"  {source}")
        return
    output.say(f"articles: {len(rows)}; entries that name none: {len(rejected)}")
    output.table(rows, ["published_at", "title", "whole_text", "url"])
    for item in rejected:
        output.say(f"  {item.reason}: {item.message}: {item.url}")
    for other in found.others[:10]:
        output.say(f"  the page has another one: {other}")
