"""A web server for benchmarks, as a process of its own: `python -m benchmarks.server FOLDER LATENCY`.

FOLDER holds N.html.gz; page N is http://hH.bench.localhost:PORT/N, and http://feeds.bench.localhost:PORT/F is feed F with a
hundred of them. Prints its port; ends with its standard input.
"""

import asyncio
import sys
from pathlib import Path

HOSTS = 97
PER_FEED = 100


def feed(number: int, pages: int, port: int) -> bytes:
    """RSS with the pages of one feed."""
    items = "".join(
        f"<item><guid>{page}</guid><title>Page {page}</title><link>http://h{page % HOSTS}.bench.localhost:{port}/{page}</link></item>"
        for page in range(number * PER_FEED, min(pages, (number + 1) * PER_FEED))
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'.encode()
    )


class Serve(asyncio.Protocol):
    """Just enough HTTP/1.1 to cost little beside what is measured."""

    pages: list[bytes]
    latency: float
    port: int

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer each complete request."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            if self.latency and b"Host: h" in head:
                asyncio.get_running_loop().call_later(self.latency, self._answer, head)
            else:
                self._answer(head)

    def _answer(self, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode("ascii")
        kind, encoding, status = "text/html; charset=utf-8", "Content-Encoding: gzip\r\n", "200 OK"
        if path == "/robots.txt":
            kind, encoding, status, body = "text/plain", "", "404 Not Found", b""
        elif b"Host: feeds." in head:
            kind, encoding, body = "application/rss+xml", "", feed(int(path[1:]), len(self.pages), self.port)
        else:
            body = self.pages[int(path[1:])]
        if not self._transport.is_closing():
            self._transport.write(
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{encoding}Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )


async def main() -> None:
    """Serve until standard input ends."""
    server = await asyncio.get_running_loop().create_server(Serve, "127.0.0.1", 0, backlog=1024)
    Serve.port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"{Serve.port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    Serve.pages = [(folder / f"{number}.html.gz").read_bytes() for number in range(len(list(folder.glob("*.html.gz"))))]
    Serve.latency = float(sys.argv[2])
    asyncio.run(main())
