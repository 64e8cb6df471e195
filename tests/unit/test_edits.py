"""What changed between two texts: `pipeline.edits`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edits import Edit, compare, sentences

TEXT = "The gate was shut on Monday. Nobody knows why.\nThe pilots wait."


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("The gate was shut. Nobody knows why.", ["The gate was shut.", "Nobody knows why."]),
        ("“It is shut.” He left.", ["“It is shut.”", "He left."]),
        ("It cost 3.5 million. 40 people came.", ["It cost 3.5 million.", "40 people came."]),
        ("Mr. Osk met Dr. Lund at St. Anne's. They spoke.", ["Mr. Osk met Dr. Lund at St. Anne's.", "They spoke."]),
        ("J. R. Osk spoke. He left.", ["J. R. Osk spoke.", "He left."]),
        ("Стоимость 5 млн. Об этом сообщили.", ["Стоимость 5 млн. Об этом сообщили."]),
        ("Ворота закрыты. Причина неизвестна!", ["Ворота закрыты.", "Причина неизвестна!"]),
        ("門は閉まった。理由は不明だ。", ["門は閉まった。", "理由は不明だ。"]),
        ("He asked: why? because it broke.", ["He asked: why? because it broke."]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(line: str, parts: list[str]) -> None:
    assert sentences(line) == parts


def test_no_sentence_goes_beyond_a_line() -> None:
    assert sentences("A heading\nA sentence") == ["A heading", "A sentence"]


def test_a_changed_sentence_is_shown_with_both_its_forms() -> None:
    assert compare(TEXT, TEXT.replace("Monday", "Tuesday")) == [
        Edit("The gate was shut on Monday.", "The gate was shut on Tuesday.")
    ]


def test_an_added_sentence_has_no_old_form() -> None:
    assert compare(TEXT, TEXT + " The chain had rusted.") == [Edit(None, "The chain had rusted.")]


def test_a_removed_sentence_has_no_new_form() -> None:
    assert compare(TEXT, TEXT.replace(" Nobody knows why.", "")) == [Edit("Nobody knows why.", None)]


def test_sentences_that_have_nothing_in_common_are_no_change_of_each_other() -> None:
    edits = compare("The gate was shut.", "Herring prices rose again in spring.")
    assert edits == [Edit("The gate was shut.", None), Edit(None, "Herring prices rose again in spring.")]


def test_other_blanks_are_no_edit() -> None:
    assert compare(TEXT, TEXT.replace("\n", "\n\n")) == []


_texts = st.lists(
    st.sampled_from(
        ["The gate was shut.", "The gate was open.", "Nobody knows why.", "40 boats came.", "Ворота закрыты."]
    ),
    max_size=8,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(_texts, _texts)
def test_the_edits_make_the_new_text_of_the_old(old: str, new: str) -> None:
    left, right = sentences(old), sentences(new)
    edits = compare(old, new)
    assert len(left) - sum(edit.old is not None for edit in edits) == len(right) - sum(
        edit.new is not None for edit in edits
    )
    gone = [edit.old for edit in edits if edit.old is not None]
    come = [edit.new for edit in edits if edit.new is not None]
    assert sorted([*left, *come]) == sorted([*right, *gone])


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_a_text_differs_from_itself_in_nothing(text: str) -> None:
    assert compare(text, text) == []
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
