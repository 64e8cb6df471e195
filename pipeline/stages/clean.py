"""clean: captured bytes to a revision with text, title, authors, date, canonical URL and language."""

from collections.abc import Sequence

from sqlalchemy import Connection

from pipeline.clean.page import CLEANER, VERSION, clean
from pipeline.deadline import cpu_limit
from pipeline.model import Outcome, Page, Saved
from pipeline.store import revisions as store

__all__ = ["VERSION", "load", "save", "work"]
PAGE_SECONDS = 10.0
PAGE_BYTES = 10_000_000

load = store.load_pages


def work(page: Page) -> Outcome:
    """One page made readable, within bounds."""
    with cpu_limit(PAGE_SECONDS, "cleaning the page"):
        return Outcome((page, clean(page, PAGE_BYTES)))


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Revisions, new where text or title differ."""
    store.save_revisions(conn, {article_id: outcome.value for article_id, outcome in outcomes}, CLEANER, VERSION)
    return Saved()
