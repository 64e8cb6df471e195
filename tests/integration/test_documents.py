"""What docs/ says of the data is what the database says: schema.md, questions.md, every query, every program."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Pipeline
from tests.documents import picture, queries, relations, schema
from tests.documents.newsdesk import newsdesk
from tests.documents.relations import RELATIONS, Relation
from tests.integration.conftest import WIREROOM
from tests.newsroom import Newsroom
from workers.embedded import Servers

README = queries.DOCS.parent / "README.md"
pytestmark = pytest.mark.xdist_group("documents")  # one process: the newsroom is ingested once for all of them

DOCUMENTS = [README, *sorted(queries.DOCS.glob("*.md"))]


@pytest.fixture(scope="module")
def desk(servers: Servers, newsroom: Newsroom) -> Iterator[Pipeline]:
    """The sample newsroom, seen twice."""
    with newsdesk(servers, newsroom, f"desk_{os.getpid()}") as pipeline:
        yield pipeline


def test_the_schemas_document_is_current(desk: Pipeline) -> None:
    for path, text in schema.written(desk).items():
        assert path.read_text("utf-8") == text, "run `make docs`"


def test_the_questions_have_their_answers(desk: Pipeline) -> None:
    document = queries.QUESTIONS.read_text("utf-8")
    assert document == queries.answered(document, queries.reader(desk)), "run `make docs`"
    assert len(list(queries.blocks(document))) == 12


def test_every_question_has_an_interesting_answer(desk: Pipeline) -> None:
    assert queries.table([]) not in queries.QUESTIONS.read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_query_that_a_document_shows_finds_something(desk: Pipeline, document: Path) -> None:
    run = queries.reader(desk)
    for sql in queries.blocks(document.read_text("utf-8")):
        assert run(sql) != queries.table([]), sql


def test_every_view_has_its_place(desk: Pipeline) -> None:
    views = {view for (view,) in desk.rows("SELECT viewname FROM pg_views WHERE schemaname = 'v1'")}
    assert views == {view for _, group in relations.GROUPS for view in group}
    assert views == {view for column in picture.COLUMNS for view in column}


def _label(relation: Relation) -> str:
    return f"{relation.view}.{relation.columns[-1]}"


@pytest.mark.parametrize("relation", RELATIONS, ids=_label)
def test_what_refers_to_a_row_finds_it(desk: Pipeline, relation: Relation) -> None:
    join = " AND ".join(f"b.{to} = a.{column}" for column, to in zip(relation.columns, relation.to, strict=True))
    given = " AND ".join(f"a.{column} IS NOT NULL" for column in relation.columns)
    ((many, lost),) = desk.rows(f"""
        SELECT coalesce(max(n), 0), count(*) FILTER (WHERE n = 0)
          FROM (SELECT (SELECT count(*) FROM v1.{relation.of} b WHERE {join}) AS n FROM v1.{relation.view} a WHERE {given}) x
    """)
    assert many <= 1
    assert lost == 0 or not relation.always


@pytest.mark.parametrize("view", relations.KEYS)
def test_a_key_names_one_row(desk: Pipeline, view: str) -> None:
    key = ", ".join(relations.KEYS[view])
    assert desk.rows(f"SELECT {key} FROM v1.{view} GROUP BY {key} HAVING count(*) > 1") == []


@pytest.fixture(scope="module")
def exported(desk: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `export/` is, as the documents have it."""
    folder = tmp_path_factory.mktemp("exported")
    environment = {
        "PATH": os.environ["PATH"],  # noqa: TID251
        "WIREROOM_HOME": str(desk.settings.home),
        "WIREROOM_DATABASE_URL": str(desk.settings.database_url),
        "WIREROOM_REDIS_URL": str(desk.settings.redis_url),
    }
    command = [str(WIREROOM), "export", "--format", "parquet", "--out", "export", "--all"]
    subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, timeout=60)
    return folder


@pytest.mark.parametrize("library", ["duckdb", "pandas"])
def test_the_programs_that_read_an_export_read_all_of_it(desk: Pipeline, exported: Path, library: str) -> None:
    (program,) = [
        each
        for each in queries.programs((queries.DOCS / "consumers.md").read_text("utf-8"))
        if f"import {library}" in each
    ]
    done = subprocess.run([sys.executable, "-c", program], cwd=exported, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    ((largest, count),) = desk.rows(
        "SELECT language, count(*) FROM v1.articles GROUP BY language ORDER BY 2 DESC LIMIT 1"
        if library == "duckdb"
        else "SELECT source, count(*) FROM v1.articles WHERE duplicate_of IS NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
    )
    (line,) = [line for line in done.stdout.splitlines() if largest in line]
    assert str(count) in line
