"""Pages of the English-language outlets."""

from __future__ import annotations

import json

from tests.newsroom.model import Page

from .base import alternates, attr, body, byline, credit, esc, figure, junk, long_date, related, us_date, wall


def semantic(page: Page) -> str:
    """Clean modern markup: article, h1, p, `<time>` with the zone's offset; a consent banner on top."""
    article = page.article
    when = wall(page)
    deck = f'<p class="standfirst">{esc(article.deck)}</p>' if article.deck else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{esc(article.title)} | Harbour Post</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="canonical" href="{attr(page.url)}">
{alternates(page.outlet, page.base)}
</head>
<body>
<div id="cookie-consent" class="cookie-banner" role="dialog">
<p>{junk(page, "We and our 214 partners store small files on your device to keep the lights on.")}</p>
<button>{junk(page, "Accept everything")}</button> <button>{junk(page, "Let me choose")}</button>
</div>
<header class="masthead"><a href="/">Harbour Post</a>
<nav><ul><li><a href="/city">City</a></li><li><a href="/world">World</a></li>
<li><a href="/sport">Sport</a></li></ul></nav>
</header>
<main>
<article>
<header>
<p class="kicker">{esc(article.section.title())}</p>
<h1>{esc(article.title)}</h1>
{deck}
<p class="byline">By <span class="author" rel="author">{byline(page, " and ")}</span>
<time datetime="{when.isoformat(timespec="seconds")}">{long_date(when, "en")}, {when:%H:%M}</time></p>
</header>
{figure(page, "Archive picture. Photograph: Harbour Post pool")}
<div class="article-body">
{credit(page, "lead")}
{chr(10).join(body(page))}
{credit(page, "tail")}
</div>
{credit(page, "footer")}
{credit(page, "aside")}
</article>
<aside class="promo"><h2>{junk(page, "More from the waterfront")}</h2><ul>
{related(page)}
</ul></aside>
</main>
<footer><p>{junk(page, "© Harbour Post Publishing, 4 Ropewalk, Port Ansel. All rights reserved.")}</p></footer>
</body>
</html>
"""


def graph(page: Page) -> str:
    """A wire agency: sparse markup, JSON-LD NewsArticle inside an @graph."""
    article = page.article
    when = wall(page)
    publisher = {"@type": "NewsMediaOrganization", "@id": f"{page.base}/#org", "name": "Meridian Wire"}
    people = [{"@type": "Person", "name": name} for name in article.authors]
    data = {
        "@context": "https://schema.org",
        "@graph": [
            publisher,
            {"@type": "WebSite", "@id": f"{page.base}/#site", "url": f"{page.base}/", "name": "Meridian Wire"},
            {
                "@type": "NewsArticle",
                "@id": f"{page.url}#article",
                "headline": article.title,
                "datePublished": when.isoformat(timespec="seconds"),
                "dateModified": when.isoformat(timespec="seconds"),
                "author": people or {"@id": f"{page.base}/#org"},
                "publisher": {"@id": f"{page.base}/#org"},
                "mainEntityOfPage": page.url,
                "inLanguage": "en",
            },
        ],
    }
    reporters = f"Reporting by {byline(page, ' and ')}" if article.authors else "Reporting by the Port Ansel bureau"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{esc(article.title)} - Meridian Wire</title>
<link rel="canonical" href="{attr(page.url)}">
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>
{alternates(page.outlet, page.base)}
</head><body>
<nav class="top-nav"><a href="/">Wire</a> <a href="/world">World</a> <a href="/business">Business</a></nav>
<h1 class="slugline">{esc(article.title)}</h1>
<div class="dateline-meta">{long_date(when, "en")} · {when:%H:%M} UTC ·
{junk(page, "Copy cleared for all subscribers")}</div>
<section class="story-body">
{chr(10).join(body(page))}
</section>
<footer class="signoff"><p>{junk(page, reporters + "; editing by the night desk")}</p>
<p>{junk(page, "Meridian Wire copy may be reprinted by subscribers with credit.")}</p></footer>
</body></html>
"""


