"""The polite web: what feeds ask for, what hosts have taught, full texts from feeds, hubs, merged articles."""

from alembic import op

revision = "0002"
down_revision = "0001"

# Every column is nullable or has a constant default, so no table is rewritten. The locks are those of the old program's
# transactions, in their order. Two indexes are made of tables with many rows, of none of those rows: half a second a million.
_COLUMNS = """
ALTER TABLE feeds
    ADD COLUMN settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    ADD COLUMN credentials text,
    ADD COLUMN folder text,
    ADD COLUMN parent_id bigint,
    ADD COLUMN declared jsonb DEFAULT '{}'::jsonb NOT NULL,
    ADD COLUMN next_poll_because text,
    ADD COLUMN failing_since timestamptz,
    ADD COLUMN last_reason text,
    ADD COLUMN unread text,
    ADD COLUMN validators_url text,
    ADD COLUMN unfinished boolean DEFAULT false NOT NULL,
    ADD COLUMN gap_open boolean DEFAULT false NOT NULL,
    ADD COLUMN moved_to text,
    ADD COLUMN moved_count integer DEFAULT 0 NOT NULL,
    ADD COLUMN proposed_url text,
    ADD COLUMN hub text,
    ADD COLUMN topic text,
    ADD COLUMN last_entries integer DEFAULT 0 NOT NULL;
ALTER TABLE articles ADD COLUMN merged_into bigint;
ALTER TABLE sightings ADD COLUMN text_key bytea;
ALTER TABLE captures
    ADD COLUMN kind text DEFAULT 'page' NOT NULL,
    ADD COLUMN policy jsonb;
ALTER TABLE revisions ADD COLUMN text_from text DEFAULT 'page' NOT NULL;
"""

_TABLES = """
CREATE TABLE hosts (
    host text NOT NULL,
    crawl_delay real DEFAULT 0 NOT NULL,
    pace real DEFAULT 0 NOT NULL,
    not_before timestamptz,
    updated_at timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (host)
);
CREATE TABLE subscriptions (
    feed_id bigint NOT NULL,
    hub text NOT NULL,
    topic text NOT NULL,
    token text NOT NULL,
    secret text NOT NULL,
    state text NOT NULL,
    due_at timestamptz DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    lease_until timestamptz,
    delivered_at timestamptz,
    last_error text,
    updated_at timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (feed_id),
    UNIQUE (token),
    FOREIGN KEY(feed_id) REFERENCES feeds (id)
);
CREATE INDEX subscriptions_due ON subscriptions (due_at);
CREATE INDEX feeds_parent ON feeds (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX sightings_text ON sightings (feed_id, text_key) WHERE text_key IS NOT NULL;
CREATE INDEX articles_merged ON articles (merged_into) WHERE merged_into IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(_COLUMNS)
    op.execute(_TABLES)
