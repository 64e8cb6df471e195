"""`wireroom export`: the sample newsroom as files, read by those who will read them."""

import fcntl
import gzip
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pyarrow.parquet
import pytest

from pipeline.store.engine import transaction
from pipeline.store.exports import OF_ALL, OF_ARTICLES, columns
from tests.conftest import Pipeline
from tests.integration.conftest import Command
from workers import exports


def _ids(pipeline: Pipeline) -> list[int]:
    return [article_id for (article_id,) in pipeline.rows("SELECT id FROM v1.articles ORDER BY id")]


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_lines_hold_articles_with_what_was_found_in_them(ingested: Pipeline, wireroom: Command, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonl.gz"
    assert wireroom.json("export", "--format", "jsonl", "--out", str(out))["articles"] == len(_ids(ingested))
    rows = [json.loads(line) for line in gzip.decompress(out.read_bytes()).decode().splitlines()]
    assert [row["id"] for row in rows] == _ids(ingested)
    links = ingested.rows(
        "SELECT count(*) FROM v1.links l JOIN v1.articles a ON a.id = l.article_id AND a.revision = l.revision"
    )
    assert sum(len(row["links"]) for row in rows) == links[0][0]
    assert wireroom("export", "--format", "jsonl", "--out", "-").stdout == gzip.decompress(out.read_bytes()).decode()


def test_parquet_has_the_columns_and_rows_of_the_views(ingested: Pipeline, wireroom: Command, tmp_path: Path) -> None:
    out = tmp_path / "export"
    wireroom.json("export", "--format", "parquet", "--out", str(out))
    with transaction(ingested.engine) as conn:
        for view in (*OF_ARTICLES, *OF_ALL):
            paths = sorted((out / view).rglob("*.parquet")) if view in OF_ARTICLES else [out / f"{view}.parquet"]
            assert [pyarrow.parquet.read_schema(path) for path in paths] == [
                exports.arrow_schema(columns(conn, view)) for _ in paths
            ]
            of_these = " WHERE article_id IN (SELECT id FROM v1.articles)" if view == "sightings" else ""
            ((count,),) = ingested.rows(f"SELECT count(*) FROM v1.{view}{of_these}")
            assert sum(pyarrow.parquet.read_metadata(path).num_rows for path in paths) == count, view


def test_duckdb_and_pandas_read_it(ingested: Pipeline, wireroom: Command, tmp_path: Path) -> None:
    out = tmp_path / "export"
    wireroom.json("export", "--format", "parquet", "--out", str(out))
    query = f"SELECT id, text FROM read_parquet('{out}/articles/*/*.parquet', hive_partitioning = true) ORDER BY id"
    stored = ingested.rows("SELECT id, text FROM v1.articles ORDER BY id")
    assert duckdb.execute(query).fetchall() == stored
    frame: Any = pandas.read_parquet(out / "articles")
    assert sorted(frame["id"]) == [article_id for article_id, _ in stored]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_one_that_was_stopped_goes_on_and_gives_the_same(
    ingested: Pipeline, wireroom: Command, tmp_path: Path, form: str
) -> None:
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    wireroom.json("export", "--format", form, "--out", str(whole), "--all")
    shutil.copytree(whole, halved)
    plan = json.loads((halved / exports.MANIFEST).read_text())
    (halved / exports.MANIFEST).write_text(json.dumps({**plan, "complete": False}))
    lost = sorted(halved.rglob(f"part-*.{form}"))[-1]
    lost.unlink()
    lost.with_name(f".{lost.name}.part").write_bytes(b"PAR")  # what a killed process leaves
    result = wireroom.json("export", "--format", form, "--out", str(halved), "--all")
    assert result["kept"] == result["files"] - (1 if form == "jsonl" else 3)
    lost.with_name(f".{lost.name}.part").unlink()
    assert _tree(halved) == _tree(whole)


def test_a_selection_is_exported_alone(ingested: Pipeline, wireroom: Command, tmp_path: Path) -> None:
    first, *_ = _ids(ingested)
    out = tmp_path / "one.jsonl"
    wireroom.json("export", "--format", "jsonl", "--out", str(out), "--id", str(first))
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [first]


def test_nothing_selected_leaves_a_file_as_it_is(wireroom: Command, ingested: Pipeline, tmp_path: Path) -> None:
    out = tmp_path / "all.warc.gz"
    wireroom.json("export", "--format", "warc", "--out", str(out), "--all")
    before = out.read_bytes()
    done = wireroom("export", "--format", "warc", "--out", str(out), "--host", "typo.example")
    assert (done.returncode, len(done.stderr.splitlines()), out.read_bytes()) == (1, 1, before)


def test_nothing_selected_is_an_empty_export(wireroom: Command, pipeline: Pipeline, tmp_path: Path) -> None:
    assert wireroom.json("export", "--format", "parquet", "--out", str(tmp_path / "none"))["articles"] == 0


def _full(folder: Path) -> Path:
    (folder / "letters.txt").write_text("Dear sir")
    return folder


def test_what_cannot_be_written_is_one_line(wireroom: Command, pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    complete = tmp_path / "complete"
    wireroom.json("export", "--format", "parquet", "--out", str(complete))
    for form, out, code in (
        ("parquet", tmp_path / "file" / "below", 1),
        ("jsonl", tmp_path / "file" / "x.jsonl", 1),
        ("parquet", _full(tmp_path), 1),
        ("parquet", complete, 1),
        ("jsonl", complete, 1),
        ("parquet", tmp_path / "x.jsonl", 2),
        ("csv", tmp_path / "x", 2),
    ):
        done = wireroom("export", "--format", form, "--out", str(out))
        assert (done.returncode, len(done.stderr.splitlines())) == (code, 1), (form, out, done.stderr)


def test_two_processes_do_not_write_one_export(pipeline: Pipeline, wireroom: Command, tmp_path: Path) -> None:
    """Their files would be one another's, half of each."""
    held = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = wireroom("export", "--format", "jsonl", "--out", str(tmp_path), "--all")
    finally:
        os.close(held)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert wireroom("export", "--format", "jsonl", "--out", str(tmp_path), "--all").returncode == 0
