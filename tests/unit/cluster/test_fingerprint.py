"""When two texts are the same: `pipeline.cluster.fingerprint`."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster.fingerprint import MIN_WORDS, fingerprint

quick = settings(max_examples=80, deadline=None)
LETTERS = string.ascii_lowercase + "абвгдежзийклмнопрстуфхцчшщыэюяёіїєґ" + string.digits
texts = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=MIN_WORDS, max_size=MIN_WORDS + 10)
gaps = st.text(string.punctuation + " \n\t\u00a0«»“”’–—…", min_size=1, max_size=4)


@given(texts)
@quick
def test_case_changes_nothing(words: list[str]) -> None:
    text = " ".join(words)
    assert fingerprint(text.upper()) == fingerprint(text.title()) == fingerprint(text) is not None


@given(texts, st.data())
@quick
def test_punctuation_and_spacing_change_nothing(words: list[str], data: st.DataObject) -> None:
    apart = "".join(word + data.draw(gaps) for word in words)
    assert fingerprint(apart) == fingerprint(" ".join(words))


@given(texts, st.integers(0, MIN_WORDS - 1), st.text(LETTERS, min_size=1, max_size=8))
@quick
def test_another_word_changes_it(words: list[str], place: int, word: str) -> None:
    changed = [*words[:place], word, *words[place + 1 :]]
    assert (fingerprint(" ".join(changed)) == fingerprint(" ".join(words))) == (changed == words)


@given(texts, st.text(LETTERS, min_size=1, max_size=8))
@quick
def test_one_word_more_changes_it(words: list[str], word: str) -> None:
    assert fingerprint(" ".join([*words, word])) != fingerprint(" ".join(words))


def test_another_order_changes_it() -> None:
    words = [f"word{number}" for number in range(MIN_WORDS)]
    assert fingerprint(" ".join(reversed(words))) != fingerprint(" ".join(words))


def test_words_run_together_are_other_words() -> None:
    words = [f"word{number}" for number in range(MIN_WORDS + 1)]
    assert fingerprint(" ".join(words).replace(" ", "", 1)) != fingerprint(" ".join(words))


@pytest.mark.parametrize("count", [0, 1, MIN_WORDS - 1])
def test_a_short_text_has_none(count: int) -> None:
    assert fingerprint("word, " * count) is None


def test_a_text_of_the_least_length_has_32_bytes() -> None:
    assert len(fingerprint("word " * MIN_WORDS) or b"") == 32


@given(st.text(max_size=200))
@quick
def test_any_text_has_a_fingerprint_or_none(text: str) -> None:
    assert fingerprint(text) == fingerprint(text)
    assert fingerprint(text) is None or len(text) >= 2 * MIN_WORDS - 1
