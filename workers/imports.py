"""Backfill from WARC files: which of their records are pages, and what of them is kept. Nothing is fetched."""

import time
from array import array
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

import structlog
from sqlalchemy import Engine

from pipeline import urls
from pipeline.errors import Permanent, Unavailable
from pipeline.model import Capture
from pipeline.stages import fetch
from pipeline.store import imports
from pipeline.store.arrivals import Arrival, Known, Source
from pipeline.store.engine import clean_text, transaction
from pipeline.store.imports import Original, Tally
from pipeline.web import policy
from workers import dossier, warc
from workers.warc import Answer, Head, Reader, Record

log = structlog.get_logger()
BATCH, BATCH_BYTES = 200, 20_000_000  # captures in one transaction
PATIENCE = 30.0  # seconds for which a lost database is waited for
REMEMBERED = 50_000  # payloads of a file that revisits may refer to
EXAMPLES = 3
MAX_DIGEST = 150  # characters
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass
class Skipped:
    """Records left out for one reason."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class Report:
    """What a file came to. `kept`: captures newly stored, `aside` those of them older than what had been read; `stored`:
    captures that were there; `new`: articles; `damages`: what of the file could not be read."""

    file: str
    records: int = 0
    kept: int = 0
    aside: int = 0
    stored: int = 0
    new: int = 0
    skipped: dict[str, Skipped] = field(default_factory=dict)
    damages: list[str] = field(default_factory=list)

    def skip(self, reason: str, example: str) -> None:
        """Count a record that is left out."""
        skipped = self.skipped.setdefault(reason, Skipped())
        skipped.count += 1
        if len(skipped.examples) < EXAMPLES:
            skipped.examples.append(warc.printable(example[:300]))


class _Skip(Exception):
    """This record is left out, and why."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def wanted(head: Head) -> bool:
    """Whether a record may be a page, refer to one, or be a note of ours."""
    match head.type:
        case "metadata":
            return head.media_type == dossier.MEDIA_TYPE
        case "response" | "revisit":
            return _on_the_web(head) and head.media_type in {"application/http", ""}
        case "resource":
            return _on_the_web(head) and head.media_type in _HTML
    return False


def _on_the_web(head: Head) -> bool:
    return head.uri[:8].lower().startswith(("http://", "https://"))


