"""Given pages behind RSS feeds on loopback, gzipped, each by its path."""

import gzip
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class PageServer:
    """Serves `pages` (path → HTML) and feeds that announce them; `urls` and `feeds` are absolute."""

    def __init__(self, pages: Mapping[str, bytes], per_feed: int) -> None:
        self._pages = pages
        self._paths = sorted(pages)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                kind, body = outer.answer(self.path)
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Type", kind)
                if body is not None:
                    self.send_header("Content-Encoding", "gzip")
                compressed = gzip.compress(body) if body is not None else b""
                self.send_header("Content-Length", str(len(compressed)))
                self.end_headers()
                self.wfile.write(compressed)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A client that was killed in the middle is no error of the server."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        base = f"http://127.0.0.1:{self._server.server_port}"
        self.urls = [base + path for path in self._paths]
        self._lists = [self.urls[start : start + per_feed] for start in range(0, len(self.urls), per_feed)]
        self.feeds = [f"{base}/feed/{number}" for number in range(len(self._lists))]

    def answer(self, path: str) -> tuple[str, bytes | None]:
        """(content type, body or None for 404)."""
        if path.startswith("/feed/"):
            items = "".join(f"<item><guid>{url}</guid><link>{url}</link></item>" for url in self._lists[int(path[6:])])
            return (
                "application/rss+xml",
                f'<rss version="2.0"><channel><title>Pages</title>{items}</channel></rss>'.encode(),
            )
        return "text/html", self._pages.get(path)

    def __enter__(self) -> "PageServer":
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
