"""Choosing the headline: `pipeline.clean.titles`."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import jsonld, metadata, outlet, titles
from pipeline.clean.titles import Title
from pipeline.clean.tree import parse
from pipeline.model import Habits

REAL = "Old bridge over the Vega to close for repairs"
SHORT = "Old bridge over the Vega to close"
SEARCH = "Vega bridge closure: dates, detours and buses at a glance"
THIRD = "No more crossing: the town loses its bridge"


def page(
    *,
    og: str | None = None,
    ld: Any = None,
    title: str | None = None,
    h1: str | None = None,
    h2: str | None = None,
    metas: Mapping[str, str] = {},
) -> str:
    """HTML; values are escaped as little as pages do."""
    named = {"og:title": og, **metas}
    head = "".join(f'<meta property="{name}" content="{value}">' for name, value in named.items() if value is not None)
    head += f"<title>{title}</title>" if title is not None else ""
    if ld is not None:
        node = {"@type": "NewsArticle", **(ld if isinstance(ld, dict) else {"headline": ld})}
        head += f'<script type="application/ld+json">{json.dumps(node)}</script>'
    body = f"<h1>{h1}</h1>" if h1 is not None else ""
    body += f"<h2>{h2}</h2>" if h2 is not None else ""
    return f"<html><head>{head}</head><body>{body}<p>text</p></body></html>"


def read(
    html: str, announced: str | None = None, habits: Habits = Habits(), name: str | None = "Harbour Times"
) -> Title:
    tree = parse(html.encode(), "text/html; charset=utf-8")
    own = outlet.outlet([name], "www.harbour.example")
    return titles.read(tree, jsonld.article(tree), metadata.metas(metadata.pairs(tree)), own, announced, habits)


@pytest.mark.parametrize(
    "html",
    [page(og=REAL), page(ld=REAL), page(title=REAL), page(h1=REAL), page(metas={"twitter:title": REAL}),
     page(metas={"dc.title": REAL}), page(ld={"name": REAL}), page(ld={"headline": [REAL]})],
)  # fmt: skip
def test_one_source_is_enough(html: str) -> None:
    assert read(html).text == REAL


def test_the_feeds_title_is_the_last_resort() -> None:
    assert read(page(), REAL).text == REAL
    assert read(page(h1=REAL), THIRD).text == REAL


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (page(og=REAL, ld=REAL, h1=THIRD, title=SEARCH), "og:title and JSON-LD agree"),
        (page(og=REAL, ld=SEARCH, h1=REAL, title=SEARCH), "og:title is on the page"),
        (page(og=SEARCH, ld=REAL, h1=REAL, title=SEARCH), "og:title is the browser's"),
        (page(og=f"Traffic: {REAL}", ld=REAL, h1=REAL), "og:title has a kicker"),
        (page(og=REAL, ld=f"Traffic: {REAL}", h1=f"Traffic: {REAL}", title=THIRD), "og:title is without the kicker"),
        (page(og=SHORT, ld=f"{SHORT} for repairs", h1=f"{SHORT} for repairs", title=f"{SHORT} for repairs"), "shorter"),
        (page(og=REAL, ld=THIRD, h1=THIRD, title=f"{THIRD} | Harbour Times"), "og:title is written for readers"),
        (page(og=SEARCH, ld=REAL, h1=REAL, metas={"twitter:title": REAL}), "the Twitter card agrees"),
        (page(og=SEARCH, ld=REAL, h1=REAL, title=REAL, metas={"sailthru.title": REAL}), "most have it"),
        (page(og=SEARCH, ld=REAL, h1=THIRD, title=REAL), "JSON-LD and the browser's title agree"),
        (page(og=REAL, ld=SEARCH, h1=THIRD), "all differ"),
        (page(ld=SEARCH, h1=REAL), "without og:title the page's own goes first"),
        (page(ld=REAL, h1=THIRD, title=REAL), "without og:title JSON-LD and the browser's title agree"),
        (page(h1=REAL, title=SEARCH), "nothing but the page"),
    ],
)  # fmt: skip
def test_the_choice_where_sources_differ(html: str, why: str) -> None:
    expected = SHORT if why == "shorter" else REAL
    assert read(html).text == expected, why


@pytest.mark.parametrize(
    "title",
    [f"{REAL} | Harbour Times", f"{REAL} - Harbour Times", f"{REAL} – HARBOUR TIMES", f"{REAL} :: harbour.example",
     f"Harbour Times: {REAL}".replace(":", " |"), f"{REAL} | Harbour Times Local", f"{REAL}|Harbour Times"],
)  # fmt: skip
def test_the_outlets_name_is_no_part_of_it(title: str) -> None:
    assert read(page(title=title)).text == REAL


@pytest.mark.parametrize("og", [f"{REAL} - National | Some Site", f"{REAL} * by Ada Brook"])
def test_what_another_source_does_not_have_is_cut_off(og: str) -> None:
    assert read(page(og=og, h1=REAL)).text == REAL


def test_a_dash_inside_a_headline_stays() -> None:
    assert read(page(og="The bridge - a farewell", title="The bridge - a farewell")).text == "The bridge - a farewell"


@pytest.mark.parametrize("kicker", ["<span>Traffic</span>", "<span>Traffic</span><span>: </span>", "<b>Vega</b> · "])
def test_a_kicker_inside_the_heading_is_told_from_the_headline(kicker: str) -> None:
    found = read(page(ld=REAL, h1=f"{kicker}<span>{REAL}</span>", title=SEARCH))
    assert found.text == REAL
    assert found.agreeing["json-ld"]


def test_of_several_headings_the_one_that_others_know_is_the_headline() -> None:
    html = page(title=REAL, h1=f"Log in to read more</h1><h1>{REAL}")
    assert read(html).text == REAL


def test_a_heading_of_the_second_rank_may_be_the_headline() -> None:
    assert read(page(og=SEARCH, ld=SEARCH, h1="Harbour Times", h2=REAL, title=SEARCH)).agreeing == {}
    assert read(page(og=REAL, ld=SEARCH, h1=SEARCH, h2=REAL, title=SEARCH)).text == REAL


@pytest.mark.parametrize(
    ("ld", "text"),
    [("Fire &amp; flood", "Fire & flood"), ("&quot;Never again&quot;", '"Never again"'), ("The <i>Vega</i> sails", "The Vega sails"),
     ("Council&#8217;s plan", "Council’s plan")],
)  # fmt: skip
def test_html_in_json_is_read(ld: str, text: str) -> None:
    assert read(page(ld=ld)).text == text


@pytest.mark.parametrize("end", ["…", "...", " …"])
def test_a_headline_cut_short_gives_way_to_the_whole(end: str) -> None:
    assert read(page(og=REAL[:30] + end, h1=REAL)).text == REAL


def test_a_headline_may_end_in_an_ellipsis() -> None:
    assert (
        read(page(og="And then there was only one…", h1="And then there was only one…")).text
        == "And then there was only one…"
    )


def test_capitals_give_way_to_the_headline_as_others_write_it() -> None:
    assert read(page(h1=REAL.upper(), title=f"{REAL} | Harbour Times")).text == REAL
    assert read(page(h1="BRIDGE SHUT")).text == "BRIDGE SHUT"


@pytest.mark.parametrize(
    "title",
    ["Harbour Times", "harbour", "www.harbour.example", "other.example", "article_0001.html", "000_81aa", "index.php", "Untitled Document",
     "https://harbour.example/1", "—", "2024", ""],
)  # fmt: skip
def test_where_there_is_no_headline_none_is_invented(title: str) -> None:
    assert read(page(title=title)).text is None
    assert read(page(title=title, h1="Harbour Times")).text is None
    assert read(page(og=title, h1="News")).text is None


def test_a_source_is_counted_by_whether_it_agrees_with_the_page() -> None:
    found = read(page(og=f"{REAL} | Harbour Times", ld=SEARCH, h1=REAL, title=SEARCH), REAL)
    assert found.agreeing == {"og:title": True, "json-ld": False, "title": False, "feed": True}


def test_a_page_without_a_headline_of_its_own_counts_for_nothing() -> None:
    assert read(page(og=REAL, title=SEARCH)).agreeing == {}


def test_a_source_that_has_other_headlines_as_a_rule_steps_back() -> None:
    html = page(og=SEARCH, h1=REAL, title=SEARCH)
    assert read(html).text == SEARCH
    assert read(html, habits=Habits(titles={"og:title": (0, 4), "title": (0, 4)})).text == SEARCH
    assert read(html, habits=Habits(titles={"og:title": (1, 9), "title": (1, 9)})).text == REAL
    assert read(html, habits=Habits(titles={"og:title": (5, 9), "title": (1, 9)})).text == SEARCH


def test_a_strange_source_is_better_than_none() -> None:
    assert read(page(og=REAL), habits=Habits(titles={"og:title": (0, 50)})).text == REAL


def test_the_evidence_has_each_candidate_and_why_one_was_chosen() -> None:
    evidence = read(page(og=REAL, ld=SEARCH, h1=REAL, title="Harbour Times")).evidence
    assert [(one["source"], one["value"], one["chosen"]) for one in evidence] == [
        ("og:title", REAL, True),
        ("json-ld", SEARCH, False),
        ("page", REAL, False),
    ]
    assert evidence[0]["why"]
    assert json.loads(json.dumps(evidence)) == evidence


def test_a_title_is_bounded() -> None:
    found = read(page(og="word " * 5_000, h1="word " * 5_000))
    assert found.text is not None
    assert len(found.text) <= titles.MAX
    assert max(len(one["value"]) for one in found.evidence) <= 300


texts = st.none() | st.sampled_from(
    [REAL, SHORT, SEARCH, f"{REAL} | Harbour Times", "Harbour Times", "", "A - B - C", "…"]
)


@given(og=texts, ld=texts, title=texts, h1=texts, h2=texts, announced=texts)
@settings(deadline=None)
def test_a_title_is_what_some_source_says(
    og: str | None, ld: str | None, title: str | None, h1: str | None, h2: str | None, announced: str | None
) -> None:
    found = read(page(og=og, ld=ld, title=title, h1=h1, h2=h2), announced)
    said = [text for text in (og, ld, title, h1, h2, announced) if text]
    assert found.text is None or any(found.text in text for text in said)
    assert sum(one["chosen"] for one in found.evidence) <= 1
