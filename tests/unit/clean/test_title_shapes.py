"""Headlines as content management systems write them into pages: `pipeline.clean.titles`."""

import json
from typing import Any

import pytest

from pipeline.clean import jsonld, metadata, outlet, titles
from pipeline.clean.tree import parse

TITLE = "Old bridge over the Vega to close for repairs"
LONG = "Old bridge over the Vega to close for repairs that engineers say will take until the spring of next year at least, mayor says"


def read(
    h1: str | None = None,
    *,
    title: str | None = None,
    og: str | None = None,
    ld: Any = None,
    feed: str | None = None,
    body: str = "",
    head: str = "",
    site: str | None = "Harbour Times",
) -> str | None:
    """The title of a page with these parts: `h1`, `title` and `body` are markup, `og` is an attribute's source."""
    head += f"<title>{title}</title>" if title is not None else ""
    head += f'<meta property="og:title" content="{og}">' if og is not None else ""
    if ld is not None:
        head += f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": ld})}</script>'
    main = f"<h1>{h1}</h1>" if h1 is not None else ""
    page = f"<html><head>{head}</head><body>{main}{body}<p>The bridge is the oldest of the county.</p></body></html>"
    tree = parse(page.encode(), "text/html; charset=utf-8")
    own = outlet.outlet([site], "www.harbour.example")
    meta = metadata.metas(metadata.pairs(tree))
    return titles.read(tree, jsonld.article(tree), meta, own, feed).text


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"h1": TITLE}, id="h1 alone"),
        pytest.param({"title": TITLE}, id="title alone"),
        pytest.param({"og": TITLE}, id="og alone"),
        pytest.param({"ld": TITLE}, id="JSON-LD alone"),
        pytest.param({"feed": TITLE}, id="feed alone"),
        pytest.param({"title": f"{TITLE} | Harbour Times"}, id="outlet behind a bar"),
        pytest.param({"title": f"{TITLE} – Harbour Times"}, id="outlet behind a dash"),
        pytest.param({"title": f"{TITLE} - Harbour Times"}, id="outlet behind a hyphen"),
        pytest.param({"title": f"{TITLE} — The Harbour Times"}, id="outlet with an article"),
        pytest.param({"title": f"{TITLE} • Harbour Times"}, id="outlet behind a dot"),
        pytest.param({"title": f"{TITLE} « Harbour Times"}, id="outlet behind a quotation mark"),
        pytest.param({"title": f"{TITLE} : Harbour Times"}, id="outlet behind a colon"),
        pytest.param({"title": f"{TITLE}: Harbour Times"}, id="outlet behind a colon without space"),
        pytest.param({"title": f"{TITLE}｜Harbour Times"}, id="outlet behind a wide bar"),
        pytest.param({"title": f"{TITLE} ｜ Harbour Times"}, id="outlet behind a spaced wide bar"),
        pytest.param({"title": f"{TITLE} ― Harbour Times"}, id="outlet behind a horizontal bar"),
        pytest.param({"title": f"{TITLE} &gt; Harbour Times"}, id="outlet behind an angle"),
        pytest.param({"title": f"{TITLE} – Harbour Times – Local"}, id="outlet and section"),
        pytest.param({"h1": TITLE, "title": f"{TITLE} | Local | Harbour Times"}, id="section, outlet, h1"),
        pytest.param({"title": f"{TITLE} | harbour.example"}, id="host behind"),
        pytest.param({"title": f"{TITLE} - www.harbour.example"}, id="www host behind"),
        pytest.param({"title": f"Harbour Times | {TITLE}"}, id="outlet before"),
        pytest.param({"title": f"Harbour Times: {TITLE}"}, id="outlet before a colon"),
        pytest.param({"title": f"Harbour Times - {TITLE}"}, id="outlet before a hyphen"),
        pytest.param({"og": f"{TITLE} | Harbour Times", "h1": TITLE}, id="og with outlet"),
        pytest.param({"og": f"{TITLE} | Harbour Times | Harbour Times"}, id="outlet twice"),
        pytest.param({"h1": TITLE, "og": f"{TITLE} | Somebody", "site": None}, id="a suffix nobody else has"),
        pytest.param({"h1": f"<span>Local</span> {TITLE}", "og": TITLE}, id="kicker in h1"),
        pytest.param({"h1": f"<span class='kicker'>Local</span><span>{TITLE}</span>", "title": f"{TITLE} | Harbour Times"},
                     id="kicker without a space"),
        pytest.param({"h1": f"<small>Local:</small> <span>{TITLE}</span>", "ld": TITLE}, id="kicker with a colon"),
        pytest.param({"h1": "Old bridge over the Vega<br>to close for repairs"}, id="break in h1"),
        pytest.param({"h1": "Old bridge over the Vega<br/>to close for repairs", "title": f"{TITLE} | Harbour Times"},
                     id="break in h1, title"),
        pytest.param({"h1": "\n   Old bridge over the Vega\n      to close   for repairs\n"}, id="newlines in h1"),
        pytest.param({"h1": "Old bridge over the <em>Vega</em> to close for repairs"}, id="emphasis"),
        pytest.param({"h1": "Old br<b>id</b>ge over the Vega to close for repairs"}, id="tags inside a word"),
        pytest.param({"h1": "<a href='/x'>Old bridge over the Vega to close for repairs</a>"}, id="link"),
        pytest.param({"h1": "<div>Old bridge over the Vega</div><div>to close for repairs</div>"}, id="blocks in h1"),
        pytest.param({"h1": "Old brid&shy;ge over the Vega to close for re&shy;pairs"}, id="soft hyphens"),
        pytest.param({"h1": "Old&nbsp;bridge over the Vega to close for&#8239;repairs"}, id="no-break spaces"),
        pytest.param({"h1": "\u200bOld bridge over the Vega to close for repairs\ufeff"}, id="zero width"),
        pytest.param({"h1": "\u202bOld bridge over the Vega to close for repairs\u202c\u200f"}, id="direction marks"),
        pytest.param({"h1": f"{TITLE}<style>.x{{color:red}}</style>"}, id="style in h1"),
        pytest.param({"h1": f"{TITLE}<script>var x = 1;</script>"}, id="script in h1"),
        pytest.param({"h1": f"<svg><title>icon</title></svg>{TITLE}"}, id="picture in h1"),
        pytest.param({"og": "Old &lt;em&gt;bridge&lt;/em&gt; over the Vega to close for repairs"}, id="markup in og"),
        pytest.param({"h1": "Harbour Times", "title": f"{TITLE} | Harbour Times"}, id="h1 is the outlet"),
        pytest.param({"h1": "<img alt='Harbour Times'>", "og": TITLE}, id="h1 is a logo"),
        pytest.param({"h1": "<img alt='Harbour Times'>", "body": f"<h1>{TITLE}</h1>"}, id="logo and h1"),
        pytest.param({"h1": "Local", "body": f"<h1>{TITLE}</h1>", "og": TITLE}, id="section and h1"),
        pytest.param({"h1": "Local", "body": f"<h2>{TITLE}</h2>", "title": f"{TITLE} | Harbour Times"}, id="h2 is the headline"),
        pytest.param({"h1": "", "body": f"<h2>{TITLE}</h2>", "og": TITLE}, id="empty h1"),
        pytest.param({"h1": TITLE, "body": "<h1>Rain for the rest of the week</h1>", "og": TITLE}, id="the next article's h1"),
        pytest.param({"h1": TITLE, "title": "index.html"}, id="title is a file"),
        pytest.param({"h1": TITLE, "title": "www.harbour.example"}, id="title is the host"),
        pytest.param({"h1": TITLE, "title": "Harbour Times", "og": "Harbour Times"}, id="title is the outlet"),
        pytest.param({"h1": TITLE, "title": "Harbour Times - News from the coast", "site": "Harbour Times"},
                     id="title is the outlet's motto"),
        pytest.param({"ld": [TITLE]}, id="JSON-LD list"),
        pytest.param({"ld": "", "h1": TITLE}, id="JSON-LD empty"),
        pytest.param({"ld": {"@value": TITLE}, "h1": TITLE}, id="JSON-LD object"),
    ],
)  # fmt: skip
def test_the_same_headline_in_many_shapes(parts: dict[str, Any]) -> None:
    assert read(**parts) == TITLE


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        pytest.param({"ld": LONG[:110], "h1": LONG}, LONG, id="JSON-LD cut"),
        pytest.param({"ld": LONG[:107] + "...", "h1": LONG}, LONG, id="JSON-LD cut with dots"),
        pytest.param({"ld": LONG[:109] + "…", "h1": LONG, "title": f"{LONG} | Harbour Times"}, LONG, id="JSON-LD cut with an ellipsis"),
        pytest.param({"og": LONG[:60] + "...", "h1": LONG, "ld": LONG}, LONG, id="og cut with dots"),
        pytest.param({"og": LONG[:60].strip(), "h1": LONG, "title": LONG[:60].strip()}, LONG[:60].strip(), id="og shorter"),
        pytest.param({"ld": LONG[:110], "title": LONG}, LONG, id="JSON-LD cut, title whole"),
        pytest.param({"og": "Ada &amp;amp; Ben &amp;#8211; a story of the harbour"}, "Ada & Ben – a story of the harbour",
                     id="entities twice"),
        pytest.param({"ld": "Ada &amp; Ben &quot;at sea&quot; for a week"}, 'Ada & Ben "at sea" for a week', id="entities in JSON"),
        pytest.param({"og": "«The bridge is old», the mayor says"}, "«The bridge is old», the mayor says", id="guillemets"),
        pytest.param({"h1": "„Die Brücke ist alt“"}, "„Die Brücke ist alt“", id="low quotes"),
        pytest.param({"h1": "LIVE: bridge over the Vega closes"}, "LIVE: bridge over the Vega closes", id="live"),
        pytest.param({"h1": "Video: bridge over the Vega falls",
                      "title": "Video: bridge over the Vega falls | Harbour Times"}, "Video: bridge over the Vega falls",
                     id="video"),
        pytest.param({"h1": "🚢 A ship comes in at last"}, "🚢 A ship comes in at last", id="emoji"),
        pytest.param({"h1": "C++ - a language - turns forty",
                      "title": "C++ - a language - turns forty - Harbour Times"}, "C++ - a language - turns forty",
                     id="hyphens of its own"),
        pytest.param({"title": "Spurs 2 - 1 Arsenal | Harbour Times"}, "Spurs 2 - 1 Arsenal", id="score"),
        pytest.param({"title": "What is a harbour? | Harbour Times"}, "What is a harbour?", id="question"),
        pytest.param({"title": "Harbour closed"}, "Harbour closed", id="begins like the outlet"),
        pytest.param({"h1": "Harbour Times to close after 120 years"}, "Harbour Times to close after 120 years", id="about the outlet"),
        pytest.param({"h1": "橋が閉鎖へ", "title": "橋が閉鎖へ｜港新聞", "site": "港新聞"}, "橋が閉鎖へ", id="Japanese"),
        pytest.param({"title": "橋が閉鎖へ：港新聞", "site": "港新聞"}, "橋が閉鎖へ", id="Japanese colon"),
        pytest.param({"title": "大桥关闭_港报网", "site": "港报网"}, "大桥关闭", id="Chinese underscore"),
        pytest.param({"title": "大桥关闭-港报网", "site": "港报网"}, "大桥关闭", id="Chinese hyphen"),
        pytest.param({"title": "다리 폐쇄 - 항구일보", "site": "항구일보"}, "다리 폐쇄", id="Korean"),
        pytest.param({"h1": "MOST ZAMKNIĘTY", "og": "Most zamknięty"}, "Most zamknięty", id="capitals"),
    ],
)  # fmt: skip
def test_headlines_keep_what_is_theirs(parts: dict[str, Any], title: str) -> None:
    assert read(**parts) == title


