"""Short articles of our own, each a text with a head, set as a page in one of several kinds of markup."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "articles"
OUTLETS = {"en": "The Wexcombe Gazette", "ru": "Заречный вестник", "uk": "Подільський голос"}
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was written; paragraphs may hold links as `[words](address)`. `published` as its page has it."""

    name: str
    title: str
    authors: tuple[str, ...]
    published: str
    markup: str
    paragraphs: tuple[str, ...]
    credit: str = ""

    @property
    def language(self) -> str:
        return self.name[:2]

    @property
    def url(self) -> str:
        return f"https://{self.language}.gazette.example/{self.markup}/{self.name}"

    @property
    def moment(self) -> datetime | None:
        """A bare day is its midnight UTC."""
        if not self.published:
            return None
        return datetime.fromisoformat(self.published if "T" in self.published else f"{self.published}T00:00:00+00:00")

    @property
    def text(self) -> str:
        return "\n".join(_LINK.sub(r"\1", paragraph) for paragraph in self.paragraphs)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Address and words of each."""
        return tuple((url, words) for paragraph in self.paragraphs for words, url in _LINK.findall(paragraph))


def articles() -> list[Article]:
    """All of them, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.txt"))]


def _read(path: Path) -> Article:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    said = {key: value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    if same := said.get("same"):
        body = (FOLDER / f"{same}.txt").read_text(encoding="utf-8").partition("\n\n")[2]
    return Article(
        path.stem,
        said["title"],
        tuple(name.strip() for name in said["authors"].split(",") if name.strip()),
        said["published"],
        said["markup"],
        tuple(" ".join(paragraph.split()) for paragraph in body.strip().split("\n\n")),
        said.get("credit", ""),
    )


def page(article: Article) -> tuple[bytes, str]:
    """The article as a page, with its Content-Type."""
    charset = "windows-1251" if article.markup == "windows1251" else "utf-8"
    return _MARKUP[article.markup](article).encode(charset, "xmlcharrefreplace"), f"text/html; charset={charset}"


# ── markup ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _paragraphs(article: Article, tag: str = "p") -> str:
    inside = (_LINK.sub(r'<a href="\2">\1</a>', escape(each, quote=False)) for each in article.paragraphs)
    credit = f'<p class="source">{escape(article.credit)}</p>' if article.credit else ""
    return "\n".join(f"<{tag}>{each}</{tag}>" for each in inside) + credit


def _page(article: Article, head: str, body: str) -> str:
    outlet = escape(OUTLETS[article.language])
    return (
        f'<!doctype html><html lang="{article.language}"><head><title>{escape(article.title)} | {outlet}</title>{head}</head>'
        f'<body><header><a href="/">{outlet}</a><nav><a href="/news">News</a> <a href="/sport">Sport</a></nav></header>'
        f"{body}<footer><p>© {outlet}</p></footer></body></html>"
    )


def _meta(properties: Mapping[str, str]) -> str:
    return "".join(
        f'<meta {"property" if ":" in name else "name"}="{name}" content="{escape(value)}">'
        for name, value in properties.items()
        if value
    )


def _ld(article: Article, kind: str = "NewsArticle", **more: object) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": article.title,
        "datePublished": article.published,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": OUTLETS[article.language]},
        "mainEntityOfPage": article.url,
        **more,
    }
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _jsonld(article: Article) -> str:
    body = f"<main><article><h1>{escape(article.title)}</h1>{_paragraphs(article)}</article></main>"
    return _page(article, _ld(article, description=article.paragraphs[0][:90]), body)


def _opengraph(article: Article) -> str:
    head = _meta(
        {
            "og:type": "article",
            "og:title": article.title,
            "og:site_name": OUTLETS[article.language],
            "og:image": "https://gazette.example/lead.jpg",
            "article:published_time": article.published,
            "author": ", ".join(article.authors),
            "keywords": "news, gazette",
        }
    )
    body = f'<div id="content"><h1>{escape(article.title)}</h1><div class="story">{_paragraphs(article)}</div></div>'
    return _page(article, head + f'<link rel="canonical" href="{article.url}">', body)


