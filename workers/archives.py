"""An export as WARC files: what was captured, as it came, and beside it what makes the same rows of it again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import BinaryIO

from sqlalchemy import Engine

from pipeline.store import archives
from pipeline.store.archives import Stored
from pipeline.store.engine import transaction
from workers import dossier, warc

_EPOCH = datetime.fromisoformat("1990-01-01T00:00:00+00:00")  # of a file in which nothing has a time
_HTTP = "application/http; msgtype=response"


def write(engine: Engine, ids: Sequence[int], file: BinaryIO, name: str, *, whole: bool = False) -> Iterator[int]:
    """Write articles with their captures, before them the feeds that announced them; gives how many are written, now and then.

    `ids` as `archives.kept` gives them. `whole`: all feeds, with the entries that are no articles. The same rows
    give the same bytes.
    """
    writer = warc.Writer(file, gzip=name.endswith(".gz"))
    with transaction(engine) as conn:
        at = archives.newest(conn, ids) or _EPOCH
        _about(writer, name, at)
        for feed in archives.feeds(conn, None if whole else ids):
            note, url = dossier.of_feed(feed), feed["url"]
            writer.write("metadata", url, feed["created_at"], dossier.MEDIA_TYPE, b"", note, warc.identity("feed", url))
    for count, (article, captures) in enumerate(archives.articles(engine, ids), 1):
        note = dossier.of_article(article)
        about = warc.identity("article", article.url)
        writer.write("metadata", article.url, article.first_seen_at, dossier.MEDIA_TYPE, b"", note, about)
        for capture in captures:
            _capture(writer, article.url, capture)
        if count % 100 == 0:
            yield count


def _about(writer: warc.Writer, name: str, at: datetime) -> None:
    """The record every file begins with (WARC 1.1 §6.3); its date that of the newest capture, so that the same articles give
    the same file."""
    fields = {
        "software": f"wireroom/{version('wireroom')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "captures stored by Wireroom; its metadata records restore their rows",
    }
    body = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
    writer.write("warcinfo", None, at, "application/warc-fields", b"", body, warc.identity("file", name, str(at)))


def _capture(writer: warc.Writer, url: str, capture: Stored) -> None:
    name = dossier.record_name(url, capture)
    if capture.kind == "feed":
        page = url.partition("#")[0]
        writer.write("resource", page, capture.fetched_at, "text/html; charset=utf-8", b"", capture.body, name)
    else:
        head = warc.http_head(capture.status, capture.headers)
        writer.write("response", capture.final_url, capture.fetched_at, _HTTP, head, capture.body, name)
