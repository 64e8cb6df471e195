"""Extraction: entities with the keys they are known by, replays of one extractor, original or second-hand."""

from alembic import op

revision = "0004"
down_revision = "0003"

# Nullable columns rewrite nothing. Of the rows that annotations has so far none is in its new index: it is built in one
# pass over the table, half a second a million.
_STATEMENTS = """
ALTER TABLE cursors ADD COLUMN part text;
ALTER TABLE revisions ADD COLUMN sourcing text;
CREATE TABLE entities (
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    name text NOT NULL,
    sure boolean NOT NULL,
    merged_into bigint,
    created_at timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(merged_into) REFERENCES entities (id)
);
CREATE INDEX entities_merged ON entities (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE entity_keys (
    kind text NOT NULL,
    key text NOT NULL,
    entity_id bigint NOT NULL,
    pin text,
    unsure boolean DEFAULT false NOT NULL,
    PRIMARY KEY (kind, key, entity_id),
    FOREIGN KEY(entity_id) REFERENCES entities (id)
);
CREATE INDEX entity_keys_entity ON entity_keys (entity_id);
CREATE INDEX entity_keys_unsure ON entity_keys (kind, key, entity_id) WHERE unsure;
CREATE INDEX entity_keys_pinned ON entity_keys (kind, key) WHERE pin IS NOT NULL;
CREATE TABLE entity_names (
    entity_id bigint NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (entity_id, name),
    FOREIGN KEY(entity_id) REFERENCES entities (id)
);
CREATE INDEX annotations_entity ON annotations (entity_id, article_id) WHERE entity_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(_STATEMENTS)
