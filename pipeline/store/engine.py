"""The way to PostgreSQL: one engine a process, and the one place where its exceptions become ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from pipeline.errors import Refused, Unavailable

NUL_AND_SURROGATES = dict.fromkeys([0, *range(0xD800, 0xE000)])


def connect(url: str, *, pool: int = 5, statement_timeout: float = 120) -> Engine:
    """An engine for a `postgresql://` URL; opens no connection yet."""
    scheme, _, rest = url.partition("://")
    return create_engine(
        f"{scheme.replace('postgres', 'postgresql') if scheme == 'postgres' else scheme}+psycopg://{rest}",
        pool_size=pool,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "application_name": "wireroom",
            "options": f"-c timezone=UTC -c statement_timeout={int(statement_timeout * 1000)}",
        },
    )


def _one_line(error: DBAPIError) -> str:
    return " ".join(str(error.orig).split())[:300] or type(error.orig).__name__


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction, committed at the end.

    Raises:
        Unavailable: the server cannot be reached, went away, or gave up a lock; the transaction left nothing behind.
        Refused: the schema is not there.
    """
    with translated(), engine.begin() as connection:
        yield connection


@contextmanager
def translated() -> Iterator[None]:
    """SQLAlchemy's and psycopg's exceptions as ours.

    Raises:
        Unavailable, Refused: as `transaction`.
    """
    try:
        yield
    except psycopg.OperationalError as error:
        raise Unavailable(f"PostgreSQL: {' '.join(str(error).split())[:300]}") from error
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(f"PostgreSQL: {_one_line(error)}") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable(f"PostgreSQL: {_one_line(error)}") from error
        if getattr(error.orig, "sqlstate", None) in {"42P01", "3F000", "42703"}:
            raise Refused(f"the schema is not current, run `wireroom db upgrade` ({_one_line(error)})") from error
        raise


def clean_text(value: Any) -> Any:
    """A string as PostgreSQL can hold it, without NUL and surrogates; anything else unchanged."""
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return value.translate(NUL_AND_SURROGATES)
