"""Cursors by replay, and those that imported captures wait for."""

from alembic import op

revision = "0007"
down_revision = "0006"

# No row is in these indexes yet: one pass over the table each.
_STATEMENTS = """
CREATE INDEX cursors_replay ON cursors (replay_id, id) WHERE replay_id IS NOT NULL;
CREATE INDEX cursors_waiting ON cursors (id)
 WHERE waiting AND (state IN ('done', 'failed') OR stage = 'fetch' AND state = 'due');
"""


def upgrade() -> None:
    op.execute(_STATEMENTS)
