"""When things happen next: `pipeline.schedule`."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import schedule

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
quick = settings(max_examples=100, deadline=None)
bases = st.floats(0, 86_400)
waits = st.none() | st.floats(0, 10**9)


@given(st.integers(0, 10_000), bases, st.integers(0, 2**63))
@quick
@example(1_000, 60.0, 0)
def test_more_attempts_never_wait_less(attempts: int, base: float, spread: int) -> None:
    assert schedule.backoff(attempts, base, None, spread) <= schedule.backoff(attempts + 1, base, None, spread)


@given(st.integers(0, 10_000), bases, st.integers(0, 2**63))
@quick
def test_a_backoff_is_at_most_six_hours_and_a_tenth(attempts: int, base: float, spread: int) -> None:
    assert 0 <= schedule.backoff(attempts, base, None, spread) <= 6 * 3600 * 1.1


@given(st.integers(0, 10_000), bases, st.floats(0, schedule.MAX_RETRY_AFTER), st.integers(0, 2**63))
@quick
def test_a_backoff_is_never_shorter_than_what_was_asked_for(
    attempts: int, base: float, retry_after: float, spread: int
) -> None:
    assert schedule.backoff(attempts, base, retry_after, spread) >= retry_after


def test_a_request_to_wait_for_years_is_cut_to_a_week() -> None:
    assert schedule.backoff(1, 60, 10**9) == schedule.MAX_RETRY_AFTER


def test_each_attempt_waits_five_times_as_long() -> None:
    assert [schedule.backoff(attempts, 60) for attempts in (0, 1, 2, 3, 4)] == [60, 60, 300, 1_500, 7_500]


def test_what_failed_together_does_not_come_back_together() -> None:
    delays = {schedule.backoff(1, 60, None, item) for item in range(1, 101)}
    assert len(delays) > 90
    assert all(60 <= delay <= 66 for delay in delays)


@given(st.integers(1, 86_400), st.integers(0, 10_000), waits)
@quick
def test_the_next_poll_is_after_the_interval_and_within_a_week(
    interval: int, failures: int, wait: float | None
) -> None:
    at = schedule.next_poll(NOW, interval, failures, wait)
    assert NOW + timedelta(seconds=interval) <= at <= NOW + timedelta(seconds=schedule.MAX_RETRY_AFTER)


@given(st.integers(1, 86_400), st.integers(0, 10_000))
@quick
def test_more_failures_never_poll_sooner(interval: int, failures: int) -> None:
    assert schedule.next_poll(NOW, interval, failures) <= schedule.next_poll(NOW, interval, failures + 1)


def test_the_interval_doubles_for_each_failure() -> None:
    assert schedule.next_poll(NOW, 900, 2) == NOW + timedelta(seconds=3_600)


def test_a_poll_waits_as_long_as_the_server_asks() -> None:
    assert schedule.next_poll(NOW, 900, 0, 5_000) == NOW + timedelta(seconds=5_000)


@pytest.mark.parametrize(("value", "seconds"), [("0", 0), ("120", 120), (" 30 ", 30), ("9" * 50, 7 * 86_400)])
def test_retry_after_in_seconds_is_read(value: str, seconds: float) -> None:
    assert schedule.retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    "value", ["Sun, 01 Mar 2026 12:05:00 GMT", "Sunday, 01-Mar-26 12:05:00 GMT", "Sun Mar  1 12:05:00 2026"]
)
def test_retry_after_as_a_date_is_read_in_all_three_forms_of_http(value: str) -> None:
    assert schedule.retry_after(value, NOW) == 300


def test_a_retry_after_in_the_past_means_now() -> None:
    assert schedule.retry_after("Sun, 01 Mar 2020 12:00:00 GMT", NOW) == 0


@given(st.integers(0, 10**6), st.integers(-12, 14))
@quick
def test_retry_after_dates_count_from_now_in_any_zone(seconds: int, hours: int) -> None:
    at = (NOW + timedelta(seconds=seconds)).astimezone(timezone(timedelta(hours=hours)))
    assert schedule.retry_after(format_datetime(at), NOW) == seconds


@pytest.mark.parametrize("value", [None, "", "  ", "soon", "-5", "12.5", "1e3", "٣٠", "Sun, 99 Mar 2026 12:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_none(value: str | None) -> None:
    assert schedule.retry_after(value, NOW) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,12} \d{1,3}:\d\d:\d\d [+-]\d{1,12}"))
@quick
@example("Mon, 01 Jan 99999999999 00:00:00 GMT")
@example("Mon, 01 Jan 9999 00:00:00 -2359")
def test_any_retry_after_is_seconds_or_none(value: str) -> None:
    seconds = schedule.retry_after(value, NOW)
    assert seconds is None or seconds >= 0
