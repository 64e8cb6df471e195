"""Pages of the Russian- and Ukrainian-language outlets."""

from __future__ import annotations

import json

from tests.newsroom.model import Page

from .base import ago, alternates, attr, body, byline, credit, esc, figure, junk, long_date, related, wall


def portal(page: Page) -> str:
    """A big portal: JSON-LD by itself, a `read also` box inside the text, tags and a subscription plea after it."""
    article = page.article
    when = wall(page)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": when.isoformat(timespec="minutes"),
        "url": page.url,
        "author": [{"@type": "Person", "name": name} for name in article.authors]
        or {"@type": "Organization", "name": "Новый причал"},
        "publisher": {"@type": "Organization", "name": "Новый причал"},
    }
    lines = body(page)
    if len(lines) > 3 and page.related:
        title, url = page.related[0]
        lines.insert(
            2,
            f'<div class="more-on-topic related"><span>{junk(page, "Читайте также:")}</span> '
            f'<a href="{attr(url)}">{esc(title)}</a></div>',
        )
    return f"""<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>{esc(article.title)} — Новый причал</title>
<link rel="canonical" href="{attr(page.url)}">
<meta property="og:title" content="{attr(article.title)}"><meta property="og:type" content="article">
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>
{alternates(page.outlet, page.base)}
</head><body>
<div class="cookie-line">{junk(page, "Мы используем файлы cookie. Оставаясь на сайте, вы с этим соглашаетесь.")}</div>
<header class="top"><a href="/">Новый причал</a>
<nav><a href="/politics">Политика</a><a href="/society">Общество</a></nav></header>
<div class="page-wrap">
<h1 class="article-title">{esc(article.title)}</h1>
<div class="article-info meta"><span class="author">{byline(page, ", ")}</span>
<span>{long_date(when, "ru")}, {when:%H:%M}</span></div>
<div class="article-text">
{chr(10).join(lines)}
{credit(page, "tail")}
</div>
{credit(page, "footer")}
{credit(page, "aside")}
<div class="tags">{junk(page, "Теги: побережье, Орвения, главное за день")}</div>
<div class="social-subscribe">{junk(page, "Подписывайтесь на наш канал, чтобы не пропустить важное")}</div>
</div>
<footer>{junk(page, "При перепечатке ссылка на «Новый причал» обязательна.")}</footer>
</body></html>
"""


def ticker(page: Page) -> str:
    """A news ticker: the page says only how long ago, the moment itself is in the feed."""
    article = page.article
    side = related(page, "li")
    return f"""<!DOCTYPE html>
<html lang="{page.language}"><head><meta charset="utf-8"><title>{esc(article.title)} | Сводка 24</title>
<meta property="og:title" content="{attr(article.title)}">
<meta property="og:url" content="{attr(page.url)}">
{alternates(page.outlet, page.base)}
</head><body>
<div class="live-bar">{junk(page, "ПРЯМОЙ ЭФИР: включите звук")}</div>
<div class="wrap"><aside class="feed-side"><h3>{junk(page, "Лента последних новостей")}</h3><ul>{side}</ul></aside>
<main class="one-news">
<h1>{esc(article.title)}</h1>
<div class="when timestamp">{ago(wall(page))}</div>
<div class="news-signature meta">{byline(page, ", ")}</div>
<div class="article__content">
{credit(page, "lead")}
{chr(10).join(body(page))}
</div>
{credit(page, "aside")}
{credit(page, "footer")}
<div class="vote-widget">{junk(page, "Оцените новость: огонь, грусть, скука")}</div>
</main></div>
<footer class="bottom">{junk(page, "18+ Редакция не отвечает за мнения читателей")}</footer>
</body></html>
"""


