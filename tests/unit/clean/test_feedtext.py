"""The text of an article as its feed carried it: `pipeline.clean.feedtext`."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import feedtext, tree
from pipeline.clean.body import Body

URL = "http://site.example.org/port/1"


def extract(content: str, title: str = "Boats") -> Body:
    return feedtext.extract(tree.parse(feedtext.page(content.encode(), title), "text/html; charset=utf-8"), URL)


def test_each_block_is_a_line() -> None:
    found = extract(
        "<p>One <b>boat</b>.</p>Two<br>three.<ul><li>Four</li><li>Five</li></ul><blockquote>Six</blockquote>"
    )
    assert found.text == "One boat.\nTwo\nthree.\nFour\nFive\nSix"


def test_pictures_scripts_and_players_say_nothing() -> None:
    found = extract(
        "<figure><img src=x><figcaption>A boat</figcaption></figure><p>Text.</p><script>x()</script><iframe>y</iframe>"
    )
    assert found.text == "Text."


def test_the_headline_is_no_part_of_the_text() -> None:
    assert extract("<p>Text.</p>", "Boats <counted>").text == "Text."


def test_links_are_absolute_and_stand_once() -> None:
    found = extract('<p><a href="/2">two</a> <a href="/2">two</a> <a href="javascript:x">x</a> <a href="#n">n</a></p>')
    assert [(link.url, link.anchor) for link in found.links] == [("http://site.example.org/2", "two")]


def test_the_line_that_feeds_end_with_is_left_out() -> None:
    found = extract('<p>Text.</p><p>The post <a href="/1">Boats</a> appeared first on <a href="/">Site</a>.</p>')
    assert found.text == "Text."


def test_an_end_of_page_inside_the_text_does_not_end_it() -> None:
    assert extract("<p>One.</p></article></body></html><p>Two.</p>").text == "One.\nTwo."


@given(st.text(st.characters(codec="utf-8")))
def test_any_content_is_lines_without_markup(content: str) -> None:
    lines = extract(f"<p>Start.</p>{content}").text.split("\n")
    assert all(line == line.strip() for line in lines)
