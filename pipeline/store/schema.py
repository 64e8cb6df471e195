"""The schema's life: migrate it, lay the views over it, say whether it is current."""

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

from pipeline.errors import Refused
from pipeline.store.engine import transaction

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 7767797270


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _views() -> tuple[str, str]:
    """The SQL of schema v1, and the comment by which a database shows that it has exactly that."""
    sql = (files("pipeline.store") / "v1.sql").read_text("utf-8")
    return sql, f"What consumers may rely on; see CONTRACT. Definition {hashlib.sha256(sql.encode()).hexdigest()[:16]}"


def pending(engine: Engine) -> list[str]:
    """What `upgrade` would do, nothing when the schema is current."""
    with transaction(engine) as connection:
        return _pending(connection)


def _pending(connection: Connection) -> list[str]:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_config())
    have = MigrationContext.configure(connection).get_current_revision()
    if have is not None and have not in {step.revision for step in script.walk_revisions()}:
        raise Refused(f"the database's schema ({have}) is newer than this program: update the program")
    todo = [
        f"migration {step.revision}: {step.doc}"
        for step in reversed(list(script.iterate_revisions("head", have or "base")))
    ]
    comment = connection.execute(
        text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'v1'")
    ).scalar()
    if todo or comment != _views()[1]:
        todo.append("the views of schema v1")
    return todo


def upgrade(engine: Engine) -> list[str]:
    """Bring the schema up to date and say what was done; any number of processes may call it at once."""
    done = []
    while step := _next_step(engine):
        done.append(step)
    return done


def _next_step(engine: Engine) -> str | None:
    """Do the first thing that is missing, in a transaction of its own: its locks end with it."""
    with transaction(engine) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        todo = _pending(connection)
        if not todo:
            return None
        # A migration that cannot get its lock gives up rather than queue up the whole pipeline behind it.
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        if len(todo) > 1:  # the views come last
            from alembic import command

            command.upgrade(_config(connection), "+1")
        else:
            sql, comment = _views()
            connection.exec_driver_sql(sql)
            connection.exec_driver_sql(f"COMMENT ON SCHEMA v1 IS '{comment}'")
    return todo[0]
