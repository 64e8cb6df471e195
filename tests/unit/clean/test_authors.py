"""Finding the authors on a page: `pipeline.clean.authors`."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import authors, jsonld, metadata, outlet
from pipeline.clean.tree import parse

HEADLINE = "Old bridge over the Vega to close for repairs"


def html(body: str = "", *, ld: Any = None, head: str = "") -> str:
    if ld is not None:
        head += f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **ld})}</script>'
    return f"<html><head>{head}</head><body>{body}</body></html>"


def evidence(page: str) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    tree = parse(page.encode(), "text/html; charset=utf-8")
    own = outlet.outlet(["Harbour Times"], "www.harbour.example")
    return authors.read(tree, jsonld.article(tree), metadata.pairs(tree), own, HEADLINE)


def read(page: str) -> list[str]:
    return list(evidence(page)[0])


def person(name: str, kind: str = "Person") -> dict[str, str]:
    return {"@type": kind, "name": name}


@pytest.mark.parametrize(
    ("ld", "names"),
    [
        ({"author": person("Ada Brook")}, ["Ada Brook"]),
        ({"author": [person("Ada Brook"), person("Ben Ford")]}, ["Ada Brook", "Ben Ford"]),
        ({"author": "Ada Brook and Ben Ford"}, ["Ada Brook", "Ben Ford"]),
        ({"author": person("Ada Brook, Ben Ford and Cy Dale")}, ["Ada Brook", "Ben Ford", "Cy Dale"]),
        ({"author": {"givenName": "Ada", "familyName": "Brook"}}, ["Ada Brook"]),
        ({"author": [person("abr"), person("cdf")]}, ["abr", "cdf"]),
        ({"author": [person("Reuters"), person("Ada Brook")]}, ["Reuters", "Ada Brook"]),
        ({"author": person("dpa", "Organization")}, ["dpa"]),
        ({"author": person("O&#8217;Dea Ada")}, ["O’Dea Ada"]),
        ({"creator": person("Ada Brook")}, ["Ada Brook"]),
        ({"author": person("Ada Brook"), "creator": person("Cms Import")}, ["Ada Brook"]),
        ({"author": {"@type": "Person"}}, []),
        ({"author": person("https://harbour.example/ada")}, []),
        ({"author": person("admin")}, []),
        ({"author": None}, []),
    ],
)
def test_whom_json_ld_declares(ld: dict[str, Any], names: list[str]) -> None:
    assert read(html(ld=ld)) == names


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ('<meta name="author" content="Ada Brook">', ["Ada Brook"]),
        ('<meta name="og:author" content="Ada Brook"><meta name="og:author" content="Ben Ford">', ["Ada Brook", "Ben Ford"]),
        ('<meta name="author" content="Harbour Times"><meta name="parsely-author" content="Ada Brook">', ["Ada Brook"]),
        ('<meta name="author" content="Cy Dale"><meta name="byl" content="By Ada Brook">', ["Ada Brook"]),
        ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Brook">', ["Ada Brook"]),
        ('<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="Ada Brook">', []),
        ('<meta name="twitter:creator" content="Ada Brook">', []),
        ('<meta property="article:author" content="https://social.example/Ada Brook">', []),
        ('<meta name="author" content="a.brook@harbour.example">', []),
        ('<meta name="author" content="Harbour Times">', []),
        ('<meta name="author" content="Anadolu Agency">', ["Anadolu Agency"]),
    ],
)  # fmt: skip
def test_whom_meta_tags_name(head: str, names: list[str]) -> None:
    assert read(html(head=head)) == names


@pytest.mark.parametrize(
    "byline",
    ['<a rel="author" href="/x">Ada Brook</a>', '<span itemprop="author">Ada Brook</span>',
     '<div itemprop="author" itemscope><img alt=""><span itemprop="name">Ada Brook</span> <b>Senior nobody</b></div>',
     '<p class="byline">By Ada Brook</p>', '<div class="c-articleAuthor"><span>By</span> <span>Ada Brook</span></div>',
     '<span class="story__author">By Ada Brook, <i>Chief correspondent</i></span>', '<p>By Ada Brook</p>',
     '<p>By <a href="/ada">Ada Brook</a></p>',
     '<div><svg></svg> By <b>Ada Brook</b></div>', '<p>Von Ada Brook, Berlin</p>', '<p>Автор: <b>Ada Brook</b></p>',
     '<div><a href="/author/ada-brook/">Ada Brook</a></div>', '<div id="byline">Ada Brook | 5 May 2024, 14:05 | Save Harbour</div>'],
)  # fmt: skip
def test_a_byline_close_to_the_headline(byline: str) -> None:
    assert read(html(f"<h1>{HEADLINE}</h1>{byline}<p>The bridge is old.</p>")) == ["Ada Brook"]


def test_two_authors_beside_each_other() -> None:
    byline = '<span class="author">Ada Brook</span><span class="author">Ben Ford</span>'
    assert read(html(f"<h1>{HEADLINE}</h1>{byline}")) == ["Ada Brook", "Ben Ford"]


@pytest.mark.parametrize(
    "elsewhere",
    ['<div class="comment-list"><p class="comment-author">Cy Dale</p></div>', '<aside><p class="byline">By Cy Dale</p></aside>',
     '<div class="related"><span class="author">Cy Dale</span></div>', '<figure><figcaption class="author">Cy Dale</figcaption></figure>',
     '<span class="photo-author">Cy Dale</span>', "<p>By nightfall the bridge was closed.</p>", "<p>Author Cy Dale said it was old.</p>",
     "<p>By Cy Dale Harbour had had a bridge for so many years already.</p>", "<p>Cy Dale</p>", '<p class="author">Harbour Times</p>',
     '<a href="/news/cy-dale">Cy Dale</a>'],
)  # fmt: skip
def test_nobody_is_invented(elsewhere: str) -> None:
    assert read(html(f"<h1>{HEADLINE}</h1>{elsewhere}")) == []


def test_a_line_far_from_the_headline_is_no_byline() -> None:
    assert read(html(f"<h1>{HEADLINE}</h1>{'<p>x</p>' * 200}<p>By Cy Dale</p>")) == []


def test_the_byline_closest_to_the_articles_own_headline_counts() -> None:
    teaser = '<h1>Another day</h1><p class="byline">By Cy Dale</p>' + "<p>x</p>" * 200
    assert read(html(f'{teaser}<h1>{HEADLINE}</h1><p class="byline">By Ada Brook</p>')) == ["Ada Brook"]
    above = '<p class="author">Cy Dale</p>'
    assert read(html(f'{above}<h1>{HEADLINE}</h1><p class="byline">By Ada Brook</p>')) == ["Ada Brook"]


@pytest.mark.parametrize("kind", ["Person", "Organization"])
def test_the_outlet_is_its_own_author_only_where_nobody_else_is_named(kind: str) -> None:
    ld = {"author": person("Harbour Times", kind)}
    assert read(html(f"<h1>{HEADLINE}</h1>", ld=ld)) == ["Harbour Times"]
    assert read(html(f'<h1>{HEADLINE}</h1><p class="byline">By Ada Brook</p>', ld=ld)) == ["Ada Brook"]


def test_an_agency_is_the_author_only_where_no_person_is_named() -> None:
    ld = {"author": person("dpa")}
    assert read(html(f"<h1>{HEADLINE}</h1>", ld=ld)) == ["dpa"]
    assert read(html(f'<h1>{HEADLINE}</h1><p class="byline">By Ada Brook</p>', ld=ld)) == ["Ada Brook"]


def test_a_mere_line_does_not_contradict_json_ld() -> None:
    ld = {"author": person("dpa")}
    assert read(html(f"<h1>{HEADLINE}</h1><p>By Cy Dale</p>", ld=ld)) == ["dpa"]


ADA, BEN = (f'<div class="byline"><a rel="author" href="/x">{name}</a></div>' for name in ("Ada Brook", "Ben Ford"))


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (f"<h1>{HEADLINE}</h1>{ADA}{BEN}", ["Ada Brook", "Ben Ford"]),
        (f"<h1>{HEADLINE}</h1>{BEN}", ["Ada Brook"]),
        (f"<h1>{HEADLINE}</h1>{ADA}<h2>Another day</h2>{BEN}", ["Ada Brook"]),
        (f"<h1>{HEADLINE}</h1>{ADA}<div><h2>Another day</h2>{BEN}</div>", ["Ada Brook"]),
        (f"<h1>Another day</h1>{ADA}{BEN}", ["Ada Brook"]),
        (f"<h1>{HEADLINE}</h1>{'<p>x</p>' * 60}{ADA}{BEN}", ["Ada Brook"]),
        (f'<h1>{HEADLINE}</h1><p class="byline">By Ada Brook, Ben Ford</p>', ["Ada Brook"]),
    ],
    ids=[
        "both",
        "another",
        "behind another headline",
        "in another article",
        "another headline",
        "far away",
        "no declaration",
    ],
)
def test_a_fuller_declaration_beside_the_headline_completes_json_ld(body: str, names: list[str]) -> None:
    assert read(html(body, ld={"author": person("Ada Brook")})) == names


LINE = "<p>The bridge over the Vega is the oldest of the county, and from Monday on it will be closed to all traffic there.</p>"


@pytest.mark.parametrize(
    "last",
    [
        "<p><strong>Ada Brook</strong></p>",
        '<p style="text-align: right">Ada Brook</p>',
        '<p align="right">Ada Brook</p>',
        "<p><em>By Ada Brook</em></p>",
    ],
)
def test_a_signature_at_the_end_names_the_author_where_nobody_else_does(last: str) -> None:
    assert read(html(f"<h1>{HEADLINE}</h1>{LINE * 4}{last}")) == ["Ada Brook"]
    ld = {"author": person("Harbour Times", "Organization")}
    assert read(html(f"<h1>{HEADLINE}</h1>{LINE * 4}{last}", ld=ld)) == ["Ada Brook"]
    assert read(html(f"<h1>{HEADLINE}</h1>{LINE * 4}{last}", ld={"author": person("dpa")})) == ["dpa"]


@pytest.mark.parametrize(
    "text",
    [
        f"{LINE * 4}<p>Ada Brook</p>",
        f"{LINE * 2}<p><strong>Ada Brook</strong></p>",
        f"{LINE * 4}<p><strong>Ada Brook</strong></p>{LINE}",
        f"{LINE * 4}<p><strong>Ada Brook</strong> said so.</p>",
        f"{LINE * 4}<p><strong>Ada Brook for mayor, again and again</strong></p>",
        f"{LINE * 4}<div><p><strong>Ada Brook</strong></p></div>",
    ],
    ids=["not set apart", "a short text", "a heading", "a sentence", "words", "elsewhere"],
)
def test_other_names_at_the_end_are_no_signature(text: str) -> None:
    assert read(html(f"<h1>{HEADLINE}</h1>{text}")) == []


def test_the_evidence_has_what_was_looked_at_up_to_the_choice() -> None:
    found = evidence(html(ld={"author": person("Harbour Times")}, head='<meta name="author" content="Ada Brook">'))[1]
    assert found == [
        {"source": "meta author", "value": "Ada Brook", "chosen": True, "why": "the first that names people"}
    ]
    spare = evidence(html(ld={"author": person("Harbour Times")}))[1]
    assert [(one["source"], one["chosen"]) for one in spare] == [("json-ld", True)]
    assert "nobody else" in spare[0]["why"]


def test_the_evidence_is_bounded() -> None:
    head = "".join(f'<meta name="a{n}:author" content="{"x" * 900}">' for n in range(100))
    found = evidence(html(head=head))[1]
    assert len(found) <= 20
    assert max(len(one["value"]) for one in found) <= 300


def test_many_authors_are_bounded() -> None:
    names = [person(f"Ada {chr(65 + n % 26)}{chr(97 + n // 26 % 26)}brook") for n in range(5_000)]
    assert len(read(html(ld={"author": names}))) == 20


@given(st.text(alphabet='<>="/ aAbBy:', max_size=120))
@settings(deadline=None)
def test_any_markup_is_read(body: str) -> None:
    names, found = evidence(html(f'<h1>{HEADLINE}</h1><p class="byline">{body}</p>'))
    assert all(name.strip() == name and name for name in names)
    assert json.loads(json.dumps(found)) == found
