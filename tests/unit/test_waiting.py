"""How fast a replay goes, and when it will be through: `workers.cli.waiting`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.cli.waiting import RECENT, Pace, lasting, pace


def test_of_one_look_nothing_is_known() -> None:
    assert pace([(5.0, 10)], 90) == Pace(None, None)


def test_the_rate_is_of_what_was_seen() -> None:
    assert pace([(0.0, 0), (2.0, 10), (10.0, 50)], 100) == Pace(5.0, 20.0)


def test_only_the_recent_past_counts() -> None:
    assert pace([(0.0, 0), (1_000.0, 9_000), (1_000 + RECENT, 9_600)], 300) == Pace(10.0, 30.0)


def test_while_nothing_moves_nobody_knows_when_it_ends() -> None:
    assert pace([(0.0, 4), (30.0, 4)], 100) == Pace(0.0, None)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 10**7)), min_size=1), st.integers(0, 10**7))
def test_rate_and_time_are_never_negative(seen: list[tuple[float, int]], left: int) -> None:
    """Also where articles of a cancelled replay are put back, so that fewer are through than before."""
    going = pace(sorted(seen), left)
    assert going.rate is None or going.rate >= 0
    assert going.seconds_left is None or going.seconds_left >= 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (119, "119 s"), (150, "2 min"), (9_000, "2.5 h"), (200_000, "2.3 d"), (None, "unknown")],
)
def test_a_length_of_time_is_said_in_its_unit(seconds: float | None, said: str) -> None:
    assert lasting(seconds) == said
