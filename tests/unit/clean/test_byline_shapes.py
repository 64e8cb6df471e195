"""Bylines as content management systems and newsrooms of many languages set them: `pipeline.clean.authors`."""

import json
from typing import Any

import pytest

from pipeline.clean import authors, jsonld, metadata, outlet
from pipeline.clean.tree import parse

HEADLINE = "Old bridge over the Vega to close for repairs"
TEXT = "<p>The bridge over the Vega is the oldest of the county, and it will be closed from Monday on.</p>"


def read(page: str) -> list[str]:
    tree = parse(page.encode(), "text/html; charset=utf-8")
    own = outlet.outlet(["Harbour Times"], "www.harbour.example")
    return list(authors.read(tree, jsonld.article(tree), metadata.pairs(tree), own, HEADLINE)[0])


def declared(ld: Any, body: str = "", graph: tuple[Any, ...] = ()) -> list[str]:
    article = {"@type": "NewsArticle", "headline": HEADLINE, "author": ld}
    script = json.dumps({"@graph": [article, *graph]})
    head = f'<script type="application/ld+json">{script}</script>'
    return read(f"<html><head>{head}</head><body><h1>{HEADLINE}</h1>{body}</body></html>")


def beside(byline: str) -> list[str]:
    return read(f"<html><body><article><h1>{HEADLINE}</h1>{byline}{TEXT * 5}</article></body></html>")


def person(name: Any, **more: Any) -> dict[str, Any]:
    return {"@type": "Person", "name": name, **more}


