"""What kind of page it is: `pipeline.clean.verdict`."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import metadata
from pipeline.clean.metadata import Metadata
from pipeline.clean.tree import parse
from pipeline.clean.verdict import MIN_WORDS, Signs, judge, signs, words
from pipeline.errors import Permanent, Reason
from pipeline.model import Page, Published
from tests.unit.attempt import attempt

quick = settings(max_examples=100, deadline=None)
AT = datetime(2026, 3, 4, tzinfo=UTC)
PAGE = Page(0, 0, "https://paper.example/ferry", AT, None, None, b"", None, None, None)
NOTHING = metadata.read(parse(b"<p>-", None), PAGE)
NONE = Signs()
DECLARED = Signs(declared="og:type article")
SHORT = "word " * 30
LONG = "word " * 300
LINKS = "".join(
    f'<h3><a href="/story-{number}">The ferry to island {number} was late again</a></h3>' for number in range(15)
)


def said(title: str | None = None, *, paywalled: bool = False, summary: str | None = None) -> Metadata:
    return replace(NOTHING, title=title, paywalled=paywalled, summary=summary)


def kind(text: str, of: Metadata = NOTHING, seen: Signs = DECLARED) -> str:
    return judge(of, text, seen)[0]


def refusal(text: str, of: Metadata = NOTHING, seen: Signs = NONE) -> Permanent:
    with pytest.raises(Permanent) as caught:
        judge(of, text, seen)
    return caught.value


def read(body: str, head: str = "") -> Signs:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>".encode(), None)
    return signs(tree, metadata.read(tree, PAGE))


def ld(value: str) -> str:
    return f'<script type="application/ld+json">{value}</script>'


# ── walls and error pages ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Just a moment...", Reason.CHALLENGE),
        ("Are you a robot?", Reason.CHALLENGE),
        ("Before you continue to Search", Reason.CONSENT),
        ("Log in", Reason.LOGIN),
        ("Вход | Газета", Reason.LOGIN),
    ],
)
@pytest.mark.parametrize("seen", [Signs(), DECLARED])
def test_a_short_page_with_the_title_of_a_wall_is_one(title: str, reason: Reason, seen: Signs) -> None:
    assert refusal(SHORT, said(title), seen).reason is reason
    assert refusal("", said(title), seen).reason is reason


@pytest.mark.parametrize(
    "text",
    ["Please enable JS and disable any ad blocker", "Press & Hold to confirm you are a human (and not a bot).",
     "Request unsuccessful. Incapsula incident ID: 1-2", "Enable JavaScript and cookies to continue"],
)  # fmt: skip
def test_a_text_that_only_a_challenge_has_is_one(text: str) -> None:
    assert refusal(text, said("paper.example")).reason is Reason.CHALLENGE


def test_a_wall_is_named_with_its_evidence() -> None:
    assert "titled 'Just a moment" in refusal(SHORT, said("Just a moment...")).message


@pytest.mark.parametrize(
    "title",
    ["404", "404 Not Found", "Error 404", "Fehler 404", "404 - Not found", "Page not found | Paper", "Paper – Seite nicht gefunden",
     "Página no encontrada", "Page introuvable - Le Journal", "Страница не найдена", "Сторінку не знайдено", "Pagina non trovata",
     "ページが見つかりません", "This page does not exist", "Sorry, this page could not be found."],
)  # fmt: skip
def test_a_short_page_with_the_title_of_an_error_is_a_soft_404(title: str) -> None:
    assert refusal(SHORT, said(title)).reason is Reason.SOFT_404


def test_a_page_that_calls_itself_an_article_is_no_soft_404_unless_it_is_tiny() -> None:
    assert kind("word " * 70, said("Not found")) == "article"
    assert refusal(SHORT, said("Not found"), DECLARED).reason is Reason.SOFT_404


def test_a_first_line_that_is_an_error_makes_a_tiny_page_a_soft_404() -> None:
    assert refusal(f"Page not found.\n{SHORT}").reason is Reason.SOFT_404
    assert kind(f"Page not found.\n{SHORT}", seen=DECLARED) == "article"


@pytest.mark.parametrize(
    "title",
    ["Why access denied to the archive matters", "Room 404 opens", "4040 metres up", "Just a momentary lapse", "",
     "Access denied to reporters at the ferry hearing", "Login data of 4,000 clients lost", "Just a moment of rain", None,
     "Page not found: how archives vanish"],
)  # fmt: skip
def test_another_title_says_nothing(title: str | None) -> None:
    assert kind(SHORT, said(title), Signs()) == "article"


@pytest.mark.parametrize("title", ["Access denied", "Page not found", "Log in", "Before you continue"])
def test_a_long_text_is_an_article_whatever_its_title(title: str) -> None:
    assert kind(LONG, said(title), Signs()) == "article"


CONSENT = "We and our partners use cookies to personalise advertising. Give your consent or read our privacy notice to choose now."


def test_a_page_that_is_all_about_cookies_is_a_consent_wall() -> None:
    found = refusal(CONSENT)
    assert (found.reason, "cookie" in found.message) == (Reason.CONSENT, True)


def test_an_article_about_cookies_is_an_article() -> None:
    assert kind(CONSENT, seen=DECLARED) == "article"
    assert kind(CONSENT + LONG, seen=Signs(consent="onetrust")) == "article"
    assert kind(CONSENT + "word " * 60, seen=Signs()) == "article"


def test_a_consent_overlay_over_nothing_is_a_consent_wall() -> None:
    overlay = read('<div id="onetrust-banner-sdk">We use cookies.</div>')
    assert refusal("We use cookies.", seen=overlay).reason is Reason.CONSENT
    assert refusal("We use ferries.", seen=overlay).reason is Reason.NO_TEXT


def test_a_password_field_and_nothing_else_is_a_login() -> None:
    seen = read('<form><input name="user"><input type="password" name="word"></form>')
    assert refusal("Welcome back", seen=seen).reason is Reason.LOGIN
    assert kind(SHORT, seen=seen) == "article"


# ── no text ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["", " \n ", "word " * (MIN_WORDS - 1), "мост " * (MIN_WORDS - 1), "橋" * (MIN_WORDS * 2 - 3)]
)
def test_too_few_words_are_no_text(text: str) -> None:
    assert refusal(text, seen=DECLARED).reason is Reason.NO_TEXT


@pytest.mark.parametrize("text", ["word " * MIN_WORDS, "橋" * MIN_WORDS * 2, "สะพาน" * MIN_WORDS])
def test_enough_words_are_an_article_in_any_script(text: str) -> None:
    assert kind(text, seen=Signs()) == "article"


def test_a_page_without_text_is_called_what_it_says_it_is() -> None:
    assert "VideoObject" in refusal("Watch", seen=read("", ld('{"@type": "VideoObject"}'))).message


# ── lists of articles ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "head",
    [ld('{"@type": "CollectionPage"}'), ld('{"@type":["WebPage","SearchResultsPage"]}'), '<link rel="canonical" href="https://paper.example/">',
     '<link rel="canonical" href="https://paper.example/politics">', '<link rel="canonical" href="/tag/ferries-and-their-captains">',
     '<meta property="og:type" content="article">' + ld('{"@type": "CollectionPage"}')],
)  # fmt: skip
def test_many_headlines_and_no_paragraph_are_a_list_of_articles(head: str) -> None:
    found = refusal("The ferry was late again today\n" * 40, seen=read(LINKS, head))
    assert (found.reason, "15 links" in found.message) == (Reason.NOT_ARTICLE, True)


@pytest.mark.parametrize(
    "head",
    ["", '<link rel="canonical" href="/news/the-ferry-was-late">', '<link rel="canonical" href="/12345678">',
     '<link rel="canonical" href="/politics"><meta property="og:type" content="article">', '<link rel="canonical" href="/a/b/c">',
     '<link rel="canonical" href="/politics">' + ld('{"@type": "NewsArticle"}'), '<link rel="canonical" href="http://[">',
     ld('{"@type": "NewsArticle", "isPartOf": {"@type": "CollectionPage"}}')],
)  # fmt: skip
def test_headlines_alone_make_no_list(head: str) -> None:
    assert kind("The ferry was late again today\n" * 40, seen=read(LINKS, head)) == "article"


def test_paragraphs_make_an_article_of_a_list() -> None:
    seen = read(LINKS, ld('{"@type": "CollectionPage"}'))
    assert kind(("word " * 40 + "\n") * 3, seen=seen) == "article"
    assert kind("橋" * 300, seen=seen) == "article"


def test_a_few_headlines_make_no_list() -> None:
    assert (
        kind(
            "The ferry was late\n" * 40,
            seen=read("<a href=/x>The ferry to the island</a>", ld('{"@type": "CollectionPage"}')),
        )
        == "article"
    )


# ── the beginning only ─────────────────────────────────────────────────────────────────────────────────────────────

WALL = '<div class="c-Paywall__box"><p>Subscribe to continue reading.</p></div>'


@pytest.mark.parametrize(
    ("of", "seen", "end"),
    [
        (said(paywalled=True), Signs(), ""),
        (said(), read(WALL), ""),
        (said(), read('<section id="piano-offer">Jetzt weiterlesen</section>'), ""),
        (said(), Signs(), "\nSubscribe now to continue reading"),
        (said(), Signs(), "\nWeiterlesen mit Plus"),
        (said(), Signs(), "\nЧитать далее по подписке"),
        (said(), Signs(), "\nこの記事は会員限定です"),
    ],
)
def test_a_short_text_before_a_paywall_is_a_paywall(of: Metadata, seen: Signs, end: str) -> None:
    assert kind(SHORT + end, of, seen) == "paywall"


def test_a_whole_text_behind_a_paywall_is_an_article() -> None:
    assert kind(LONG, said(paywalled=True), read(WALL)) == "article"


@pytest.mark.parametrize(
    "body", ['<div class="paywall-loader"></div>', '<div class="box">Subscribe to continue reading</div>']
)
def test_a_mark_or_a_phrase_alone_is_no_paywall(body: str) -> None:
    assert kind(SHORT, seen=read(body)) == "article"


@pytest.mark.parametrize(
    "end",
    ["…", "...", " [...]", " [&hellip;]", "\nContinue reading", "\nRead more »", "\nWeiterlesen", "\nЧитать далее", "\n続きを読む"],
)  # fmt: skip
def test_a_short_text_that_goes_on_elsewhere_is_a_teaser(end: str) -> None:
    assert kind(SHORT + "end" + end) == "teaser"
    assert kind(LONG + "end" + end) == "article"


def test_a_text_that_is_the_description_is_a_teaser() -> None:
    text = " ".join(f"word{number}" for number in range(30))
    assert kind(text, said(summary=text[:-1])) == "teaser"
    assert (
        kind(
            text,
            said(
                summary="Something else altogether that is long enough to be one, and has as many words as the text has, or so it seems."
            ),
        )
        == "article"
    )
    assert kind(f"{text} {SHORT}", said(summary=text)) == "article"


def test_a_text_much_shorter_than_the_page_says_is_cut() -> None:
    seen = read("", ld('{"@type": "NewsArticle", "wordCount": 800}'))
    assert kind("word " * 180, seen=seen) == "teaser"
    assert kind("word " * 180, said(paywalled=True), seen) == "paywall"
    assert kind("word " * 180, seen=read("", ld('{"@type": "NewsArticle", "wordCount": "200"}'))) == "article"


# ── live blogs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_that_says_so_is_a_live_blog() -> None:
    assert kind(LONG, seen=read("", ld('{"@type": "LiveBlogPosting"}'))) == "liveblog"


def test_an_article_that_mentions_a_live_blog_is_an_article() -> None:
    head = ld('{"@type": "NewsArticle", "mentions": {"@type": "LiveBlogPosting"}}')
    assert kind(LONG, seen=read("", head)) == "article"


def test_marks_of_entries_with_times_are_a_live_blog() -> None:
    entry = '<div class="liveblog-entry"><time>10:00</time></div>'
    assert kind(LONG, seen=read(entry * 10)) == "liveblog"
    assert kind(LONG, seen=read(entry * 3)) == "article"


@pytest.mark.parametrize("clock", ["{}:15", "{}.15 Uhr:", "{}h15 –", "{}:15 p.m."])
@pytest.mark.parametrize("order", [1, -1])
def test_a_series_of_timed_entries_is_a_live_blog(clock: str, order: int) -> None:
    lines = [f"{clock.format(hour)} The ferry has left the quay\n{LONG[:50]}" for hour in range(10, 18)][::order]
    assert kind("\n".join(lines) + LONG) == "liveblog"


def test_times_without_order_are_no_live_blog() -> None:
    hours = (10, 17, 11, 16, 12, 15, 13)
    assert kind("\n".join(f"{hour}:15 Film" for hour in hours) + LONG) == "article"


@pytest.mark.parametrize(
    "line", ["10.15 million people", "3:2 for the guests", "10:15:22 was the time of the winner", "12:30,5 Sekunden"]
)
def test_other_numbers_are_no_times(line: str) -> None:
    assert kind("\n".join([line] * 8) + LONG) == "article"


# ── everything ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_verdict_says_what_it_rests_on() -> None:
    assert judge(said(paywalled=True), SHORT, DECLARED)[1] == [
        "30 words",
        "og:type article",
        "JSON-LD isAccessibleForFree false",
    ]


def test_a_date_in_the_meta_tags_declares_an_article() -> None:
    dated = replace(NOTHING, published=Published(AT, "second", "meta"))
    assert signs(parse(b"<p>x", None), dated).declared is not None
    assert signs(parse(b"<p>x", None), NOTHING).declared is None


def test_reading_signs_leaves_the_tree_as_it_is() -> None:
    tree = parse(f"{WALL}{LINKS}".encode(), None)
    before = tree.text_content()
    signs(tree, NOTHING)
    assert tree.text_content() == before


@given(
    st.none() | st.text(max_size=30),
    st.text(max_size=200),
    st.booleans(),
    st.builds(
        Signs,
        declared=st.none() | st.just("x"),
        length=st.none() | st.integers(0, 900),
        listing=st.none() | st.just("x"),
    ),
)
@quick
def test_any_page_has_a_verdict_with_evidence_or_a_reason(
    title: str | None, text: str, paywalled: bool, seen: Signs
) -> None:
    found = attempt(lambda: judge(said(title, paywalled=paywalled), text, seen))
    if isinstance(found, tuple):
        assert found[0] in {"article", "paywall", "teaser", "liveblog"}
        assert found[1]
    else:
        assert isinstance(found, Permanent)


@given(
    st.lists(
        st.sampled_from(
            [
                WALL,
                LINKS,
                ld('{"@type":'),
                ld('{"@type": "X"}'),
                "<time>",
                '<a href="',
                '<div class="liveblog paywall">',
                "<p>",
            ]
        ),
        max_size=9,
    )
)
@quick
def test_any_markup_has_signs(pieces: list[str]) -> None:
    assert isinstance(read("".join(["<p>x", *pieces])), Signs)


@given(st.lists(st.text("abcжщé", min_size=1), max_size=30))
@quick
def test_words_are_counted_whatever_stands_between_them(parts: list[str]) -> None:
    assert words(" ".join(parts)) == words("\n\t ".join(parts)) == len(parts)
