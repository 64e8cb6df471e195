"""cluster: which article repeats which."""

from collections.abc import Sequence

from sqlalchemy import Connection

from pipeline.deadline import Bounds
from pipeline.model import Outcome, Saved
from pipeline.store import duplicates as store

VERSION = 1

load = store.load_twins


def work(twin: store.Twin, _: Bounds) -> Outcome:
    """The text's fingerprint was taken when it was cleaned; the groups are found where they are stored."""
    return Outcome(twin)


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Duplicates of these articles, and of the groups that they joined or left."""
    store.save_duplicates(conn, [outcome.value for _, outcome in outcomes], VERSION)
    return Saved()