class Importer:
    """Reads files one after the other into the database, in batches; a file read again adds nothing.

    `articles`: ids of those that the flow works on now.
    """

    def __init__(self, engine: Engine, *, max_page: int, interval: int, dry_run: bool = False) -> None:
        self.articles = array("q")
        self._engine = engine
        self._max_page = max_page
        self._interval = interval
        self._dry_run = dry_run
        self._latest = datetime.now(UTC) + timedelta(days=1)
        self._note: dossier.ArticleNote | None = None
        self._known: Known | None = None  # what the note tells
        self._batch: list[Arrival] = []
        self._bytes = 0
        self._sources: dict[str, Source] = {}
        self._payloads: OrderedDict[str, tuple[bytes, datetime]] = OrderedDict()  # by digest: whose, when

    def read(self, file: BinaryIO, name: str, told: Callable[[Report], None] = lambda _: None) -> Report:
        """Read a file to its end, or as far as it can be read.

        Raises:
            Unavailable: the database is away for longer than is waited for; what had been read is kept.
        """
        report = Report(name)
        reader = Reader(file, self._max_page + warc.MAX_HEAD, wanted, report.damages)
        self._note = None
        self._payloads.clear()
        try:
            for record in reader:
                report.records = reader.records
                try:
                    self._take(record, report)
                except (_Skip, warc.Unreadable) as why:
                    reason = why.reason if isinstance(why, _Skip) else "bad_record"
                    report.skip(reason, f"record {record.head.number}: {why}")
                except Unavailable:
                    raise
                except Exception as error:  # noqa: BLE001  # nobody foresaw it, and the file goes on
                    message = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
                    report.skip("error", f"record {record.head.number}: {message} ({record.head.uri[:200]})")
                if len(self._batch) >= BATCH or self._bytes >= BATCH_BYTES or len(self._sources) >= 10 * BATCH:
                    self._flush(report)
                    told(report)
        except OSError as error:
            report.damages.append(f"behind record {reader.records}: {error.strerror or error}")
        self._flush(report)
        report.records = reader.records
        if not reader.records and not report.damages:
            report.damages.append("it is empty")
        return report

    # ── records ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, record: Record, report: Report) -> None:
        head = record.head
        if not wanted(head):
            if head.type in {"response", "resource", "revisit"}:
                reason = "not_html" if _on_the_web(head) else "not_http"
                raise _Skip(reason, f"{head.media_type[:80]} ({head.uri[:200]})")
            return
        if record.block is None:
            raise _Skip("too_large", f"{head.length:,} bytes ({head.uri[:200]})")
        if head.type == "metadata":
            self._read_note(record.block)
            return
        for name in ("warc-truncated", "warc-segment-number"):
            if head.fields.get(name):
                raise _Skip("truncated", f"only a part of it is there ({head.uri[:200]})")
        at = head.moment("warc-date")
        if at is None or not _EARLIEST <= at <= self._latest:
            raise _Skip("bad_date", f"WARC-Date {head.fields.get('warc-date', '')[:40]!r} ({head.uri[:200]})")
        note = self._note.captures.get(head.fields.get("warc-record-id", "").strip()) if self._note else None
        if self._note is not None and note is not None:
            self._add(self._ours(self._note.url, note, head, at, record.block))
            return
        arrival = self._page(head, at, record.block, report)
        self._add(arrival)
        digest = head.fields.get("warc-payload-digest", "").strip()
        if digest and len(digest) <= MAX_DIGEST:
            self._payloads[digest] = (urls.key(arrival.url), at)
            if len(self._payloads) > REMEMBERED:
                self._payloads.popitem(last=False)

    def _read_note(self, block: bytes) -> None:
        note = dossier.read(block)
        self._bytes += len(block)
        self._sources |= {source.url: source for source in note.sources() if source.url not in self._sources}
        if isinstance(note, dossier.FeedNote):
            self._sources[note.url] = note.sources()[0]
            return
        self._note, self._known = note, note.known()
        if not note.captures:
            self._add(Arrival(note.url, known=self._known))

    def _ours(self, url: str, of: dossier.CaptureNote, head: Head, at: datetime, block: bytes) -> Arrival:
        """A capture that one of us stored, with what it told of it."""
        answer = Answer(200, (), block) if of.kind == "feed" else _answer(head, block)
        headers = answer.headers if of.headers is None else tuple(of.headers)
        capture = Capture(str(clean_text(of.url)), of.final_url, at, of.elapsed_ms, answer.status, headers, answer.body)
        return Arrival(url, capture, of.policy, of.kind, of.read, self._known)

    def _page(self, head: Head, at: datetime, block: bytes, report: Report) -> Arrival:
        """A page of another archive."""
        try:
            url = urls.canonical(head.uri)
        except Permanent as error:
            raise _Skip("bad_url", f"{error.message} ({head.uri[:200]!r})") from None
        answer = self._repeated(head, url, block, report) if head.type == "revisit" else _answer(head, block)
        if 300 <= answer.status < 400:
            reason = "unchanged" if answer.status == 304 else "redirect"
            raise _Skip(reason, f"answered {answer.status} ({head.uri[:200]})")
        if len(answer.body) > self._max_page:
            raise _Skip("too_large", f"{len(answer.body):,} bytes ({head.uri[:200]})")
        capture = Capture(url, head.uri[:4_000], at, 0, answer.status, answer.headers, answer.body)
        if setback := fetch.judge(capture):
            raise _Skip(str(setback.reason), f"{setback.message} ({head.uri[:200]})")
        if not answer.body:
            raise _Skip("no_text", f"an answer without a body ({head.uri[:200]})")
        return Arrival(url, capture, policy.policy(answer.headers, None, b"", url))

    def _repeated(self, head: Head, url: str, block: bytes, report: Report) -> Answer:
        """The page that a revisit says it repeats (WARC 1.1 §6.7)."""
        own = warc.answer(block) if block.strip() else None
        if "server-not-modified" in head.fields.get("warc-profile", "") or (own and own.status == 304):
            raise _Skip("unchanged", f"not modified ({head.uri[:200]})")
        digest = head.fields.get("warc-payload-digest", "").strip()
        places: list[tuple[bytes, datetime | None]] = []
        if digest in self._payloads:
            if self._dry_run:  # nothing of the file is stored: it is counted as if it were
                return Answer(200, own.headers if own else (), digest.encode())
            places.append(self._payloads[digest])
        try:
            there = urls.canonical(head.fields["warc-refers-to-target-uri"])
            places.append((urls.key(there), head.moment("warc-refers-to-date")))
        except (KeyError, Permanent):
            pass
        places.append((urls.key(url), None))
        if {place for place, _ in places} & {urls.key(arrival.url) for arrival in self._batch}:
            self._flush(report)
        for place, at in places:
            with transaction(self._engine) as conn:
                found = imports.originals(conn, place, at)
            for original in found:
                if (at is not None and at == original.fetched_at) or (digest and _is(digest, original)):
                    coded = own is not None and _coding(own.headers) == _coding(original.headers)
                    headers = own.headers if own is not None and coded else original.headers
                    return Answer(own.status if own else original.status, headers, original.body)
        raise _Skip("revisit", f"what it repeats is not stored ({head.uri[:200]})")

    # ── batches ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _add(self, arrival: Arrival) -> None:
        self._batch.append(arrival)
        self._bytes += len(arrival.capture.body) if arrival.capture else 0

    def _flush(self, report: Report) -> None:
        """Keep what has been gathered; if the database refuses something in it, each article by itself."""
        batch, sources = self._batch, list(self._sources.values())
        self._batch, self._bytes, self._sources = [], 0, {}
        if not batch and not sources:
            return
        try:
            self._save(sources, batch, report)
            return
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001
            log.warning("a batch is refused, it is taken apart", error=str(error)[:300])
        parts: dict[str, list[Arrival]] = {}
        for arrival in batch:
            parts.setdefault(arrival.url, []).append(arrival)
        for source in sources:
            self._save_or_skip([source], [], source.url, report)
        for url, part in parts.items():
            self._save_or_skip([], part, url, report)

    def _save_or_skip(self, sources: list[Source], batch: list[Arrival], url: str, report: Report) -> None:
        try:
            self._save(sources, batch, report)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001
            message = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            for _ in batch or sources:
                report.skip("error", f"{message} ({url[:200]})")

    def _save(self, sources: list[Source], batch: list[Arrival], report: Report) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with transaction(self._engine) as conn:
                    if self._dry_run:
                        there = imports.stored(conn, batch)
                        tally = Tally(sum(arrival.capture is not None for arrival in batch) - there, stored=there)
                    else:
                        tally = imports.save(conn, sources, batch, interval=self._interval)
                break
            except Unavailable:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        report.kept += tally.kept
        report.aside += tally.aside
        report.stored += tally.stored
        report.new += tally.new
        self.articles.extend(tally.articles)


def _answer(head: Head, block: bytes) -> Answer:
    if head.type == "resource":
        return Answer(200, (("Content-Type", head.fields["content-type"].strip()),), block)
    return warc.answer(block)


def _is(digest: str, original: Original) -> bool:
    """Whether it has this digest; one of a kind not known here fits everything, and so says nothing."""
    return warc.matches(digest, original.body) and not warc.matches(digest, b"")


def _coding(headers: warc.Headers) -> str | None:
    return next((value.strip().lower() for name, value in headers if name.lower() == "content-encoding"), None)
