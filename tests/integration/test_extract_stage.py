"""The extract stage on real servers: what is stored of extractors, one that fails, one that is run alone."""

from collections.abc import Callable, Iterator

import pytest

from pipeline.extract import extractors
from pipeline.flow import versions
from pipeline.model import Annotation, Document, Selector
from pipeline.store import selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply
from tests.integration import test_history as harbour
from tests.integration.conftest import Command

Work = Callable[[Document], list[Annotation]]


class Vessels:
    """Finds the first three letters; reads what `language` found."""

    name = "vessels"
    languages = None
    needs: tuple[str, ...] = ("language",)

    def __init__(self) -> None:
        self.version = 1
        self.work: Work = lambda document: [Annotation("vessel", 0, 3, document.text[:3], {"flag": "LR"})]
        self.ran = 0

    def __call__(self, document: Document) -> list[Annotation]:
        self.ran += 1
        return self.work(document)


@pytest.fixture
def vessels(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vessels]:
    """An installed plug-in."""
    mine = Vessels()
    monkeypatch.setattr("pipeline.extract._plugins", lambda: [mine])
    extractors.cache_clear()
    yield mine
    extractors.cache_clear()


@pytest.fixture
def article(pipeline: Pipeline, web: HostileWeb, vessels: Vessels) -> int:
    return harbour.ingest(pipeline, web.put("site", "/chain", Reply(harbour.html())))


def _replay(pipeline: Pipeline, part: str | None = None) -> None:
    with transaction(pipeline.engine) as conn:
        ids = selection.select(conn, Selector(all=True), versions())
        selection.move_back(conn, selection.able(conn, ids, "extract"), part)
    pipeline.drain()


def _stored(pipeline: Pipeline) -> list[tuple[object, ...]]:
    return pipeline.rows(
        "SELECT extractor_version, start_char, end_char, text, attributes FROM annotations WHERE extractor = 'vessels'"
    )


def _changes(pipeline: Pipeline) -> list[str]:
    return [kind for (kind,) in pipeline.rows("SELECT kind FROM v1.changes ORDER BY seq")]


def test_a_plugins_rows_carry_its_version(pipeline: Pipeline, article: int) -> None:
    assert _stored(pipeline) == [(1, 0, 3, harbour.STORY[0][:3], {"flag": "LR"})]


def test_one_that_fails_leaves_the_others_rows_and_a_failure(
    pipeline: Pipeline, web: HostileWeb, vessels: Vessels
) -> None:
    def fail(document: Document) -> list[Annotation]:
        raise ValueError("no keel")

    vessels.work = fail
    article_id = harbour.ingest(pipeline, web.put("site", "/chain", Reply(harbour.html())))
    assert pipeline.rows("SELECT language FROM v1.articles") == [("en",)]
    assert pipeline.rows("SELECT article_id, stage, reason, message FROM v1.failures") == [
        (article_id, "extract", "error", "vessels: ValueError: no keel")
    ]
    vessels.work = lambda document: []
    _replay(pipeline, "vessels")
    assert pipeline.rows("SELECT * FROM v1.failures") == []


def test_what_it_had_found_stays_when_it_fails_later(pipeline: Pipeline, article: int, vessels: Vessels) -> None:
    before = _stored(pipeline)
    vessels.work = lambda document: [Annotation("vessel", 0, 3, "???")]
    _replay(pipeline)
    assert _stored(pipeline) == before


def test_one_alone_is_run_alone(pipeline: Pipeline, article: int, vessels: Vessels) -> None:
    pipeline.execute("UPDATE annotations SET attributes = '{\"language\": \"xx\"}' WHERE extractor = 'language'")
    vessels.version, vessels.work = 2, lambda document: [Annotation("vessel", 0, 4, document.text[:4])]
    _replay(pipeline, "vessels")
    assert [(version, end) for version, _, end, _, _ in _stored(pipeline)] == [(2, 4)]
    assert pipeline.rows("SELECT attributes FROM annotations WHERE extractor = 'language'") == [({"language": "xx"},)]
    assert _changes(pipeline) == ["new", "reextracted"]


def test_a_replay_that_finds_the_same_tells_nobody(pipeline: Pipeline, article: int) -> None:
    _replay(pipeline)
    _replay(pipeline, "vessels")
    assert _changes(pipeline) == ["new"]


