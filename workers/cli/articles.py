"""wireroom articles …, add, explain, failures: what became of URLs."""

from typing import Annotated

import typer

from pipeline.errors import Permanent, Refused, WrongUsage
from pipeline.feeds.advice import advice
from pipeline.flow import versions
from pipeline.model import Selector
from pipeline.store import feeds, reports, selection
from workers.cli import cleaning, history, marking, output
from workers.cli.feeds import canonical
from workers.cli.output import Json
from workers.cli.selecting import selected
from workers.cli.session import database

verbs = typer.Typer(no_args_is_help=True, help="Articles: list, show.")
Name = Annotated[str, typer.Argument(metavar="ID-or-URL")]


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.add_typer(verbs, name="articles")
    app.command("add")(add)
    app.command("explain")(explain)
    app.command("failures")(failures)


@verbs.command("list")
@selected
def list_(chosen: Selector, json: Json = False) -> None:
    """Articles, also those still on their way."""
    with database() as conn:
        rows = reports.list_articles(conn, selection.select(conn, chosen, versions()))
    if json:
        output.document(rows)
    elif not rows:
        output.say("no such articles")
    else:
        output.table(
            rows, ["id", "stage", "state", "reason", "merged_into", "language", "published_at", "title", "url"]
        )


@verbs.command("show")
def show(
    name: Name,
    diff: Annotated[
        bool, typer.Option("--diff", help="What changed from revision to revision, sentence by sentence.")
    ] = False,
    json: Json = False,
) -> None:
    """One article: its newest revision, its text with what was found in it, links, duplicates."""
    with database() as conn:
        try:
            article_id = reports.find_article(conn, name)
        except Permanent as error:
            raise WrongUsage(f"{name!r}: {error.message}") from None
        article = reports.show_article(conn, article_id) if article_id is not None else None
    if article_id is None:
        raise Refused(f"there is no article {name}")
    if article is None:
        raise Refused(f"article {article_id} has no text yet: see `wireroom explain`")
    if diff:
        with database() as conn:
            changes = history.compared(conn, article_id)
        if json:
            output.document({"id": article_id, "changes": changes})
        else:
            history.show(article_id, changes)
        return
    if json:
        output.document(article)
        return
    text = article.pop("text")
    found = {name: article.pop(name) for name in reports.FOUND}
    for key, value in article.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            output.table(value, list(value[0]), key)
        elif value not in (None, [], ()):
            output.say(f"{key:20} {', '.join(value) if isinstance(value, list) else output.cell(value)}")
    output.say("")
    marking.show(text, found)


def add(url: Annotated[list[str], typer.Argument(metavar="URL...")], json: Json = False) -> None:
    """Ingest single article URLs; no feed needed."""
    wanted = [canonical(each) for each in url]
    with database() as conn:
        rows = []
        for each in wanted:
            article_id, fresh = feeds.add_article(conn, each)
            rows.append({"id": article_id, "url": each, "new": fresh})
    if json:
        output.document(rows)
        return
    for row in rows:
        output.say(f"{row['id']}  {row['url']}  {'will be fetched' if row['new'] else 'known already'}")


def explain(
    url: Annotated[str, typer.Argument(metavar="URL")],
    candidates: Annotated[
        bool, typer.Option("--clean", help="Clean its page now, in memory, and show each candidate and why one won.")
    ] = False,
    json: Json = False,
) -> None:
    """The whole story of one URL."""
    wrong: WrongUsage | None = None
    name = url
    try:
        name = canonical(url)
    except WrongUsage as error:
        wrong = error
    with database() as conn:
        # As given first: an entry without a page of its own has an address with a fragment, which no canonical URL has.
        story = reports.explain(conn, url.encode("utf-8", "replace").decode())
        if not story["known"] and wrong is None:
            story = reports.explain(conn, name)
    if not story["known"] and wrong is not None:
        raise wrong
    if candidates:
        if "article" not in story:
            raise Refused(f"no article is known under {url}")
        found = cleaning.considered(story["article"]["id"])
        if json:
            output.document(found)
        else:
            cleaning.show(found)
        return
    if json:
        output.document(story)
    else:
        tell(story)


