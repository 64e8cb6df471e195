"""What the page templates share: escaping, furniture, dates in three languages, bodies and credits."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta, timezone
from html import escape

from tests.newsroom.model import NOW, Outlet, Page

# fmt: off
MONTHS = {
    "en": [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ],
    "ru": [
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ],
    "uk": [
        "січня", "лютого", "березня", "квітня", "травня", "червня",
        "липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
    ],
}
# fmt: on
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

TOPICS = {
    "en": ("Lenna Canal", "River Tam", "Strait Cup", "Harbour Trust"),
    "ru": ("Леннского канала", "Конституционный суд", "Кубка пролива"),
    "uk": ("Леннського каналу", "Конституційний суд", "Собольської протоки"),
}
FEED_TYPES = {
    "rss2": "application/rss+xml",
    "rdf": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


def esc(text: str) -> str:
    return escape(text, quote=False)


def attr(text: str) -> str:
    return escape(text, quote=True)


def junk(page: Page, text: str) -> str:
    """Page furniture: noted as such, and escaped for printing."""
    page.furniture.append(text)
    return esc(text)


def wall(page: Page) -> datetime:
    """The publication time on the outlet's clock."""
    return (page.article.moment or NOW).astimezone(timezone(timedelta(hours=page.outlet.offset)))


def long_date(moment: datetime, language: str) -> str:
    """`5 March 2026` and its likes."""
    year = {"en": "", "ru": " года", "uk": " року"}[language]
    return f"{moment.day} {MONTHS[language][moment.month - 1]} {moment.year}{year}"


def us_date(moment: datetime) -> str:
    """`Thursday, March 5, 2026`."""
    return f"{WEEKDAYS[moment.weekday()]}, {MONTHS['en'][moment.month - 1]} {moment.day}, {moment.year}"


def ago(moment: datetime) -> str:
    """How long before the newsroom's now, in Russian."""
    hours = int((NOW - moment.astimezone(UTC)).total_seconds() // 3600)
    count, forms = (max(hours, 1), ("час", "часа", "часов")) if hours < 24 else (hours // 24, ("день", "дня", "дней"))
    if count % 10 == 1 and count % 100 != 11:
        form = forms[0]
    elif count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
        form = forms[1]
    else:
        form = forms[2]
    return f"{count} {form} назад"


def byline(page: Page, joiner: str) -> str:
    """The people, or the desk that signs in their place."""
    return esc(joiner.join(page.article.authors) or page.article.byline)


def body(page: Page, paragraph: str = "p", heading: str = "h2", css: str = "") -> list[str]:
    """The blocks as elements; an inline credit opens the first paragraph."""
    style = f' class="{css}"' if css else ""
    out = []
    inline = page.article.credit if page.article.credit_place == "inline" else ""
    for block in page.blocks:
        if block.kind == "heading":
            out.append(f"<{heading}>{esc(block.text)}</{heading}>")
        else:
            text = f"{inline} {block.text}" if inline else block.text
            inline = ""
            out.append(f"<{paragraph}{style}>{linked(page, text)}</{paragraph}>")
    return out


def linked(page: Page, text: str) -> str:
    """A paragraph's text, a standing topic in it linked to its page, as content systems do by themselves."""
    escaped = esc(text)
    for topic in TOPICS[page.language]:
        if topic in escaped:
            return escaped.replace(topic, f'<a href="/topic/{zlib.crc32(topic.encode()):08x}">{topic}</a>', 1)
    return escaped


def figure(page: Page, caption: str) -> str:
    """The picture on top, with a caption nobody wrote for the article."""
    source = f"/img/{zlib.crc32(page.article.key.encode()):08x}.jpg"
    return f'<figure><img src="{source}" alt=""><figcaption>{junk(page, caption)}</figcaption></figure>'


def credit(page: Page, place: str) -> str:
    """The credit line in its own element, if this is where the page has it."""
    article = page.article
    if not article.credit or article.credit_place != place:
        return ""
    text = junk(page, article.credit)
    if place == "footer":
        return f'<footer class="credits"><p>{text}</p></footer>'
    if place == "aside":
        return f'<aside class="credits"><small>{text}</small></aside>'
    return f'<p class="{"agency-line" if place == "lead" else "source-line"}"><em>{text}</em></p>'


def related(page: Page, item: str = "li") -> str:
    """Links to other articles of the outlet."""
    return "\n".join(f'<{item}><a href="{attr(url)}">{esc(title)}</a></{item}>' for title, url in page.related)


def alternates(outlet: Outlet, base: str) -> str:
    """`<link rel=alternate>` for the outlet's feeds."""
    return "\n".join(
        f'<link rel="alternate" type="{FEED_TYPES[feed.format]}" title="{attr(feed.title)}" href="{base}{feed.path}">'
        for feed in outlet.feeds
    )
