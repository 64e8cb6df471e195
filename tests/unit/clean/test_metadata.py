"""What a page says of itself: `pipeline.clean.metadata`."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import metadata
from pipeline.clean.credits import Credits
from pipeline.clean.metadata import Metadata
from pipeline.clean.tree import parse
from pipeline.model import Habits, Page

URL = "https://www.harbour.example/2026/02/old-bridge"


def page(html: str, **given: Any) -> Page:
    defaults = {"feed_title": None, "feed_published_at": None, "feed_source": None}
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return Page(1, 1, URL, at, "text/html; charset=utf-8", None, html.encode(), **(defaults | given))


def read(head: str = "", body: str = "<p>text</p>", attributes: str = "", **given: Any) -> Metadata:
    html = f"<html {attributes}><head>{head}</head><body>{body}</body></html>"
    return metadata.read(parse(html.encode(), "text/html; charset=utf-8"), page(html, **given))


def ld(**node: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_an_empty_page_says_nothing() -> None:
    said = read()
    assert (said.title, said.authors, said.canonical_url, said.language, said.source) == (None, (), None, None, None)
    assert (said.summary, said.image_url, said.tags, said.paywalled, said.article_body) == (None, None, (), False, None)
    assert said.anonymous


def test_everything_is_read_from_one_page() -> None:
    node = ld(
        headline="Old bridge to close",
        author={"@type": "Person", "name": "Ada Brook"},
        publisher={"@type": "Organization", "name": "Harbour Times"},
        datePublished="2026-02-03T04:05:06Z",
        inLanguage="en-GB",
        image={"url": "/bridge.jpg"},
        keywords=["Vega", "bridges"],
        articleBody="The bridge is old.",
        description="It is old &amp; rusty.",
        isAccessibleForFree=False,
    )
    said = read(node, "<h1>Old bridge to close</h1>")
    assert said.title == "Old bridge to close"
    assert said.authors == ("Ada Brook",)
    assert said.published is not None
    assert said.published.at == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert (said.source, said.language, said.paywalled) == ("Harbour Times", "en", True)
    assert (said.tags, said.article_body, said.summary) == (
        ("Vega", "bridges"),
        "The bridge is old.",
        "It is old & rusty.",
    )
    assert said.image_url == "https://www.harbour.example/bridge.jpg"
    assert not said.anonymous
    assert set(said.evidence) == {"titles", "authors", "dates"}
    assert said.titles_agreeing == {"json-ld": True}


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (ld(publisher={"name": "A"}) + meta("og:site_name", "B") + meta("application-name", "C"), "A"),
        (ld(publisher=["A", "B"]), "A"),
        (meta("og:site_name", "B") + meta("application-name", "C"), "B"),
        (meta("application-name", "C"), "C"),
        ("", "D"),
        (meta("og:site_name", "Fish &amp;amp; Net"), "Fish & Net"),
    ],
)
def test_the_outlet_as_the_page_calls_it_goes_before_the_feeds_name_for_it(head: str, source: str) -> None:
    assert read(head, feed_source="D").source == source


def test_the_feeds_title_and_the_hosts_habits_reach_the_choice() -> None:
    assert read(feed_title="Old bridge to close").title == "Old bridge to close"
    head, body = meta("og:title", "Vega bridge: all you need to know"), "<h1>Old bridge to close</h1>"
    assert read(head, body, habits=Habits(titles={"og:title": (0, 20)})).title == "Old bridge to close"


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (ld(isAccessibleForFree=False), True),
        (ld(isAccessibleForFree="False"), True),
        (ld(isAccessibleForFree="https://schema.org/False"), True),
        (ld(isAccessibleForFree=True, hasPart={"isAccessibleForFree": False}), False),
        (ld(hasPart={"isAccessibleForFree": False, "cssSelector": ".body"}), True),
        (ld(hasPart=[{"@type": "WebPageElement"}, {"isAccessibleForFree": "false"}]), True),
        (ld(hasPart=[{"isAccessibleForFree": True}]), False),
        (ld(hasPart="x"), False),
        (meta("article:content_tier", "locked"), True),
        (meta("article:content_tier", "metered"), False),
        (meta("article:content_tier", "free"), False),
        (ld(isAccessibleForFree=True) + meta("article:content_tier", "locked"), False),
        ("", False),
    ],
)
def test_a_paywall_is_what_the_page_declares(head: str, *, paywalled: bool) -> None:
    assert read(head).paywalled is paywalled


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel="canonical" href="/2026/02/bridge">', "https://www.harbour.example/2026/02/bridge"),
        ('<link rel="Canonical nofollow" href="https://harbour.example/b">', "https://harbour.example/b"),
        ('<link rel="canonical" href="/">' + meta("og:url", "/og"), "https://www.harbour.example/og"),
        ('<link rel="canonical" href="https://other.example/b">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="alternate" href="/b">', None),
        (meta("og:url", "https://m.harbour.example/og"), "https://m.harbour.example/og"),
    ],
)
def test_a_canonical_address_is_believed_on_its_own_site(head: str, canonical: str | None) -> None:
    assert read(head).canonical_url == canonical


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [('lang="pt-BR"', "", "pt"), ('lang="UA"', "", "uk"), ('lang="x"', meta("og:locale", "de_AT"), "de"), ("", ld(inLanguage="fr"), "fr"),
     ("", meta("language", "sv"), "sv"), ('lang="english"', "", None)],
)  # fmt: skip
def test_a_language_is_a_code_of_two_letters(attributes: str, head: str, language: str | None) -> None:
    assert read(head, attributes=attributes).language == language


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (ld(keywords="a, b ,,a"), ("a", "b")),
        (ld(keywords=["a &amp; b", 5, None, " "]), ("a & b",)),
        (meta("news_keywords", "a,b") + meta("keywords", "c"), ("a", "b")),
        (meta("article:tag", "a") + meta("article:tag", "b, c") + meta("keywords", "d"), ("a", "b, c")),
        (meta("keywords", "c"), ("c",)),
        (ld(keywords=[f"t{n}" for n in range(1_000)]), tuple(f"t{n}" for n in range(50))),
    ],
)
def test_tags_are_the_articles_own_first(head: str, tags: tuple[str, ...]) -> None:
    assert read(head).tags == tags


@pytest.mark.parametrize(
    ("head", "image"),
    [
        (meta("og:image", "/a.jpg") + meta("twitter:image", "/b.jpg"), "a.jpg"),
        (meta("og:image", "data:image/png;base64,x") + meta("twitter:image", "/b.jpg"), "b.jpg"),
        (ld(image=[{"@type": "ImageObject", "url": "/c.jpg"}, "/d.jpg"]), "c.jpg"),
        (ld(image="/d.jpg"), "d.jpg"),
    ],
)
def test_an_image_is_the_first_that_can_be_fetched(head: str, image: str) -> None:
    assert read(head).image_url == f"https://www.harbour.example/{image}"


def test_the_first_meta_element_of_a_name_counts() -> None:
    tree = parse(
        b'<meta name="Author" content="a"><meta property="author" itemprop="x" content=" b "><meta name="c">', None
    )
    found = metadata.pairs(tree)
    assert found == [("author", "a"), ("author", "b"), ("x", "b")]
    assert metadata.metas(found) == {"author": "a", "x": "b"}


@pytest.mark.parametrize(
    ("head", "authors"),
    [("", ("Ben Ford",)), (ld(author="dpa"), ("Ben Ford",)), (ld(author="Harbour Times", publisher="Harbour Times"), ("Ben Ford",)),
     (ld(author="Ada Brook"), ("Ada Brook",))],
)  # fmt: skip
def test_credit_lines_name_the_author_where_the_page_names_no_person(head: str, authors: tuple[str, ...]) -> None:
    said = metadata.credited(read(head), Credits((), authors=("Ben Ford",)), page(""))
    assert said.authors == authors
    assert not said.anonymous


def test_credit_lines_without_names_change_nobody() -> None:
    said = metadata.credited(read(ld(author="dpa")), Credits(()), page(""))
    assert (said.authors, said.anonymous) == (("dpa",), True)


def test_credit_lines_fill_the_outlet_and_the_date() -> None:
    credit = Credits((), outlet="Harbour Times", published="2026-02-03")
    said = metadata.credited(read(), credit, page(""))
    assert said.source == "Harbour Times"
    assert said.published is not None
    assert said.published.at == datetime(2026, 2, 3, tzinfo=UTC)
    assert metadata.credited(read(meta("og:site_name", "Vega")), credit, page("")).source == "Vega"


keys = st.sampled_from(["@type", "@id", "name", "url", "author", "image", "hasPart"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(values)
@settings(max_examples=100, deadline=None)
def test_any_json_ld_is_read(value: Any) -> None:
    names = (
        "author",
        "publisher",
        "headline",
        "image",
        "keywords",
        "hasPart",
        "isAccessibleForFree",
        "description",
        "inLanguage",
    )
    said = read(ld(**dict.fromkeys(names, value)))
    assert json.loads(json.dumps(said.evidence["titles"])) == said.evidence["titles"]
    assert all(isinstance(name, str) for name in (*said.authors, *said.tags))
