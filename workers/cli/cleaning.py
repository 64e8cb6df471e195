"""wireroom explain --clean, wireroom furniture …: how a page became an article, and what is taken out of its text."""

from typing import Annotated, Any

import typer

from pipeline.errors import Refused, Setback, WrongUsage
from pipeline.model import Cleaned
from pipeline.stages.clean import work
from pipeline.store import habits, revisions
from pipeline.store.engine import transaction
from workers.bootstrap import runner_knobs
from workers.cli import output
from workers.cli.output import Json
from workers.cli.session import database, opened

furniture = typer.Typer(
    no_args_is_help=True, help="Lines that pages of a host repeat, and that leave the texts: list, keep."
)


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.add_typer(furniture, name="furniture")


@furniture.command("list")
def list_(host: Annotated[str | None, typer.Option(help="Of this host only.")] = None, json: Json = False) -> None:
    """What has been learned, newest first."""
    with database() as conn:
        rows = habits.furniture(conn, host.lower() if host else None)
    if json:
        output.document(rows)
    elif not rows:
        output.say("nothing has been learned")
    else:
        output.table(rows, ["key", "state", "learned_at", "host", "line"])


@furniture.command("keep")
def keep(
    host: Annotated[str, typer.Argument(metavar="HOST")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="As `furniture list` shows it.")],
    json: Json = False,
) -> None:
    """A line is text after all: it stays, whatever the host's pages repeat."""
    try:
        wanted = bytes.fromhex(key)
    except ValueError:
        raise WrongUsage(f"{key!r} is no key: `wireroom furniture list` shows them") from None
    with database() as conn:
        known = habits.keep(conn, wanted, host.lower())
    if not known:
        raise Refused(f"no line {key} is known of {host}: see `wireroom furniture list`")
    if json:
        output.document({"host": host.lower(), "key": key, "state": "kept"})
    else:
        output.say(
            f"kept; `wireroom replay --from clean --host {host.lower()} --force` puts it back into the texts stored"
        )


def considered(article_id: int) -> dict[str, Any]:
    """The newest page of an article cleaned now, in memory: every candidate, what won and why; `refused`: why it is no
    article, or why the page before was taken instead.

    Raises:
        Refused: no page of it is stored.
    """
    mine = opened()
    with transaction(mine.engine) as conn:
        page = revisions.load_pages(conn, [article_id]).get(article_id)
    if page is None:
        raise Refused(f"no page of article {article_id} is stored: see `wireroom explain` without --clean")
    outcome = work(page, runner_knobs(mine.settings).bounds)
    setback = outcome.error or outcome.aside
    found: dict[str, Any] = {"capture_id": page.capture_id}
    if isinstance(setback, Setback):
        found["refused"] = {"reason": setback.reason, "message": setback.message}
    if outcome.value is not None:
        taken = outcome.value[-1]
        found |= _told(taken.cleaned) | {"capture_id": taken.page.capture_id}
    return found


def _told(cleaned: Cleaned) -> dict[str, Any]:
    published = cleaned.published
    return {
        "title": cleaned.title,
        "authors": list(cleaned.authors),
        "published_at": published.at if published else None,
        "published_from": published.source if published else None,
        "source": cleaned.source,
        "wire_origin": cleaned.wire_origin,
        "verdict": cleaned.verdict,
        "cleaner": cleaned.cleaner,
        "words": len(cleaned.text.split()),
        "candidates": dict(cleaned.evidence),
        "removed": [{"before": each.before, "text": each.text, "why": each.why} for each in cleaned.removed],
    }


def show(found: dict[str, Any]) -> None:
    """For people: what was chosen, and each candidate behind it."""
    if refused := found.get("refused"):
        output.say(f"its newest page is no article: {refused['reason']}: {refused['message']}")
    if "cleaner" not in found:
        return
    for name, value in found.items():
        if name not in {"candidates", "removed", "refused"} and value not in (None, []):
            output.say(f"{name:15} {', '.join(value) if isinstance(value, list) else output.cell(value)}")
    for name, candidates in found["candidates"].items():
        if not candidates:
            continue
        output.say(f"\n{name}")
        for candidate in candidates:
            output.say(f"  {candidate if isinstance(candidate, str) else _line(candidate)}")
    output.say("\nremoved" if found["removed"] else "\nnothing was removed")
    for each in found["removed"]:
        output.say(f"  before line {each['before'] + 1}: {each['text'][:160]!r}: {each['why']}")


def _line(candidate: dict[str, Any]) -> str:
    """A candidate on one line, the chosen one with an arrow."""
    mark = "→" if candidate.get("chosen") else " "
    rest = ", ".join(
        f"{key} {value}"
        for key, value in candidate.items()
        if key not in {"chosen", "source"} and value not in (None, "", {})
    )
    return f"{mark} {candidate.get('source', '')}: {rest}"
