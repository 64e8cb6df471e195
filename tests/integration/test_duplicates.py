"""Laws of the groups of the same words, in whatever order their articles are cleaned, changed and clustered."""

from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from pipeline.store import duplicates
from pipeline.store.engine import transaction

ARTICLES = 5
EMPTY = "TRUNCATE duplicates, changes, annotations, revisions, captures, cursors, sightings, articles CASCADE"
# An article gets a text; or some articles, in one batch, are clustered.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("text"), st.integers(1, ARTICLES), st.sampled_from("xy")),
        st.tuples(st.just("cluster"), st.sets(st.integers(1, ARTICLES), min_size=1), st.none()),
    ),
    max_size=16,
)


def _text(conn: Connection, article_id: int, words: str) -> None:
    row = {"id": article_id, "print": words.encode()}
    conn.execute(
        text("""
            INSERT INTO revisions (article_id, revision, capture_id, fetched_at, text, text_sha256, fingerprint, word_count,
                                   authors, tags, verdict, paywalled, links, cleaner, cleaner_version)
            SELECT id, coalesce(revision, 0) + 1, id, now(), 'words', '', :print, 1, '{}', '{}', 'article', false, '[]', 't', 1
              FROM articles WHERE id = :id
        """),
        row,
    )
    conn.execute(text("UPDATE articles SET revision = coalesce(revision, 0) + 1 WHERE id = :id"), row)


def _cluster(conn: Connection, ids: set[int]) -> None:
    twins = duplicates.load_twins(conn, sorted(ids))
    if twins:
        duplicates.save_duplicates(conn, list(twins.values()), 1)


def _begin(conn: Connection) -> None:
    conn.exec_driver_sql(EMPTY)
    conn.exec_driver_sql(
        "INSERT INTO articles (id, url, url_key, host) OVERRIDING SYSTEM VALUE"
        f" SELECT n, 'u', convert_to(n::text, 'UTF8'), 'h' FROM generate_series(1, {ARTICLES}) n"
    )
    conn.exec_driver_sql(
        "INSERT INTO captures (id, article_id, url, final_url, fetched_at, elapsed_ms, status, headers, body, bytes, sha256)"
        " OVERRIDING SYSTEM VALUE SELECT id, id, url, url, now(), 1, 200, '[]', '', 0, '' FROM articles"
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[("text", 3, "x"), ("cluster", {3}, None), ("text", 1, "x"), ("text", 2, "x")])
def test_the_smallest_of_a_group_is_the_original_of_all_others(
    engine: Engine, steps: list[tuple[str, Any, Any]]
) -> None:
    words: dict[int, str] = {}
    with transaction(engine) as conn:
        _begin(conn)
        pending: set[int] = set()
        for step, which, what in steps:
            if step == "text":
                _text(conn, which, what)
                words[which] = what
                pending.add(which)
            else:
                _cluster(conn, which)
                pending -= which
        _cluster(conn, pending)
        stored = {row.article_id: row.of_article_id for row in conn.execute(text("SELECT * FROM duplicates"))}
        shown = {
            row.id: row.duplicate_of
            for row in conn.execute(text("SELECT id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL"))
        }
    first = {letter: min(article for article in words if words[article] == letter) for letter in words.values()}
    assert stored == {article: first[letter] for article, letter in words.items() if article != first[letter]}
    assert shown == stored
