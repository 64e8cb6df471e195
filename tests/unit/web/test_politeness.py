"""How answers change a host's pace: laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.web.politeness import CEILING, LEAST, SLOW, SLOWEST, adapted

paces = st.floats(0, CEILING)
delays = st.one_of(st.just(0.0), st.floats(0, 3600))
seconds = st.floats(0, 600)
statuses = st.one_of(st.none(), st.sampled_from([200, 301, 304, 403, 404, 410, 429, 500, 503]), st.integers(100, 599))


@given(paces, delays, statuses, seconds)
def test_a_pace_is_none_or_slower_than_the_delay_and_never_beyond_the_ceiling(
    pace: float, delay: float, status: int | None, took: float
) -> None:
    learned = adapted(pace, delay, status, took)
    assert learned == 0 or max(delay, LEAST) < learned <= CEILING


@given(paces, paces, delays, statuses, seconds)
def test_who_was_slower_stays_slower(one: float, other: float, delay: float, status: int | None, took: float) -> None:
    assert adapted(min(one, other), delay, status, took) <= adapted(max(one, other), delay, status, took)


@given(paces, delays, statuses, seconds, seconds)
def test_a_slower_answer_never_makes_a_host_faster(
    pace: float, delay: float, status: int | None, one: float, other: float
) -> None:
    assert adapted(pace, delay, status, min(one, other)) <= adapted(pace, delay, status, max(one, other))


@given(paces, st.floats(0, CEILING / 4), st.sampled_from([None, 429, 503]), seconds)
def test_a_refusal_or_silence_at_least_doubles_the_distance(
    pace: float, delay: float, status: int | None, took: float
) -> None:
    assert adapted(pace, delay, status, took) >= min(2 * max(pace, delay, 1.0), CEILING)


@given(paces, st.floats(0, 1), st.sampled_from([200, 304, 404, 500]), st.floats(SLOW, 600, exclude_min=True))
def test_a_slow_answer_sets_the_pace(pace: float, delay: float, status: int, took: float) -> None:
    assert adapted(pace, delay, status, took) == max(pace, min(took, SLOWEST))


@given(paces, delays, st.sampled_from([200, 302, 304, 404, 410]), st.floats(0, SLOW))
def test_quick_good_answers_let_any_pace_end(pace: float, delay: float, status: int, took: float) -> None:
    answers = 0
    while pace and answers < 100:
        faster = adapted(pace, delay, status, took)
        assert faster < pace
        pace, answers = faster, answers + 1
    assert pace == 0


@pytest.mark.parametrize("status", [403, 500, 502])
def test_a_quick_failure_leaves_the_pace_as_it_is(status: int) -> None:
    assert adapted(10.0, 1.0, status, 0.1) == 10.0
