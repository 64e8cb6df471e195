"""The four feed formats, written out by hand the way outlets' systems do."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import escape as xml

from .catalogue import Catalogue, Entry, blocks_of, local
from .model import NOW, Article, Feed, Outlet

CONTENT_TYPES = {
    "rss2": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


def newest(entries: list[Entry]) -> datetime:
    """The date of the newest entry, which a feed gives as its own."""
    return max((entry.item.moment for entry in entries if entry.item.moment), default=NOW)


def write_feed(catalogue: Catalogue, outlet: Outlet, feed: Feed) -> str:
    """The feed's text in its format."""
    entries = catalogue.entries(outlet, feed)
    writer = {"rss2": _rss2, "rdf": _rdf, "atom": _atom, "json": _json}[feed.format]
    return writer(catalogue, outlet, feed, entries)


def _link(feed: Feed, url: str) -> str:
    if not feed.tracking:
        return url
    return f"{url}{'&' if '?' in url else '?'}{feed.tracking}"


def _summary(entry: Entry) -> str:
    if not isinstance(entry.item, Article):
        return ""
    if entry.item.deck:
        return entry.item.deck
    first = next(block.text for block in blocks_of(entry.item) if block.kind == "paragraph")
    return first if len(first) < 160 else first[:150].rsplit(" ", 1)[0] + "…"


def _authors(entry: Entry) -> tuple[str, ...]:
    return entry.item.authors if isinstance(entry.item, Article) else ()


def _body_html(entry: Entry) -> str:
    if not isinstance(entry.item, Article):
        return ""
    tags = {"paragraph": "p", "heading": "h3"}
    return "\n".join(f"<{tags[b.kind]}>{escape(b.text, quote=False)}</{tags[b.kind]}>" for b in blocks_of(entry.item))


def _rss_date(outlet: Outlet, moment: datetime) -> str:
    stamp = format_datetime(local(outlet, moment))
    # RFC 822 lets a date go without its seconds; the outlets that count in minutes do so.
    return stamp.replace(f":{moment:%S} ", " ", 1) if outlet.precision == "minute" else stamp


def _rss2(catalogue: Catalogue, outlet: Outlet, feed: Feed, entries: list[Entry]) -> str:
    base = catalogue.base(outlet.slug)
    permanent = outlet.template not in ("wordpress", "theme")
    items = []
    for number, entry in enumerate(entries):
        moment = entry.item.moment
        lines = [f"<title>{xml(entry.item.title)}</title>", f"<link>{xml(_link(feed, entry.url))}</link>"]
        if permanent:
            lines.append(f"<guid>{xml(entry.url)}</guid>")
        else:
            number_in_database = zlib.crc32(entry.item.key.encode()) % 90_000
            lines.append(f'<guid isPermaLink="false">{xml(base)}/?p={number_in_database}</guid>')
        if feed.dated and moment:
            lines.append(f"<pubDate>{_rss_date(outlet, moment)}</pubDate>")
        lines += [f"<dc:creator>{xml(name)}</dc:creator>" for name in _authors(entry)]
        if isinstance(entry.item, Article):
            lines.append(f"<category>{xml(entry.item.section)}</category>")
        summary = _summary(entry)
        lines.append(f"<description>{xml(f'<p>{escape(summary)}</p>' if number % 2 else summary)}</description>")
        if feed.full_text and isinstance(entry.item, Article):
            lines.append(f"<content:encoded><![CDATA[{_body_html(entry)}]]></content:encoded>")
        items.append("<item>\n  " + "\n  ".join(lines) + "\n</item>")
    return (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">\n'
        f"<channel>\n<title>{xml(feed.title)}</title>\n<link>{xml(base)}/</link>\n"
        f'<atom:link href="{xml(base + feed.path)}" rel="self" type="application/rss+xml"/>\n'
        f"<description>{xml(outlet.name)}</description>\n<language>{outlet.language}</language>\n"
        f"<lastBuildDate>{format_datetime(newest(entries))}</lastBuildDate>\n<ttl>15</ttl>\n"
        + "\n".join(items)
        + "\n</channel>\n</rss>\n"
    )