def gazette(page: Page) -> str:
    """An old city paper in windows-1251, its markup as old as the encoding."""
    article = page.article
    when = wall(page)
    signed = f'<div class="author">{byline(page, ", ")}</div>' if byline(page, ", ") else ""
    lines = body(page, heading="h4", css="MsoNormal")
    if page.related and not article.copy_of:
        # The editors paste this one by hand, so that nothing in the markup tells it from the text.
        title, url = page.related[0]
        page.furniture.append(f"Читайте также: {title}")
        also = f'<b>Читайте также:</b> <a href="{attr(url)}">{esc(title)}</a>'
        lines.insert(len(lines) // 2, f'<p class="MsoNormal">{also}</p>')
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">
<title>Вестник Дальмина :: {esc(article.title)}</title>
{alternates(page.outlet, page.base)}
</head><body>
<table width="100%" class="head"><tr><td><a href="/">ВЕСТНИК ДАЛЬМИНА</a></td>
<td>{junk(page, "Городская газета. Выходит с 1926 года")}</td></tr></table>
<table width="960" align="center"><tr valign="top"><td width="180" class="left-menu">
<a href="/city">Город</a><br><a href="/region">Край</a><br><a href="/sport">Спорт</a><br>
{junk(page, "Курс орвенской кроны: 11,42")}</td>
<td>
<div class="date">{when:%d.%m.%Y %H:%M}</div>
<h2 class="zag">{esc(article.title)}</h2>
<div id="article-body" class="txt">
{chr(10).join(lines)}
{credit(page, "tail")}
</div>
{signed}
{credit(page, "footer")}
<div class="print-share">{junk(page, "Версия для печати")} | {junk(page, "Отправить другу")}</div>
</td></tr></table>
<center>{junk(page, "Наш адрес: Дальмин, ул. Лоцманская, 8. Телефон отдела рекламы 31-40")}</center>
</body></html>
"""


def theme(page: Page) -> str:
    """A magazine theme of the familiar blog engine, in Ukrainian, with microdata."""
    article = page.article
    when = wall(page)
    people = ", ".join(f'<a rel="author" itemprop="author">{esc(name)}</a>' for name in article.authors)
    return f"""<!DOCTYPE html>
<html lang="uk"><head><meta charset="UTF-8"><title>{esc(article.title)} - Слово Узбережжя</title>
<link rel="canonical" href="{attr(page.url)}">
<meta property="og:locale" content="uk_UA"><meta property="og:title" content="{attr(article.title)}">
{alternates(page.outlet, page.base)}
</head><body class="single">
<div class="cookie-popup">{junk(page, "Ми зберігаємо файли cookie, щоб сайт вас упізнавав.")}</div>
<header class="site-header"><a href="/">Слово Узбережжя</a></header>
<div class="content-area"><div class="hentry" itemscope itemtype="https://schema.org/NewsArticle">
<h1 class="entry-title" itemprop="headline">{esc(article.title)}</h1>
<div class="entry-meta">
<time class="entry-date" itemprop="datePublished" datetime="{when.isoformat(timespec="seconds")}">
{long_date(when, "uk")}</time>
{people or esc(article.byline)}</div>
<div class="entry-content" itemprop="articleBody">
{chr(10).join(body(page))}
{credit(page, "tail")}
</div>
{credit(page, "footer")}
<div class="share-buttons">{junk(page, "Поділитися з друзями")}</div>
<div class="related-box"><h3>{junk(page, "Вам також може бути цікаво")}</h3><ul>
{related(page)}
</ul></div>
<div id="respond" class="comment-respond"><h3>{junk(page, "Залишити коментар")}</h3>
<form><p class="comment-notes">{junk(page, "Ваша адреса не оприлюднюватиметься.")}</p></form></div>
</div></div>
<footer class="site-footer">{junk(page, "Слово Узбережжя. Усі права застережено. Тема «Маяк»")}</footer>
</body></html>
"""


def cards(page: Page) -> str:
    """A young site on a JavaScript framework, rendered on the server: hashed class names, `<section>`s, OpenGraph."""
    article = page.article
    when = wall(page)
    deck = f'<p class="lead_x81q">{esc(article.deck)}</p>' if article.deck else ""
    return f"""<!doctype html><html lang="uk"><head><meta charset="utf-8"/><title>{esc(article.title)} / Приплив</title>
<meta property="og:site_name" content="Приплив"/><meta property="og:title" content="{attr(article.title)}"/>
<meta property="article:published_time" content="{when.isoformat(timespec="seconds")}"/>
<meta property="og:url" content="{attr(page.url)}"/><link rel="canonical" href="{attr(page.url)}"/>
{alternates(page.outlet, page.base)}
</head><body><div id="__app"><div class="Top_k2f"><a href="/uk">приплив</a>
<span>{junk(page, "читати темною темою")}</span></div>
<main class="Main_a77"><section class="Hero_b1"><h1 class="Title_c93">{esc(article.title)}</h1>{deck}
<div class="Byline_d5">{byline(page, ", ")}
<time datetime="{when.isoformat(timespec="seconds")}">{when:%d.%m.%Y, %H:%M}</time></div></section>
{figure(page, "Фото ілюстративне, з архіву «Припливу»")}
<section class="Body_e10 article-body">
{chr(10).join(body(page))}
{credit(page, "tail")}
</section>
{credit(page, "footer")}{credit(page, "aside")}
<section class="donate-banner"><h3>{junk(page, "Підтримайте «Приплив» внеском")}</h3>
<p>{junk(page, "Ми існуємо завдяки 2 140 читачам.")}</p></section>
<section class="Next_f2 related"><h3>{junk(page, "Далі за хвилею")}</h3>{related(page, "div")}</section>
</main><footer class="Foot_g9">{junk(page, "ГО «Медіа Приплив», Дальмін")}</footer></div></body></html>
"""