def soup(page: Page) -> str:
    """A business daily on a component system: nothing but divs with classes; OpenGraph carries the metadata."""
    article = page.article
    when = wall(page)
    metas = [
        ("og:type", "article"),
        ("og:site_name", "The Ansel Ledger"),
        ("og:title", article.title),
        ("og:url", page.url),
        ("og:description", article.deck),
        ("article:published_time", when.isoformat(timespec="seconds")),
        ("article:section", article.section),
        *(("article:author", name) for name in article.authors),
    ]
    tags = "\n".join(f'<meta property="{key}" content="{attr(value)}">' for key, value in metas if value)
    signed = f'<div class="c-sign__who">{byline(page, ", ")}</div>' if byline(page, ", ") else ""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{esc(article.title)} · Ledger</title>
{tags}
{alternates(page.outlet, page.base)}
</head><body class="t-light">
<div class="cmp-layer consent-layer">
<div class="cmp-layer__txt">{junk(page, "Your privacy is a line item we take seriously.")}</div>
<div class="cmp-layer__cta">{junk(page, "Agree and continue reading")}</div></div>
<div class="c-head"><div class="c-head__logo">The Ansel Ledger</div>
<div class="c-head__nav"><a href="/markets">Markets</a><a href="/companies">Companies</a>
<a href="/tech">Tech</a></div></div>
<div class="l-wrap"><div class="l-main">
<div class="c-title"><h1>{esc(article.title)}</h1></div>
<div class="c-deck">{esc(article.deck)}</div>
<div class="c-sign">{signed}</div>
<div class="c-tools share-tools">{junk(page, "Gift this article")} {junk(page, "Save for later")}</div>
<div class="c-article-body"><div class="c-article-body__in">
{chr(10).join(body(page, css="c-par"))}
{credit(page, "tail")}
</div></div>
{credit(page, "footer")}
{credit(page, "aside")}
<div class="c-related"><div class="c-related__t">{junk(page, "Also on the Ledger today")}</div>
{related(page, "div")}</div>
</div>
<div class="l-side sidebar"><div class="c-ticker">{junk(page, "ANSEL 40 4,118.2 +0.4%")}</div></div></div>
<div class="c-foot footer">{junk(page, "Market data delayed by at least 15 minutes. © Ledger Media")}</div>
</body></html>
"""


def tables(page: Page) -> str:
    """A local paper whose site has not been touched for twenty years: tables, fonts, unclosed paragraphs."""
    article = page.article
    paragraphs = "\n".join(
        line.replace("</p>", "").replace("<p>", "<P>") for line in body(page, heading="b", paragraph="p")
    )
    written = f"By {byline(page, ' and ')}" if byline(page, " and ") else "Courier staff"
    return f"""<HTML>
