"""clean: captured bytes to a revision with text, title, authors, date, canonical URL and language."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from pipeline.clean.page import CLEANERS, VERSION, clean
from pipeline.deadline import cpu_limit
from pipeline.model import Outcome, Page, Saved
from pipeline.store import revisions as store

__all__ = ["VERSION", "load", "save", "work"]
PAGE_SECONDS = 10.0
PAGE_BYTES = 10_000_000

load = store.load_pages


def warm() -> None:
    """Clean a page that needs every part: the libraries' tables are read, their patterns compiled."""
    paragraph = b"<p>" + b"The ferry was late again and nobody on the quay was surprised by it. " * 5 + b"</p>"
    body = b"<html><body><article><h1>Ferry late</h1><p>3 March 2026</p>" + paragraph * 5 + b"</article></body></html>"
    at = datetime(2026, 3, 4, tzinfo=UTC)
    clean(Page(0, 0, "http://example.org/", at, None, None, body, None, None, None), PAGE_BYTES)


def work(page: Page) -> Outcome:
    """One page made readable, within bounds."""
    with cpu_limit(PAGE_SECONDS, "cleaning the page"):
        return Outcome((page, clean(page, PAGE_BYTES)))


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Revisions, new where text or title differ."""
    store.save_revisions(conn, {article_id: outcome.value for article_id, outcome in outcomes}, CLEANERS, VERSION)
    return Saved()
