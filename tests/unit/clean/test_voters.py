"""Second opinions on a body: `pipeline.clean.voters`."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import voters
from pipeline.clean.tree import parse
from tests.unit.clean.pages import PARAGRAPHS, article, paragraphs

counters = st.lists(st.sampled_from("abcde")).map(Counter)


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("One.\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\n  Two\u00a0too.", ["One.", "Two too."]),
        ("<p>One <b>and</b></p><p>two</p>", ["One and", "two"]),
        ("&lt;p&gt;One &amp;amp; two&lt;/p&gt;", ["One & two"]),
        ("One<br/>two <br>three", ["One", "two", "three"]),
        ("1 < 2 and 3 > 2", ["1 < 2 and 3 > 2"]),
        (" \n ", []),
    ],
)
def test_a_json_ld_body_is_clean_lines(written: str, lines: list[str]) -> None:
    assert [line.text for line in voters.json_ld(written)] == lines


@given(counters, counters)
def test_agreement_is_mutual_and_a_share(one: Counter[str], other: Counter[str]) -> None:
    assert voters.agreement(one, other) == voters.agreement(other, one)
    assert 0 <= voters.agreement(one, other) <= 1


@given(counters.filter(bool))
def test_a_text_agrees_with_itself_and_not_with_nothing(one: Counter[str]) -> None:
    assert voters.agreement(one, one) == 1
    assert voters.agreement(one, Counter()) == 0


def test_trafilatura_s_lines_and_links() -> None:
    last = '<p>The <a href="/report">report</a> will be read out in the council on the Tuesday after the holidays.</p>'
    lines, links = voters.trafilatura(parse(article(paragraphs(*PARAGRAPHS) + last).encode(), None))
    assert [line.text for line in lines][-6:-1] == list(PARAGRAPHS)
    assert links == [("/report", "report")]


def test_trafilatura_finds_nothing_in_an_empty_page() -> None:
    assert voters.trafilatura(parse(b"<p></p>", None)) == ([], [])
