"""Values of metadata as text: `pipeline.clean.values`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.values import MAX, key, one_line, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Fish &amp; chips", "Fish & chips"),
        ("&quot;Never&quot;, she said", '"Never", she said'),
        ("Council&amp;#8217;s plan", "Council’s plan"),
        ("&#x414;&#1072;", "Да"),
        ("The <i>Vega</i> <br/>sails", "The Vega sails"),
        ("a&para=1&copy=2", "a&para=1&copy=2"),
        ("if x <3 and y> 2", "if x <3 and y> 2"),
        ("<script>x</script>", "<script>x</script>"),
        ("  two \n lines ", "two lines"),
        ("Cafe\u0301", "Café"),
        ("", ""),
    ],
)
def test_inline_tags_and_character_references_are_read(value: str, text: str) -> None:
    assert plain(value) == text


@given(st.text(alphabet="<&;#x0a >i/", max_size=200))
def test_any_value_becomes_one_line(value: str) -> None:
    assert plain(value) == " ".join(plain(value).split())


def test_a_long_value_is_cut() -> None:
    assert len(plain("a" * 10 * MAX)) == MAX


@pytest.mark.parametrize(
    ("one", "other"), [("‘It’s on’", "It's on"), ("A  B", "a b"), ("snake_case", "Snake case"), ("STRASSE", "straße")]
)
def test_case_spaces_and_punctuation_do_not_count(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_letters_and_digits_count() -> None:
    assert len({key("7 ways"), key("8 ways"), key("8 wäys")}) == 3


def test_marks_of_direction_are_no_part_of_a_value() -> None:
    assert one_line("\u202bسلمى\u202c \u2067حداد\u2069\u200f") == "سلمى حداد"
