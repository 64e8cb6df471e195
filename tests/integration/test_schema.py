"""The schema: tables as the code knows them, views as the contract names them, each column commented, readers let in."""

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from pipeline.errors import Refused
from pipeline.store import schema
from pipeline.store.engine import connect
from pipeline.store.tables import metadata

VIEWS = {
    "articles": "id url canonical_url host source title authors published_at published_precision published_from language text "
    "word_count summary image_url tags verdict paywalled wire_origin duplicate_of story_id revision first_seen_at fetched_at "
    "updated_at text_from withdrawn_at sourcing",
    "revisions": "article_id revision fetched_at title text text_sha256 capture_id cleaner cleaner_version removed "
    "evidence clean_ms",
    "captures": "id article_id url final_url fetched_at status content_type bytes sha256 etag last_modified kind policy",
    "feeds": "id url title site_url source status last_polled_at last_ok_at next_poll_at interval_seconds consecutive_failures "
    "last_error possible_gap_at folder settings next_poll_because "
    "failing_since last_reason moved_to proposed_url parent_id websub",
    "sightings": "feed_id article_id guid url title published_at first_seen_at",
    "aliases": "url article_id first_seen_at",
    "links": "article_id revision url host anchor external",
    "entities": "id kind name names merged_into",
    "mentions": "article_id revision entity_id kind start_char end_char text extractor extractor_version",
    "descriptions": "article_id revision entity_id kind start_char end_char text head extractor extractor_version",
    "quotes": "article_id revision start_char end_char text direct speaker speaker_entity_id speaker_start speaker_end cue "
    "extractor extractor_version form speakers chain ordinal",
    "figures": "article_id revision start_char end_char text value value_max unit about qualifier claimed_by extractor "
    "extractor_version claimed_by_entity_id claimed_via quote",
    "dates": "article_id revision start_char end_char text starts_on ends_on precision extractor extractor_version timex type",
    "citations": "article_id revision start_char end_char text cited cited_entity_id via url extractor extractor_version quote",
    "duplicates": "article_id of_article_id kind similarity",
    "failures": "article_id feed_id url stage reason message attempts failed_at next_attempt_at",
    "changes": "seq at article_id kind revision subject",
}


def test_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": False})
        difference = [change for change in compare_metadata(context, metadata) if "alembic_version" not in str(change)]
    assert difference == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_the_columns_of_the_contract_in_order(engine: Engine, view: str) -> None:
    with engine.connect() as conn:
        columns = conn.exec_driver_sql(f"SELECT * FROM v1.{view} LIMIT 0").keys()
    assert " ".join(columns) == VIEWS[view]


def test_every_view_and_every_column_of_it_has_a_comment(engine: Engine) -> None:
    sql = """
        SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'v1'
          LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
         WHERE obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL
    """
    with engine.connect() as conn:
        assert conn.exec_driver_sql(sql).all() == []


def test_readers_read_every_view_and_no_table(database_url: str) -> None:
    with psycopg.connect(database_url) as conn:
        conn.execute("SET ROLE wireroom_reader")
        for view in VIEWS:
            conn.execute(f"SELECT * FROM v1.{view}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("SELECT * FROM public.articles")


def test_upgrade_says_what_it_did_and_then_that_nothing_is_missing(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute("DROP SCHEMA v1 CASCADE")
    engine = connect(database_url)
    assert schema.pending(engine) == ["the views of schema v1"]
    assert schema.upgrade(engine) == ["the views of schema v1"]
    assert schema.upgrade(engine) == []
    assert schema.pending(engine) == []
    engine.dispose()


def test_a_schema_newer_than_the_program_is_refused_in_one_line(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="newer than this program"):
        schema.upgrade(engine)


def test_the_scheduler_finds_due_items_by_the_partial_index(engine: Engine) -> None:
    """Rows that are through cost it nothing, however many there are."""
    with engine.begin() as conn:
        conn.exec_driver_sql(
            "INSERT INTO cursors (kind, id, stage, state, due_at, wake_at) "
            "SELECT 'article', n, 'cluster', 'done', now(), now() FROM generate_series(1, 20000) n"
        )
        conn.exec_driver_sql("ANALYZE cursors")
        plan = conn.exec_driver_sql(
            "EXPLAIN SELECT kind, id FROM cursors WHERE stage = 'clean' AND lane = 'live' AND state IN ('due', 'running') "
            "AND wake_at <= now() ORDER BY wake_at LIMIT 100 FOR UPDATE SKIP LOCKED"
        ).scalars()
        assert any("cursors_wake" in line for line in plan)


def test_of_an_article_one_revision_is_the_newest_whoever_writes(engine: Engine) -> None:
    """Workers of an older release, which still run while a newer one is installed, do not know that there is such a column."""
    with engine.begin() as conn:
        conn.exec_driver_sql("""
            INSERT INTO articles (id, url, url_key, host) VALUES (1, 'http://h.example/1', '1', 'h.example');
            INSERT INTO captures (id, article_id, url, final_url, fetched_at, elapsed_ms, status, headers, body, bytes, sha256)
            VALUES (1, 1, '', '', now(), 1, 200, '[]', 'x', 1, '');
            INSERT INTO revisions (article_id, revision, capture_id, fetched_at, text, text_sha256, word_count, authors, tags,
                                   verdict, paywalled, links, cleaner, cleaner_version)
            SELECT 1, n, 1, now(), n::text, '', 0, '{}', '{}', 'article', false, '[]', '', 1 FROM generate_series(1, 3) n
        """)
        assert conn.exec_driver_sql("SELECT revision FROM revisions WHERE newest").scalars().all() == [3]
