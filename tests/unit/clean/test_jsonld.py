"""The page's own JSON-LD: `pipeline.clean.jsonld`."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import jsonld
from pipeline.clean.tree import parse

quick = settings(max_examples=80, deadline=None)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.sampled_from(["NewsArticle", "Article"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["@type", "@graph", "name", "mainEntity", "headline"]), inner, max_size=3)
    ),
    max_leaves=10,
)


def article(
    *scripts: str, kind: str = "application/ld+json", url: str = "", headlines: tuple[str, ...] = ()
) -> dict[str, Any]:
    blocks = "".join(f'<script type="{kind}">{script}</script>' for script in scripts)
    tree = parse(f"<html><head>{blocks}</head><body><p>x</p></body></html>".encode(), "text/html")
    return jsonld.article(tree, url, headlines)


@pytest.mark.parametrize(
    "kind",
    ["Article", "NewsArticle", "BlogPosting", "LiveBlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle",
     "http://schema.org/NewsArticle", ["CreativeWork", "NewsArticle"]],
)  # fmt: skip
def test_a_kind_of_article_is_found(kind: str | list[str]) -> None:
    assert article(json.dumps({"@type": kind, "headline": "Bridge"}))["headline"] == "Bridge"


@pytest.mark.parametrize(
    "kind", ["WebPage", "NewsMediaOrganization", "Person", "AggregateRating", "ClaimReview", "", None, 5, [None, {}]]
)
def test_another_kind_is_no_article(kind: Any) -> None:
    assert article(json.dumps({"@type": kind, "headline": "Bridge"})) == {}


@pytest.mark.parametrize(
    "wrap",
    [lambda node: [node], lambda node: {"@graph": [{"@type": "WebPage"}, node]}, lambda node: {"mainEntity": node},
     lambda node: [[{"@graph": [node]}]], lambda node: {"@type": "WebPage", "mainEntityOfPage": node}],
)  # fmt: skip
def test_an_article_inside_is_found(wrap: Any) -> None:
    assert article(json.dumps(wrap({"@type": "Article", "headline": "Bridge"})))["headline"] == "Bridge"


def test_the_first_article_is_taken() -> None:
    assert article('{"@type": "WebSite"}', '{"@type": "Article", "n": 1}', '{"@type": "Article", "n": 2}')["n"] == 1


PAGE = "https://harbour.example/2026/bridge"
OTHER = {"@type": "NewsArticle", "headline": "Fire", "url": "https://harbour.example/2026/fire", "n": 1}


@pytest.mark.parametrize(
    "about",
    [{"url": PAGE}, {"@id": f"{PAGE}/#article"}, {"mainEntityOfPage": PAGE}, {"mainEntityOfPage": {"@id": "/2026/bridge/"}},
     {"headline": "“Bridge” shut"}],
)  # fmt: skip
def test_of_several_the_one_about_the_page_is_taken(about: dict[str, Any]) -> None:
    mine = {"@type": "Article", **about, "n": 2}
    found = article(json.dumps([OTHER, mine]), url=f"{PAGE}?x=1", headlines=("Bridge shut",))
    assert found["n"] == 2


def test_an_item_of_a_list_gives_way_to_a_node_of_its_own() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]}
    assert article(json.dumps(listed), '{"@type": "Article", "n": 2}')["n"] == 2
    assert article(json.dumps(listed))["n"] == 1


def test_nodes_about_the_same_page_complete_each_other() -> None:
    one = {"@type": "NewsArticle", "url": PAGE, "headline": "Bridge", "author": None}
    other = {"@type": "Article", "@id": PAGE, "author": "Ada Brook", "articleBody": "Old."}
    found = article(json.dumps(one), json.dumps(other), json.dumps({**OTHER, "description": "Hot."}))
    assert (found["headline"], found["author"], found["articleBody"]) == ("Bridge", "Ada Brook", "Old.")
    assert "description" not in found


@pytest.mark.parametrize("several", [False, True])
def test_references_to_people_and_publishers_are_followed(*, several: bool) -> None:
    reference: Any = {"@id": "#ada"}
    node = {"@type": "Article", "author": [reference] if several else reference, "publisher": {"@id": "#us"}}
    people = {"@type": "Person", "@id": "#ada", "name": "Ada Brook"}
    found = article(
        json.dumps({"@graph": [node, people]}), '{"@type": "WebSite", "about": {"@id": "#us", "name": "Times"}}'
    )
    assert jsonld.names(found["author"]) == ["Ada Brook"]
    assert jsonld.names(found["publisher"]) == ["Times"]


def test_a_reference_to_nothing_stays() -> None:
    assert jsonld.names(article('{"@type": "Article", "author": {"@id": "#ada"}}')["author"]) == []


@pytest.mark.parametrize(
    "script",
    ['{"@type": "Article", "n": 1};', '<![CDATA[{"@type": "Article", "n": 1}]]>', '<!-- {"@type": "Article", "n": 1} -->',
     '/*<![CDATA[*/ {"@type": "Article", "n": 1} /*]]>*/', '// <![CDATA[\n{"@type": "Article", "n": 1}\n// ]]>',
     ' \n {"@type": "Article", "n": 1}\n', '{"@type": "Article",\n "t": "two\nlines\tand\ttabs", "n": 1}',
     '{"@type": "Article", "n": 1,}', '[{"@type": "Article", "n": 1,\n},\n]', '{"@type": "Article", "t": "it\\\'s", "n": 1,}',
     '{"@type": "Article", "n": 1} {"@type": "Article", "n": 2}', '{"@type": "Article", "n": 1}, {"broken',
     '{&quot;@type&quot;: &quot;Article&quot;, &quot;n&quot;: 1}'],
)  # fmt: skip
def test_json_that_is_not_quite_json_is_read(script: str) -> None:
    assert article(script)["n"] == 1


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("\\u0000", "\ufffd"),
        ("\\ud800", "\ufffd"),
        ("\\udc00\\ud83d", "\ufffd\ufffd"),
        ("\\ud83d\\ude00", "\U0001f600"),
        ("\\u00e9", "é"),
    ],
)
def test_what_cannot_be_stored_is_replaced(escaped: str, text: str) -> None:
    assert article(f'{{"@type": "Article", "headline": "a{escaped}b"}}')["headline"] == f"a{text}b"


@pytest.mark.parametrize("script", ["", "{", "null", "[]", "5", '"Article"', "{'@type': 'Article'}", "[" * 100_000])
def test_a_block_that_cannot_be_read_is_passed_over(script: str) -> None:
    assert article(script, '{"@type": "Article", "n": 1}')["n"] == 1


def test_a_block_beyond_the_bound_is_passed_over() -> None:
    huge = json.dumps({"@type": "Article", "headline": "a" * jsonld.MAX_BLOCK})
    assert article(huge, '{"@type": "Article", "n": 1}')["n"] == 1


def test_blocks_beyond_the_bound_are_passed_over() -> None:
    large = json.dumps({"@type": "WebSite", "name": "a" * (jsonld.MAX_BLOCK - 100)})
    assert article(*[large] * 10, '{"@type": "Article", "n": 1}') == {}
    assert article(*["{}"] * jsonld.MAX_BLOCKS, '{"@type": "Article", "n": 1}') == {}


def test_nodes_beyond_the_bound_are_passed_over() -> None:
    assert article(json.dumps([{"@type": "WebPage"}] * jsonld.MAX_NODES + [{"@type": "Article"}])) == {}


def test_a_script_of_another_type_is_passed_over() -> None:
    assert article('{"@type": "Article"}', kind="application/json") == {}


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ada Brook", ["Ada Brook"]),
        ({"@type": "Person", "name": "Ada Brook"}, ["Ada Brook"]),
        ([{"name": "Ada Brook"}, "Ben Ford"], ["Ada Brook", "Ben Ford"]),
        ({"name": ["Ada Brook", "Ben Ford"]}, ["Ada Brook", "Ben Ford"]),
        ({"name": {"@value": "Ada Brook"}}, []),
        ({"givenName": "Ada", "familyName": "Brook"}, ["Ada Brook"]),
        ({}, []),
        (None, []),
        (5, []),
    ],
)
def test_names_are_read_from_what_sites_write(value: Any, names: list[str]) -> None:
    assert jsonld.names(value) == names


@pytest.mark.parametrize("depth", [50, 800])
def test_names_in_lists_in_lists_are_bounded(depth: int) -> None:
    assert jsonld.names(json.loads("[" * depth + '"Ada Brook"' + "]" * depth)) == []


@pytest.mark.parametrize(
    ("value", "text"), [("Bridge", "Bridge"), ("", None), ("  ", None), (None, None), (5, None), ([], None), ({}, None)]
)
def test_only_a_string_is_text(value: Any, text: str | None) -> None:
    assert jsonld.text(value) == text


@given(values)
@quick
def test_any_json_is_an_article_or_none(value: Any) -> None:
    found = article(json.dumps(value))
    assert isinstance(found, dict)
    assert all(isinstance(name, str) for name in jsonld.names(found.get("name")) + jsonld.names(value))
