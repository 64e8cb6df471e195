"""The seeds' part of `make quality`: what of an annotated text counts as right."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import seeds
from pipeline.model import Cleaned, Published

ROWS = [
    " date 2026-02-03 WIREFEED - Quay Herald) Ann Quay Read more",
    "",
    "The ferry was late again on Tuesday.",
    "What the harbour says",
    " stamp 7 Nobody on the quay was surprised by it.",
    "Share this post",
]
ENTRY = {
    "file": "one.txt",
    "outlet": "QUAY.EX (Quay Herald)",
    "author": ["Ann Quay"],
    "title": None,
    "published": "2026-02-03",
    "body_lines": [3, 4, 5],
    "body_optional_lines": [4],
    "boilerplate_lines": [{"line": 1, "text": ROWS[0]}, {"line": 6, "text": ROWS[5]}],
    "boilerplate_spans": [{"line": 5, "text": " stamp 7 "}],
}
RIGHT = Cleaned(
    text="The ferry was late again on Tuesday.\nWhat the harbour says\nNobody on the quay was surprised by it.",
    title=None,
    authors=("Ann Quay",),
    published=Published(datetime(2026, 2, 3, tzinfo=UTC), "day", "text"),
    canonical_url=None,
    language=None,
    source="Quay Herald",
    summary=None,
    image_url=None,
    tags=(),
    verdict="article",
    paywalled=False,
    links=(),
)


@pytest.fixture
def seed(tmp_path: Path) -> seeds.Seed:
    (tmp_path / "one.txt").write_text("\n".join(ROWS))
    (tmp_path / "gold.json").write_text(json.dumps({"seeds": {"000": ENTRY}}))
    [seed] = seeds.read(tmp_path)
    return seed


def wrong(seed: seeds.Seed, cleaned: Cleaned) -> list[str]:
    return [one.what for one in seeds.check(seed, "p in div", cleaned) if not one.right]


def test_a_right_answer_has_nothing_wrong_and_optional_lines_are_free(seed: seeds.Seed) -> None:
    assert wrong(seed, RIGHT) == []
    assert wrong(seed, replace(RIGHT, text=RIGHT.text.replace("What the harbour says\n", ""))) == []
    assert wrong(seed, replace(RIGHT, source="quay.ex")) == []


def test_a_lost_line_a_joined_line_and_a_wrong_order_are_wrong(seed: seeds.Seed) -> None:
    first, middle, last = RIGHT.text.split("\n")
    assert wrong(seed, replace(RIGHT, text=f"{middle}\n{last}")) == ["body line 1"]
    assert wrong(seed, replace(RIGHT, text=f"{first} {last}")) == [
        "body line 1",
        "body line 3",
        "nothing else in the text",
    ]
    assert wrong(seed, replace(RIGHT, text=f"{last}\n{first}")) == ["body line 3"]


def test_furniture_that_stays_is_wrong_whole_or_in_part(seed: seeds.Seed) -> None:
    assert wrong(seed, replace(RIGHT, text=f"{RIGHT.text}\nShare this post")) == [
        "furniture 'Share this post'",
        "nothing else in the text",
    ]
    assert wrong(seed, replace(RIGHT, text=f"Read more\n{RIGHT.text}")) == ["nothing else in the text"]
    assert wrong(seed, replace(RIGHT, text=RIGHT.text.replace("Nobody", "stamp 7 Nobody"))) == [
        "body line 3",
        "furniture 'stamp 7'",
        "nothing else in the text",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "The ferry was late again on Tuesday."),
        ("authors", ()),
        ("authors", ("Ann Quay", "Quay Herald")),
        ("published", None),
        ("source", None),
        ("source", "Wirefeed"),
    ],
)
def test_an_invented_missing_or_wrong_fact_is_wrong(seed: seeds.Seed, field: str, value: object) -> None:
    named = {"published": "date", "source": "outlet"}.get(field, field)
    assert wrong(seed, replace(RIGHT, **{field: value})) == [named]  # type: ignore[arg-type]


def test_an_outlet_where_the_seed_has_none_is_wrong(seed: seeds.Seed) -> None:
    assert wrong(replace(seed, outlets=frozenset()), RIGHT) == ["outlet"]


def test_every_serving_holds_the_text_and_nothing_else(seed: seeds.Seed) -> None:
    served = {name: (kind, body.decode()) for name, kind, body in seeds.servings("Salt & <pepper>\n\nBread")}
    assert served.pop("text/plain") == ("text/plain; charset=utf-8", "Salt & <pepper>\n\nBread")
    for kind, page in served.values():
        assert kind == "text/html; charset=utf-8"
        assert page.count("Salt &amp; &lt;pepper&gt;") == page.count("Bread") == 1
        assert "<title" not in page


def test_a_page_that_is_refused_has_everything_wrong(seed: seeds.Seed) -> None:
    assert not any(one.right for one in seeds.run([replace(seed, text="")]))
