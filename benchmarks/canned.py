"""A web that costs little beside what is measured, as a process of its own: `python -m benchmarks.canned LOG`.

Every host there is answers alike:

    /f/N  a feed: 304 to a request with its validators    /u/N  a feed that answers 200 with the same bytes every time
    /p/N  a page of real size                             /s/N  a small page
    /robots.txt  rules of a usual length, with the host's own name in them

Prints its port; when its standard input ends, LOG gets a line "N seconds" for each request for /f/N, in time.time().
"""

import asyncio
import gzip
import random
import socket
import sys
import time
from pathlib import Path

ETAG = '"5f3-621a7c4e9b2c0"'
MODIFIED = "Sun, 22 Nov 2026 05:27:14 GMT"
VARIANTS = 8
PAGE, SMALL = 55_000, 10_000  # bytes, gzipped
ENTRIES = 30

_COMMON = (
    "Date: Sun, 22 Nov 2026 06:00:00 GMT\r\nServer: nginx\r\nConnection: keep-alive\r\nVary: Accept-Encoding\r\n"
    "Cache-Control: public, max-age=300\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: SAMEORIGIN\r\n"
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\nReferrer-Policy: strict-origin\r\n"
    "X-Cache: HIT\r\nVia: 1.1 varnish\r\nAge: 41\r\n"
)
_ROBOTS = "User-agent: *\n{rules}\nUser-agent: GPTBot\nDisallow: /\n\nSitemap: http://{host}/sitemap.xml\n"
_RULES = "\n".join(f"Disallow: /{name}/" for name in ("admin", "cgi-bin", "search", "login", "print", "*/amp", "user"))


def words(draw: random.Random, count: int) -> str:
    """Words that compress about as well as prose does."""
    return " ".join(_VOCABULARY[min(int(draw.expovariate(1 / 300)), len(_VOCABULARY) - 1)] for _ in range(count))


_VOCABULARY = ["".join(random.Random(number).choices("etaoinshrdlucmfw", k=2 + number % 8)) for number in range(3_000)]


def page(seed: int, size: int) -> bytes:
    """A page of so many bytes, gzipped, and six times as many before."""
    draw = random.Random(seed)
    parts = ["<!doctype html><html><head><meta charset=utf-8><title>Page</title></head><body>"]
    block = (
        '<div class="article__paragraph article__paragraph--body l-grid__item" data-component="paragraph" data-n="%d">'
    )
    packed = b""
    while len(packed) < size:
        step = max(1, (size - len(packed)) // 400)
        parts += [
            block % number + f"<p>{words(draw, 40)}</p>" + "<span class='l-spacer l-spacer--m'></span>" * 14 + "</div>"
            for number in range(step)
        ]
        packed = gzip.compress("".join(parts).encode(), 6)
    return packed


def document(seed: int) -> bytes:
    """A feed of thirty entries with long summaries."""
    draw = random.Random(seed)
    items = "".join(
        f"<item><guid>{seed}-{number}</guid><title>{words(draw, 9)}</title><description>{words(draw, 400)}</description>"
        f"<link>http://pages.bench.localhost/{seed}/{number}</link></item>"
        for number in range(ENTRIES)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'.encode()


def answer(status: str, kind: str, body: bytes, *more: str) -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status}\r\n{_COMMON}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return (head + "".join(f"{line}\r\n" for line in more) + "\r\n").encode() + body


class Web(asyncio.Protocol):
    """Just enough HTTP/1.1."""

    answers: dict[bytes, list[bytes]]
    unchanged: bytes
    seen: list[tuple[int, float]]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        assert isinstance(transport, asyncio.Transport)
        transport.set_write_buffer_limits(4_000_000)
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer each complete request."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        _, kind, rest = head.split(b" ", 2)[1].split(b"/", 2) if head[5:6] != b"r" else (b"", b"robots.txt", b"0")
        if kind == b"robots.txt":
            host = head.split(b"Host: ", 1)[1].split(b"\r\n", 1)[0].decode()
            return answer("200 OK", "text/plain", _ROBOTS.format(rules=_RULES, host=host).encode())
        number = int(rest)
        if kind == b"f":
            self.seen.append((number, time.time()))
        if kind == b"f" and b"If-None-Match: " in head:
            return self.unchanged
        choices = self.answers[kind]
        return choices[number % len(choices)]


async def main() -> None:
    """Serve until standard input ends."""
    validators = (f"ETag: {ETAG}", f"Last-Modified: {MODIFIED}")
    feeds = [
        answer("200 OK", "application/rss+xml", gzip.compress(document(n), 6), "Content-Encoding: gzip", *validators)
        for n in range(VARIANTS)
    ]
    pages = {
        size: [
            answer("200 OK", "text/html; charset=utf-8", page(n, size), "Content-Encoding: gzip", *validators)
            for n in range(VARIANTS)
        ]
        for size in (PAGE, SMALL)
    }
    Web.answers = {b"f": feeds, b"u": feeds, b"p": pages[PAGE], b"s": pages[SMALL]}
    Web.unchanged = answer("304 Not Modified", "application/rss+xml", b"", *validators).replace(
        b"Content-Length: 0\r\n", b""
    )
    Web.seen = []
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        server = await asyncio.get_running_loop().create_server(Web, sock=listener, backlog=4096)
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        server.close()


if __name__ == "__main__":
    asyncio.run(main())
    Path(sys.argv[1]).write_text("".join(f"{number} {at!r}\n" for number, at in Web.seen))