@pytest.mark.parametrize(
    "parts",
    [
        {}, {"title": ""}, {"title": "Untitled"}, {"title": "Untitled Document"}, {"title": "Home"}, {"title": "Homepage"},
        {"title": "localhost"},
        {"title": "www.harbour.example"}, {"title": "https://www.harbour.example/a/1"}, {"title": "story_2024.html"},
        {"title": "Harbour Times"},
        {"h1": "Harbour Times"}, {"og": "Harbour Times"}, {"ld": "Harbour Times"}, {"title": "undefined"}, {"title": "null"}, {"og": "..."},
        {"h1": "  "}, {"h1": "<img alt='x'>"}, {"title": "Home | Harbour Times"}, {"title": "localhost:8000"},
        {"title": "127.0.0.1"}, {"ld": 7},
        {"title": "Document"}, {"title": "New Page"}, {"title": "Startseite"}, {"title": "Article"}, {"og": "[object Object]"},
        {"title": "The Harbour Times"}, {"title": "Loading..."}, {"title": "-"},
        {"title": "| Harbour Times"}, {"title": " - Harbour Times"},
        {"body": "<svg><g><title>A lighthouse</title></g></svg>"},
    ],
)  # fmt: skip
def test_no_headline_is_made_up(parts: dict[str, Any]) -> None:
    assert read(**parts) is None
