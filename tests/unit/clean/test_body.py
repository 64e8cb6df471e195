"""The article's text and its links: `pipeline.clean.body`."""

import json
import unicodedata
from importlib.metadata import version

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.body import Body, Hints, extract
from pipeline.clean.tree import parse
from pipeline.model import Link
from tests.unit.clean.pages import ELSEWHERE, HERE, LEAD, PARAGRAPHS, TITLE, article, paragraphs

slow = settings(max_examples=50, deadline=None)

FIRST = "The council met on Tuesday evening to talk about the old bridge over the river and what it would cost to mend."
SECOND = "Engineers told the meeting that two of the five arches had moved since the spring floods of the year before."
THIRD = (
    "A decision is due before the summer, the mayor said, and until then lorries will have to take the long way round."
)


def body(inner: str, head: str = "") -> Body:
    """The body of a page whose article holds `inner` between two paragraphs."""
    page = (
        f"<html><head><title>Bridge</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Bridge</h1><p>{FIRST}</p>{inner}<p>{THIRD}</p></article><footer>Imprint</footer></body></html>"
    )
    return extract(parse(page.encode(), "text/html; charset=utf-8"), HERE)


def between(inner: str) -> list[str]:
    """The lines that `inner` becomes."""
    lines = body(inner).text.split("\n")
    return lines[lines.index(FIRST) + 1 : lines.index(THIRD)]


def links(inner: str, head: str = "") -> tuple[Link, ...]:
    return body(f"<p>{SECOND} {inner}</p>", head).links


# ── lines ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_paragraphs_are_lines_in_their_order() -> None:
    assert between(f"<p>{SECOND}</p><p>{SECOND} Again.</p>") == [SECOND, f"{SECOND} Again."]


def test_a_line_break_begins_a_line() -> None:
    assert between(f"<p>{SECOND}<br>{SECOND} Again.<br/>Once more.</p>") == [SECOND, f"{SECOND} Again.", "Once more."]


def test_each_item_of_a_list_is_a_line() -> None:
    assert between("<ul><li>the first arch</li><li>the second arch</li></ul>") == ["the first arch", "the second arch"]


def test_each_paragraph_of_a_quotation_is_a_line() -> None:
    assert between("<blockquote><p>It will hold.</p><p>It always has.</p></blockquote>") == [
        "It will hold.",
        "It always has.",
    ]


def test_a_table_of_figures_is_no_text() -> None:
    rows = "<tr><th>Arch</th><th>State</th></tr><tr><td>one</td><td>sound</td></tr><tr><td>two</td><td>moved</td></tr>"
    assert between(f"<table>{rows}</table>") == []


def test_a_heading_is_a_line() -> None:
    assert between(f"<h2>What comes next</h2><p>{SECOND}</p>") == ["What comes next", SECOND]


def test_words_in_inline_elements_stay_in_their_line() -> None:
    assert between(
        "<p>A <b>very</b> <i>old</i> <a href='/b'>bridge</a>, <em>as</em> <code>they</code> say here.</p>"
    ) == ["A very old bridge, as they say here."]


def test_what_stands_around_the_article_is_no_text() -> None:
    text = body(f"<p>{SECOND}</p><script>var a = 1;</script><style>p {{}}</style><noscript>no</noscript>").text
    assert not {"Home", "Imprint", "var a = 1;", "no"} & set(text.split("\n"))


def test_no_line_is_empty_and_none_has_two_spaces() -> None:
    text = body(f"<p></p><p> </p><p>&nbsp;</p><p>  {SECOND}\n\n   again  </p><p>\u200b</p>").text
    assert all(part and part == " ".join(part.split()) for part in text.split("\n"))


@pytest.mark.parametrize("page", ["<p></p>", "<html></html>", "<p>x", "<body><script>a</script></body>"])
def test_a_page_without_an_article_has_hardly_any_text(page: str) -> None:
    assert len(extract(parse(page.encode(), None), HERE).text) <= 1


# ── characters ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "clean"),
    [("bro&shy;ken", "broken"), ("bro&#8203;ken", "broken"), ("five&nbsp;arches", "five arches"),
     ("&#147;bridge&#148;", "“bridge”"), ("bro&#x7F;ken", "broken"), ("five&#8239;arches", "five arches")],
)  # fmt: skip
def test_a_page_s_characters_are_normalised(written: str, clean: str) -> None:
    assert between(f"<p>{SECOND} {written}</p>") == [f"{SECOND} {clean}"]


@given(st.text(max_size=60))
@slow
def test_the_text_of_any_page_has_no_control_characters(text: str) -> None:
    found = body(f"<p>{SECOND} {text}</p>")
    printed = [found.text.replace("\n", ""), *(link.anchor for link in found.links)]
    assert not [char for char in "".join(printed) if unicodedata.category(char) in {"Cc", "Cs"}]


PIECES = ["<p>", "</p>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<br>", "<blockquote>", "<a href='http://['>",
          "<a href=x>", "</a>", "<div>", "</article>", "<body>", "words and more words ", "<details>", "<h2>", "<pre>", "<svg>",
          "<dl><dt>", "<b>", "<base href='http://['>", "<img src=x>", "<q>", "\x01", "&#xD800;", "<form>"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@slow
def test_any_markup_is_lines_and_absolute_links(inner: str) -> None:
    found = body(inner)
    assert all(found.text.split("\n")) or not found.text
    assert all(link.url.startswith(("http://", "https://")) for link in found.links)


# ── links ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "address"),
    [("/a?b=1", "https://paper.example/a?b=1"), ("a.html", "https://paper.example/news/a.html"),
     ("../a", "https://paper.example/a"), ("//else.example/a", "https://else.example/a"),
     ("http://else.example/a", "http://else.example/a"), ("?p=2", "https://paper.example/news/bridge.html?p=2")],
)  # fmt: skip
def test_a_link_is_absolute(target: str, address: str) -> None:
    assert links(f"<a href='{target}'>the report</a>") == (Link(address, "the report"),)


