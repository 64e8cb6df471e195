"""What kind of page it is: `pipeline.clean.verdict`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.verdict import MIN_WORDS, judge, words
from pipeline.errors import Permanent, Reason
from tests.unit.attempt import attempt

quick = settings(max_examples=100, deadline=None)
SHORT = "word " * 30
LONG = "word " * 300


def failure(title: str | None, text: str) -> Reason:
    with pytest.raises(Permanent) as caught:
        judge(title, text, False)
    return caught.value.reason


@pytest.mark.parametrize(
    "title",
    ["Just a moment...", "Attention Required! | Shield", "CHECKING YOUR BROWSER", "Are you a robot?", "DDoS-Guard",
     "Access denied"],
)  # fmt: skip
def test_a_short_page_with_such_a_title_is_a_challenge(title: str) -> None:
    assert failure(title, SHORT) is Reason.CHALLENGE
    assert failure(title, "") is Reason.CHALLENGE


@pytest.mark.parametrize(
    "title",
    ["404", "404 Not Found", "Error 404", "Page not found | Paper", "Страница не найдена", "Сторінку не знайдено"],
)
def test_a_short_page_with_such_a_title_is_a_soft_404(title: str) -> None:
    assert failure(title, SHORT) is Reason.SOFT_404


@pytest.mark.parametrize(
    "title",
    ["Why access denied to the archive matters", "Room 404 opens", "4040 metres up", "Just a momentary lapse", "",
     None],
)  # fmt: skip
def test_another_title_says_nothing(title: str | None) -> None:
    assert judge(title, SHORT, False) == "article"


@pytest.mark.parametrize("title", ["Access denied", "Page not found"])
def test_a_long_text_is_an_article_whatever_its_title(title: str) -> None:
    assert judge(title, LONG, False) == "article"


@pytest.mark.parametrize(
    "text", ["", " \n ", "word " * (MIN_WORDS - 1), "мост " * (MIN_WORDS - 1), "橋" * (MIN_WORDS * 2 - 3)]
)
def test_too_few_words_are_no_text(text: str) -> None:
    assert failure("Bridge", text) is Reason.NO_TEXT


@pytest.mark.parametrize("text", ["word " * MIN_WORDS, "橋" * MIN_WORDS * 2, "สะพาน" * MIN_WORDS])
def test_enough_words_are_an_article_in_any_script(text: str) -> None:
    assert judge("Bridge", text, False) == "article"


def test_a_short_text_behind_a_paywall_is_a_paywall() -> None:
    assert judge("Bridge", SHORT, True) == "paywall"


def test_a_whole_text_behind_a_paywall_is_an_article() -> None:
    assert judge("Bridge", LONG, True) == "article"


@given(st.none() | st.text(max_size=30), st.text(max_size=200), st.booleans())
@quick
def test_any_page_has_a_verdict_or_a_reason(title: str | None, text: str, paywalled: bool) -> None:
    found = attempt(lambda: judge(title, text, paywalled))
    assert found in {"article", "paywall"} or isinstance(found, Permanent)


@given(st.lists(st.text("abcжщé", min_size=1), max_size=30))
@quick
def test_words_are_counted_whatever_stands_between_them(parts: list[str]) -> None:
    assert words(" ".join(parts)) == words("\n\t ".join(parts)) == len(parts)
