"""Captures that wait and what they wait for, and captures by age for retention."""

from alembic import op

revision = "0008"
down_revision = "0007"

# One pass each over the table's rows without their bodies, one to two seconds a million.
_STATEMENTS = """
CREATE INDEX captures_waiting ON captures (article_id, fetched_at, id) WHERE kind = 'waiting';
CREATE INDEX captures_pages ON captures (article_id, fetched_at) WHERE kind = 'page' AND status BETWEEN 200 AND 299;
CREATE INDEX captures_held ON captures (fetched_at, id) INCLUDE (article_id, kind, status)
    WHERE pruned_at IS NULL AND bytes > 0;
"""


def upgrade() -> None:
    op.execute(_STATEMENTS)
