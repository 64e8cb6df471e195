"""Replays with a life of their own, what they replaced, backfill, retention, and webhooks."""

from alembic import op

revision = "0006"
down_revision = "0005"

# Columns with a constant default rewrite nothing; what takes longer are steps of their own (0007 to 0009), so that no lock is
# held for more than a few seconds. Workers of the release before, which go on meanwhile, know nothing of `newest`: a trigger
# sees to it.
_STATEMENTS = """
CREATE TABLE replays (
    id bigint GENERATED ALWAYS AS IDENTITY,
    stage text NOT NULL,
    part text,
    selector jsonb NOT NULL,
    force boolean NOT NULL,
    versions jsonb NOT NULL,
    upto bigint NOT NULL,
    after bigint DEFAULT 0 NOT NULL,
    selected integer DEFAULT 0 NOT NULL,
    moved integer DEFAULT 0 NOT NULL,
    current integer DEFAULT 0 NOT NULL,
    requested_at timestamptz DEFAULT now() NOT NULL,
    finished_at timestamptz,
    cancelled_at timestamptz,
    PRIMARY KEY (id)
);
CREATE INDEX replays_open ON replays (id) WHERE finished_at IS NULL;
ALTER TABLE cursors ADD COLUMN replay_id bigint, ADD COLUMN was_done boolean;
ALTER TABLE entities ADD COLUMN named_by bigint DEFAULT 0;
ALTER TABLE revisions ADD COLUMN newest boolean DEFAULT true NOT NULL;
CREATE FUNCTION newest_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE revisions SET newest = false WHERE article_id = NEW.article_id AND revision < NEW.revision AND newest;
  RETURN NULL;
END $$;
CREATE TRIGGER newest_revision AFTER INSERT ON revisions FOR EACH ROW WHEN (NEW.revision > 1) EXECUTE FUNCTION newest_revision();
CREATE TABLE superseded (
    article_id bigint NOT NULL,
    revision integer NOT NULL,
    maker text NOT NULL,
    version integer NOT NULL,
    rows jsonb NOT NULL,
    replaced_at timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (article_id, revision, maker, version),
    FOREIGN KEY(article_id) REFERENCES articles (id)
);
CREATE INDEX superseded_replaced ON superseded (replaced_at);
ALTER TABLE captures ADD COLUMN pruned_at timestamptz;
ALTER TABLE cursors ADD COLUMN waiting boolean DEFAULT false NOT NULL;
ALTER TABLE changes ADD COLUMN subject text DEFAULT 'article' NOT NULL;
CREATE TABLE webhooks (
    id bigint GENERATED ALWAYS AS IDENTITY,
    url text NOT NULL,
    secret text NOT NULL,
    kinds text[],
    state text DEFAULT 'active' NOT NULL,
    seq bigint NOT NULL,
    sending_to bigint,
    body text,
    attempts integer DEFAULT 0 NOT NULL,
    failing_since timestamptz,
    due_at timestamptz DEFAULT now() NOT NULL,
    lease_until timestamptz,
    last_status integer,
    last_error text,
    delivered_at timestamptz,
    created_at timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY,
    webhook_id bigint NOT NULL,
    after_seq bigint NOT NULL,
    to_seq bigint NOT NULL,
    body text NOT NULL,
    attempts integer NOT NULL,
    error text NOT NULL,
    died_at timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE
);
CREATE INDEX dead_letters_webhook ON dead_letters (webhook_id, id);
"""


def upgrade() -> None:
    op.execute(_STATEMENTS)
