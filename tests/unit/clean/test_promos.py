"""Lines that send the reader elsewhere: `pipeline.clean.promos`."""

import pytest

from pipeline.clean import promos


@pytest.mark.parametrize(
    "text",
    ["Read more: The ferry at the mill", "Lesen Sie auch: Die Fähre", "À lire aussi : le bac", "Leia também: A balsa",
     "Читайте также: Паром у мельницы", "Les også: Fergen", "► Lees ook: De pont", "Baca juga: Feri", "関連記事：渡し船"],
)  # fmt: skip
def test_a_line_with_a_link_behind_such_words_points_elsewhere(text: str) -> None:
    assert promos.pointer(text, 0.7)


@pytest.mark.parametrize("text", ["Read more:", "Mehr zum Thema", "Читайте також:", "Leggi anche…"])
def test_such_words_alone_point_elsewhere(text: str) -> None:
    assert promos.pointer(text, 0.0)
    assert promos.heading(text)


@pytest.mark.parametrize(
    "text",
    ["Read more books, the teacher said, and you will know.", "Related to the mayor by marriage, she has kept out of it.",
     "Mehr als hundert Menschen kamen.", "The bridge: read more about it in the book.", "Readers wrote letters.", ""],
)  # fmt: skip
def test_a_sentence_that_begins_alike_is_text(text: str) -> None:
    assert not promos.pointer(text, 0.0)


def test_a_long_paragraph_is_text_whatever_it_begins_with() -> None:
    assert not promos.pointer("See also " + "the bridge and the ferry " * 20, 0.9)
