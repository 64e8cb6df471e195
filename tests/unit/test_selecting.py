"""The SELECTOR options: `workers.cli.selecting`."""

import inspect
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Reason, WrongUsage
from pipeline.flow import QUEUES
from pipeline.model import Selector
from tests.unit.attempt import attempt
from workers.cli.selecting import moment, required, selected, selector, words


def test_nothing_chosen_is_an_empty_selector() -> None:
    assert selector() == Selector()
    assert selector(limit=5).empty


def test_every_option_reaches_the_selector() -> None:
    chosen = selector([1, 2], ["http://h.example/a"], 3, "h.example", "2026-01-01", "2026-02-01", "clean", "dns", True, "links",
                      True, 9)  # fmt: skip
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    urls = ("http://h.example/a",)
    assert chosen == Selector((1, 2), urls, 3, "h.example", since, until, "clean", "dns", True, "links", True, 9)


@pytest.mark.parametrize(
    "part",
    [{"id_": [1]}, {"url": ["http://h.example/"]}, {"feed": 1}, {"host": "h.example"}, {"since": "2026-01-01"},
     {"until": "2026-01-01"}, {"stage": "fetch"}, {"failed": "any"}, {"outdated": True}, {"extractor": "links"}, {"all_": True}],
)  # fmt: skip
def test_each_option_alone_chooses_something(part: dict[str, Any]) -> None:
    required(selector(**part))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (Selector(all=True, limit=7), "--all --limit 7"),
        (Selector(ids=(4,), failed="any"), "--id 4 --failed"),
        (Selector(ids=(4, 5, 6), failed="dns"), "--id 4 … (3 of them) --failed dns"),
        (Selector(feed=3, host="h.example", stage="clean"), "--feed 3 --host h.example --stage clean"),
        (Selector(since=datetime(2026, 3, 1, tzinfo=UTC), outdated=True), "--since 2026-03-01T00:00:00Z --outdated"),
        (Selector(urls=("http://h.example/",), extractor="quotes"), "--url http://h.example/ --extractor quotes"),
    ],
)
def test_a_selector_is_said_in_the_words_it_was_given(chosen: Selector, said: str) -> None:
    assert words(chosen) == said


@pytest.mark.parametrize("chosen", [Selector(), Selector(limit=5)])
def test_a_verb_that_changes_things_wants_something_chosen(chosen: Selector) -> None:
    with pytest.raises(WrongUsage, match="--all"):
        required(chosen)


@pytest.mark.parametrize("stage", QUEUES)
def test_every_stage_may_be_named(stage: str) -> None:
    assert selector(stage=stage).stage == stage


@pytest.mark.parametrize("reason", ["any", *Reason])
def test_every_reason_may_be_named(reason: str) -> None:
    assert selector(failed=reason).failed == reason


@pytest.mark.parametrize(
    ("part", "option"),
    [({"stage": "bake"}, "--stage 'bake'"), ({"stage": ""}, "--stage ''"), ({"failed": "bored"}, "--failed 'bored'"),
     ({"url": ["file:///etc/passwd"]}, "--url 'file:///etc/passwd'"), ({"url": ["h.example"]}, "--url 'h.example'"),
     ({"since": "0001-01-01T00:00:00+14:00"}, "--since '0001-"),
     ({"since": "soon"}, "--since 'soon'"), ({"until": "2026-13-01"}, "--until '2026-13-01'"), ({"since": ""}, "--since ''")],
)  # fmt: skip
def test_a_value_that_means_nothing_is_wrong_usage_that_names_it(part: dict[str, Any], option: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        selector(**part)
    assert str(caught.value).startswith(option)


@pytest.mark.parametrize(
    ("value", "at"),
    [("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)), ("2026-03-01T12:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
     ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
     ("2026-03-01 12:00+03:00", datetime(2026, 3, 1, 9, tzinfo=UTC))],
)  # fmt: skip
def test_a_time_without_a_zone_is_utc(value: str, at: datetime) -> None:
    assert moment(value, "--since") == at


def test_no_time_is_none() -> None:
    assert moment(None, "--since") is None


@given(st.datetimes(), st.integers(-12, 14))
@settings(max_examples=50, deadline=None)
def test_a_time_with_a_zone_keeps_it(at: datetime, hours: int) -> None:
    aware = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert moment(aware.isoformat(), "--since") == aware


@given(st.text())
@settings(max_examples=80, deadline=None)
def test_any_text_is_a_time_or_wrong_usage(value: str) -> None:
    found = attempt(lambda: moment(value, "--since"))
    assert isinstance(found, datetime) or (isinstance(found, WrongUsage) and repr(value) in str(found))


def command(name: str, chosen: Selector, count: int = 1) -> tuple[str, Selector, int]:
    """A verb."""
    return name, chosen, count


def test_a_command_gets_the_options_as_one_selector() -> None:
    options = {name: parameter.default for name, parameter in inspect.signature(selector).parameters.items()}
    assert selected(command)(name="x", count=2, **{**options, "id_": [7]}) == ("x", Selector(ids=(7,)), 2)


def test_a_command_shows_its_own_options_and_the_selector_s() -> None:
    shown = inspect.signature(selected(command)).parameters
    assert set(shown) == {"name", "count", *inspect.signature(selector).parameters}
    assert selected(command).__doc__ == "A verb."
