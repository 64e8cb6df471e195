"""Our own reading of a news page: `pipeline.clean.news`, with `region` and `standfirst`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import blocks, news
from pipeline.clean.tree import parse
from tests.unit.clean.pages import ELSEWHERE, LEAD, PARAGRAPHS, TITLE, article, paragraphs

slow = settings(max_examples=60, deadline=None)
TEXT = list(PARAGRAPHS)
BODY = paragraphs(*PARAGRAPHS)


def reading(source: str, title: str | None = TITLE, summary: str | None = None) -> news.Reading:
    return news.read(blocks.read(parse(source.encode(), "text/html; charset=utf-8")), title, summary)


def lines(source: str, title: str | None = TITLE, summary: str | None = None) -> list[str]:
    return [block.text for block, kind in reading(source, title, summary).text if kind != "note"]


# ── where the article is ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_article_is_told_from_what_stands_around_it() -> None:
    page = article(
        BODY,
        f"<div>{paragraphs(ELSEWHERE[0])}</div><main>{{}}</main><div><div>{paragraphs(*ELSEWHERE[1:])}</div></div>",
    )
    assert lines(page) == TEXT


@pytest.mark.parametrize("name", ["paywall-content", "post tag-news", "story with-sidebar ad", "app", "image-article"])
def test_a_class_that_sounds_like_furniture_does_not_cost_the_article(name: str) -> None:
    assert lines(article(f'<div class="{name}">{BODY}</div>')) == TEXT


def test_comments_longer_than_the_article_are_no_text() -> None:
    comments = "".join(f"<p>{text} I have said so for {n} years.</p>" for n in range(20) for text in ELSEWHERE)
    assert lines(article(BODY, f'{{}}<div class="comments">{comments}</div>')) == TEXT


def test_an_article_in_an_element_that_was_never_closed_is_found() -> None:
    assert lines(article(BODY, "<aside><p>Weather</p><div>{}</div>")) == TEXT


@pytest.mark.parametrize("kind", ['class="story"', ""])
def test_a_body_in_two_containers_is_read_whole(kind: str) -> None:
    first = f"<div>{paragraphs(PARAGRAPHS[0], attributes=kind)}</div>" if kind else paragraphs(PARAGRAPHS[0])
    rest = f"<div>{paragraphs(*PARAGRAPHS[1:], attributes=kind)}</div>"
    assert lines(article(f"<div>{first}{rest}</div>")) == TEXT


def test_the_article_that_has_the_headline_is_taken_and_not_a_longer_one_behind_it() -> None:
    other = "<article><h1>Another headline of another article</h1>{}</article>".format(
        "".join(f"<p>{text} Number {n}.</p>" for n in range(4) for text in ELSEWHERE)
    )
    assert lines(article(BODY, f"{{}}{other}")) == TEXT


def test_a_heading_behind_the_text_is_not_its_headline() -> None:
    assert lines(f"<main>{BODY}</main><div><h1>{TITLE}</h1><p>{ELSEWHERE[0]}</p></div>") == TEXT


def test_paragraphs_may_be_divs() -> None:
    assert lines(article("".join(f'<div class="t">{text}</div>' for text in PARAGRAPHS))) == TEXT


def test_lines_parted_by_breaks_alone_are_paragraphs() -> None:
    assert lines(article(f"<div>{'<br><br>'.join(PARAGRAPHS)}</div>")) == TEXT


def test_an_article_in_a_table_is_found() -> None:
    assert lines(f"<table><tr><td><h1>{TITLE}</h1>{BODY}<td><a href=/>Home</a></table>") == TEXT


def test_a_page_without_headings_is_text_from_its_first_line_on() -> None:
    assert lines(f"<p>By Mara Holt</p>{BODY}", None) == ["By Mara Holt", *TEXT]


@pytest.mark.parametrize(
    "source", ["<p></p>", "<p>Loading</p>", "<ul><li><a href=/>Home</a></ul>", "<nav><p>x</p></nav>"]
)
def test_a_page_without_prose_has_no_article(source: str) -> None:
    assert reading(source) == news.Reading()


# ── the standfirst ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "standfirst",
    [f'<p class="lead">{LEAD}</p>', f'<header><div class="article-intro"><p>{LEAD}</p></div></header>', f"<h2>{LEAD}</h2>",
     f'<div class="c-teaser">{LEAD}</div>', f"<div><div>{LEAD}</div></div>"],
)  # fmt: skip
def test_the_standfirst_is_text(standfirst: str) -> None:
    assert lines(article(f"{standfirst}<p>By Mara Holt</p><div>{BODY}</div>")) == [LEAD, *TEXT]


def test_what_repeats_the_page_s_summary_is_the_standfirst_however_it_is_called() -> None:
    page = article(
        f'<div class="x">{ELSEWHERE[0]}</div><div class="y">What is known of the bridge, and what is not</div><div>{BODY}</div>'
    )
    assert lines(page, summary="What is known of the bridge, and what is not, in short") == [
        "What is known of the bridge, and what is not",
        *TEXT,
    ]


@pytest.mark.parametrize(
    "between",
    [f"<p>{TITLE}</p>", f"<h2>Traffic {TITLE}</h2>", "<p>By Mara Holt, 4 March</p>", f'<p class="caption">{LEAD}</p>',
     f"<figure><p>{LEAD}</p></figure>", f'<h2 class="entry-title">{LEAD}</h2>', f"<p><a href=/>{LEAD}</a></p>",
     f'<ul class="summary"><li>{LEAD}</li></ul>'],
)  # fmt: skip
def test_headlines_bylines_captions_and_links_are_no_standfirst(between: str) -> None:
    assert lines(article(f"{between}<div>{BODY}</div>")) == TEXT


def test_a_standfirst_that_the_body_begins_with_stands_once() -> None:
    assert lines(article(f'<p class="lead">{LEAD}</p><div><p>{LEAD}</p>{BODY}</div>')) == [LEAD, *TEXT]


# ── inside the article ─────────────────────────────────────────────────────────────────────────────────────────────


def within(inner: str) -> list[str]:
    """The lines that `inner` becomes between two paragraphs of a body."""
    found = lines(article(f"<div>{paragraphs(*PARAGRAPHS[:3])}{inner}{paragraphs(*PARAGRAPHS[3:])}</div>"))
    return found[found.index(PARAGRAPHS[2]) + 1 : found.index(PARAGRAPHS[3])]


@pytest.mark.parametrize(
    "inner",
    [
        f"<figure><img><figcaption>{LEAD}</figcaption></figure>",
        f"<aside><p>{LEAD}</p></aside>",
        f'<div class="newsletter-signup"><h3>Stay informed</h3><p>{LEAD}</p></div>',
        f'<p class="image-caption">{LEAD}</p>',
        f"<p hidden>{LEAD}</p>",
        f"<div><div><h3>About the bridge</h3><p>{LEAD}</p></div></div>",
        '<p><a href="/x">THE FERRY AT THE MILL: HOW IT RUNS</a></p>',
        '<p>Read more: <a href="/x">The ferry at the mill</a></p>',
        '<ul><li><a href="/1">The ferry at the mill</a></li><li><a href="/2">The pool opens again</a></li></ul>',
        '<h3>Also of interest</h3><ul><li><a href="/1">The ferry</a></li><li><a href="/2">The pool</a></li></ul>',
        '<h3>Read also</h3>',
        f'<article class="card"><p>{LEAD}</p></article>',
        f"<div><blockquote>{LEAD}</blockquote><p>Mara Holt, engineer</p></div>",
        f"<h2>{TITLE}</h2>",
    ],
)  # fmt: skip
def test_what_is_set_into_the_body_is_no_text(inner: str) -> None:
    assert within(inner) == []


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("<h2>What comes next</h2>", "heading"),
        ("<ul><li>the first arch</li></ul>", "item"),
        ("<blockquote><p>It will hold.</p></blockquote>", "quote"),
        (f"<div><p>{LEAD}</p></div>", "text"),
        (f"<div>{LEAD}</div>", "text"),
        ("<p>Why?</p>", "text"),
        ('<p>“<a href="/x">It will hold until the summer and no day longer</a>,” she wrote.</p>', "text"),
    ],
)
def test_what_belongs_to_the_body_is_text_of_its_kind(inner: str, kind: str) -> None:
    found = reading(article(f"<div>{paragraphs(*PARAGRAPHS[:3])}{inner}{paragraphs(*PARAGRAPHS[3:])}</div>"))
    assert [kind for _, kind in found.text] == ["text"] * 3 + [kind] + ["text"] * 2


def test_a_line_that_comes_again_and_again_is_no_text() -> None:
    blocked = "<p>This content cannot be shown because of your settings.</p>"
    assert lines(article(f"<div>{blocked.join(paragraphs(text) for text in PARAGRAPHS)}</div>")) == TEXT


@pytest.mark.parametrize(
    "tail", ["<h2>More</h2>", '<ul><li>Our <a href="/1">app</a></li><li>Our <a href="/2">letter</a></li></ul>']
)
def test_headings_over_nothing_and_lists_of_links_do_not_end_a_body(tail: str) -> None:
    assert lines(article(f"<div>{BODY}{tail}</div>")) == TEXT


def test_lines_set_apart_at_both_ends_are_notes() -> None:
    page = article(
        f"<div><p>By Mara Holt</p>{BODY}<p><em>With material from agencies</em></p><p><b>© Paper</b></p></div>"
    )
    assert lines(page) == TEXT
    notes = [block.text for block, kind in reading(page).text if kind == "note"]
    assert notes == ["By Mara Holt", "With material from agencies", "© Paper"]


def test_a_body_in_italics_is_no_note() -> None:
    assert lines(article("".join(f"<p><em>{text}</em></p>" for text in PARAGRAPHS))) == TEXT


def test_headings_that_are_sentences_may_end_a_body() -> None:
    points = [f"{n}. The arch on the left bank has moved by {n} inches." for n in range(1, 4)]
    assert lines(article(BODY + "".join(f"<h3>{point}</h3>" for point in points))) == [*TEXT, *points]


def test_a_deeper_heading_is_kept_where_json_ld_has_it_too() -> None:
    page = article(
        f"<div>{paragraphs(*PARAGRAPHS[:3])}<div><div><h3>The ferry</h3><p>Map</p></div></div>{paragraphs(*PARAGRAPHS[3:])}</div>"
    )
    read = blocks.read(parse(page.encode(), "text/html; charset=utf-8"))
    kinds = [[kind for _, kind in news.read(read, TITLE, None, said).text] for said in (None, "Text. The ferry. Text.")]
    assert ["heading" in found for found in kinds] == [False, True]


def test_a_heading_before_the_first_paragraph_is_kept_where_there_are_others_like_it() -> None:
    body = f"<h3>The bridge</h3>{paragraphs(*PARAGRAPHS[:2])}<h3>The ferry</h3>{paragraphs(*PARAGRAPHS[2:])}"
    assert lines(article(f"<div>{body}</div>"))[0] == "The bridge"
    assert lines(article(f"<div><h3>The bridge</h3>{BODY}</div>"))[0] == TEXT[0]


PIECES = ["<p>", "</p>", f"<p>{LEAD}", f"<p>{ELSEWHERE[0]}", "<h2>x", "<h1>", "<ul><li>", "</ul>", "<div>", "</div>", "<aside>",
          "<article>", "</article>", "<a href=x>", "</a>", "<div class=comments>", "<div class=lead>", "<em>", "<br>"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.sampled_from([TITLE, "x", "", None]))
@slow
def test_any_page_gives_some_of_its_blocks_once_and_in_order(source: str, title: str | None) -> None:
    page = blocks.read(parse(f"<p>{source}".encode(), "text/html; charset=utf-8"))
    place = {id(block): i for i, block in enumerate(page.blocks)}
    places = [place[id(block)] for block, _ in news.read(page, title, LEAD).text]
    assert places == sorted(set(places))
