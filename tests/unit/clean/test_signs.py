"""What tags, classes and ids say: `pipeline.clean.signs`."""

import pytest

from pipeline.clean import signs


@pytest.mark.parametrize(
    ("tag", "name", "ident"),
    [("nav", "", ""), ("aside", "story", ""), ("figcaption", "", ""), ("div", "related-articles", ""), ("div", "", "newsletterBox"),
     ("section", "c-inlineSignup__title", ""), ("div", "mod_RelatedPosts_x9", ""), ("p", "read-more", ""), ("div", "mostRead", ""),
     ("ul", "SHARE_BAR", ""), ("div", "post ad-slot--2", "")],
)  # fmt: skip
def test_furniture(tag: str, name: str, ident: str) -> None:
    assert signs.read(tag, name, ident).furniture


@pytest.mark.parametrize(
    ("tag", "name"),
    [("p", ""), ("div", "article-body"), ("div", "shareholder"), ("p", "paragraph has-drop-cap"), ("div", "header"),
     ("div", "sm:hidden lg:flex"), ("div", "[&_figure]:mt-0"), ("div", "threadmore")],
)  # fmt: skip
def test_no_furniture(tag: str, name: str) -> None:
    assert not signs.read(tag, name, "").furniture


@pytest.mark.parametrize("name", ["lead", "article__standfirst", "entry-intro", "Vorspann", "c-chapo", "postExcerpt"])
def test_standfirsts(name: str) -> None:
    assert signs.read("div", name, "").lead


@pytest.mark.parametrize("name", ["entry-title", "article__headline", "kicker"])
def test_titles(name: str) -> None:
    assert signs.read("h2", name, "").title


def test_a_paragraph_without_class_says_nothing() -> None:
    assert signs.read("p", "", "") is signs.NONE


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("sr-only", "always"),
        ("visuallyHidden", "always"),
        ("Link_visuallyHidden__x9a", "always"),
        ("tooltip__text", "always"),
        ("hovercard", "behind"),
        ("tooltip", "behind"),
        ("screening", ""),
        ("highlight", ""),
    ],
)
def test_when_words_in_a_paragraph_are_not_shown_with_it(name: str, when: str) -> None:
    assert signs.unseen(name) == when


@pytest.mark.parametrize(
    ("tag", "name"),
    [("details", ""), ("div", "c-accordion__item"), ("blockquote", "twitter-tweet"), ("section", "faq")],
)
def test_boxes_that_belong_to_the_text(tag: str, name: str) -> None:
    assert signs.read(tag, name, "").inner


def test_a_custom_element_is_called_what_it_is() -> None:
    assert signs.read("newsletter-signup", "", "").furniture == "newsletter"
