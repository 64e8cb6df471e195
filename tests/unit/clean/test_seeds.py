"""Texts as they come out of scrapers, where the folder is there: what is text, and what the credits say."""

import html
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.clean import credits, furniture
from pipeline.clean import furniture_phrases as phrases
from pipeline.clean.lines import Line, line
from pipeline.clean.page import clean
from pipeline.model import Cleaned, Habits, Page

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "data" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the folder of scraped texts is not there")

FETCHED = datetime(2026, 3, 1, tzinfo=UTC)
SERVINGS = ("paragraphs", "paragraphs in an article", "breaks in an article")


def seeds() -> dict[str, dict[str, Any]]:
    if not SEEDS.is_dir():
        return {}
    found: dict[str, dict[str, Any]] = json.loads((SEEDS / "gold.json").read_text("utf-8"))["seeds"]
    return found


def raw(seed: dict[str, Any]) -> str:
    return (SEEDS / str(seed["file"])).read_text("utf-8")


def read(seed: dict[str, Any]) -> tuple[list[str], credits.Credits]:
    lines = [Line(text) for part in raw(seed).split("\n") if (text := line(part))]
    credit = credits.take(lines, FETCHED)
    kept, _ = furniture.strip(credit.lines, Habits(), None, credit.removed)
    return [one.text for one in kept], credit


def pages(text: str) -> Iterator[tuple[str, str]]:
    lines = [html.escape(part) for part in text.split("\n") if part.strip()]
    paragraphs, breaks = "".join(f"<p>{part}</p>" for part in lines), f"<div>{'<br><br>'.join(lines)}</div>"
    yield SERVINGS[0], paragraphs
    yield SERVINGS[1], f"<article>{paragraphs}</article>"
    yield SERVINGS[2], f"<article>{breaks}</article>"


def served(seed: dict[str, Any], serving: str) -> Cleaned:
    inner = dict(pages(raw(seed)))[serving]
    source = f"<!doctype html><html><head><meta charset='utf-8'></head><body>{inner}</body></html>"
    page = Page(0, 0, "https://paper.example/a", FETCHED, "text/html", None, source.encode(), None, None, None)
    return clean(page, 1_000_000)


def needed(seed: dict[str, Any], found: list[str]) -> list[str]:
    """The lines without those that may be in or out."""
    texts = raw(seed).split("\n")
    optional = {line(texts[number - 1]) for number in seed["body_optional_lines"]}
    return [text for text in found if text not in optional]


@pytest.mark.parametrize("number", sorted(seeds()))
def test_the_text_is_the_golds_lines(number: str) -> None:
    seed = seeds()[number]
    found, _ = read(seed)
    assert needed(seed, found) == needed(seed, seed["body_text"].split("\n"))


@pytest.mark.parametrize("number", sorted(seeds()))
def test_the_credits_say_what_the_gold_says(number: str) -> None:
    seed = seeds()[number]
    _, credit = read(seed)
    assert credit.authors == tuple(seed["author"])
    assert credit.published == seed["published"]
    assert credit.outlet == seed["outlet"].split(" (")[0]
    if seed["syndicator"] is None:
        assert credit.wire_origin is None
    else:
        assert credit.wire_origin is not None
        assert credit.wire_origin in seed["syndicator"]


@pytest.mark.parametrize("serving", SERVINGS)
@pytest.mark.parametrize("number", sorted(seeds()))
def test_a_page_of_it_comes_out_as_the_text_does(number: str, serving: str) -> None:
    seed = seeds()[number]
    cleaned = served(seed, serving)
    assert needed(seed, cleaned.text.split("\n")) == needed(seed, seed["body_text"].split("\n"))
    assert (cleaned.title, cleaned.authors) == (seed["title"], tuple(seed["author"]))
    assert cleaned.source == seed["outlet"].split(" (")[0]
    assert (cleaned.published and f"{cleaned.published.at:%Y-%m-%d}") == seed["published"]


def test_no_furniture_is_left_in_the_texts_without_a_gold() -> None:
    for path in SEEDS.glob("*.txt"):
        found, _ = read({"file": path.name})
        assert not [text for text in found if phrases.why(text) or text.startswith("#")]
