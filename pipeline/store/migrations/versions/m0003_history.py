"""History: revisits and withdrawals, what was taken out of a text and why, what the pages of a host have taught."""

from alembic import op

revision = "0003"
down_revision = "0002"

# Every column is nullable or has a constant default, so no table is rewritten. The indexes are of new tables, and one of a
# table with many rows, of none of those rows: half a second a million.
_COLUMNS = """
ALTER TABLE articles ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE revisions
    ADD COLUMN removed jsonb DEFAULT '[]'::jsonb NOT NULL,
    ADD COLUMN evidence jsonb DEFAULT '{}'::jsonb NOT NULL,
    ADD COLUMN clean_ms real,
    ADD COLUMN made text;
"""

_TABLES = """
CREATE TABLE revisits (
    article_id bigint NOT NULL,
    since timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (article_id),
    FOREIGN KEY(article_id) REFERENCES articles (id)
);
CREATE INDEX articles_withdrawn ON articles (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX revisits_due ON revisits (due_at);
CREATE TABLE furniture (
    host text NOT NULL,
    line_key bytea NOT NULL,
    line text NOT NULL,
    seen_in bigint[] NOT NULL,
    seen_as bytea[] NOT NULL,
    state text DEFAULT 'seen' NOT NULL,
    learned_at timestamptz,
    updated_at timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (host, line_key)
);
CREATE INDEX furniture_learned ON furniture (host) WHERE state = 'learned';
CREATE INDEX furniture_pending ON furniture (learned_at) WHERE state = 'learned' AND seen_in <> '{}';
CREATE INDEX furniture_seen ON furniture (updated_at) WHERE state = 'seen';
CREATE TABLE title_habits (
    host text NOT NULL,
    source text NOT NULL,
    agreed integer NOT NULL,
    present integer NOT NULL,
    PRIMARY KEY (host, source)
);
"""


def upgrade() -> None:
    op.execute(_COLUMNS)
    op.execute(_TABLES)