def _bare(article: Article) -> str:
    said = f"<p class='byline'>{escape(', '.join(article.authors))}</p>" if article.authors else ""
    date = f"<time datetime='{article.published}'>{article.published}</time>"
    aside = "<aside><h3>Most read</h3><ul><li><a href='/a'>Harbour lights</a></li><li><a href='/b'>Bread</a></li></ul></aside>"
    return _page(
        article,
        "",
        f"<article><h1>{escape(article.title)}</h1>{said}{date}{_paragraphs(article)}</article>{aside}",
    )


def _microdata(article: Article) -> str:
    people = "".join(
        f'<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{escape(name)}</span></span>'
        for name in article.authors
    )
    return _page(
        article,
        "",
        f'<div itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">{escape(article.title)}</h1>{people}'
        f'<meta itemprop="datePublished" content="{article.published}"><div itemprop="articleBody">{_paragraphs(article)}</div></div>',
    )


def _liveblog(article: Article) -> str:
    posts = "".join(
        f'<section class="post"><time>{each[:5]}</time><p>{escape(each[6:], quote=False)}</p></section>'
        for each in article.paragraphs
    )
    updates = [{"@type": "BlogPosting", "articleBody": each[6:]} for each in article.paragraphs]
    head = _ld(article, "LiveBlogPosting", liveBlogUpdate=updates)
    return _page(article, head, f"<main><h1>{escape(article.title)}</h1>{posts}</main>")


def _paywall(article: Article) -> str:
    wall = '<div class="paywall"><p>Subscribe to read the rest of this article.</p><a href="/subscribe">Subscribe</a></div>'
    body = f"<article><h1>{escape(article.title)}</h1>{_paragraphs(article)}</article>{wall}"
    return _page(article, _ld(article, isAccessibleForFree=False), body)


def _wordpress(article: Article) -> str:
    names = ", ".join(f'<a rel="author" href="/author/x">{escape(name)}</a>' for name in article.authors)
    share = '<div class="sharedaddy"><h3>Share this:</h3><ul><li>Twitter</li><li>Facebook</li></ul></div>'
    return _page(
        article,
        _meta({"og:title": article.title, "generator": "WordPress 6.4"}),
        f'<article class="post type-post"><h1 class="entry-title">{escape(article.title)}</h1><div class="entry-meta">{names} '
        f'<time class="entry-date published" datetime="{article.published}"></time></div>'
        f'<div class="entry-content">{_paragraphs(article)}{share}</div></article>',
    )


def _windows1251(article: Article) -> str:
    head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    said = f'<div class="author">Автор: {escape(", ".join(article.authors))}</div>'
    when = _meta({"article:published_time": article.published})
    return _page(
        article, head + when, f'<div class="text"><h1>{escape(article.title)}</h1>{_paragraphs(article)}</div>{said}'
    )


def _soup(article: Article) -> str:
    lines = "<br><br>".join(escape(each, quote=False) for each in article.paragraphs)
    day = article.moment.strftime("%d.%m.%Y") if article.moment else ""
    return _page(
        article,
        "",
        f"<table width=600><tr><td><font size=5>{escape(article.title)}</font><br>{day} {escape(', '.join(article.authors))}"
        f"<br><br>{lines}</td><td><a href=/1>1</a><br><a href=/2>2</a></td></tr></table>",
    )


_MARKUP: Mapping[str, Callable[[Article], str]] = {
    "jsonld": _jsonld,
    "opengraph": _opengraph,
    "bare": _bare,
    "microdata": _microdata,
    "liveblog": _liveblog,
    "paywall": _paywall,
    "wordpress": _wordpress,
    "windows1251": _windows1251,
    "soup": _soup,
}