def test_the_base_element_moves_relative_links() -> None:
    assert links("<a href='a.html'>the report</a>", "<base href='/archive/'>") == (
        Link("https://paper.example/archive/a.html", "the report"),
    )


@pytest.mark.parametrize("base", ["javascript:alert(1)", "http://[", "file:///etc/", ""])
def test_a_base_element_that_is_no_address_moves_nothing(base: str) -> None:
    assert links("<a href='a.html'>the report</a>", f"<base href='{base}'>") == (
        Link("https://paper.example/news/a.html", "the report"),
    )


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "mailto:a@b.example", "tel:123", "data:text/html,x", "file:///etc/passwd", "#top", "", "http://[",
     "/" + "a" * 4_000],
)  # fmt: skip
def test_what_leads_to_no_page_is_no_link(target: str) -> None:
    assert links(f"<a href='{target}'>the report</a>") == ()


def test_links_stand_in_the_order_of_the_text_and_once() -> None:
    inner = "<a href='/b'>one</a>, <a href='/a'>two</a>, <a href='/b'>one</a>, <a href='/b'>three</a>"
    assert [(link.url, link.anchor) for link in links(inner)] == [
        ("https://paper.example/b", "one"),
        ("https://paper.example/a", "two"),
        ("https://paper.example/b", "three"),
    ]


def test_the_words_of_a_link_are_one_clean_line() -> None:
    assert [link.anchor for link in links("<a href='/b'>the <b>new</b>\n re\u00adport</a>")] == ["the new report"]


def test_the_same_page_gives_the_same_body() -> None:
    inner = f"<p>{SECOND} <a href='/a'>the report</a></p><ul><li>one arch</li></ul>"
    assert body(inner) == body(inner)


# ── who found it ───────────────────────────────────────────────────────────────────────────────────────────────────


def found(page: str, article_body: str | None = None) -> Body:
    return extract(parse(page.encode(), "text/html; charset=utf-8"), HERE, Hints(TITLE, None, article_body))


def test_our_own_reading_wins_alone_where_nothing_speaks_against_it() -> None:
    body = found(article(paragraphs(*PARAGRAPHS)))
    assert body.winner == "wireroom"
    assert [candidate["source"] for candidate in body.evidence] == ["wireroom"]


def test_a_json_ld_body_that_agrees_is_evidence() -> None:
    body = found(article(paragraphs(*PARAGRAPHS)), " ".join(PARAGRAPHS))
    assert [(candidate["source"], candidate["chosen"]) for candidate in body.evidence] == [
        ("wireroom", True),
        ("json-ld", False),
    ]
    assert body.evidence[0]["agreement"] == {"json-ld": 1.0}


def test_a_json_ld_body_that_disagrees_brings_in_trafilatura() -> None:
    body = found(article(paragraphs(*PARAGRAPHS)), " ".join(ELSEWHERE * 3))
    assert [candidate["source"] for candidate in body.evidence] == [
        "wireroom",
        f"trafilatura {version('trafilatura')}",
        "json-ld",
    ]
    assert "JSON-LD" in body.evidence[1]["why"]


def test_where_the_page_shows_hardly_anything_json_ld_is_the_text() -> None:
    body = found(article("<p>Loading, please wait a moment.</p>"), "\n".join(PARAGRAPHS))
    assert body.winner == "json-ld"
    assert body.text == "\n".join(PARAGRAPHS)
    assert body.links == ()


def test_what_we_cannot_read_trafilatura_may() -> None:
    body = found(
        "<html><body><div><span>" + "</span></div><div><span>".join(PARAGRAPHS[:1] * 4) + "</span></div></body></html>"
    )
    assert body.winner.startswith("trafilatura ")


def test_an_empty_page_is_an_empty_body() -> None:
    body = found("<p></p>")
    assert (body.lines, body.links, body.text) == ((), (), "")


def test_the_evidence_is_json() -> None:
    body = found(article("<p>Loading.</p>"), " ".join(PARAGRAPHS))
    assert json.loads(json.dumps(body.evidence)) == list(body.evidence)
    assert [candidate["chosen"] for candidate in body.evidence].count(True) == 1


def test_lines_have_their_kinds_and_shares_of_links() -> None:
    inner = f"{paragraphs(*PARAGRAPHS)}<h2>Next</h2><p>The <a href='/x'>report</a> is public.</p>"
    assert [(line.text, line.kind, round(line.linked, 2)) for line in found(article(inner)).lines[-2:]] == [
        ("Next", "heading", 0.0),
        ("The report is public.", "text", 0.29),
    ]


@pytest.mark.parametrize(
    "piece", [f"<p>{LEAD}</p>", f"{LEAD}<br>", f"<ul><li><a href=x>{LEAD}</a></ul>", f"<tr><td>{LEAD}"]
)
def test_a_page_of_one_thing_many_times_over_is_read(piece: str) -> None:
    found(f"<h1>{TITLE}</h1>" + piece * 5_000)
