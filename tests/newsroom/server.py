"""The loopback web itself: one port, virtual hosts by the Host header."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from types import TracebackType
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from .catalogue import BY_KEY, Catalogue
from .feeds import CONTENT_TYPES, newest, write_feed
from .model import NOW, Expected, Outlet, Request
from .outlets import BROKEN, BY_SLUG, OUTLETS
from .stories import ARTICLES, CORRECTIONS
from .templates import amp_page, blank_page, front_page, subscriber_page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


@dataclass(frozen=True, slots=True)
class Resource:
    """A fixed answer."""

    body: bytes
    content_type: str
    modified: datetime
    status: int = 200
    compress: bool = True

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


def _name(path: str, query: str) -> str:
    """A path with what in its query names the page; what only says where the reader came from is dropped."""
    kept = [(key, value) for key, value in parse_qsl(query) if not key.startswith("utm_") and key != "fbclid"]
    return f"{path}?{urlencode(kept)}" if kept else path


def build(catalogue: Catalogue) -> dict[tuple[str, str], Resource]:
    """Every page of every host, ready to send."""
    web_of: dict[tuple[str, str], Resource] = {}

    def put(outlet: Outlet, path: str, text: str, kind: str, modified: datetime = NOW, header: bool = True) -> None:
        body = text.encode(outlet.charset, "xmlcharrefreplace")
        content_type = f"{kind}; charset={outlet.charset}" if header else kind
        web_of[outlet.host, path] = Resource(body, content_type, modified, compress=outlet.gzip)

    for outlet in OUTLETS:
        if outlet.robots is not None:
            put(outlet, "/robots.txt", outlet.robots, "text/plain")
        put(outlet, "/", front_page(outlet, catalogue.base(outlet.slug), _front(catalogue, outlet)), "text/html")
        for feed in outlet.feeds:
            modified = newest(catalogue.entries(outlet, feed))
            put(outlet, feed.path, write_feed(catalogue, outlet, feed), CONTENT_TYPES[feed.format], modified)
    for index, article in enumerate(ARTICLES):
        outlet = BY_SLUG[article.outlet]
        # The outlet with the old encoding names it in the header of every other page, in <meta> of all of them.
        header = outlet.charset == "utf-8" or index % 2 == 0
        path = catalogue.paths[article.key]
        put(outlet, path, catalogue.html(article), "text/html", article.moment or NOW, header)
        if outlet.template == "wordpress":
            put(outlet, f"{path}amp/", amp_page(catalogue.page(article)), "text/html", article.moment or NOW)
    for broken in BROKEN:
        outlet = BY_SLUG[broken.outlet]
        if broken.reason == "gone":
            body = b"<html><title>410</title><body><h1>This page has been removed</h1></body></html>"
            web_of[outlet.host, broken.path] = Resource(body, "text/html; charset=utf-8", NOW, status=410)
        elif broken.reason == "not_html":
            web_of[outlet.host, broken.path] = Resource(PDF, "application/pdf", broken.moment, compress=False)
        elif broken.reason == "no_text":
            put(outlet, broken.path, blank_page(outlet, broken.title), "text/html", broken.moment)
        elif broken.reason == "robots":
            put(outlet, broken.path, subscriber_page(outlet, broken.title), "text/html", broken.moment)
    return web_of


def _front(catalogue: Catalogue, outlet: Outlet) -> list[tuple[str, str]]:
    return [(a.title, catalogue.url(a)) for a in ARTICLES if a.outlet == outlet.slug]


def _always(resource: Resource) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return _answer(request, resource)

    return answer


def _unchanged(request: web.Request, resource: Resource) -> bool:
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        given = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in given or resource.etag in given
    since = request.headers.get("If-Modified-Since")
    if since is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return resource.modified.replace(microsecond=0) <= (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _answer(request: web.Request, resource: Resource | None) -> web.Response:
    if request.method not in ("GET", "HEAD"):
        return web.Response(status=405, text="Method not allowed", headers={"Allow": "GET, HEAD"})
    if resource is None:
        page = "<html><head><title>404</title></head><body><h1>Page not found</h1></body></html>"
        return web.Response(status=404, text=page, content_type="text/html")
    headers = {"ETag": resource.etag, "Last-Modified": format_datetime(resource.modified, usegmt=True)}
    if resource.status == 200 and _unchanged(request, resource):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = resource.content_type
    body = resource.body
    if resource.compress:
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, mtime=0)
    return web.Response(status=resource.status, body=body, headers=headers)


class Newsroom:
    """Serves the newsroom from a background thread for as long as the context lasts."""

    def __init__(self, port: int = 0, latency: float = 0.0) -> None:
        self.port = port
        self.latency = latency
        self.requests: list[Request] = []
        self._overrides: dict[tuple[str, str], Handler] = {}
        self._catalogue: Catalogue | None = None
        self._resources: dict[tuple[str, str], Resource] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def catalogue(self) -> Catalogue:
        """What is published, with this room's addresses."""
        if self._catalogue is None:
            raise RuntimeError("the newsroom is not open: its addresses are known once its port is")
        return self._catalogue

    @property
    def feeds(self) -> list[str]:
        return [address for _, _, address in self.catalogue.feeds()]

    def expected(self) -> list[Expected]:
        """The answer sheet with this room's addresses."""
        return self.catalogue.expected()

    def url(self, outlet_slug: str, path: str) -> str:
        return self.catalogue.base(outlet_slug) + path

    def override(self, host: str, path: str, handler: Handler) -> None:
        """Answer `path` (with its query, if it names the page) of a host or outlet by `handler` until `restore`."""
        known = BY_SLUG.get(host)
        name, _, query = path.partition("?")
        self._overrides[known.host if known else host.partition(":")[0], _name(name, query)] = handler

    def correct(self) -> None:
        """The outlets correct what they have published (`stories.CORRECTIONS`): their pages say so until `restore`."""
        for correction in CORRECTIONS:
            article = correction.applied(BY_KEY[correction.key])
            outlet = BY_SLUG[article.outlet]
            page = self.catalogue.html(article).encode(outlet.charset, "xmlcharrefreplace")
            kind = f"text/html; charset={outlet.charset}"
            resource = Resource(page, kind, correction.moment, compress=outlet.gzip)
            self.override(outlet.host, self.catalogue.paths[article.key], _always(resource))

    def restore(self) -> None:
        """Forget the overrides and the corrections."""
        self._overrides.clear()

    def __enter__(self) -> Newsroom:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", self.port))
            listener.listen(256)
        except OSError:
            listener.close()
            raise
        self.port = listener.getsockname()[1]
        self._catalogue = Catalogue(self.port)
        self._resources = build(self._catalogue)
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(self._loop, listener, ready), daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _serve(self, loop: asyncio.AbstractEventLoop, listener: socket.socket, ready: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        loop.run_until_complete(runner.setup())
        loop.run_until_complete(web.SockSite(runner, listener).start())
        loop.call_soon(ready.set)
        try:
            loop.run_forever()
        finally:
            loop.run_until_complete(runner.cleanup())
            loop.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        at = time.monotonic()
        host = request.host.partition(":")[0].lower()
        name = _name(request.path, request.query_string)
        status = 500
        try:
            if self.latency:
                await asyncio.sleep(self.latency)
            handler = self._overrides.get((host, name))
            response: web.StreamResponse
            if handler is not None:
                response = await handler(request)
            else:
                response = _answer(request, self._resources.get((host, name)))
            status = response.status
            return response
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            headers = dict(request.headers.items())
            self.requests.append(Request(at, host, request.method, request.path_qs, headers, status))
