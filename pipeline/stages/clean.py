"""clean: captured bytes to a revision with text, title, authors, date, canonical URL and language."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from pipeline.clean import tree, voters
from pipeline.clean.page import VERSION, clean
from pipeline.clean.tree import memory_errors
from pipeline.deadline import Bounds, cpu_limit, memory_limit
from pipeline.errors import Permanent, Reason
from pipeline.model import Before, Cleaned, Outcome, Page, Saved
from pipeline.store import revisions as store
from pipeline.store import revisits

__all__ = ["VERSION", "load", "save", "work"]
PAGE_BYTES = 10_000_000

load = store.load_pages


def warm() -> None:
    """Clean a page that needs every part: the libraries' tables are read, their patterns compiled."""
    paragraph = b"<p>" + b"The ferry was late again and nobody on the quay was surprised by it. " * 5 + b"</p>"
    body = b"<html><body><article><h1>Ferry late</h1><p>3 March 2026</p>" + paragraph * 5 + b"</article></body></html>"
    at = datetime(2026, 3, 4, tzinfo=UTC)
    clean(Page(0, 0, "http://example.org/", at, None, None, body, None, None, None), PAGE_BYTES)
    voters.trafilatura(tree.parse(body, None))  # which an ordinary page does not ask


def work(page: Page, bounds: Bounds) -> Outcome:
    """One page made readable, within bounds; of one beyond them the text that its feed carried, within the same again."""
    before = page.before
    if before is not None and before.page is not None:
        return _anew(replace(page, spare=None), before, before.page, bounds)
    take = _take(page, bounds)
    if page.spare is not None and isinstance(take, Permanent) and take.reason is Reason.TOO_SLOW:
        carried = _take(page.spare, bounds)
        take = carried if isinstance(carried, store.Take) else take
    return Outcome((take,)) if isinstance(take, store.Take) else Outcome(error=take)


def _anew(page: Page, before: Before, earlier_page: Page, bounds: Bounds) -> Outcome:
    """A page fetched anew. One that cannot be read, is no article any more or is cut short leaves the article as the page
    before gives it. What differs is compared with what our present code makes of that page: the rest is the publisher's edit.
    """
    take: store.Take | Permanent
    try:
        take = _take(page, bounds)
    except Exception as error:  # noqa: BLE001  # nobody foresaw it, and the article stands
        take = Permanent(Reason.ERROR, f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
    if isinstance(take, store.Take) and _same(take.cleaned, before):
        return Outcome((take,))
    earlier = _take(earlier_page, bounds)
    if isinstance(earlier, Permanent):  # by our present code it would have made no article
        return Outcome((take,)) if isinstance(take, store.Take) else Outcome(error=take)
    if isinstance(take, store.Take) and _is_cut(earlier.cleaned, take.cleaned):
        take = Permanent(Reason.LOGIN, f"looked at again, its page is a {take.cleaned.verdict}")
    return Outcome((earlier, take)) if isinstance(take, store.Take) else Outcome((earlier,), aside=take)


def _is_cut(before: Cleaned, now: Cleaned) -> bool:
    """Whether a page that was read whole shows only its beginning now."""
    part = {"paywall", "teaser"}
    return now.verdict in part and before.verdict not in part and len(now.text) < len(before.text)


def _same(cleaned: Cleaned, before: Before) -> bool:
    return cleaned.title == before.title and hashlib.sha256(cleaned.text.encode()).digest() == before.text_sha256


def _take(page: Page, bounds: Bounds) -> store.Take | Permanent:
    doing, started = "cleaning the page", time.thread_time()
    try:
        with memory_limit(bounds.memory, doing), cpu_limit(bounds.seconds, doing), memory_errors():
            cleaned = clean(page, PAGE_BYTES)
            return store.Take(page, cleaned, (time.thread_time() - started) * 1_000)
    except RecursionError:
        reason, message = Reason.TOO_SLOW, f"{doing}: its elements are nested too deeply"
    except Permanent as error:
        reason, message = error.reason, error.message
    # Made here: the traceback of what was raised would keep the page's tree until the batch is saved.
    return Permanent(reason, message)


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Revisions, new where text or title differ; what the pages teach about their hosts; when they are looked at again."""
    taken: dict[int, Sequence[store.Take]] = {article_id: outcome.value for article_id, outcome in outcomes}
    hosts, first = store.save_revisions(conn, taken, VERSION)
    revisits.plan(conn, first)
    gone = [article_id for article_id, outcome in outcomes if outcome.aside and outcome.aside.reason is Reason.SOFT_404]
    revisits.withdraw(conn, gone)
    answered = {
        article_id: outcome.value[-1].page.fetched_at
        for article_id, outcome in outcomes
        if outcome.value[-1].page.before and not outcome.aside
    }
    revisits.restore(conn, answered)
    return Saved(again_in=dict.fromkeys(store.teach(conn, taken, hosts, first), 0.0))
