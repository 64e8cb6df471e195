"""The extractors that are compared, each from a page's bytes to an `Answer`, each in a process of its own.

Processes of their own, because `pipeline.clean.body` changes trafilatura to its needs: in one process with it, the
trafilatura that is compared with would be another one, and faster.
"""

import logging
import multiprocessing
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib.util import find_spec
from multiprocessing.connection import Connection
from typing import Any

import lxml.html

from benchmarks.goldpages import GoldPage
from benchmarks.scoring import Answer, Gold
from pipeline.clean.page import clean
from pipeline.errors import Setback
from pipeline.extract.language import detect
from pipeline.model import Page
from pipeline.stages.clean import PAGE_BYTES

OURS, REFERENCE = "ours", "trafilatura fast"
LIBRARIES = {"readability-lxml": "readability", "newspaper4k": "newspaper"}
_BLOCKS = ("p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "td", "br", "pre")
_WARM = GoldPage(
    "warm", "https://example.org/ferry", datetime(2026, 3, 4, tzinfo=UTC), "text/html",
    b"<html lang=en><head><title>Ferry late</title></head><body><article><h1>Ferry late</h1><p>By Ann Quay, 3 March 2026</p>"
    + b"<p>The ferry was late again, and nobody on the quay was surprised by it.</p>" * 12 + b"</article></body></html>",
    Gold(),
)  # fmt: skip

Contender = Callable[[GoldPage], Answer]


def ours(page: GoldPage) -> Answer:
    """The whole clean stage and the language extractor."""
    try:
        cleaned = clean(_page(page), PAGE_BYTES)
    except Setback as setback:
        return Answer(refused=f"{setback.reason}: {setback.message}")
    published = cleaned.published
    return Answer(
        body=cleaned.text,
        title=cleaned.title,
        authors=cleaned.authors,
        published=(published.at.date() if published.precision == "day" else published.at) if published else None,
        language=detect(cleaned.text, cleaned.language),
    )


def _page(page: GoldPage) -> Page:
    return Page(0, 0, page.url, page.captured_at, page.content_type, None, page.html, None, None, None)


def _trafilatura(**options: Any) -> Contender:
    """`trafilatura.bare_extraction` with its own metadata, from bytes, comments as it pleases."""
    import trafilatura

    def extract(page: GoldPage) -> Answer:
        found: Any = trafilatura.bare_extraction(page.html, with_metadata=True, **options)
        if found is None:
            return Answer(refused="nothing extracted")
        return Answer(
            body=found.text or "",
            title=found.title,
            authors=tuple(found.author.split("; ")) if found.author else (),
            published=date.fromisoformat(found.date) if found.date else None,
        )

    return extract


def _readability() -> Contender:
    """readability-lxml: the cleaned title and the text of the summary, its blocks parted."""
    from readability import Document

    def extract(page: GoldPage) -> Answer:
        document = Document(page.html)
        summary: Any = lxml.html.fromstring(document.summary())
        for element in summary.iter(*_BLOCKS):
            element.tail = "\n" + (element.tail or "")
        author = document.author()
        return Answer(
            body=summary.text_content(),
            title=document.short_title(),
            authors=(author,) if author and author != "[no-author]" else (),
        )

    return extract


def _newspaper() -> Contender:
    """newspaper4k, which is told not to fetch pictures.

    Japanese wants a tokenizer that has no wheel; there it is told that the page is English, for the metadata's sake.
    """
    import newspaper
    from trafilatura.utils import decode_file

    def parse(page: GoldPage, **options: Any) -> Any:
        article = newspaper.Article(page.url, fetch_images=False, **options)
        article.download(input_html=decode_file(page.html), ignore_read_more=True)
        article.parse()
        return article

    def extract(page: GoldPage) -> Answer:
        try:
            article = parse(page)
        except ImportError:
            article = parse(page, language="en")
        return Answer(
            body=article.text or "",
            title=article.title or None,
            authors=tuple(article.authors or ()),
            published=article.publish_date,
            language=article.meta_lang or None,
        )

    return extract


CONTENDERS: dict[str, Callable[[], Contender]] = {
    OURS: lambda: ours,
    "trafilatura default": lambda: _trafilatura(),
    REFERENCE: lambda: _trafilatura(fast=True),
    "trafilatura precision": lambda: _trafilatura(favor_precision=True),
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
}


PATIENCE = 60.0  # seconds for one page
NOT_GIVEN = {
    "trafilatura default": frozenset({"language"}),
    REFERENCE: frozenset({"language"}),
    "trafilatura precision": frozenset({"language"}),
    "readability-lxml": frozenset({"date", "language"}),
}


def missing() -> list[str]:
    """Which of the libraries to compare with are not installed."""
    return [name for name, module in LIBRARIES.items() if find_spec(module) is None]


def offline() -> None:
    """From here on no socket of this process, or of those it starts, can be connected and no name be looked up."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}:
            raise OSError("measuring quality touches no network")

    sys.addaudithook(refuse)


class Bench:
    """One contender in a process of its own, with fresh caches, warmed up on a page that is not measured.

    A page on which the process dies or does not come back counts as an empty answer, like any crash.
    """

    def __init__(self, name: str, pages: Sequence[GoldPage]) -> None:
        self._name, self._pages = name, pages
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._name, self._pages, there), daemon=True)
        self._process.start()
        there.close()

    def run(self, number: int) -> tuple[Answer, float]:
        """The answer for a page, and the seconds of CPU it took."""
        self._pipe.send(number)
        if self._pipe.poll(PATIENCE):
            try:
                answer, seconds = self._pipe.recv()
                return answer, seconds
            except EOFError:
                pass
        self._process.kill()
        self._process.join()
        self._start()
        return Answer(refused="crashed: its process died or did not come back"), PATIENCE

    def close(self) -> None:
        """Let the process end."""
        self._pipe.send(None)
        self._process.join()


def _serve(name: str, pages: Sequence[GoldPage], pipe: "Connection[Any, Any]") -> None:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    contender = CONTENDERS[name]()
    _attempt(contender, _WARM)
    while (number := pipe.recv()) is not None:
        started = time.process_time()
        answer = _attempt(contender, pages[number])
        pipe.send((answer, time.process_time() - started))


def _attempt(contender: Contender, page: GoldPage) -> Answer:
    """A crash on a page counts as an empty answer, whoever crashes."""
    try:
        return contender(page)
    except Exception as error:  # noqa: BLE001
        return Answer(refused=f"crashed: {error!r}")