<HEAD>
<META http-equiv="Content-Type" content="text/html; charset=utf-8">
<TITLE>Tam Valley Courier - {esc(article.title)}</TITLE>
{alternates(page.outlet, page.base)}
</HEAD>
<BODY BGCOLOR="#FFFFF0" TEXT="#000000" LINK="#003366">
<TABLE WIDTH="100%" BORDER="0" CELLPADDING="4"><TR>
<TD BGCOLOR="#003366"><FONT COLOR="white" SIZE="5">Tam Valley Courier</FONT></TD>
<TD ALIGN="right"><FONT SIZE="1">{junk(page, "Small ads: ring 4471 before Thursday noon")}</FONT></TD></TR></TABLE>
<TABLE WIDTH="780" BORDER="0" CELLSPACING="0"><TR VALIGN="top">
<TD WIDTH="140" BGCOLOR="#E8E8D8"><FONT SIZE="2"><A HREF="/">Front page</A><BR><A HREF="/letters.php">Letters</A><BR>
<A HREF="/deaths.php">Deaths</A><BR><A HREF="/sport.php">Sport</A></FONT></TD>
<TD WIDTH="500" CLASS="story">
<H1><FONT FACE="Georgia">{esc(article.title)}</FONT></H1>
<FONT SIZE="2" COLOR="#666666"><I>{written}, {us_date(wall(page))}</I></FONT>
<DIV ID="story">
{paragraphs}
</DIV>
{credit(page, "footer")}
</TD>
<TD WIDTH="140"><FONT SIZE="2"><B>{junk(page, "This week in the Courier")}</B><BR>
{related(page, "div")}</FONT></TD>
</TR></TABLE>
<HR><CENTER><FONT SIZE="1">{junk(page, "Best viewed at 800 by 600. Visitors since 2003: 0418822")}</FONT></CENTER>
</BODY>
</HTML>
"""


def wordpress(page: Page) -> str:
    """The familiar blog engine with every plug-in switched on."""
    article = page.article
    when = wall(page)
    words = sum(len(text.split()) for text in page.paragraphs)
    lines = [line.replace("“", "&#8220;").replace("”", "&#8221;").replace("’", "&#8217;") for line in body(page)]
    middle = max(len(lines) // 2, 1)
    more = page.related[0][0] if page.related else ""
    lines.insert(
        middle,
        f'<div class="related-inline"><strong>{junk(page, "You might have missed")}:</strong> {esc(more)}</div>',
    )
    people = " and ".join(article.authors)
    box = (
        f'<div class="author-box"><h4>{esc(people)}</h4><p>'
        f"{junk(page, f'{people} can be reached through the Northline newsdesk.')}</p></div>"
        if people
        else ""
    )
    meta_author = f'<meta name="author" content="{attr(people)}">' if people else ""
    return f"""<!DOCTYPE html>
