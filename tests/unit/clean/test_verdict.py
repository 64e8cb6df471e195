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
    ("title", "reason"),
    [
        ("Just a moment...", Reason.CHALLENGE),
        ("Attention Required! | Shield", Reason.CHALLENGE),
        ("CHECKING YOUR BROWSER", Reason.CHALLENGE),
        ("Are you a robot?", Reason.CHALLENGE),
        ("DDoS-Guard", Reason.CHALLENGE),
        ("Access denied", Reason.CHALLENGE),
        ("Before you continue to Search", Reason.CONSENT),
        ("Privacy Gate", Reason.CONSENT),
        ("Log in", Reason.LOGIN),
        ("Вход | Газета", Reason.LOGIN),
    ],
)
def test_a_short_page_with_the_title_of_a_wall_is_one(title: str, reason: Reason) -> None:
    assert failure(title, SHORT) is reason
    assert failure(title, "") is reason


@pytest.mark.parametrize(
    "text",
    ["Please enable JS and disable any ad blocker", "Press & Hold to confirm you are a human (and not a bot).",
     "Request unsuccessful. Incapsula incident ID: 1-2", "Enable JavaScript and cookies to continue"],
)  # fmt: skip
def test_a_text_that_only_a_challenge_has_is_one(text: str) -> None:
    assert failure("paper.example", text) is Reason.CHALLENGE


def test_a_wall_is_named_with_its_evidence() -> None:
    with pytest.raises(Permanent, match="titled 'Just a moment"):
        judge("Just a moment...", SHORT, False)
    with pytest.raises(Permanent, match="DataDome"):
        judge(None, "Please enable JS and disable any ad blocker", False)


@pytest.mark.parametrize(
    "title",
    ["404", "404 Not Found", "Error 404", "Page not found | Paper", "Страница не найдена", "Сторінку не знайдено"],
)
def test_a_short_page_with_such_a_title_is_a_soft_404(title: str) -> None:
    assert failure(title, SHORT) is Reason.SOFT_404


@pytest.mark.parametrize(
    "title",
    ["Why access denied to the archive matters", "Room 404 opens", "4040 metres up", "Just a momentary lapse", "",
     "Access denied to reporters at the ferry hearing", "Login data of 4,000 clients lost", "Just a moment of rain", None],
)  # fmt: skip
def test_another_title_says_nothing(title: str | None) -> None:
    assert judge(title, SHORT, False) == "article"


@pytest.mark.parametrize("title", ["Access denied", "Page not found", "Log in", "Before you continue"])
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
