"""Page templates: one for each outlet, as unlike each other as real sites are."""

from __future__ import annotations

from collections.abc import Callable

from tests.newsroom.model import Outlet, Page

from . import eastern, english
from .base import alternates, attr, body, esc

TEMPLATES: dict[str, Callable[[Page], str]] = {
    "semantic": english.semantic,
    "graph": english.graph,
    "soup": english.soup,
    "tables": english.tables,
    "wordpress": english.wordpress,
    "split": english.split,
    "plain": english.plain,
    "digest": english.digest,
    "portal": eastern.portal,
    "ticker": eastern.ticker,
    "gazette": eastern.gazette,
    "theme": eastern.theme,
    "cards": eastern.cards,
}


def render(page: Page) -> str:
    """The article's page; what it prints beside the article is added to `page.furniture`."""
    return TEMPLATES[page.outlet.template](page)


def front_page(outlet: Outlet, base: str, links: list[tuple[str, str]]) -> str:
    """The outlet's front page: its feeds in the head, its articles in a list."""
    items = "\n".join(f'<li><a href="{attr(url)}">{esc(title)}</a></li>' for title, url in links)
    return f"""<!DOCTYPE html>
<html lang="{outlet.language}"><head><meta charset="{outlet.charset}"><title>{esc(outlet.name)}</title>
{alternates(outlet, base)}
</head><body><h1>{esc(outlet.name)}</h1>
<ul>
{items}
</ul></body></html>
"""


def amp_page(page: Page) -> str:
    """The stripped-down twin of an article, pointing to the real one."""
    return f"""<!doctype html>
<html amp lang="{page.language}"><head><meta charset="utf-8"><title>{esc(page.article.title)}</title>
<link rel="canonical" href="{attr(page.url)}"></head>
<body><article><h1>{esc(page.article.title)}</h1>
{chr(10).join(body(page))}
</article></body></html>
"""


def blank_page(outlet: Outlet, title: str) -> str:
    """A page with its navigation and nothing else."""
    return f"""<!DOCTYPE html>
<html lang="{outlet.language}"><head><meta charset="utf-8"><title>{esc(title)}</title></head>
<body><nav><a href="/">Главная</a> <a href="/photo">Фото</a></nav>
<div class="gallery" data-src="/photo.json"></div></body></html>
"""


def subscriber_page(outlet: Outlet, title: str) -> str:
    """A page for paying readers, which robots.txt asks crawlers to leave alone."""
    return f"""<!DOCTYPE html>
<html lang="{outlet.language}"><head><meta charset="utf-8"><title>{esc(title)}</title></head>
<body><h1>{esc(title)}</h1><div class="main-column">
<p>The guards on the Lenna Canal cost the treasury 41 million crowns last year, and nobody in Dalmin will say which
ministry signed for it. This report is for subscribers.</p></div></body></html>
"""