@pytest.mark.parametrize(
    ("ld", "names"),
    [
        pytest.param(person(["Ada Brook", "Ben Ford"]), ["Ada Brook", "Ben Ford"], id="names in one person"),
        pytest.param(person("ADA BROOK"), ["ADA BROOK"], id="capitals"),
        pytest.param([person("Ada Brook"), person("ADA BROOK")], ["Ada Brook"], id="twice in another case"),
        pytest.param([person("Ada BROOK"), person("Ben FORD")], ["Ada BROOK", "Ben FORD"], id="surnames in capitals"),
        pytest.param([[person("Ada Brook")], [person("Ben Ford")]], ["Ada Brook", "Ben Ford"], id="nested lists"),
        pytest.param("By Ada Brook", ["Ada Brook"], id="by"),
        pytest.param("By Ada Brook for Harbour Times", ["Ada Brook"], id="by for"),
        pytest.param("Ada Brook, Ben Ford und Cy Dale", ["Ada Brook", "Ben Ford", "Cy Dale"], id="joined, German"),
        pytest.param("Ada Brook, Ben Ford, and Cy Dale", ["Ada Brook", "Ben Ford", "Cy Dale"], id="Oxford comma"),
        pytest.param("Ada Brook and others", ["Ada Brook"], id="and others"),
        pytest.param("Ada Brook u. a.", ["Ada Brook"], id="and others, German"),
        pytest.param("Ada Brook et al.", ["Ada Brook"], id="and others, Latin"),
        pytest.param(person("Ada Brook (Chief reporter)"), ["Ada Brook"], id="role in parentheses"),
        pytest.param(person("Ada Brook - Harbour Times"), ["Ada Brook"], id="outlet behind"),
        pytest.param(person("Ada Brook | Harbour Times"), ["Ada Brook"], id="outlet behind a bar"),
        pytest.param(person("Ada Brook, Harbour Times"), ["Ada Brook"], id="outlet behind a comma"),
        pytest.param(person("Ada Brook <ada@harbour.example>"), ["Ada Brook"], id="address in brackets"),
        pytest.param(person("Ada Brook (ada@harbour.example)"), ["Ada Brook"], id="address in parentheses"),
        pytest.param(person("Ada Brook @adabrook"), ["Ada Brook"], id="handle behind"),
        pytest.param(person("@adabrook"), [], id="handle"),
        pytest.param(person("https://harbour.example/people/ada"), [], id="address of a page"),
        pytest.param({"@type": "Person", "url": "https://harbour.example/ada"}, [], id="address alone"),
        pytest.param({"@type": "Person", "name": ""}, [], id="empty name"),
        pytest.param(person("Dr. Ada Brook"), ["Dr. Ada Brook"], id="title"),
        pytest.param(person("Ada  Brook\n"), ["Ada Brook"], id="spaces"),
        pytest.param(person("Ada&nbsp;Brook"), ["Ada Brook"], id="entity"),
        pytest.param(person("Jos&amp;eacute; Paz"), ["José Paz"], id="entity twice"),
        pytest.param(person("<a href='/ada'>Ada Brook</a>"), ["Ada Brook"], id="markup"),
        pytest.param(person("Ada Brook, Lisbon"), ["Ada Brook"], id="city"),
        pytest.param([person("Ada Brook"), {"@type": "Organization", "name": "Harbour Times"}], ["Ada Brook"], id="and the outlet"),
        pytest.param([person("Ada Brook"), "Harbour Times"], ["Ada Brook"], id="and the outlet's name"),
        pytest.param({"@type": "Organization", "name": "Harbour Times"}, ["Harbour Times"], id="the outlet alone"),
        pytest.param(person("null"), [], id="null"),
        pytest.param(person("admin"), [], id="account"),
        pytest.param(person("Harbour-Admin"), ["Harbour-Admin"], id="another account"),
        pytest.param(person("Олена Вербова, Ігор Гай"), ["Олена Вербова", "Ігор Гай"], id="Ukrainian"),
        pytest.param(person("राम जोशी"), ["राम जोशी"], id="Hindi"),
        pytest.param(person("김민호 기자"), ["김민호"], id="Korean with role"),
        pytest.param(person("記者 李小明"), ["李小明"], id="Chinese with role"),
        pytest.param(person("記者李小明／台北報導"), ["李小明"], id="Chinese with place"),
        pytest.param(person("青木花"), ["青木花"], id="Japanese"),
        pytest.param(person("بقلم سلمى حداد"), ["سلمى حداد"], id="Arabic"),
        pytest.param(person("كتب - سلمى حداد"), ["سلمى حداد"], id="Arabic with a dash"),
        pytest.param(person("Nguyễn Văn An"), ["Nguyễn Văn An"], id="Vietnamese"),
        pytest.param(person("Martin Luther King Jr."), ["Martin Luther King Jr."], id="junior"),
        pytest.param(person("Ada Brook, Jr."), ["Ada Brook, Jr."], id="junior behind a comma"),
        pytest.param(person("Ada Brook, PhD"), ["Ada Brook"], id="degree"),
        pytest.param(person("A. B. Brook"), ["A. B. Brook"], id="initials before"),
        pytest.param(person("Ben O'Ford"), ["Ben O'Ford"], id="apostrophe"),
        pytest.param(person("Jean-Luc d’Orme"), ["Jean-Luc d’Orme"], id="elision"),
        pytest.param(person("Uta von der Aue"), ["Uta von der Aue"], id="nobility"),
        pytest.param([person("Ada Brook"), None, 7, {}], ["Ada Brook"], id="rubbish beside"),
    ],
)  # fmt: skip
def test_authors_in_json_ld(ld: Any, names: list[str]) -> None:
    assert declared(ld) == names


def test_an_author_who_is_described_elsewhere_in_the_graph() -> None:
    ada = person("Ada Brook", **{"@id": "#ada"})
    assert declared({"@id": "#ada"}, graph=(ada,)) == ["Ada Brook"]
    assert declared([{"@id": "#ada"}, {"@id": "#nobody"}], graph=(ada,)) == ["Ada Brook"]


