"""Whatever a document of the largest size holds, reading it takes 2 s of CPU and 256 MB at most."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.feeds.bounds import MAX_DOCUMENT
from tests.unit.feeds.extremes import DOCUMENTS

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def costs() -> dict[str, tuple[int, float, int, str]]:
    """Size, CPU seconds, growth in bytes and outcome of each document."""
    command = [sys.executable, "-m", "tests.unit.feeds.extremes"]
    lines = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=300, cwd=ROOT
    ).stdout.splitlines()
    return {name: (size, seconds, growth, outcome) for name, size, seconds, growth, outcome in map(json.loads, lines)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_read_within_its_bounds(costs: dict[str, tuple[int, float, int, str]], name: str) -> None:
    size, seconds, growth, _ = costs[name]
    assert size <= MAX_DOCUMENT
    assert seconds <= 2
    assert growth <= 256_000_000


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("a title of 10 MB", "1 of 2"),
        ("200,000 namespaces", "1 of 1"),
        ("instructions before the feed", "1 of 1"),
        ("gzip bomb", "too_large"),
        ("random bytes", "bad_feed"),
        ("JSON objects", "bad_feed"),
        ("JSON arrays", "bad_feed"),
        ("a list of feeds", "bad_feed"),
    ],
)
def test_what_can_be_read_of_it_is_read(costs: dict[str, tuple[int, float, int, str]], name: str, outcome: str) -> None:
    assert costs[name][3] == outcome
