"""What answers mean: `pipeline.web.answer`."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import walls
from pipeline.errors import Permanent, Reason, Setback, Transient
from pipeline.model import Capture
from pipeline.web.answer import links, setback, start

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
URL = "https://paper.example/bridge"


def answer(status: int, *headers: tuple[str, str], final_url: str = URL, body: bytes = b"") -> Capture:
    return Capture(URL, final_url, NOW, 12, status, headers, body)


def of(status: int, *headers: tuple[str, str]) -> Setback | None:
    return setback(answer(status, *headers))


@pytest.mark.parametrize("status", [200, 201, 202, 203, 204, 205, 226])
def test_a_success_is_no_setback(status: int) -> None:
    assert of(status) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [(300, Reason.HTTP_4XX), (302, Reason.HTTP_4XX), (304, Reason.HTTP_4XX), (400, Reason.HTTP_4XX), (401, Reason.LOGIN),
     (402, Reason.LOGIN), (403, Reason.HTTP_4XX), (404, Reason.HTTP_4XX), (405, Reason.HTTP_4XX), (406, Reason.HTTP_4XX),
     (407, Reason.HTTP_4XX), (410, Reason.GONE), (418, Reason.HTTP_4XX), (451, Reason.HTTP_4XX)],
)  # fmt: skip
def test_what_will_not_get_better_by_itself_is_permanent(status: int, reason: Reason) -> None:
    error = of(status)
    assert isinstance(error, Permanent)
    assert error.reason is reason
    assert str(status) in error.message


@pytest.mark.parametrize(
    ("status", "reason"),
    [(206, Reason.ERROR), (408, Reason.HTTP_4XX), (421, Reason.HTTP_4XX), (425, Reason.HTTP_4XX), (429, Reason.RATE_LIMITED),
     (500, Reason.HTTP_5XX), (502, Reason.HTTP_5XX), (503, Reason.HTTP_5XX), (511, Reason.HTTP_5XX), (599, Reason.HTTP_5XX),
     (999, Reason.HTTP_5XX)],
)  # fmt: skip
def test_what_may_get_better_is_transient(status: int, reason: Reason) -> None:
    error = of(status)
    assert isinstance(error, Transient)
    assert (error.reason, error.retry_after) == (reason, None)


@pytest.mark.parametrize(
    ("span", "whole"),
    [("bytes 0-99/100", True), ("bytes 0-98/100", False), ("bytes 1-99/100", False), ("bytes 0-99/*", False), ("0-99/100", False),
     ("bytes 0-x/1", False), ("", False)],
)  # fmt: skip
def test_a_part_is_a_success_only_if_it_is_everything(span: str, whole: bool) -> None:
    assert (of(206, ("Content-Range", span)) is None) is whole


@pytest.mark.parametrize("status", [408, 429, 502, 503])
def test_retry_after_in_seconds_is_heeded(status: int) -> None:
    error = of(status, ("Retry-After", "7200"))
    assert isinstance(error, Transient)
    assert error.retry_after == 7_200


@pytest.mark.parametrize("skew", [timedelta(0), timedelta(hours=-5), timedelta(days=2)])
def test_a_date_in_retry_after_is_by_the_clock_of_the_server(skew: timedelta) -> None:
    theirs = NOW + skew
    date, until = (format_datetime(at, usegmt=True) for at in (theirs, theirs + timedelta(hours=3)))
    error = of(503, ("Date", date), ("Retry-After", until))
    assert isinstance(error, Transient)
    assert error.retry_after == 3 * 3600


@pytest.mark.parametrize("date", ["", "yesterday", "Sun, 99 Mar 2026 12:00:00 GMT"])
def test_a_server_that_does_not_tell_the_time_is_taken_to_have_ours(date: str) -> None:
    until = format_datetime(NOW + timedelta(hours=1), usegmt=True)
    error = of(429, ("Date", date), ("Retry-After", until))
    assert isinstance(error, Transient)
    assert error.retry_after == 3_600


def test_an_asctime_date_is_in_gmt() -> None:
    until = format_datetime(NOW + timedelta(hours=1), usegmt=True)
    error = of(429, ("Date", "Wed Mar  4 12:00:00 2026"), ("Retry-After", until))
    assert isinstance(error, Transient)
    assert error.retry_after == 3_600


@pytest.mark.parametrize(("asked", "waits"), [("60", 3 * 3600), ("86400", 86_400)])
def test_a_challenge_waits_for_hours_and_for_longer_if_asked(asked: str, waits: int) -> None:
    error = of(429, ("cf-mitigated", "challenge"), ("Retry-After", asked))
    assert isinstance(error, Transient)
    assert (error.reason, error.retry_after) == (Reason.CHALLENGE, waits)


def test_a_wall_is_seen_at_the_end_of_a_redirect() -> None:
    error = setback(answer(200, final_url="https://consent.paper.example/?next=x"))
    assert isinstance(error, Permanent)
    assert error.reason is Reason.CONSENT


def test_a_wall_is_seen_in_the_page() -> None:
    packed = answer(
        403, ("Content-Encoding", "gzip"), body=gzip.compress(b'<div id="px-captcha"></div>' + b" " * 90_000)
    )
    assert len(start(packed)) == walls.START
    error = setback(packed, start(packed))
    assert isinstance(error, Transient)
    assert error.reason is Reason.CHALLENGE


@given(
    st.integers(100, 999),
    st.lists(
        st.tuples(st.sampled_from(["Retry-After", "Date", "Content-Range", "WWW-Authenticate"]), st.text(max_size=40)),
        max_size=4,
    ),
)
@settings(max_examples=200, deadline=None)
def test_any_answer_is_a_success_or_a_setback(status: int, headers: list[tuple[str, str]]) -> None:
    error = of(status, *headers)
    assert error is not None or 200 <= status < 300
    if isinstance(error, Transient) and error.retry_after is not None:
        assert 0 <= error.retry_after <= 7 * 86_400


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ('<https://hub.example.org/>; rel="hub"', {"hub": "https://hub.example.org/"}),
        (
            "</feed>; rel=self, <https://hub.example.org/>; rel=hub",
            {"self": "https://paper.example.org/feed", "hub": "https://hub.example.org/"},
        ),
        (
            '<https://a.example.org/>; title="x, y"; rel="hub self"',
            {"hub": "https://a.example.org/", "self": "https://a.example.org/"},
        ),
        ("<javascript:alert(1)>; rel=hub", {}),
        ("<https://a.example.org/>", {}),
        ("nonsense", {}),
    ],
)
def test_links_of_the_headers_are_read_by_their_relation(value: str, found: dict[str, str]) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    capture = Capture("https://paper.example.org/f", "https://paper.example.org/f", at, 1, 200, (("Link", value),), b"")
    assert links(capture) == found


@given(st.text(st.characters(codec="latin-1")))
def test_any_link_header_is_links_or_none(value: str) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    capture = Capture("https://paper.example.org/f", "https://paper.example.org/f", at, 1, 200, (("Link", value),), b"")
    assert all(address.startswith("http") for address in links(capture).values())