def test_an_article_not_yet_extracted_is_extracted_whole(pipeline: Pipeline, article: int, vessels: Vessels) -> None:
    """A replay of one extractor must not keep the others from a new revision."""
    with transaction(pipeline.engine) as conn:
        stages = selection.able(conn, [article], "extract")
        selection.move_back(conn, stages)
        selection.move_back(conn, stages, "vessels")
    assert pipeline.rows("SELECT part FROM cursors WHERE kind = 'article'") == [(None,)]


def test_the_next_whole_extraction_is_whole(pipeline: Pipeline, article: int) -> None:
    _replay(pipeline, "vessels")
    assert pipeline.rows("SELECT part, state FROM cursors WHERE kind = 'article'") == [(None, "done")]


def test_outdated_finds_what_another_version_read(pipeline: Pipeline, article: int, vessels: Vessels) -> None:
    chosen = Selector(outdated=True, extractor="vessels")
    with transaction(pipeline.engine) as conn:
        assert selection.select(conn, chosen, versions()) == []
        vessels.version = 2
        assert selection.select(conn, chosen, versions()) == [article]


def test_one_that_never_succeeded_can_be_replayed_by_its_name(
    pipeline: Pipeline, web: HostileWeb, vessels: Vessels
) -> None:
    vessels.work = lambda document: [Annotation("vessel", 0, 3, "???")]
    article_id = harbour.ingest(pipeline, web.put("site", "/chain", Reply(harbour.html())))
    with transaction(pipeline.engine) as conn:
        assert selection.select(conn, Selector(all=True, extractor="vessels"), versions()) == [article_id]


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("quote", {"direct": "maybe"}),
        ("quote", {"speaker_start": "1.5"}),
        ("quote", {"speaker_start": 99_999_999_999}),
        ("figure", {"value": "٣"}),
        ("figure", {"quote": "x"}),
        ("citation", {"quote": "x"}),
        ("date", {"starts_on": "2024-W01-1"}),
        ("link", {"external": "x"}),
    ],
)
def test_no_plugin_can_make_a_view_unreadable(
    pipeline: Pipeline, article: int, vessels: Vessels, kind: str, attributes: dict[str, object]
) -> None:
    vessels.work = lambda document: [Annotation(kind, 0, 3, document.text[:3], attributes)]
    _replay(pipeline, "vessels")
    for view in ("quotes", "figures", "citations", "dates", "links"):
        pipeline.rows(f"SELECT * FROM v1.{view}")
    assert pipeline.rows("SELECT starts_with(message, 'vessels: ValueError: a ') FROM v1.failures") == [(True,)]


def test_a_kind_that_cannot_be_stored_is_stored_without_what_cannot(
    pipeline: Pipeline, article: int, vessels: Vessels
) -> None:
    vessels.work = lambda document: [Annotation("ves\0sel", 0, 3, document.text[:3])]
    _replay(pipeline, "vessels")
    assert pipeline.rows("SELECT kind FROM annotations WHERE extractor = 'vessels'") == [("vessel",)]


def test_replaying_an_extractor_that_nobody_has_is_wrong_usage(wireroom: Command, pipeline: Pipeline) -> None:
    done = wireroom("replay", "--from", "extract", "--extractor", "vessels", "--all")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "language, links" in done.stderr


def test_what_another_version_had_made_is_made_anew_where_it_is_pointed_at(
    pipeline: Pipeline, article: int, vessels: Vessels
) -> None:
    """`vessels` needs `language`: rows of its older version do not stay beside new rows that were made with the present one."""
    pipeline.execute(
        "UPDATE revisions SET extractors = extractors || '{\"language\": 0}';"
        "UPDATE annotations SET attributes = '{\"language\": \"xx\"}', extractor_version = 0 WHERE extractor = 'language'"
    )
    _replay(pipeline, "vessels")
    assert pipeline.rows("SELECT attributes FROM annotations WHERE extractor = 'language'") == [({"language": "en"},)]


def test_extract_of_a_url_shows_what_is_on_its_page_and_stores_nothing(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb
) -> None:
    found = wireroom.json("extract", web.put("site", "/chain", Reply(harbour.html())))
    assert found["text"].startswith(harbour.STORY[0])
    assert found["failures"] == {}
    assert pipeline.rows("SELECT count(*) FROM articles") == [(0,)]


@pytest.mark.parametrize(("source", "code"), [("nothing.txt", 1), ("/", 1), ("ftp://paper.example/x", 2)])
def test_extract_of_what_cannot_be_read_is_one_line(wireroom: Command, source: str, code: int) -> None:
    done = wireroom("extract", source)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)
