"""What most commands begin with: servers up, schema current, a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from pipeline.store import schema
from pipeline.store.engine import transaction
from workers.bootstrap import Parts, parts


def opened() -> Parts:
    """Parts with embedded servers running and their schema current; a database of somebody else's is only migrated by `run`
    and `db upgrade`."""
    mine = parts()
    if mine.servers is not None:
        schema.upgrade(mine.engine)
    return mine


@contextmanager
def database() -> Iterator[Connection]:
    """A transaction on the database."""
    with transaction(opened().engine) as conn:
        yield conn
