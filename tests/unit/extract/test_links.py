"""The links of a body: `pipeline.extract.links`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.links import Links, site
from pipeline.model import Document, Link


def found(*links: Link, url: str = "https://www.paper.example/1") -> list[tuple[str, str, bool]]:
    document = Document(1, 1, url, None, "text", None, None, links)
    return [(row.attributes["url"], row.attributes["anchor"], row.attributes["external"]) for row in Links()(document)]


def test_links_are_canonical_and_in_their_order() -> None:
    rows = found(Link("HTTPS://Else.example:443/b?utm_source=x#y", "b"), Link("https://else.example/a", "a"))
    assert [row[:2] for row in rows] == [("https://else.example/b", "b"), ("https://else.example/a", "a")]


def test_the_same_target_and_words_are_one_link() -> None:
    assert len(found(Link("https://else.example/a", "a"), Link("https://else.example/a#c", "a"))) == 1


def test_other_words_on_the_same_target_are_another_link() -> None:
    assert len(found(Link("https://else.example/a", "a"), Link("https://else.example/a", "b"))) == 2


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://[", "mailto:a@b.example", "", "/relative"])
def test_what_cannot_be_fetched_is_no_link(url: str) -> None:
    assert found(Link(url, "x"), Link("https://else.example/a", "a")) == [("https://else.example/a", "a", True)]


@pytest.mark.parametrize("host", ["paper.example", "www.paper.example", "m.paper.example", "amp.paper.example"])
def test_the_same_site_under_its_usual_prefixes_is_not_external(host: str) -> None:
    assert not found(Link(f"https://{host}/2", "x"))[0][2]


@pytest.mark.parametrize("host", ["else.example", "blog.paper.example", "example", "notpaper.example"])
def test_another_site_is_external(host: str) -> None:
    assert found(Link(f"https://{host}/2", "x"))[0][2]


def test_the_host_stands_beside_the_url() -> None:
    document = Document(1, 1, "https://a.example/", None, "", None, None, (Link("http://b.example:8080/x", "x"),))
    assert Links()(document)[0].attributes["host"] == "b.example"


@pytest.mark.parametrize(
    ("host", "name"),
    [("www.paper.example", "paper.example"), ("www.m.paper.example", "paper.example"), ("m.com", "m.com"),
     ("www.com", "www.com"), ("amp.dev", "amp.dev"), ("www.m.com", "m.com"), ("", "")],
)  # fmt: skip
def test_a_prefix_is_not_taken_from_a_name_that_needs_it(host: str, name: str) -> None:
    assert site(host) == name


@given(
    st.lists(st.builds(Link, st.text(max_size=30) | st.text(max_size=20).map("http://h.example/{}".format), st.text()))
)
@settings(max_examples=60, deadline=None)
def test_any_links_are_rows_once_each(links: list[Link]) -> None:
    rows = found(*links)
    assert len(rows) == len(set(rows)) <= len(links)
