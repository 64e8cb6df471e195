"""What to do about a feed that fails: `pipeline.feeds.advice`."""

from typing import Any

import pytest

from pipeline.errors import Reason
from pipeline.feeds.advice import advice


def feed(**changes: Any) -> dict[str, Any]:
    row = {"id": 7, "url": "http://site.example.org/feed", "status": "active", "consecutive_failures": 1}
    return {**row, "last_reason": "timeout", "last_error": "timeout: too slow", "proposed_url": None, **changes}


@pytest.mark.parametrize("reason", list(Reason))
def test_there_is_one_line_of_advice_for_every_reason(reason: Reason) -> None:
    said = advice(feed(last_reason=reason))
    assert said
    assert "\n" not in said
    assert "{" not in said


def test_a_feed_that_is_well_needs_none() -> None:
    assert advice(feed(consecutive_failures=0, last_reason=None)) is None


def test_a_proposed_address_is_the_advice() -> None:
    assert "wireroom feeds add http://site.example.org/new" in str(
        advice(feed(proposed_url="http://site.example.org/new"))
    )


def test_a_feed_that_another_replaces_needs_nothing() -> None:
    said = advice(feed(status="gone", last_error="moved to http://site.example.org/new, which is feed 8"))
    assert said == "nothing: moved to http://site.example.org/new, which is feed 8"


def test_a_feed_that_is_gone_is_to_be_removed_or_found_again() -> None:
    assert "remove it" in str(advice(feed(status="gone", last_error="gone: 410")))