<html lang="en-GB" prefix="og: https://ogp.me/ns#">
<head>
<meta charset="UTF-8">
<title>{esc(article.title)} &#8211; Northline</title>
<link rel="canonical" href="{attr(page.url)}">
<link rel="amphtml" href="{attr(page.url)}amp/">
<meta property="og:title" content="{attr(article.title)}">
<meta property="article:published_time" content="{when.isoformat(timespec="seconds")}">
{meta_author}
{alternates(page.outlet, page.base)}
</head>
<body class="post-template-default single single-post-page">
<div id="cookie-notice" class="cookie-notice">
{junk(page, "This site uses cookies. Carry on and we will assume you like them.")}</div>
<div id="page" class="site"><header id="masthead"><a href="/">Northline</a></header>
<div class="site-inner"><div class="post type-post">
<header class="entry-header"><h1 class="entry-title">{esc(article.title)}</h1>
<div class="entry-meta"><span class="byline">{byline(page, " and ")}</span>
<span class="posted-on">{us_date(when)}</span>
<span class="reading-time">{junk(page, f"{max(words // 70, 1)} Min Read")}</span></div></header>
<div class="sharedaddy share-bar">{junk(page, "Share on Chirrup")} {junk(page, "Pin it for later")}</div>
<div class="entry-content">
{credit(page, "lead")}
{chr(10).join(lines)}
{credit(page, "tail")}
</div>
{credit(page, "aside")}
{credit(page, "footer")}
{box}
<div class="related-posts"><h3>{junk(page, "More From This Author's Desk")}</h3><ul>
{related(page)}
</ul></div>
<div id="comments" class="comments-area"><h3 class="comment-reply-title">{junk(page, "Leave a Reply")}</h3>
<form action="/wp-comments-post.php" method="post"><p>{junk(page, "Your email address will not be published.")}</p>
<textarea name="comment"></textarea><input type="submit" value="Post Comment"></form></div>
</div></div>
<footer id="colophon">{junk(page, "Proudly powered by tea and caching")}</footer></div>
</body></html>
"""


def split(page: Page) -> str:
    """Paragraphs over sibling containers, an advertisement and a newsletter box between them; microdata."""
    article = page.article
    when = wall(page)
    lines = body(page, heading="h3")
    third = max((len(lines) + 2) // 3, 1)
    parts = [lines[start : start + third] for start in range(0, len(lines), third)]
    breaks = [
        '<div class="ad-slot ad-mid"><span>'
        f"{junk(page, 'Advertisement: flats on the Korvin embankment from 94,000')}</span></div>",
        f'<div class="newsletter-box"><h4>{junk(page, "Dalmin in your inbox")}</h4>'
        f"<p>{junk(page, 'Five stories every morning, no shouting. Unsubscribe whenever you like.')}</p></div>",
        "",
    ]
    chunks = []
    for index, part in enumerate(parts):
        chunks.append('<div class="text-chunk">\n' + "\n".join(part) + "\n</div>")
        if index + 1 < len(parts):
            chunks.append(breaks[index % 3])
    people = ", ".join(
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<span itemprop="name">{esc(name)}</span></span>'
        for name in article.authors
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Dalmin Herald: {esc(article.title)}</title>
{alternates(page.outlet, page.base)}
</head><body>
<div class="topline"><a href="/en">Dalmin Herald</a> <a href="/">Орвенська</a>
{junk(page, "Become a subscriber for 2.90 a month")}</div>
<div class="layout" itemscope itemtype="https://schema.org/NewsArticle">
<meta itemprop="datePublished" content="{when.isoformat(timespec="seconds")}">
<link itemprop="mainEntityOfPage" href="{attr(page.url)}">
<h1 itemprop="headline">{esc(article.title)}</h1>
<div class="info-line meta">{people or esc(article.byline)} | {long_date(when, "en")}</div>
<div class="main-column" itemprop="articleBody">
{chr(10).join(chunks)}
{credit(page, "tail")}
</div>
{credit(page, "footer")}
</div>
<div class="bottom-stories related-stories"><h3>{junk(page, "Read next on the Herald")}</h3>
{related(page, "p")}
</div>
<div class="page-footer footer">
{junk(page, "Dalmin Herald is registered with the Orvenian Press Council under No. 0117.")}</div>
</body></html>
"""


def plain(page: Page) -> str:
    """A hand-kept farming page: no metadata at all, the date only where a reader sees it."""
    article = page.article
    dated = f" - {us_date(wall(page))}" if article.moment else ""
    signed = byline(page, " and ")
    return f"""<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>{esc(article.title)}</title>
{alternates(page.outlet, page.base)}</head>
<body>
<p><a href="/">Field &amp; Furrow</a> | <a href="/prices.html">Prices</a> | <a href="/weather.html">Weather</a></p>
<article>
<h1>{esc(article.title)}</h1>
<p class="byline">{f"By {signed}" if signed else "Field &amp; Furrow"}{dated}</p>
{chr(10).join(body(page))}
</article>
<hr>
<footer>{junk(page, "Field & Furrow is written above a seed merchant's shop. Corrections by postcard.")}</footer>
</body>
</html>
"""


def digest(page: Page) -> str:
    """The aggregator's few pages of its own."""
    article = page.article
    when = wall(page)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{esc(article.title)} — Strait Digest</title>
<meta name="author" content="{attr(", ".join(article.authors))}"><meta name="date" content="{when.isoformat()}">
<link rel="canonical" href="{attr(page.url)}">
{alternates(page.outlet, page.base)}
</head><body><div class="bar-top">{junk(page, "Everything the coast read today, on one page")}</div>
<h1>{esc(article.title)}</h1>
<div class="who meta">{byline(page, ", ")}, {long_date(when, "en")}, {when:%H:%M}</div>
<div id="content" class="post-content">
{credit(page, "lead")}
{chr(10).join(body(page))}
{credit(page, "tail")}
</div>
<div class="subscribe-footer footer">{junk(page, "Send us a link: tips at this address")}</div></body></html>
"""