@pytest.mark.parametrize(
    "byline",
    [
        pytest.param('<div class="byline">By <a href="/by/ada">Ada Brook</a> and <a href="/by/ben">Ben Ford</a></div>', id="links"),
        pytest.param('<p class="byline">By Ada Brook<br>and Ben Ford</p>', id="break"),
        pytest.param('<p class="byline"><span>Ada Brook</span><span>Ben Ford</span></p>', id="spans side by side"),
        pytest.param('<ul class="authors"><li>Ada Brook</li><li>Ben Ford</li></ul>', id="list"),
        pytest.param('<div class="authors"><div>Ada Brook</div><div>Chief reporter</div><div>Ben Ford</div><div>Editor</div></div>',
                     id="roles"),
        pytest.param('<span rel="author">Ada Brook</span>, <span rel="author">Ben Ford</span>', id="rel"),
        pytest.param('<a rel="author" href="/a"><span>Ada</span> <span>Brook</span></a>'
                     ' <a rel="author" href="/b"><span>Ben</span> <span>Ford</span></a>',
                     id="first and last names apart"),
        pytest.param('<div class="byline"><address><a rel="author" href="/a">Ada Brook</a></address></div>'
                     '<div class="byline"><address><a rel="author" href="/b">Ben Ford</a></address></div>', id="rel, each in its own box"),
        pytest.param('<span itemprop="author" itemscope><span itemprop="name">Ada Brook</span></span>'
                     '<span itemprop="author" itemscope><span itemprop="name">Ben Ford</span></span>', id="microdata"),
        pytest.param('<div itemprop="author">Ada Brook, Ben Ford</div>', id="microdata, one value"),
        pytest.param('<p class="byline">By ADA BROOK and BEN FORD, Staff Writers | Posted 3 May 2024</p>', id="roles and date"),
        pytest.param('<div class="article__author">Von Ada Brook und Ben Ford, Kiel</div>', id="German"),
        pytest.param('<p class="signature">Par Ada Brook et Ben Ford (avec AFP)</p>', id="French"),
        pytest.param('<div class="autor">Por Ada Brook y Ben Ford</div>', id="Spanish"),
        pytest.param('<div class="autore">di Ada Brook e Ben Ford</div>', id="Italian"),
        pytest.param('<div class="author">Door: Ada Brook en Ben Ford</div>', id="Dutch"),
        pytest.param('<div class="author">Av Ada Brook och Ben Ford</div>', id="Swedish"),
        pytest.param('<div class="author">Autorzy: Ada Brook, Ben Ford</div>', id="Polish"),
        pytest.param('<div class="author">Autoři: Ada Brook, Ben Ford</div>', id="Czech"),
        pytest.param('<div class="author">Szerző: Ada Brook, Ben Ford</div>', id="Hungarian"),
        pytest.param('<div class="author">Yazar: Ada Brook ve Ben Ford</div>', id="Turkish"),
        pytest.param('<div class="author">Penulis: Ada Brook dan Ben Ford</div>', id="Indonesian"),
        pytest.param('<div class="author">Tác giả: Ada Brook - Ben Ford</div>', id="Vietnamese"),
        pytest.param('<div class="author">Автори: Ada Brook, Ben Ford</div>', id="Ukrainian"),
        pytest.param('<div class="author">Συντάκτες: Ada Brook και Ben Ford</div>', id="Greek"),
        pytest.param('<div class="author">Kirjoittajat: Ada Brook ja Ben Ford</div>', id="Finnish"),
        pytest.param('<div class="author">de Ada Brook și Ben Ford</div>', id="Romanian"),
    ],
)  # fmt: skip
def test_two_authors_beside_the_headline(byline: str) -> None:
    assert beside(byline) == ["Ada Brook", "Ben Ford"] or beside(byline) == ["ADA BROOK", "BEN FORD"]


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ('<div class="author">記者 李小明</div>', "李小明"),
        ('<div class="author">文／李小明</div>', "李小明"),
        ('<div class="author">文=李小明</div>', "李小明"),
        ('<div class="author">記者李小明／台北報導</div>', "李小明"),
        ('<div class="author">作者：李小明</div>', "李小明"),
        ('<div class="author">責任編輯：王大明 記者：李小明</div>', "李小明"),
        ('<span class="writer">김민호 기자</span>', "김민호"),
        ('<span class="writer">기자 김민호</span>', "김민호"),
        ('<span class="byline">김민호 기자 minho@harbour.example</span>', "김민호"),
        ('<div class="author">كتب: سلمى حداد</div>', "سلمى حداد"),
        ('<div class="author">بقلم: سلمى حداد</div>', "سلمى حداد"),
        ('<div class="author">الكاتب: سلمى حداد</div>', "سلمى حداد"),
        ('<div class="author">Tác giả: Nguyễn Văn An</div>', "Nguyễn Văn An"),
        ('<div class="author">लेखक: राम जोशी</div>', "राम जोशी"),
        ('<div class="author">נכתב על ידי: דנה לוי</div>', "דנה לוי"),
        ('<div class="author">מאת: דנה לוי</div>', "דנה לוי"),
        ('<div class="author">文・青木花</div>', "青木花"),
        ('<div class="author">青木花 記者</div>', "青木花"),
    ],
)
def test_scripts_without_capitals(byline: str, name: str) -> None:
    assert beside(byline) == [name]


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="author"><a href="/ada">Ada Brook</a> <a href="/ada">Mehr Infos</a></div>',
        '<div class="author">Ada Brook <span>Alle Artikel</span></div>',
        '<div class="author">Ada Brook <a href="#">Voir Plus</a></div>',
        '<div class="author">Ada Brook <a href="#">Ver Perfil</a></div>',
        '<div class="author">Ada Brook <a href="#">Zum Profil</a></div>',
        '<div class="author">Ada Brook <a href="#">Leggi Tutto</a></div>',
        '<div class="author">Ada Brook <a href="#">Tüm Yazıları</a></div>',
        '<div class="author">Ada Brook <a href="#">Все Статьи</a></div>',
        '<div class="author">Ada Brook <a href="#">View Profile</a></div>',
        '<div class="author">Ada Brook <a href="#">See More</a></div>',
        '<div class="author">Ada Brook <span>New York</span> <time>May 3</time></div>',
        '<div class="author"><img alt="Cy Dale"><b>Ada Brook</b><p>Ada Brook is a reporter in Lisbon.</p></div>',
        '<div class="author"><script>var x = "Cy Dale";</script>Ada Brook</div>',
        '<div class="author"><style>.x{color:red}</style>Ada Brook</div>',
        '<div class="byline">By Ada Brook <a href="https://social.example/ada">@adabrook</a></div>',
        '<div class="byline">By Ada Brook<span>Published: May 3, 2024</span></div>',
        '<div class="byline">By Ada Brook, Political Correspondent</div>',
        '<div class="byline">Words by Ada Brook; Photography by Cy Dale</div>',
        '<div class="byline">Text: Ada Brook, Fotos: Cy Dale</div>',
        '<div class="byline">Tekst: Ada Brook Foto: Cy Dale</div>',
        '<div class="byline">Story by Ada Brook | Edited by Cy Dale</div>',
        '<div class="author">Reporter: Ada Brook | Editor: Cy Dale</div>',
        '<div class="byline">Ada Brook reports from Lisbon</div>',
        '<div class="byline">From Ada Brook in Lisbon</div>',
        '<div class="byline">By Ada Brook for The Conversation</div>',
        '<div class="byline">By Ada Brook, Special to the Harbour Times</div>',
        '<div class="byline">By: Ada Brook - Harbour Times</div>',
        '<div class="byline">A review by Ada Brook</div>',
        '<div class="byline">Ein Gastbeitrag von Ada Brook</div>',
        '<div class="byline">Eine Analyse von Ada Brook</div>',
        '<div class="byline">Une enquête de Ada Brook</div>',
        '<div class="byline">Propos recueillis par Ada Brook</div>',
        '<div class="byline">Propos recueillis par Ada Brook (à Lisbonne)</div>',
        '<div class="byline">Ada Brook, envoyée spéciale à Lisbonne</div>',
        '<div class="byline">dal nostro inviato Ada Brook</div>',
        '<div class="byline">Ada Brook, enviada especial</div>',
    ],
)
def test_one_author_and_what_surrounds_the_name(byline: str) -> None:
    assert beside(byline) == ["Ada Brook"]