def tell(story: reports.Row) -> None:
    """The story of a URL, for people."""
    say, cell = output.say, output.cell
    say(story["url"])
    if not story["known"]:
        say("  never seen: no feed announced it, and nobody added it")
        return
    if feed := story.get("feed"):
        say(
            f"  feed {feed['id']}, {feed['status']}, last polled {cell(feed['last_polled_at'])}, next {cell(feed['next_poll_at'])}"
            + (f" ({feed['next_poll_because']})" if feed["next_poll_because"] else "")
        )
        if feed["last_error"]:
            say(
                f"  failing {feed['consecutive_failures']} times since {cell(feed['failing_since'])}: {feed['last_error']}"
            )
        if feed["moved_to"]:
            say(f"  redirects for good to {feed['moved_to']}, which becomes its address if it stays so")
        if feed["possible_gap_at"]:
            say(f"  {cell(feed['possible_gap_at'])}  shared no entry with the poll before: something may be missing")
        if feed["websub"]:
            say(f"  subscription at its hub: {feed['websub']}")
        if advised := advice(feed):
            say(f"  → {advised}")
    for row in story.get("rejected", ()):
        say(f"  {cell(row['seen_at'])}  announced by feed {row['feed_id']}, refused: {row['reason']}: {row['message']}")
    if merged := story.get("merged"):
        say(
            f"  {cell(merged['first_seen_at'])}  announced; it only redirects: article {merged['id']} was merged into the next"
        )
    if article := story.get("article"):
        say(f"  article {article['id']}, first seen {cell(article['first_seen_at'])}: {article['url']}")
        for row in story["also_known_as"]:
            say(f"  also known as {row['url']}")
        for row in story["announced_by"]:
            say(
                f"  {cell(row['first_seen_at'])}  announced by feed {row['feed_id']} ({row['feed_url']}) as {row['link']}"
            )
        if not story["announced_by"]:
            say("  added by hand: no feed announced it")
        for row in story["fetches"]:
            if row["kind"] == "feed":
                say(f"  {cell(row['fetched_at'])}  its whole text came with the feed, {row['bytes']:,} bytes")
                continue
            got = (
                "304, unchanged"
                if row["status"] == 304
                else f"{row['status']}, {row['bytes']:,} bytes, {row['content_type']}"
            )
            say(f"  {cell(row['fetched_at'])}  fetched in {row['elapsed_ms']} ms: {got}")
            if row["policy"]:
                said = ", ".join(f"{name} {value}" for name, value in row["policy"].items())
                say(f"  {'':19}  its publisher says: {said}")
            if row["final_url"] != article["url"]:
                say(f"  {'':19}  redirected to {row['final_url']}")
        for row in story["revisions"]:
            ran = ", ".join(f"{name} {version}" for name, version in sorted(row["extractors"].items()))
            say(
                f"  revision {row['revision']}: {row['verdict']}, {row['word_count']} words, {row['language']}, {row['title']!r}"
                + (", from the feed's text" if row["text_from"] == "feed" else "")
            )
            say(
                f"    by {row['cleaner']} (clean {row['cleaner_version']}); extractors {ran or 'none'}; cluster {row['clusterer_version']}"
            )
        if story["duplicate_of"]:
            say(
                f"  repeats article {story['duplicate_of']['id']} ({story['duplicate_of']['kind']}): {story['duplicate_of']['url']}"
            )
        for row in story["copies"]:
            say(f"  repeated by article {row['id']} ({row['kind']}): {row['url']}")
        if story["withdrawn_at"]:
            say(f"  {cell(story['withdrawn_at'])}  withdrawn: its page is gone; the text is kept")
        if story["revisit_at"]:
            say(f"  its page will be looked at again {cell(story['revisit_at'])}")
        at = story["stands_at"]
        say(f"  now: {at['stage']}, {at['state']}" + (f", {at['reason']}: {at['message']}" if at["reason"] else ""))
        if at["state"] == "due":
            say(f"  due {cell(at['due_at'])} in the {at['lane']} lane, {at['attempts']} attempts so far")
    for row in story.get("setbacks", ()):
        say(f"  {cell(row['at'])}  {row['stage']} stopped: {row['reason']}: {row['message']}")


@selected
def failures(chosen: Selector, json: Json = False) -> None:
    """What failed, with stage, reason, message and attempts; articles and feeds alike where nothing is selected."""
    with database() as conn:
        ids = None if chosen.empty or chosen.all else selection.select(conn, chosen, versions())
        rows = reports.failures(conn, ids, chosen.limit or 1_000)
    if json:
        output.document(rows)
    elif not rows:
        output.say("no failures")
    else:
        output.table(rows, ["failed_at", "stage", "reason", "attempts", "next_attempt_at", "url", "message"])
