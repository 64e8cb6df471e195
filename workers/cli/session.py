"""What most commands begin with: servers up, schema current, a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from pipeline import urls
from pipeline.model import HostNote, Manners
from pipeline.store import hosts, schema
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


@contextmanager
def visiting(mine: Parts, url: str) -> Iterator[tuple[Manners, list[HostNote]]]:
    """What is known of a host's wishes, and a list that takes what is learnt of hosts, remembered at the end."""
    mine.broker.ping()
    host, notes = urls.host(url), list[HostNote]()
    with transaction(mine.engine) as conn:
        manners = hosts.load(conn, [host]).get(host, Manners())
    try:
        yield manners, notes
    finally:
        if notes:
            with transaction(mine.engine) as conn:
                hosts.save(conn, notes)
