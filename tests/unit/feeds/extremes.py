"""Documents of the largest size, each hostile in one way, and what reading one costs: a program for `test_limits.py`.

Prints a JSON object a line: name, seconds of CPU, bytes that the process grew by, and what came of it. Each document is read
in a process of its own.
"""

import gzip
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from pipeline.errors import Permanent
from pipeline.feeds.bounds import MAX_DOCUMENT
from pipeline.feeds.discover import announced
from pipeline.feeds.identity import announcements
from pipeline.feeds.parse import parse

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HERE = "https://paper.example/feed"
ROOM = MAX_DOCUMENT - 500
ITEM = b"<item><title>Story %d</title><link>https://p.example/%d</link><guid>g%d</guid><pubDate>Fri, 27 Feb 2026 10:00 GMT</pubDate></item>"
DATED = b"<item><guid>%d</guid><pubDate>Mon, 01 Jan 99999 00:00 GMT</pubDate></item>"
NEWS = (
    b"<url><loc>https://p.example/%d</loc><news:news><news:publication_date>2026-02-28T10:00:00Z</news:publication_date>"
    b"<news:title>Story %d</news:title></news:news></url>"
)


def fill(unit: bytes, size: int = ROOM) -> bytes:
    return unit * (size // len(unit))


def rss(items: bytes, root: bytes = b"", head: bytes = b"", dtd: bytes = b"") -> bytes:
    return dtd + b"<rss version='2.0'" + root + b"><channel><title>T</title>" + head + items + b"</channel></rss>"


def one(inside: bytes) -> bytes:
    return rss(b"<item>" + inside + b"</item>" + ITEM % (1, 1, 1))


def numbered(unit: bytes, count: int) -> bytes:
    return b"".join(unit.replace(b"%d", b"%d" % number) for number in range(count))


def multiplied(level: int) -> bytes:
    return b"<!ENTITY e%d '%s'>" % (level, b"&e%d;" % (level - 1) * 10)


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "100,000 entries": lambda: rss(numbered(b"<item><title>S%d</title><link>https://p.example/%d</link></item>", 100_000)),
    "entries never closed": lambda: rss(fill(b"<item>")),
    "broken entries": lambda: rss(fill(b"<item><title>a & b</b></title><link>http://h.example/</link></item>")),
    "a title of 10 MB": lambda: one(b"<title>" + fill(b"a", ROOM - 500) + b"</title>"),
    "an attribute of 10 MB": lambda: one(b"<link href='" + fill(b"a", ROOM - 500) + b"'/>"),
    "a base of 8 MB": lambda: rss(fill(ITEM % (1, 1, 1), 2_000_000), root=b" xml:base='http://h.example/" + fill(b"a", 7_900_000) + b"'"),
    "200,000 namespaces": lambda: rss(ITEM % (1, 1, 1), root=numbered(b" xmlns:a%d='urn:%d'", 200_000)),
    "25,000 attributes an entry": lambda: rss((b"<item" + numbered(b" a%d=''", 25_000) + b"/>") * 38),
    "deep nesting": lambda: one(fill(b"<a>")),
    "many elements an entry": lambda: rss((b"<item>" + fill(b"<a/>", 1_100_000) + b"</item>") * 9),
    "many links an entry": lambda: rss((b"<item>" + fill(b"<link href='a'/>", 1_100_000) + b"</item>") * 9),
    "many titles never closed": lambda: one(fill(b"<title>")),
    "many elements in a text": lambda: (
        b"<feed xmlns='http://www.w3.org/2005/Atom'>"
        + (b"<entry><id>a</id><content type='xhtml'><div>" + fill(b"<p/>", 1_100_000) + b"</div></content></entry>") * 9
        + b"</feed>"
    ),
    "entities that multiply": lambda: rss(
        one(b"<title>&e14;</title>"),
        dtd=b"<!DOCTYPE rss [<!ENTITY e0 'ha'>" + b"".join(map(multiplied, range(1, 15))) + b"]>",
    ),
    "one entity many times": lambda: rss(
        b"<item><title>" + fill(b"&e;", 8_000_000) + b"</title></item>", dtd=b"<!DOCTYPE rss [<!ENTITY e '" + b"x" * 60 + b"'>]>"
    ),
    "impossible references": lambda: rss(fill(b"<item><title>" + b"&#1;" * 1_000 + b"</title></item>")),
    "1 MB of impossible references": lambda: one(b"<title>" + fill(b"&#1;", 1_000_000) + b"</title>"),
    "only <": lambda: fill(b"<"),
    "only < in an entry": lambda: one(fill(b"<")),
    "comments": lambda: one(fill(b"<!---->")),
    "instructions before the feed": lambda: fill(b"<?a?>", ROOM - 1_000) + rss(ITEM % (1, 1, 1)),
    "times of the year 99999": lambda: rss(numbered(DATED, 100_000)),
    "random bytes": lambda: random.Random(1).randbytes(ROOM),
    "no charset": lambda: one(b"<title>" + fill(b"\x80", ROOM - 500) + b"</title>"),
    "gzip bomb": lambda: gzip.compress(rss(bytes(100_000_000))),
    "JSON objects": lambda: b'{"items": [' + fill(b"{},") + b"{}]}",
    "JSON keys": lambda: b'{"items": [],' + b",".join(b'"%x":1' % number for number in range(850_000)) + b"}",
    "JSON arrays": lambda: b'{"items": [' + fill(b"["),
    "a news sitemap of 50,000": lambda: b"<urlset>" + numbered(NEWS, 50_000) + b"</urlset>",
    "a list of feeds": lambda: b"<opml><body>" + fill(b"<outline xmlUrl='http://h.example/'/>") + b"</body></opml>",
    "attributes in a list of feeds": lambda: b"<opml><outline" + numbered(b" a%d=''", 250_000) + b" xmlUrl='http://h.example/'/></opml>",
    "a page of links": lambda: b"<html><body>" + fill(b"<a href='/feed'>x</a>"),
}  # fmt: skip


def cost(body: bytes) -> tuple[float, int, str]:
    """CPU seconds, growth in bytes, and what came of a document."""
    scale = 1 if sys.platform == "darwin" else 1024
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
    try:
        feed = parse(body, None, HERE, NOW)
        found, _ = announcements(feed, HERE)
        outcome = f"{len(found)} of {len(feed.entries)}{'' if feed.complete else ', more to come'}"
    except Permanent as error:
        announced(body, None, HERE)
        outcome = str(error.reason)
    seconds = time.thread_time() - started
    return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * scale, outcome


def main() -> None:
    """Read every document, each in a fork."""
    parse(rss(ITEM % (1, 1, 1)), None, HERE, NOW)
    for name, make in DOCUMENTS.items():
        body = make()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            seconds, growth, outcome = cost(body)
            print(json.dumps([name, len(body), seconds, growth, outcome]), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
