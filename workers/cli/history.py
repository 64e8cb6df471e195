"""wireroom articles show --diff: what changed from revision to revision, and who changed it."""

from itertools import pairwise
from typing import Any

from rich.text import Text
from sqlalchemy import Connection

from pipeline import edits
from pipeline.store import history
from workers.cli import output


def compared(conn: Connection, article_id: int) -> list[dict[str, Any]]:
    """Each revision but the first with what it changed: title and sentences."""
    return [
        {
            "revision": new["revision"],
            "by": new["by"],
            "fetched_at": new["fetched_at"],
            "cleaner_version": new["cleaner_version"],
            "title": None if old["title"] == new["title"] else {"old": old["title"], "new": new["title"]},
            "sentences": [{"old": edit.old, "new": edit.new} for edit in edits.compare(old["text"], new["text"])],
        }
        for old, new in pairwise(history.revisions(conn, article_id))
    ]


def show(article_id: int, changes: list[dict[str, Any]]) -> None:
    """For people: what went in red behind a minus, what came in green behind a plus."""
    if not changes:
        output.say(f"article {article_id} has one revision: nothing has changed")
    for change in changes:
        who = "edited by the publisher" if change["by"] == "publisher" else f"by us: clean {change['cleaner_version']}"
        output.say(
            f"revision {change['revision'] - 1} → {change['revision']}, {who}, page of {output.cell(change['fetched_at'])}"
        )
        pairs = [(edit["old"], edit["new"]) for edit in change["sentences"]]
        if change["title"]:
            pairs.insert(0, (change["title"]["old"], change["title"]["new"]))
        if not pairs:
            output.say("  the same sentences, set in other lines")
        for old, new in pairs:
            _print("-", old, "red")
            _print("+", new, "green")


def _print(mark: str, sentence: str | None, colour: str) -> None:
    if sentence is not None:
        output.console().print(Text(f"  {mark} {sentence}", style=colour), soft_wrap=True)
