"""Spans between quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract.quotes.marks import marked

SIGNS = "“”„‟\"«»‹›‘’‚‛'`"


def words(text: str) -> list[str]:
    return [text[one.start : one.end] for one in marked(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor said “the bridge stays” today.", ["the bridge stays"]),
        ('The mayor said "the bridge stays" today.', ["the bridge stays"]),
        ("Мэр сказал «мост останется» вчера.", ["мост останется"]),
        ("Er sagte „die Brücke bleibt“ und »so« fort.", ["die Brücke bleibt", "so"]),
        ("Мер сказав „міст залишиться” вчора.", ["міст залишиться"]),
        ("He said ‘the bridge stays’ today.", ["the bridge stays"]),
        ("He said 'the bridge stays' today.", ["the bridge stays"]),
        ("Il a dit ‹ oui › hier.", [" oui "]),
        ("He said ''the bridge stays,'' and left.", ["the bridge stays,"]),
        ("He said ``the bridge stays'' and left.", ["the bridge stays"]),
        ("They call it ”big” and ”small”.", ["big", "small"]),
        ('“The bridge," he said.', ["The bridge,"]),
    ],
)
def test_marks_of_every_kind(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_nested_quotation_comes_after_the_one_around_it() -> None:
    text = "“They shouted ‘stop’ and left,” she said."
    outer, inner = marked(text)
    assert (outer.depth, inner.depth) == (0, 1)
    assert text[inner.outer_start : inner.outer_end] == "‘stop’"


def test_one_closing_mark_may_close_two() -> None:
    assert words("«Мы – завод «Луч», – сказал он.") == ["Мы – завод «Луч", "Луч"]


@pytest.mark.parametrize(
    "text",
    [
        "The workers' union and the dogs' owners didn't agree in the '90s.",
        "It’s the drivers’ fault, rock ’n’ roll and ’tis.",
        "He is 6'2\" tall and the pipe 5' 10\" long.",
        'The board is 12" wide.',
    ],
)
def test_apostrophes_and_inches_are_no_marks(text: str) -> None:
    assert [one for one in marked(text) if one.closed] == []


def test_a_plural_apostrophe_inside_single_marks() -> None:
    assert words("‘The workers’ party’ has won") == ["The workers’ party"]


def test_inches_inside_a_quotation() -> None:
    assert words('"He is 5\'10" tall," she said.') == ["He is 5'10\" tall,"]


def test_paragraphs_that_open_anew_are_continued_until_one_closes() -> None:
    found = marked("“First part.\n\n“Second part.\n“Last part,” she said.")
    assert [(one.closed, one.continued) for one in found] == [(False, True), (False, True), (True, False)]


def test_a_quotation_that_closes_in_the_next_paragraph() -> None:
    first, second = marked("«Начало речи.\nКонец речи», – сказал он.")
    assert (first.continued, second.mark, second.closed) == (True, "", True)


def test_an_unclosed_one_ends_with_its_paragraph() -> None:
    text = "He said “the bridge stays.\nNobody answered."
    (only,) = marked(text)
    assert (text[only.start : only.end], only.closed, only.continued) == ("the bridge stays.", False, False)


def test_an_unclosed_one_ends_where_the_next_begins() -> None:
    text = "“We lost it. “We found it,” he said."
    assert words(text) == ["We lost it. ", "We found it,"]


def test_an_unclosed_one_behind_a_closed_one_goes_to_the_end_of_its_paragraph() -> None:
    assert words("“We lost,” he said. “We found it again.\nNobody knew.") == ["We lost,", "We found it again."]


@given(st.lists(st.sampled_from([*SIGNS, "a", "s", " ", "\n", ".", ",", "1", "–"])).map("".join))
def test_spans_lie_in_the_text_and_never_cross(text: str) -> None:
    found = marked(text)
    for one in found:
        assert 0 <= one.outer_start <= one.start <= one.end <= one.outer_end <= len(text)
        assert "\n" not in text[one.outer_start : one.outer_end]
    assert [one.outer_start for one in found] == sorted(one.outer_start for one in found)
    for one in found:
        for other in found:
            if one.outer_start < other.outer_start < one.outer_end:
                assert other.outer_end <= one.outer_end


@pytest.mark.parametrize("sign", list(SIGNS))
@pytest.mark.parametrize("pattern", ["{0}", "{0}a ", " {0}a", "{0}\n", " {0}a b{0}"])
def test_linear_in_unclosed_marks(sign: str, pattern: str) -> None:
    with cpu_limit(20, "marks"):
        marked(pattern.format(sign) * 2_000)
