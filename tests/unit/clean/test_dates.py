"""When an article was published: `pipeline.clean.dates`."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from pipeline.clean import dates
from pipeline.model import Published

FETCHED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def page(body: str, lang: str = "", title: str = "The old bridge is closed") -> HtmlElement:
    return document_fromstring(f"<html lang='{lang}'><head><title>{title}</title></head><body>{body}</body></html>")


def read(
    body: str = "<p>Text</p>",
    ld: dict[str, Any] | None = None,
    metas: dict[str, str] | None = None,
    url: str = "https://paper.example/story",
    lang: str = "",
    feed: datetime | None = None,
) -> tuple[Published | None, list[dict[str, Any]]]:
    return dates.read_all(page(body, lang), ld or {}, metas or {}, url, FETCHED, feed)


def at(*args: Any, **kwargs: Any) -> str | None:
    """The instant in UTC, its precision and its source in one string."""
    found, _ = read(*args, **kwargs)
    return f"{found.at:%Y-%m-%d %H:%M:%S} {found.precision} {found.source}" if found else None


HEAD = "<h1>The old bridge is closed</h1>"


def test_sources_stand_in_their_order() -> None:
    ld = {"datePublished": "2026-03-01T08:00:01Z", "dateCreated": "2026-02-20T08:00:01Z"}
    metas = {"article:published_time": "2026-03-02T08:00:01Z"}
    body = HEAD + "<time datetime='2026-03-03T08:00:01Z'>3 March</time>"
    url, feed = "https://paper.example/2026/03/05/bridge", datetime(2026, 3, 4, 8, 0, 1, tzinfo=UTC)
    assert at(body, ld, metas, url, feed=feed) == "2026-03-01 08:00:01 second json-ld"
    assert at(body, {}, metas, url, feed=feed) == "2026-03-02 08:00:01 second meta"
    assert at(body, {}, {}, url, feed=feed) == "2026-03-03 08:00:01 second html"
    assert at(HEAD, {}, {}, url, feed=feed) == "2026-03-04 08:00:01 second feed"
    assert at(HEAD, {}, {}, url) == "2026-03-05 00:00:00 day url"
    assert at(HEAD, {"dateCreated": ld["dateCreated"]}, {}) == "2026-02-20 08:00:01 second json-ld"
    assert at(HEAD) is None


@pytest.mark.parametrize(
    "value", ["1989-12-31T23:59:59Z", "2026-03-12T00:00:01Z", "9999-12-31T23:59:59-12:00", "0001-01-01"]
)
def test_what_cannot_be_true_is_no_fact_but_evidence(value: str) -> None:
    found, evidence = read(ld={"datePublished": value}, feed=datetime.fromisoformat("2026-03-01T00:00:00+00:00"))
    assert found is not None
    assert found.source == "feed"
    assert [one["why"] for one in evidence] == [None, "future" if value > "2000" else "before 1990"]


def test_a_feed_from_the_future_is_not_believed() -> None:
    assert at(feed=FETCHED + timedelta(days=3)) is None


def test_zero_seconds_of_a_feed_were_not_counted() -> None:
    assert at(feed=datetime(2026, 3, 4, 8, 20, tzinfo=UTC)) == "2026-03-04 08:20:00 minute feed"
    assert at(feed=datetime(2026, 3, 4, tzinfo=UTC)) == "2026-03-04 00:00:00 day feed"


def test_evidence_is_bounded_json_that_names_the_winner() -> None:
    times = "".join(f"<time datetime='2026-03-0{day}T10:00:00Z'>x</time>" for day in range(1, 10)) * 20
    found, evidence = read(
        HEAD + times,
        {"datePublished": "no date " * 40, "dateModified": "2026-03-09T10:00:00Z"},
        {"article:published_time": "2026-03-01T10:00:00+01:00"},
    )
    assert json.loads(json.dumps(evidence)) == evidence
    assert len(evidence) <= dates.MAX_EVIDENCE
    assert [one["where"] for one in evidence if one["chosen"]] == [evidence[0]["where"]] == ["article:published_time"]
    assert evidence[1] == {
        "source": "json-ld", "where": "datePublished", "value": ("no date " * 10), "at": None, "precision": None,
        "chosen": False, "why": "not a date",
    }  # fmt: skip
    assert {one["why"] for one in evidence if one["where"] == "dateModified"} == {"modified date"}
    assert found is not None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["2026-03-01T10:00:00Z"], "2026-03-01 10:00:00 second json-ld"),
        ({"@value": "2026-03-01T10:00:00Z"}, "2026-03-01 10:00:00 second json-ld"),
        (1772359200, "2026-03-01 10:00:00 second json-ld"),
        (1772359200000, "2026-03-01 10:00:00 second json-ld"),
        ({"date": 1}, None),
        ([], None),
        (True, None),
        ("", None),
        ("10:30 today", None),
        ("March 2026", None),
        ("2026-02-30", None),
        ("2026-03-01T25:00:00", None),
    ],
)  # fmt: skip
def test_json_may_hold_anything(value: Any, expected: str | None) -> None:
    assert at(ld={"datePublished": value}) == expected


# ── precision ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-01", "2026-03-01 00:00:00 day json-ld"),
        ("2026-03-01T00:00:00", "2026-03-01 00:00:00 day json-ld"),
        ("2026-03-01T00:00:00Z", "2026-03-01 00:00:00 day json-ld"),
        ("2026-03-01T00:00:00+01:00", "2026-02-28 23:00:00 second json-ld"),
        ("2026-03-01T10:20Z", "2026-03-01 10:20:00 minute json-ld"),
        ("2026-03-01T10:20:30.123Z", "2026-03-01 10:20:30 second json-ld"),
    ],
)
def test_precision_is_what_was_counted(value: str, expected: str) -> None:
    assert at(ld={"datePublished": value}) == expected


def test_a_bare_day_gives_way_to_a_clock_on_that_day() -> None:
    bare = {"datePublished": "2026-03-01"}
    assert at(ld=bare, metas={"pubdate": "2026-03-01T10:20:30Z"}) == "2026-03-01 10:20:30 second meta"
    assert at(ld=bare, metas={"pubdate": "2026-03-02T10:20:30Z"}) == "2026-03-01 00:00:00 day json-ld"
    late = datetime(2026, 2, 28, 23, 30, 5, tzinfo=UTC)  # the first of March in Prague
    assert at(ld=bare, feed=late, url="https://noviny.cz/story") == "2026-02-28 23:30:05 second feed"
    assert at(ld=bare, feed=late) == "2026-03-01 00:00:00 day json-ld"


# ── zones ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clock_without_a_zone_is_the_site_s() -> None:
    naive = {"datePublished": "2026-03-01T10:20:30"}
    assert at(ld=naive, url="https://gazeta.pl/story") == "2026-03-01 09:20:30 second json-ld"
    assert at(ld=naive, lang="ja") == "2026-03-01 01:20:30 second json-ld"
    assert at(ld=naive, lang="en") == "2026-03-01 10:20:30 second json-ld"


def test_the_same_clock_elsewhere_names_the_zone() -> None:
    naive = {"datePublished": "2026-03-01T10:20:30"}
    changed = {"article:modified_time": "2026-03-01T10:20:30-05:00"}
    assert at(ld=naive, metas=changed) == "2026-03-01 15:20:30 second json-ld"
    assert at(ld=naive, metas={"og:updated_time": "2026-03-01T10:21:30-05:00"}) == "2026-03-01 10:20:30 second json-ld"


def test_a_local_clock_called_utc_is_set_right() -> None:
    called_utc = {"article:published_time": "2026-03-01T10:20:30+00:00"}
    body = "<time datetime='2026-03-01T10:20:30+02:00'>1 March</time>"
    assert at(body, metas=called_utc) == "2026-03-01 08:20:30 second meta"
    ahead = {"article:published_time": "2026-03-10T13:00:00Z"}  # an hour after it was fetched
    assert at(metas=ahead, url="https://zeitung.de/story") == "2026-03-10 12:00:00 second meta"
    assert at(metas=ahead) == "2026-03-10 13:00:00 second meta"


def test_a_shown_clock_in_no_known_zone_is_not_counted() -> None:
    body = HEAD + "<span class='date'>March 1, 2026 10:20 am</span>"
    assert at(body) == "2026-03-01 00:00:00 day html"
    assert at(body.replace("10:20 am", "10:20 am EST")) == "2026-03-01 15:20:00 minute html"


# ── what the page shows ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        HEAD + "<p class='dateline'>Published 1 March 2026</p>",
        HEAD + "<p>1 March 2026</p>",
        HEAD + "<div>By Anna Berg | 1 March 2026</div>",
        "<p>Sunday, 1 March 2026</p>" + HEAD,
        "<h3>The old bridge is closed</h3><p>01.03.2026</p>",
        "<h1>Daily Paper</h1><time>9 March 2026</time><div>"
        + "<i>.</i>" * 30
        + HEAD
        + "<time>1 March 2026</time></div>",
        HEAD + "<p>Updated <time datetime='2026-03-05'>5 March</time></p><time datetime='2026-03-01'>1 March</time>",
        HEAD + "<p>Published 1 March 2026, updated 5 March 2026</p>",
        HEAD + "<a href='/x'><time datetime='2026-03-05'>5 March</time></a><time datetime='2026-03-01'>1 March</time>",
        HEAD + "<ul class='related'><time datetime='2026-03-05'>5</time></ul><time datetime='2026-03-01'>1</time>",
        HEAD + "<time datetime='2026-03-05'>5</time><time class='published' datetime='2026-03-01'>1</time>",
    ],
)
def test_the_date_near_the_headline_is_found(body: str) -> None:
    assert at(body) == "2026-03-01 00:00:00 day html"


@pytest.mark.parametrize(
    "body",
    [
        HEAD + "<p>Updated 1 March 2026</p>",
        HEAD + "<p>Aktualisiert: 1. März 2026</p>",
        HEAD + "<p>Обновлено 1 марта 2026</p>",
        HEAD + "<p>업데이트 2026.03.01</p>",
        HEAD + "<p class='last-modified date'>1 March 2026</p>",
        HEAD + "<nav><time datetime='2026-03-01'>1 March</time></nav>",
        HEAD + "<p>The council closed the bridge for the first time on 1 March 2026</p>",
        HEAD
        + "<p>"
        + "A long paragraph. " * 15
        + "</p>" * 2
        + "<p>"
        + "A long one. " * 20
        + "</p><h2>1 March 2026</h2>",
        HEAD + "<p>12:30</p><p>4 months ago</p><p>March 2026</p>",
        HEAD + "<p>04/03/2026</p>",  # April or March
        "<p>1 March 2026</p>",  # beside no headline
        HEAD + "<i>.</i>" * 300 + "<time datetime='2026-03-01'>1 March</time>",
    ],
)
def test_other_dates_are_not_taken_for_it(body: str) -> None:
    assert at(body) is None


@pytest.mark.parametrize(
    ("lang", "url", "day"),
    [
        ("en-US", "https://paper.example/", "2026-02-03"),
        ("en-GB", "https://paper.example/", "2026-03-02"),
        ("en-US", "https://paper.co.uk/", "2026-03-02"),
        ("fr", "https://paper.example/", "2026-03-02"),
    ],
)
def test_the_order_of_numbers_is_the_country_s(lang: str, url: str, day: str) -> None:
    assert (at(HEAD + "<p class='date'>02/03/2026</p>", lang=lang, url=url) or "").startswith(day)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/03/01/bridge", "2026-03-01"),
        ("/news/2026-3-1/bridge", "2026-03-01"),
        ("/world/2026/mar/01/bridge", "2026-03-01"),
        ("/20260301/bridge", "2026-03-01"),
        ("/bridge-2026-03-01.html", "2026-03-01"),
        ("/bridge_20260301/", "2026-03-01"),
        ("/2026115-bridge", None),
        ("/2026/13/01/bridge", None),
        ("/war-of-2026-03-01-remembered", None),
        ("/story/120260301", None),
    ],
)
def test_a_day_in_the_address(path: str, day: str | None) -> None:
    assert at(url=f"https://paper.example{path}") == (f"{day} 00:00:00 day url" if day else None)


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = st.one_of(
    st.text(max_size=140),
    st.lists(st.sampled_from(["2026", "1", "31", "13", ":", ".", "/", "-", " ", "T", "Z", "+14:00", "march", "март", "年", "W"]))
    .map("".join),
)  # fmt: skip


@given(WORDS)
@settings(max_examples=200, deadline=None)
def test_no_value_breaks_it_and_what_is_read_is_possible(value: str) -> None:
    found = dates.read(value, "meta", FETCHED)
    assert found is None or dates.EARLIEST <= found.at <= FETCHED + dates.SLACK


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 3, 9)), st.integers(-14 * 4, 14 * 4))
@settings(max_examples=100, deadline=None)
def test_an_offset_is_counted_in(wall: datetime, quarters: int) -> None:
    aware = wall.replace(microsecond=0, second=wall.second or 1, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    assert dates.read(aware.isoformat(), "json-ld", FETCHED) == Published(aware.astimezone(UTC), "second", "json-ld")
