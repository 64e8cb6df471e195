"""When things happen next: `pipeline.schedule`."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import schedule
from pipeline.errors import Reason
from pipeline.model import Capture, Pace

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


# ── after a poll that went well ────────────────────────────────────────────────────────────────────────────────────

intervals = st.integers(schedule.FLOOR, schedule.CEILING)
paces = st.builds(
    Pace,
    st.none() | st.integers(1, 10**9),
    st.frozensets(st.integers(0, 23), max_size=24),
    st.frozensets(st.integers(0, 6), max_size=7),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(intervals, st.integers(0, 500), st.integers(0, 500), st.booleans())
@quick
def test_an_interval_stays_between_the_floor_and_a_day(current: int, entries: int, new: int, first: bool) -> None:
    chosen = schedule.interval(current, schedule.FLOOR, entries, min(new, entries), first=first)
    assert schedule.FLOOR <= chosen <= schedule.CEILING


@given(intervals, st.integers(1, 500), st.integers(0, 499))
@quick
def test_more_new_entries_never_make_an_interval_longer(current: int, entries: int, new: int) -> None:
    fewer, more = min(new, entries - 1), min(new, entries - 1) + 1
    assert schedule.interval(current, 900, entries, more) <= schedule.interval(current, 900, entries, fewer)


@pytest.mark.parametrize(
    ("entries", "new", "seconds"),
    [(0, 0, 5_000), (20, 0, 5_000), (20, 1, 4_400), (20, 4, 4_000), (20, 8, 3_000), (20, 12, 2_000), (20, 20, 900)],
)
def test_an_interval_follows_how_much_a_poll_overlaps_the_last_one(entries: int, new: int, seconds: int) -> None:
    assert schedule.interval(4_000, schedule.FLOOR, entries, new) == seconds


def test_the_first_poll_says_nothing_about_the_interval() -> None:
    assert schedule.interval(4_000, schedule.FLOOR, 20, 20, first=True) == 4_000


def test_a_source_with_an_interval_of_its_own_may_be_asked_more_often() -> None:
    assert schedule.interval(900, 120, 20, 20) == 120


@given(moments, intervals, paces, st.none() | st.floats(0, 10**9), st.booleans(), st.integers(0, 2**40))
@quick
def test_a_poll_comes_never_before_its_interval(
    now: datetime, interval: int, pace: Pace, fresh: float | None, subscribed: bool, spread: int
) -> None:
    seconds, because = schedule.next_poll(now, interval, pace, fresh, subscribed=subscribed, spread=spread)
    assert seconds >= interval
    assert because


@given(moments, intervals, st.none() | st.integers(1, 10**9), st.none() | st.floats(0, 10**9), st.integers(0, 2**40))
@quick
def test_no_wish_puts_a_poll_off_for_more_than_a_day_and_a_tenth(
    now: datetime, interval: int, every: int | None, fresh: float | None, spread: int
) -> None:
    seconds, _ = schedule.next_poll(now, interval, Pace(every), fresh, spread=spread)
    assert seconds <= 1.1 * schedule.CEILING


@given(moments, paces)
@quick
def test_a_moment_moved_is_not_one_that_the_feed_wants_to_be_spared(at: datetime, pace: Pace) -> None:
    moved = schedule.spare(at, pace)
    always = len(pace.skip_hours) == 24 or len(pace.skip_days) == 7
    assert moved >= at
    assert always or (moved.hour not in pace.skip_hours and moved.weekday() not in pace.skip_days)


@pytest.mark.parametrize(
    ("pace", "fresh", "seconds", "because"),
    [
        (Pace(), None, 900, "interval"),
        (Pace(3_600), None, 3_600, "the feed's ttl or updatePeriod"),
        (Pace(600), None, 900, "interval"),
        (Pace(3_600), 7_200.0, 7_200, "Cache-Control or Expires"),
        (Pace(10**9), None, 86_400, "the feed's ttl or updatePeriod"),
        (Pace(skip_hours=frozenset({12, 13})), None, 2 * 3_600 + 900, "skipHours or skipDays"),
        (Pace(skip_days=frozenset({6})), None, 12 * 3_600 + 900, "skipHours or skipDays"),
    ],
)
def test_the_largest_wish_decides(pace: Pace, fresh: float | None, seconds: float, because: str) -> None:
    assert schedule.next_poll(NOW, 900, pace, fresh) == (seconds, because)


def test_a_feed_that_a_hub_delivers_is_asked_every_six_hours() -> None:
    assert schedule.next_poll(NOW, 900, subscribed=True) == (6 * 3_600, "a hub delivers it")


def test_feeds_polled_together_do_not_come_back_together() -> None:
    delays = {schedule.next_poll(NOW, 900, spread=feed)[0] for feed in range(1, 101)}
    assert len(delays) > 90
    assert all(900 <= delay <= 990 for delay in delays)


# ── after a poll that failed ───────────────────────────────────────────────────────────────────────────────────────

reasons = st.sampled_from(list(Reason))


@given(intervals, st.integers(1, 10_000), reasons, waits, st.integers(0, 2**40))
@quick
def test_a_failing_feed_is_asked_again_within_a_week_but_not_before_its_interval(
    interval: int, failures: int, reason: Reason, wait: float | None, spread: int
) -> None:
    assert interval <= schedule.after_failure(interval, failures, reason, wait, spread=spread) <= 7 * 86_400


@given(intervals, st.integers(1, 10_000), reasons)
@quick
def test_more_failures_never_poll_sooner(interval: int, failures: int, reason: Reason) -> None:
    now, then = (schedule.after_failure(interval, count, reason) for count in (failures, failures + 1))
    assert now <= then


@pytest.mark.parametrize(
    ("reason", "hours"),
    [(Reason.HTTP_5XX, 0.25), (Reason.BAD_FEED, 0.25), (Reason.DNS, 1), (Reason.HTTP_4XX, 1), (Reason.ROBOTS, 6)],
)
def test_the_first_wait_goes_by_the_class_of_the_failure(reason: Reason, hours: float) -> None:
    assert schedule.after_failure(900, 1, reason) == hours * 3_600


def test_each_failure_doubles_the_wait_until_it_is_a_week() -> None:
    waits = [schedule.after_failure(900, failures, Reason.TIMEOUT) for failures in (1, 2, 3, 20)]
    assert waits == [900, 1_800, 3_600, 7 * 86_400]


def test_a_failing_feed_waits_as_long_as_the_server_asks() -> None:
    assert schedule.after_failure(900, 1, Reason.HTTP_5XX, 50_000) == 50_000


# ── what HTTP says ─────────────────────────────────────────────────────────────────────────────────────────────────


def _answer(**headers: str) -> Capture:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Capture("http://example.org/", "http://example.org/", NOW, 5, 200, pairs, b"")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache_control": "max-age=600"}, 600),
        ({"cache_control": 'public, Max-Age="600", must-revalidate'}, 600),
        ({"cache_control": "max-age=600", "age": "100"}, 500),
        ({"cache_control": "max-age=600", "age": "9000"}, 0),
        ({"cache_control": "no-cache, max-age=600"}, None),
        ({"cache_control": "no-store"}, None),
        ({"cache_control": "s-maxage=600"}, None),
        ({"cache_control": "max-age=-5"}, None),
        ({"cache_control": "max-age=soon"}, None),
        ({"cache_control": "x-max-age=600"}, None),
        ({"expires": "Sun, 01 Mar 2026 12:10:00 GMT", "date": "Sun, 01 Mar 2026 12:00:00 GMT"}, 600),
        ({"expires": "Sun, 01 Mar 2026 13:10:00 GMT", "date": "Sun, 01 Mar 2026 13:00:00 GMT"}, 600),
        ({"expires": "Sun, 01 Mar 2026 12:10:00 GMT"}, 600),
        ({"expires": "0"}, None),
        ({"expires": "Sun, 01 Mar 2020 12:10:00 GMT"}, 0),
        ({"cache_control": "max-age=60", "expires": "Sun, 01 Mar 2026 12:10:00 GMT"}, 60),
    ],
)
def test_an_answer_may_be_used_unasked_as_long_as_rfc_9111_says(headers: dict[str, str], seconds: float | None) -> None:
    assert schedule.fresh_for(_answer(**headers)) == seconds


@given(st.text(st.characters(codec="latin-1")), st.text(st.characters(codec="latin-1")))
@quick
def test_any_freshness_headers_are_seconds_or_none(cache_control: str, expires: str) -> None:
    seconds = schedule.fresh_for(_answer(cache_control=cache_control, expires=expires))
    assert seconds is None or seconds >= 0


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


# ── deliveries to webhooks ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_redelivery_waits_twice_as_long_each_time_up_to_five_minutes() -> None:
    assert [schedule.redelivery(attempts) for attempts in (1, 2, 3, 6, 7, 1_000)] == [5, 10, 20, 160, 300, 300]


@given(st.integers(0, 10_000), waits, st.integers(0, 2**63))
@quick
def test_a_redelivery_comes_within_five_minutes_and_a_tenth_or_when_it_was_asked_for_within_an_hour(
    attempts: int, retry_after: float | None, spread: int
) -> None:
    seconds = schedule.redelivery(attempts, retry_after, spread=spread)
    assert min(retry_after or 0, 3_600) <= seconds <= max(330, min(retry_after or 0, 3_600))


@given(st.integers(0, 10_000), st.integers(0, 2**63))
@quick
def test_more_attempts_never_redeliver_sooner(attempts: int, spread: int) -> None:
    assert schedule.redelivery(attempts, spread=spread) <= schedule.redelivery(attempts + 1, spread=spread)
