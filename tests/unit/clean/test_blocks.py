"""A page as blocks: `pipeline.clean.blocks`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import blocks
from pipeline.clean.blocks import Block, Page
from pipeline.clean.lines import line
from pipeline.clean.tree import parse

slow = settings(max_examples=60, deadline=None)


def page(source: str, content_type: str = "text/html; charset=utf-8") -> Page:
    return blocks.read(parse(source.encode(), content_type))


def texts(source: str) -> list[str]:
    return [block.text for block in page(source).blocks]


def only(source: str) -> Block:
    (block,) = page(source).blocks
    return block


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<div>one<br>two<br/><br>three</div>", ["one", "two", "three"]),
        ("<div>one<p>two</p>three</div>", ["one", "two", "three"]),
        ("<p>o<b>n</b><i>e</i> <a href=x>two</a></p>", ["one two"]),
        ("<p>on<time>Monday</time> they met</p>", ["onMonday they met"]),
        ("<div><time>Monday</time>they met</div>", ["Monday", "they met"]),
        ("<p>an <x-tip>old</x-tip> bridge</p>", ["an old bridge"]),
        ("<x-box>one</x-box><x-box>two</x-box>", ["one", "two"]),
        ("<table><tr><td>one<td>two<tr><th>three</table>", ["one two", "three"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<p>one<script>two</script><button>three</button><svg><text>four</text></svg></p>", ["one"]),
        ("<p> </p><div>\n</div><p>&nbsp;</p><p>&#8203;</p>", []),
    ],
)
def test_tags_that_begin_a_line_part_blocks(source: str, lines: list[str]) -> None:
    assert texts(f"<h1>t</h1>{source}") == ["t", *lines]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("first line\nsecond line\n", ["first line", "second line"]),
        ("a paragraph that is\nwrapped\n\nand another\n", ["a paragraph that is wrapped", "and another"]),
        ("<pre>first line\nsecond line</pre>", ["first line", "second line"]),
        ("<pre>wrapped\nhere\n\nand another</pre>", ["wrapped here", "and another"]),
        ("<p>one\nparagraph</p><p>x</p>", ["one paragraph", "x"]),
        ("<div>a template's\n\n newlines <b>in</b>\n\n a sentence.</div>", ["a template's newlines in a sentence."]),
    ],
)
def test_newlines_part_lines_where_there_is_no_markup_or_it_is_preformatted(source: str, lines: list[str]) -> None:
    assert texts(source) == lines


LONG = "The council met on Tuesday evening to talk about the old bridge over the river, the ferry at the mill and who pays for it."


def test_newlines_part_a_box_whose_long_lines_are_sentences() -> None:
    assert texts(f"<div>\n The bridge\n{LONG}\n\n{LONG}\n</div><p>x</p>") == ["The bridge", LONG, LONG, "x"]


@pytest.mark.parametrize("second", ["and that was all there was to say about it.", f"{LONG[:-1]} and"])
def test_newlines_do_not_part_a_sentence(second: str) -> None:
    assert texts(f"<div>{LONG}\n{second}\n{LONG}</div><p>x</p>") == [f"{LONG} {second} {LONG}", "x"]


def test_each_of_the_lines_of_one_stretch_has_its_links() -> None:
    found = page("<pre><a href=/1>one</a> line\n<a href=/2>two</a> lines</pre>").blocks
    assert [block.links for block in found] == [[("/1", "one")], [("/2", "two")]]


def test_a_link_around_whole_lines_belongs_to_none() -> None:
    assert [block.links for block in page("<a href=/1><p>one</p><p>two</p></a>").blocks] == [[], []]


@pytest.mark.parametrize(
    ("source", "linked", "styled"),
    [
        ("<p>abcd</p>", 0, 0),
        ("<p><a href=x>ab</a>cd</p>", 0.5, 0),
        ("<a href=x><p>abcd</p></a>", 1, 0),
        ("<p><b>ab</b><strong>cd</strong></p>", 0, 1),
        ("<p><i>ab</i>cd</p>", 0, 0.5),
        ("<p><i>ab</i><b>cd</b></p>", 0, 0.5),
    ],
)
def test_shares_of_links_and_of_one_style(source: str, linked: float, styled: float) -> None:
    block = only(source)
    assert (block.linked, block.styled) == (linked, styled)


@pytest.mark.parametrize(
    "attribute", ["hidden", 'aria-hidden="true"', 'style="color: red; DISPLAY : none"', 'class="sr-only"']
)
def test_what_a_reader_does_not_see_says_so(attribute: str) -> None:
    found = page(f"<div {attribute}>one</div>")
    assert found.nodes[found.blocks[0].node].sign.furniture


@pytest.mark.parametrize("wrapped", ["<p>one</p>", "<ul><li>one</ul>", "<blockquote><p>one</p></blockquote>"])
def test_lists_and_quotations_stand_as_deep_as_paragraphs(wrapped: str) -> None:
    found = page(f"<div><p>zero</p>{wrapped}</div>")
    assert len({found.nodes[block.node].depth for block in found.blocks}) == 1


@pytest.mark.parametrize(
    ("source", "kind"),
    [("<p>x</p>", "text"), ("<h3>x</h3>", "heading"), ("<ul><li>x</ul>", "item"), ("<blockquote><p>x</p></blockquote>", "quote")],
)  # fmt: skip
def test_kinds(source: str, kind: str) -> None:
    found = page(f"<h1>t</h1>{source}")
    assert blocks.kind(found.nodes[found.blocks[1].node]) == kind


PIECES = ["<p>", "</p>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<br>", "<blockquote>", "<a href=x>", "</a>", "<div>",
          "</div>", "<x-y>", "</x-y>", "<time>", "</time>", "<pre>", "</pre>", "\n", "words ", "</i>", "<svg>", "<body>"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@slow
def test_blocks_are_clean_lines_and_nodes_hold_theirs(inner: str) -> None:
    found = page(f"<p>start</p>{inner}")
    assert all(block.text and block.text == line(block.text) for block in found.blocks)
    for i, node in enumerate(found.nodes):
        assert node.begins <= node.ends <= len(found.blocks)
        assert node.up < i
    for i, block in enumerate(found.blocks):
        assert found.nodes[block.node].begins <= i < found.nodes[block.node].ends


def test_an_empty_span_that_is_a_break_by_its_class_ends_the_line() -> None:
    assert texts('<p>The gate is shut.<span class="x br"></span>Nobody knows why.</p>') == [
        "The gate is shut.",
        "Nobody knows why.",
    ]
