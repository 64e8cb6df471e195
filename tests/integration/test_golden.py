"""No stage and no extractor gives another output under the same version: what it made of fixed inputs is kept."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline import flow
from tests.golden import ledger, makers

# Every maker over its inputs, these in the order given by the argument: a digest.
_DIGEST = """
import hashlib, json, sys
from tests.golden import inputs, makers
if sys.argv[1] == "backwards":
    for name in ("pages", "documents", "feeds"):
        given = getattr(inputs, name)()
        setattr(inputs, name, lambda given=given: dict(reversed(given.items())))
made = [[each.maker, sorted(each.rows.items())] for each in makers.pure()]
print(hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def made() -> dict[str, makers.Made]:
    return {each.maker: each for each in makers.pure()}


def _everything_said(made: makers.Made) -> str:
    return ledger.summary(list(ledger.compare(made)))


@pytest.mark.parametrize("maker", ["poll", "clean", *(name for name in flow.versions() if name.startswith("extract:"))])
def test_an_output_changes_with_its_version_only(made: dict[str, makers.Made], maker: str) -> None:
    assert _everything_said(made[maker]) == ""


def test_groups_of_copies_change_with_their_version_only(engine: Engine) -> None:
    with engine.connect() as conn:
        cluster = makers.every(conn)[-1]
    assert (cluster.maker, _everything_said(cluster)) == ("cluster", "")


@pytest.mark.parametrize(("seed", "order"), [("1", "forwards"), ("77", "backwards")])
def test_neither_hash_seed_nor_order_of_the_inputs_counts(made: dict[str, makers.Made], seed: str, order: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}  # noqa: TID251
    done = subprocess.run([sys.executable, "-c", _DIGEST, order], env=environment, capture_output=True, text=True)
    here = [[each.maker, sorted(each.rows.items())] for each in made.values()]
    assert done.stdout.strip() == hashlib.sha256(json.dumps(here, sort_keys=True).encode()).hexdigest(), done.stderr


def test_every_extractor_finds_something_in_every_language_it_reads(made: dict[str, makers.Made]) -> None:
    """Else a golden file would hold it to nothing."""
    for maker in ("entities", "dates", "quotes", "citations", "figures"):
        rows = made[f"extract:{maker}"].rows
        for language in ("en", "ru", "uk"):
            found = sum(len(each) for name, (_, each) in rows.items() if name.startswith(f"own/{language}-"))
            assert found >= 5, (maker, language)


# ── what is said of a difference ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def links(made: dict[str, makers.Made], tmp_path: Path) -> tuple[makers.Made, Path]:
    """`links` with a golden file of its own."""
    ledger.write(made["extract:links"], tmp_path)
    return made["extract:links"], tmp_path


def _changed(made: makers.Made) -> makers.Made:
    name = "own/en-dam-inquiry"
    digest, rows = made.rows[name]
    return replace(made, rows={**made.rows, name: (digest, rows[1:])})


def test_what_was_written_is_found_unchanged(links: tuple[makers.Made, Path]) -> None:
    made, folder = links
    assert list(ledger.compare(made, folder)) == []


def test_another_output_under_the_same_version_says_what_to_raise(links: tuple[makers.Made, Path]) -> None:
    made, folder = links
    (difference,) = ledger.compare(_changed(made), folder)
    assert difference.untold
    assert difference.message.startswith(
        "extract:links gives another output for own/en-dam-inquiry but its version is still 1: "
        "raise version in pipeline/extract/links.py and run `make golden`"
    )
    assert "Northern Tribune" in difference.message


def test_another_output_under_a_raised_version_only_wants_to_be_written(links: tuple[makers.Made, Path]) -> None:
    made, folder = links
    found = list(ledger.compare(replace(_changed(made), versions={"extract:links": 2}), folder))
    assert [each.untold for each in found] == [False, False]
    assert all("run `make golden`" in each.message for each in found)


def test_another_input_is_told_from_another_output(links: tuple[makers.Made, Path]) -> None:
    made, folder = links
    name = "own/en-dam-inquiry"
    other = replace(made, rows={**_changed(made).rows, name: ("another", [])})
    assert [(each.untold, "input" in each.message) for each in ledger.compare(other, folder)] == [(False, True)]


def test_what_to_raise_is_where_it_is_said(made: dict[str, makers.Made]) -> None:
    """The place named in the message exists."""
    root = Path(__file__).parents[2]
    for maker in (*made, "cluster"):
        name, _, path = makers.where(maker).partition(" in ")
        assert f"{name} = " in (root / path).read_text(encoding="utf-8"), maker
