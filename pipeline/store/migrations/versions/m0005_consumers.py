"""Readers of the change feed: their positions by name, and a word to those who wait."""

from alembic import op

revision = "0005"
down_revision = "0004"

_STATEMENTS = """
CREATE TABLE consumers (
    name text NOT NULL,
    seq bigint NOT NULL,
    acknowledged_at timestamptz,
    PRIMARY KEY (name)
);
CREATE FUNCTION tell_of_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NOTIFY wireroom_changes;
  RETURN NULL;
END $$;
CREATE TRIGGER tell_of_changes AFTER INSERT ON changes FOR EACH STATEMENT EXECUTE FUNCTION tell_of_changes();
"""


def upgrade() -> None:
    op.execute(_STATEMENTS)
