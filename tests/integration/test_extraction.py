"""What the extractors make of the sample newsroom, read as consumers read it: by SQL over schema v1."""

import pytest

from pipeline.flow import versions
from pipeline.model import Selector
from pipeline.store import selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline

VIEWS = ("mentions", "descriptions", "quotes", "figures", "dates", "citations")
DUMPS = tuple(f"SELECT to_jsonb(v) FROM v1.{view} v ORDER BY to_jsonb(v)::text" for view in (*VIEWS, "entities"))


def _dumps(pipeline: Pipeline) -> list[list[tuple[object, ...]]]:
    return [pipeline.rows(sql) for sql in DUMPS]


def _replay(pipeline: Pipeline, stage: str, part: str | None = None) -> None:
    with transaction(pipeline.engine) as conn:
        ids = selection.select(conn, Selector(all=True), versions())
        selection.move_back(conn, selection.able(conn, ids, stage), part)
    pipeline.drain()


def test_words_stand_where_the_contract_says(ingested: Pipeline) -> None:
    for view in VIEWS:
        ((rows, wrong),) = ingested.rows(
            f"""
            SELECT count(*), count(*) FILTER (WHERE v.text IS DISTINCT FROM
                             substring(r.text FROM v.start_char + 1 FOR v.end_char - v.start_char))
              FROM v1.{view} v LEFT JOIN v1.revisions r ON r.article_id = v.article_id AND r.revision = v.revision
            """
        )
        assert rows, f"v1.{view} is empty"
        assert wrong == 0, view
    ((wrong,),) = ingested.rows(
        """
        SELECT count(*) FROM v1.quotes q JOIN v1.revisions r USING (article_id, revision)
         WHERE q.speaker <> substring(r.text FROM q.speaker_start + 1 FOR q.speaker_end - q.speaker_start)
        """
    )
    assert wrong == 0


def test_no_extractor_failed(ingested: Pipeline) -> None:
    assert ingested.rows("SELECT url, message FROM v1.failures WHERE stage = 'extract'") == []


def test_the_president_is_one_in_nine_newsrooms_and_three_alphabets(ingested: Pipeline) -> None:
    rows = ingested.rows(
        """
        SELECT DISTINCT m.entity_id, a.language FROM v1.mentions m JOIN v1.articles a ON a.id = m.article_id
         WHERE m.kind = 'person' AND (m.text ~* 'zhal[iy]nsk' OR m.text ~ 'Жалинс[кь]')
        """
    )
    assert len({entity for entity, _ in rows}) == 1
    assert {language for _, language in rows} == {"en", "ru", "uk"}


def test_what_he_said_is_his_in_every_language(ingested: Pipeline) -> None:
    rows = ingested.rows(
        """
        SELECT a.language, count(*) FROM v1.quotes q JOIN v1.articles a ON a.id = q.article_id
          JOIN v1.entities e ON e.id = q.speaker_entity_id
         WHERE e.names && ARRAY['Ostap Zhalynsky', 'Остап Жалинский'] GROUP BY 1
        """
    )
    assert {language for language, _ in rows} == {"en", "ru", "uk"}


def test_claims_that_disagree_have_who_makes_them(ingested: Pipeline) -> None:
    """The number of Drovian personnel at the canal, as the agency's article has it."""
    rows = ingested.rows(
        """
        SELECT f.value, f.claimed_by FROM v1.figures f JOIN v1.articles a ON a.id = f.article_id
         WHERE strpos(a.url, 'zhalynsky-canal-interview') > 0 AND f.value IN (8000, 2000, 6500)
        """
    )
    claims = {int(value): claimed_by for value, claimed_by in rows}
    assert set(claims) == {8000, 2000, 6500}
    assert "Zhalynsky" in claims[8000]
    assert "Zhalynsky" not in (claims[2000] or "")


def test_second_hand_articles_are_told_from_original_ones(ingested: Pipeline) -> None:
    rows = dict(ingested.rows("SELECT sourcing, count(*) FROM v1.articles GROUP BY 1"))
    assert rows.get("original", 0) > 5
    assert rows.get("second-hand", 0) > 5


@pytest.mark.parametrize(("stage", "part"), [("extract", None), ("clean", None), ("extract", "entities")])
def test_a_replay_gives_the_same_rows_and_tells_nobody(ingested: Pipeline, stage: str, part: str | None) -> None:
    before, told = _dumps(ingested), ingested.rows("SELECT count(*) FROM v1.changes")
    _replay(ingested, stage, part)
    assert _dumps(ingested) == before
    assert ingested.rows("SELECT count(*) FROM v1.changes") == told
