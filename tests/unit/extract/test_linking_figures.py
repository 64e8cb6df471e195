"""B³ and recall of pairs, on clusters small enough to count by hand."""

import pytest

from benchmarks.extraction.linking import b_cubed, pair_recall


def test_the_same_clusters_are_perfect() -> None:
    assert b_cubed([("a", 1), ("a", 1), ("b", 2)]) == (1.0, 1.0, 1.0)


def test_all_in_one_costs_precision() -> None:
    precision, recall, _ = b_cubed([("a", 1), ("a", 1), ("b", 1), ("b", 1)])
    assert (precision, recall) == (0.5, 1.0)


def test_each_alone_costs_recall() -> None:
    precision, recall, f1 = b_cubed([("a", 1), ("a", 2)])
    assert (precision, recall) == (1.0, 0.5)
    assert f1 == pytest.approx(2 / 3)


def test_pairs() -> None:
    assert pair_recall([("a", 1), ("a", 1), ("a", 2), ("b", 3)]) == pytest.approx(1 / 3)


def test_no_mentions_are_no_figure() -> None:
    assert b_cubed([]) == (0.0, 0.0, 0.0)
    assert pair_recall([]) == 0.0
