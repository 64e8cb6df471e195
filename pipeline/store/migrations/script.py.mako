"""${message}. Adds only; takes no lock for more than seconds; the code before it still runs."""

from alembic import op

revision = "${up_revision}"
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
