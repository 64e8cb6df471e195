"""wireroom articles …, add, explain, failures: what became of URLs."""

from typing import Annotated

import typer

from pipeline.errors import Permanent, Refused, WrongUsage
from pipeline.flow import versions
from pipeline.model import Selector
from pipeline.store import feeds, reports, selection
from pipeline.store.whole_story import whole_story
from workers.cli import cleaning, history, marking, output, telling
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
        story = whole_story(conn, url.encode("utf-8", "replace").decode())
        if not story["known"] and wrong is None:
            story = whole_story(conn, name)
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
        telling.tell(story, versions())


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
