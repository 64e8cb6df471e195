"""The tables behind the views of `v1`. Migrations make them; a test holds the two against each other.

What they hold:

    feeds ──< sightings >── articles ──< captures       what was announced, what was fetched
                               │  └──< revisions ──< annotations        what we made of it
    cursors   one row per feed and article: where it stands in the flow, when it is due, who holds it
    revisits  articles that will be looked at again, and when
    attempts  what stopped an item, when, with its traceback
    hosts     what hosts ask of us; robots: their robots.txt; subscriptions: feeds that a WebSub hub delivers
    furniture what the pages of a host repeat; title_habits: which sources of titles can be trusted there
    setbacks  what went wrong beside the flow, without stopping an item
    changes   what consumers are told, in the order of commits; consumers, webhooks, dead_letters: how far each has read
    replays   what was asked to be done again; superseded: what another version had made before
"""

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()
_Time = DateTime(timezone=True)
_now = text("now()")
_nothing = text("'{}'::jsonb")


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(), primary_key=True)


feeds = Table(
    "feeds",
    metadata,
    _id(),
    Column("url", Text, nullable=False),
    Column("url_key", LargeBinary, nullable=False, unique=True),
    Column("title", Text),
    Column("site_url", Text),
    Column("source", Text),
    Column("status", Text, nullable=False, server_default="active"),  # active, paused, gone, removed
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_sha256", LargeBinary),
    Column("last_polled_at", _Time),
    Column("last_ok_at", _Time),
    Column("interval_seconds", Integer, nullable=False),
    Column("consecutive_failures", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    Column("possible_gap_at", _Time),
    Column("created_at", _Time, nullable=False, server_default=_now),
    Column("settings", JSONB, nullable=False, server_default=_nothing),  # what a person has set: model.SourceSettings
    Column("credentials", Text),  # user:password, from the URL it was added with
    Column("folder", Text),
    Column("parent_id", BigInteger),  # the list that named it
    Column("declared", JSONB, nullable=False, server_default=_nothing),  # how often it wants to be asked: model.Pace
    Column("next_poll_because", Text),
    Column("failing_since", _Time),
    Column("last_reason", Text),
    Column("unread", Text),  # why the document behind the validators could not be read
    Column("unfinished", Boolean, nullable=False, server_default=text("false")),  # one reading did not take all
    Column("validators_url", Text),  # the address that gave the validators
    Column(
        "gap_open", Boolean, nullable=False, server_default=text("false")
    ),  # its site's news sitemap is still to be asked
    Column("moved_to", Text),  # where it permanently redirects to, seen so many polls in a row:
    Column("moved_count", Integer, nullable=False, server_default="0"),
    Column("proposed_url", Text),  # what the page that stands in its place announces
    Column("hub", Text),
    Column("topic", Text),
    Column("last_entries", Integer, nullable=False, server_default="0"),  # in the document read last
    Index("feeds_parent", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
)

articles = Table(
    "articles",
    metadata,
    _id(),
    Column("url", Text, nullable=False),
    Column("url_key", LargeBinary, nullable=False, unique=True),
    Column("host", Text, nullable=False),
    Column("revision", Integer),
    Column("announce", Text),  # the change consumers are told once extraction is through
    Column("duplicate_of", BigInteger, ForeignKey("articles.id")),
    Column("story_id", BigInteger),
    Column("first_seen_at", _Time, nullable=False, server_default=_now),
    Column("updated_at", _Time),
    Column("merged_into", BigInteger),  # the article at whose address this one's redirects end
    Column("withdrawn_at", _Time),  # its page is gone since: 404, 410, an error page
    Index("articles_host", "host", "first_seen_at"),
    Index("articles_merged", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
    Index("articles_first_seen", "first_seen_at"),
    Index("articles_withdrawn", "withdrawn_at", postgresql_where=text("withdrawn_at IS NOT NULL")),
)

sightings = Table(
    "sightings",
    metadata,
    Column("feed_id", BigInteger, ForeignKey("feeds.id"), nullable=False),
    Column("article_id", BigInteger, ForeignKey("articles.id"), nullable=False),
    Column("guid", Text),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("published_at", _Time),
    Column("first_seen_at", _Time, nullable=False, server_default=_now),
    PrimaryKeyConstraint("article_id", "feed_id"),
    Column("text_key", LargeBinary),  # of an entry without a page: feeds/wholetext.py
    Index("sightings_feed", "feed_id", "article_id"),
    Index("sightings_text", "feed_id", "text_key", postgresql_where=text("text_key IS NOT NULL")),
)

setbacks = Table(  # what went wrong beside the flow: an announced URL that is none, an extractor that failed alone
    "setbacks",
    metadata,
    Column("kind", Text, nullable=False),
    Column("item_id", BigInteger, nullable=False),
    Column("stage", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("url", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("seen_at", _Time, nullable=False, server_default=_now),
    PrimaryKeyConstraint("kind", "item_id", "stage", "key"),
)

captures = Table(
    "captures",
    metadata,
    _id(),
    Column("article_id", BigInteger, ForeignKey("articles.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("final_url", Text, nullable=False),
    Column("fetched_at", _Time, nullable=False),
    Column("elapsed_ms", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", Text),
    Column("content_encoding", Text),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    # page; feed: the text as the feed carried it; aside: not the article's page, or older than what has been read;
    # waiting: imported, for the one before it to be through
    Column("kind", Text, nullable=False, server_default="page"),
    Column("policy", JSONB),  # what the publisher says of other uses than reading
    Column("pruned_at", _Time),  # its body has been dropped since
    Index("captures_article", "article_id", "id"),
    Index("captures_waiting", "article_id", "fetched_at", "id", postgresql_where=text("kind = 'waiting'")),
    Index(
        "captures_pages",
        "article_id",
        "fetched_at",
        postgresql_where=text("kind = 'page' AND status BETWEEN 200 AND 299"),
    ),
    Index(
        "captures_held",
        "fetched_at",
        "id",
        postgresql_include=["article_id", "kind", "status"],
        postgresql_where=text("pruned_at IS NULL AND bytes > 0"),
    ),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article_id", BigInteger, ForeignKey("articles.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("capture_id", BigInteger, ForeignKey("captures.id"), nullable=False),
    Column("fetched_at", _Time, nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("text_sha256", LargeBinary, nullable=False),
    Column("fingerprint", LargeBinary),
    Column("word_count", Integer, nullable=False),
    Column("authors", ARRAY(Text), nullable=False),
    Column("published_at", _Time),
    Column("published_precision", Text),
    Column("published_from", Text),
    Column("canonical_url", Text),
    Column("declared_language", Text),
    Column("language", Text),
    Column("source", Text),
    Column("summary", Text),
    Column("image_url", Text),
    Column("tags", ARRAY(Text), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("paywalled", Boolean, nullable=False),
    Column("wire_origin", Text),
    Column("links", JSONB, nullable=False),
    Column("cleaner", Text, nullable=False),
    Column("cleaner_version", Integer, nullable=False),
    Column("extractors", JSONB, nullable=False, server_default=text("'{}'::jsonb")),  # name → version that ran
    Column("clusterer_version", Integer),
    Column("text_from", Text, nullable=False, server_default="page"),  # page, feed
    Column("removed", JSONB, nullable=False, server_default=text("'[]'::jsonb")),  # model.Removed: [before, text, why]
    Column("evidence", JSONB, nullable=False, server_default=_nothing),  # what was considered for body, title, date …
    Column("made", Text),  # as it was told: new, edited, reextracted
    Column("clean_ms", REAL),  # CPU time of cleaning
    Column("sourcing", Text),  # original, second-hand
    Column("newest", Boolean, nullable=False, server_default=text("true")),  # of its article
    PrimaryKeyConstraint("article_id", "revision"),
    Index("revisions_made_by", "cleaner_version", "clusterer_version", "extractors", postgresql_where=text("newest")),
    Index("revisions_capture", "capture_id"),  # of the foreign key: a capture's new id would read the whole table
    Index("revisions_fingerprint", "fingerprint", "article_id", postgresql_where=text("fingerprint IS NOT NULL")),
)

annotations = Table(
    "annotations",
    metadata,
    Column("article_id", BigInteger, ForeignKey("articles.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("extractor_version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("start_char", Integer),
    Column("end_char", Integer),
    Column("text", Text),
    Column("entity_id", BigInteger),
    Column("attributes", JSONB, nullable=False),
    PrimaryKeyConstraint("article_id", "revision", "extractor", "ordinal"),
    Index("annotations_entity", "entity_id", "article_id", postgresql_where=text("entity_id IS NOT NULL")),
)

entities = Table(  # people, organisations, places, each under one id whatever the spelling
    "entities",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sure", Boolean, nullable=False),  # more is known of it than a surname or the like
    Column("merged_into", BigInteger, ForeignKey("entities.id")),
    Column("created_at", _Time, nullable=False, server_default=_now),
    # the article that its name was taken from, 0: one that is not known; None: it stays, a person had a hand in it
    Column("named_by", BigInteger, server_default=text("0")),
    Index("entities_merged", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
)

entity_keys = Table(  # by what an entity is known again (extract/identity/keys.py)
    "entity_keys",
    metadata,
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("entity_id", BigInteger, ForeignKey("entities.id"), nullable=False),
    Column("pin", Text),  # by a person: alias, whoever has the key is this one; split, never is
    Column("unsure", Boolean, nullable=False, server_default=text("false")),  # nothing surer is known of the entity
    PrimaryKeyConstraint("kind", "key", "entity_id"),
    Index("entity_keys_entity", "entity_id"),
    Index("entity_keys_unsure", "kind", "key", "entity_id", postgresql_where=text("unsure")),
    Index("entity_keys_pinned", "kind", "key", postgresql_where=text("pin IS NOT NULL")),
)

entity_names = Table(  # the forms it was named by
    "entity_names",
    metadata,
    Column("entity_id", BigInteger, ForeignKey("entities.id"), nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("entity_id", "name"),
)

duplicates = Table(
    "duplicates",
    metadata,
    Column("article_id", BigInteger, ForeignKey("articles.id"), primary_key=True),
    Column("of_article_id", BigInteger, ForeignKey("articles.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("similarity", REAL, nullable=False),
    Index("duplicates_of", "of_article_id"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("kind", Text, nullable=False),  # feed, article
    Column("id", BigInteger, nullable=False),
    Column("stage", Text, nullable=False),
    Column("state", Text, nullable=False),  # due, running, done, failed, paused
    Column("lane", Text, nullable=False, server_default="live"),  # live, replay
    Column("due_at", _Time, nullable=False),
    Column("wake_at", _Time, nullable=False),  # when the scheduler sends the next hint
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_token", Text),
    Column("leased_until", _Time),
    Column("reason", Text),
    Column("message", Text),
    Column("failed_at", _Time),
    Column("updated_at", _Time, nullable=False, server_default=_now),
    Column("part", Text),  # at `extract`: by this extractor alone and those that need it
    Column("replay_id", BigInteger),  # the replay that put it where it is
    Column("was_done", Boolean),  # it was through when the replay took it, and nobody has worked on it since
    Column("waiting", Boolean, nullable=False, server_default=text("false")),  # it has captures of kind waiting
    PrimaryKeyConstraint("kind", "id"),
    Index("cursors_wake", "stage", "lane", "wake_at", postgresql_where=text("state IN ('due', 'running')")),
    Index("cursors_lease", "lease_token", postgresql_where=text("lease_token IS NOT NULL")),
    Index("cursors_replay", "replay_id", "id", postgresql_where=text("replay_id IS NOT NULL")),
    Index(
        "cursors_waiting",
        "id",
        postgresql_where=text("waiting AND (state IN ('done', 'failed') OR stage = 'fetch' AND state = 'due')"),
    ),
    Index("cursors_setback", "reason", "failed_at", postgresql_where=text("reason IS NOT NULL")),
    postgresql_with={"fillfactor": "70"},
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),
    Column("item_id", BigInteger, nullable=False),
    Column("stage", Text, nullable=False),
    Column("at", _Time, nullable=False, server_default=_now),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("detail", Text),
    Index("attempts_item", "kind", "item_id", "id"),
)

changes_seq = Sequence("changes_seq", metadata=metadata, cache=1)
changes = Table(
    "changes",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", _Time, nullable=False),
    Column("article_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("revision", Integer),
    Column(
        "subject", Text, nullable=False, server_default="article"
    ),  # article; capture: a page that is no longer kept
    Index("changes_article", "article_id", "seq"),
    Index("changes_at", "at", postgresql_using="brin"),
)

consumers = Table(  # who reads `changes` under a name, and how far
    "consumers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("acknowledged_at", _Time),
)

webhooks = Table(  # addresses that changes are sent to
    "webhooks",
    metadata,
    _id(),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("kinds", ARRAY(Text)),  # None: all
    Column("state", Text, nullable=False, server_default="active"),  # active, paused
    Column("seq", BigInteger, nullable=False),  # delivered, or dead, up to it
    Column("sending_to", BigInteger),  # the batch under way ends there, also when it is sent again
    Column("body", Text),  # what is sent of it, to the letter
    Column("attempts", Integer, nullable=False, server_default="0"),  # at the batch under way
    Column("failing_since", _Time),
    Column("due_at", _Time, nullable=False, server_default=_now),
    Column("lease_until", _Time),
    Column("last_status", Integer),
    Column("last_error", Text),
    Column("delivered_at", _Time),
    Column("created_at", _Time, nullable=False, server_default=_now),
)

dead_letters = Table(  # batches of changes that an address did not take
    "dead_letters",
    metadata,
    _id(),
    Column("webhook_id", BigInteger, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("after_seq", BigInteger, nullable=False),
    Column("to_seq", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("died_at", _Time, nullable=False, server_default=_now),
    Index("dead_letters_webhook", "webhook_id", "id"),
)

replays = Table(  # articles asked to go back to a stage
    "replays",
    metadata,
    _id(),
    Column("stage", Text, nullable=False),
    Column("part", Text),  # cursors.part
    Column("selector", JSONB, nullable=False),
    Column("force", Boolean, nullable=False),  # also what current versions have made
    Column("versions", JSONB, nullable=False),  # current where it was asked for: stage, extract:NAME → version
    Column("upto", BigInteger, nullable=False),  # the newest article when it was asked for
    Column("after", BigInteger, nullable=False, server_default="0"),  # carried out up to this article
    Column("selected", Integer, nullable=False, server_default="0"),
    Column("moved", Integer, nullable=False, server_default="0"),  # less those that its end has put back
    Column("current", Integer, nullable=False, server_default="0"),  # left where they are: nothing would change
    Column("requested_at", _Time, nullable=False, server_default=_now),
    Column("finished_at", _Time),
    Column("cancelled_at", _Time),
    Index("replays_open", "id", postgresql_where=text("finished_at IS NULL")),
)

superseded = Table(  # what another version had made of a revision, kept for comparison
    "superseded",
    metadata,
    Column("article_id", BigInteger, ForeignKey("articles.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("maker", Text, nullable=False),  # clean, extract:NAME
    Column("version", Integer, nullable=False),
    Column("rows", JSONB, nullable=False),
    Column("replaced_at", _Time, nullable=False, server_default=_now),
    PrimaryKeyConstraint("article_id", "revision", "maker", "version"),
    Index("superseded_replaced", "replaced_at"),
)

robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("fetched_at", _Time, nullable=False),
    Column("expires_at", _Time, nullable=False),
    Column("status", Integer),  # None: could not be fetched
    Column("body", LargeBinary, nullable=False),
)

hosts = Table(  # what answers have taught about a host; Redis has the same, until it is emptied
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    Column("crawl_delay", REAL, nullable=False, server_default="0"),
    Column("pace", REAL, nullable=False, server_default="0"),
    Column("not_before", _Time),
    Column("updated_at", _Time, nullable=False, server_default=_now),
)

revisits = Table(  # articles whose page is looked at again
    "revisits",
    metadata,
    Column("article_id", BigInteger, ForeignKey("articles.id"), primary_key=True, autoincrement=False),
    Column("since", _Time, nullable=False),  # the first fetch, from which the schedule counts
    Column("due_at", _Time, nullable=False),  # `since`: nothing has been scheduled yet
    Index("revisits_due", "due_at"),
)

furniture = Table(  # lines that pages of a host repeat
    "furniture",
    metadata,
    Column("host", Text, nullable=False),
    Column("line_key", LargeBinary, nullable=False),  # clean/furniture.py
    Column("line", Text, nullable=False),
    Column("seen_in", ARRAY(BigInteger), nullable=False),  # articles; once learned, those still to be cleaned anew
    Column("seen_as", ARRAY(LargeBinary), nullable=False),  # their longest lines: copies of one text count once
    Column("state", Text, nullable=False, server_default="seen"),  # seen, learned, kept: a person says it is text
    Column("learned_at", _Time),
    Column("updated_at", _Time, nullable=False, server_default=_now),
    PrimaryKeyConstraint("host", "line_key"),
    Index("furniture_learned", "host", postgresql_where=text("state = 'learned'")),
    Index("furniture_pending", "learned_at", postgresql_where=text("state = 'learned' AND seen_in <> '{}'")),
    Index("furniture_seen", "updated_at", postgresql_where=text("state = 'seen'")),
)

title_habits = Table(  # on how many pages of a host a source of titles agreed with the page's own headline
    "title_habits",
    metadata,
    Column("host", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("agreed", Integer, nullable=False),
    Column("present", Integer, nullable=False),
    PrimaryKeyConstraint("host", "source"),
)

subscriptions = Table(  # WebSub: feeds that a hub delivers
    "subscriptions",
    metadata,
    Column("feed_id", BigInteger, ForeignKey("feeds.id"), primary_key=True, autoincrement=False),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("token", Text, nullable=False, unique=True),  # its part of the callback's path
    Column("secret", Text, nullable=False),
    Column("state", Text, nullable=False),  # wanted, asked, active, denied, leaving
    Column("due_at", _Time, nullable=False, server_default=_now),  # when the hub is asked next
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_until", _Time),
    Column("delivered_at", _Time),
    Column("last_error", Text),
    Column("updated_at", _Time, nullable=False, server_default=_now),
    Index("subscriptions_due", "due_at"),
)

workers = Table(
    "workers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("queues", Text, nullable=False),
    Column("started_at", _Time, nullable=False, server_default=_now),
    Column("seen_at", _Time, nullable=False, server_default=_now),
)
