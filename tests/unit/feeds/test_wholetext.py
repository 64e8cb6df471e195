"""Whole texts in feeds: `pipeline.feeds.wholetext`."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds import wholetext

TEXT = "<p>The bridge was closed at <b>noon</b> &amp; opened again at six.</p>"


def test_the_words_of_a_fragment_are_what_a_reader_sees() -> None:
    assert wholetext.plain(TEXT) == "The bridge was closed at noon & opened again at six."


def test_markup_and_spaces_make_no_other_text() -> None:
    other = TEXT.replace("<p>", "<div>\n<img src='/pixel?7'> ").replace("</p>", "</div>")
    assert wholetext.key(other) == wholetext.key(TEXT)


def test_another_word_makes_another_text() -> None:
    assert wholetext.key(TEXT.replace("six", "seven")) != wholetext.key(TEXT)


def test_a_teaser_is_no_whole_text() -> None:
    assert not wholetext.is_whole(TEXT)
    assert wholetext.is_whole(TEXT * 5)


@given(st.text())
def test_any_fragment_has_a_key_and_words(content: str) -> None:
    assert len(wholetext.key(content)) == 32
    assert wholetext.plain(content) == " ".join(wholetext.plain(content).split())
