"""The change feed beside writers that are killed, in short; `make bench-changes` is the same for longer."""

from pathlib import Path

import pytest

from benchmarks.changefeed import Read, compare, run


def test_readers_beside_writers_that_die_miss_nothing(database_url: str, tmp_path: Path) -> None:
    done = run(database_url, tmp_path, seconds=2, writers=3)
    assert done.right, done
    assert done.written


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([[(1, 7), (2, 8), (3, 9)]], Read("r", (3,), 0, 0, 0)),
        ([[(1, 7), (3, 9)], [(2, 8)]], Read("r", (2, 1), 0, 0, 0)),
        ([[(1, 7), (3, 9)]], Read("r", (2,), 1, 0, 0)),
        ([[(1, 7), (3, 9), (2, 8)]], Read("r", (3,), 0, 0, 1)),
        ([[(1, 7), (2, 8)], [(2, 8), (3, 9)]], Read("r", (2, 2), 0, 1, 0)),
    ],
    ids=["right", "shared", "missed", "disordered", "twice"],
)
def test_what_a_reader_read_is_held_against_what_was_written(
    shares: list[list[tuple[int, int]]], expected: Read
) -> None:
    assert compare("r", [(1, 7), (2, 8), (3, 9)], shares) == expected