def _rdf(catalogue: Catalogue, outlet: Outlet, feed: Feed, entries: list[Entry]) -> str:
    base = catalogue.base(outlet.slug)
    toc, items = [], []
    for entry in entries:
        link = xml(_link(feed, entry.url), {'"': "&quot;"})
        toc.append(f'<rdf:li rdf:resource="{link}"/>')
        lines = [f"<title>{xml(entry.item.title)}</title>", f"<link>{link}</link>"]
        if entry.item.moment:
            when = local(outlet, entry.item.moment)
            minutes = when.isoformat(timespec="minutes")
            lines.append(f"<dc:date>{minutes if outlet.precision == 'minute' else when.date().isoformat()}</dc:date>")
        lines += [f"<dc:creator>{xml(name)}</dc:creator>" for name in _authors(entry)]
        lines.append(f"<description>{xml(_summary(entry))}</description>")
        items.append(f'<item rdf:about="{link}">\n  ' + "\n  ".join(lines) + "\n</item>")
    return (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{xml(base + feed.path)}">\n<title>{xml(feed.title)}</title>\n<link>{xml(base)}/</link>\n'
        f"<description>{xml(outlet.name)}</description>\n<dc:language>{outlet.language}</dc:language>\n"
        "<items><rdf:Seq>\n"
        + "\n".join(toc)
        + "\n</rdf:Seq></items>\n</channel>\n"
        + "\n".join(items)
        + "\n</rdf:RDF>\n"
    )


def _atom(catalogue: Catalogue, outlet: Outlet, feed: Feed, entries: list[Entry]) -> str:
    base = catalogue.base(outlet.slug)
    # With xml:base the links are written relative to the feed's own folder or to the root, as some systems do.
    root = f' xml:base="{xml(base)}/"' if feed.xml_base else ""
    items = []
    for number, entry in enumerate(entries):
        link = _link(feed, entry.url)
        if feed.xml_base:
            link = link.removeprefix(base)[number % 2 :]
        moment = entry.item.moment or NOW
        stamp = local(outlet, moment).isoformat(timespec="seconds")
        lines = [
            f'<title type="text">{xml(entry.item.title)}</title>',
            f'<link rel="alternate" type="text/html" href="{xml(link)}"/>',
            f"<id>tag:{outlet.host},2026:{xml(entry.item.key)}</id>",
            f"<published>{stamp}</published>",
            f"<updated>{stamp}</updated>",
            *(f"<author><name>{xml(name)}</name></author>" for name in _authors(entry)),
            f'<summary type="html">{xml(escape(_summary(entry)))}</summary>',
        ]
        items.append("<entry>\n  " + "\n  ".join(lines) + "\n</entry>")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}"{root}>\n'
        f"<title>{xml(feed.title)}</title>\n<id>{xml(base + feed.path)}</id>\n"
        f'<link rel="self" href="{xml(base + feed.path)}"/>\n<link rel="alternate" href="{xml(base)}/"/>\n'
        f"<updated>{newest(entries).isoformat()}</updated>\n<author><name>{xml(outlet.name)}</name></author>\n"
        + "\n".join(items)
        + "\n</feed>\n"
    )


def _json(catalogue: Catalogue, outlet: Outlet, feed: Feed, entries: list[Entry]) -> str:
    base = catalogue.base(outlet.slug)
    items = []
    for entry in entries:
        item: dict[str, object] = {
            "id": entry.item.key,
            "url": _link(feed, entry.url),
            "title": entry.item.title,
            "summary": _summary(entry),
            "content_text": _summary(entry),
        }
        if entry.item.moment:
            item["date_published"] = local(outlet, entry.item.moment).isoformat(timespec="seconds")
        if _authors(entry):
            item["authors"] = [{"name": name} for name in _authors(entry)]
        items.append(item)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"{base}/",
        "feed_url": base + feed.path,
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)
