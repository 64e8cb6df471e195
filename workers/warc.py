"""WARC files (ISO 28500, 1.0 and 1.1; iipc.github.io/warc-specifications), read and written. The only module that knows warcio.

Reading survives whatever a file holds: of a record only its header and at most `limit` bytes are ever in memory, what is
broken is told of, and reading goes on at the next record that can be found.
"""

import base64
import hashlib
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import BinaryIO

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from workers.members import Members

MAX_HEAD = 262_144  # of a record, and of the HTTP answer in it
PATIENCE = 20  # times the limit: so much that a lying length has swallowed is looked through
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LENGTH = re.compile(r"\d{1,15}")
_VERSION = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n\Z")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2
_IDENTITY = uuid.UUID("9b0b8f0e-6f0c-5a52-8d62-6a4f2c9e7a11")
Headers = tuple[tuple[str, str], ...]


def printable(said: str) -> str:
    """What a file says, as one line that does nothing to a terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in said)


class Unreadable(Exception):
    """A record, or the HTTP answer in it, that is none; `str()` says why."""


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Head:
    """A record's header; names in lower case, of several the first. `number` counts a file's records from 1."""

    number: int
    fields: Mapping[str, str]
    length: int

    @property
    def type(self) -> str:
        return self.fields.get("warc-type", "").strip().lower()

    @property
    def uri(self) -> str:
        """WARC-Target-URI; some writers put it into angle brackets, as the grammar of 1.0 has it."""
        return self.fields.get("warc-target-uri", "").strip().removeprefix("<").removesuffix(">")

    @property
    def media_type(self) -> str:
        return self.fields.get("content-type", "").split(";")[0].strip().lower()

    def moment(self, name: str) -> datetime | None:
        """A field's time; None where it has none."""
        try:
            at = datetime.fromisoformat(self.fields.get(name, "").strip())
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record; `block` None: it was not asked for, or is larger than what is taken."""

    head: Head
    block: bytes | None = field(repr=False)


@dataclass
class Reader:
    """Iterates over the whole records of a file; `damages` then says what was not whole, `records` how many there were.

    `wanted` says of which records the block is read.
    """

    file: BinaryIO
    limit: int  # bytes of a block
    wanted: Callable[[Head], bool]
    damages: list[str] = field(default_factory=list)
    records: int = 0

    def __post_init__(self) -> None:
        self._stream = Members(self.file)
        self._patience = PATIENCE * self.limit

    def __iter__(self) -> Iterator[Record]:
        while True:
            line = self._next_line()
            if not line:
                if self._stream.stopped is None:
                    return
                self._tell(f"behind record {self.records}: {self._stream.stopped}")
                if not self._stream.resume():
                    return
                continue
            self.records += 1
            try:
                head = self._head(line)
                block = self._block(head)
            except Unreadable as broken:
                self._tell(f"record {self.records}: {broken}")
                if self._stream.stopped is not None and not self._stream.resume():
                    return
                continue
            yield Record(head, block)

    def _tell(self, damage: str) -> None:
        if len(self.damages) < 1_000:
            self.damages.append(printable(damage))

    def _next_line(self) -> bytes:
        """The line with which the next record begins; empty at the end."""
        garbage = 0
        while line := self._stream.readline(MAX_HEAD):
            if found := _VERSION.search(line):  # whatever has come before it on its line
                line = line[found.start() :]
                break
            garbage += len(line.strip())
        if garbage and (not self.damages or not self.damages[-1].startswith(f"record {self.records}: ")):
            place = f"behind record {self.records}" if self.records else "before the first record"
            self._tell(f"{place}: {garbage:,} bytes that are no record")
        return line

    def _head(self, line: bytes) -> Head:
        parser = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)
        try:
            found = parser.parse(_Bounded(self._stream, MAX_HEAD - len(line)), line)
        except StatusAndHeadersParserException:
            raise Unreadable(f"{_shown(line)} is no version of WARC known here") from None
        fields = {name.lower(): value for name, value in reversed(found.headers)}
        length = fields.get("content-length", "").strip()
        if not _LENGTH.fullmatch(length):
            raise Unreadable(f"its Content-Length is {length[:40]!r}")
        return Head(self.records, fields, int(length))

    def _block(self, head: Head) -> bytes | None:
        place = self._stream.place() if head.length > self.limit else None
        if head.length > self.limit:
            there, block = self._stream.skip(head.length), None
        else:
            block = self._stream.read(head.length)
            there = len(block)
        if there < head.length:
            self._look_through(block, place, there)
            why = self._stream.stopped or "the file ends there"
            raise Unreadable(f"{there:,} of its {head.length:,} bytes are there: {why} ({head.uri[:200]})")
        tail = self._stream.read(4)
        if not b"\r\n\r\n".startswith(tail):
            lenient = tail.startswith((b"\n", b"\r\n", b"WARC"))
            self._stream.unread(tail.lstrip(b"\r\n") if lenient else tail)
            if not lenient:
                self._look_through(block, place, there)
                raise Unreadable(f"its Content-Length {head.length:,} is not where it ends ({head.uri[:200]})")
        if not self.wanted(head):
            return None
        expected = head.fields.get("warc-block-digest")
        if block is not None and expected and not matches(expected, block):
            raise Unreadable(f"its bytes are not those of its digest ({head.uri[:200]})")
        return block

    def _look_through(self, block: bytes | None, place: int | None, size: int) -> None:
        """Have a block read again: whose length lies may have swallowed whole records."""
        if self._patience <= 0:
            return
        if block is not None:
            self._stream.unread(block)
        elif place is not None:
            self._stream.go_back(place)
        self._patience -= size


@dataclass
class _Bounded:
    """What warcio reads a header from."""

    stream: Members
    left: int

    def readline(self) -> bytes:
        line = self.stream.readline(self.left)
        self.left -= len(line)
        if line.endswith(b"\n") and self.left > 0:
            return line
        if self.left > 0:
            raise Unreadable(f"it ends within its header: {self.stream.stopped or 'the file ends there'}")
        raise Unreadable(f"its header is longer than {MAX_HEAD:,} bytes")


def _shown(line: bytes) -> str:
    return repr(line[:40].decode("latin-1").splitlines()[0] if line.strip() else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; the body in its content-encoding, chunks joined."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)


def answer(block: bytes) -> Answer:
    """The HTTP answer in a record's block.

    Raises:
        Unreadable: it is none.
    """
    end = _END_OF_HEAD.search(block, 0, MAX_HEAD)
    if end is None and len(block) >= MAX_HEAD:
        raise Unreadable(f"the answer's headers are longer than {MAX_HEAD:,} bytes")
    head, body = (block[: end.end()], block[end.end() :]) if end else (block, b"")
    try:
        found = StatusAndHeadersParser([], verify=False).parse(BytesIO(head))
    except EOFError:
        raise Unreadable("there is no HTTP answer in it") from None
    status = found.get_statuscode()
    if not found.protocol.upper().startswith("HTTP/") or not re.fullmatch(r"[1-9][0-9]{2}", status):
        raise Unreadable(f"{_shown(head)} begins no HTTP answer")
    headers = tuple((str(name), str(value)) for name, value in found.headers)
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        reader, parts = ChunkedDataReader(BytesIO(body)), []
        while part := reader.read(MAX_HEAD):
            parts.append(part)
        body = b"".join(parts)
        headers = tuple(each for each in headers if each[0].lower() != "transfer-encoding")
    return Answer(int(status), headers, body)


def matches(digest: str, data: bytes) -> bool:
    """Whether this is the digest of these bytes; one of a kind not known here is taken for right."""
    algorithm, _, value = digest.strip().partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in {"sha1", "sha256", "sha512", "md5"}:
        return True
    found = hashlib.new(name, data, usedforsecurity=False).digest()
    return value.rstrip("=").lower() in {found.hex(), base64.b32encode(found).decode().rstrip("=").lower()}


# ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def identity(*parts: str) -> str:
    """A record's name, the same whenever the same is written."""
    return f"<urn:uuid:{uuid.uuid5(_IDENTITY, ' '.join(parts))}>"


def http_head(status: int, headers: Sequence[Sequence[str]]) -> bytes:
    """Status line and headers as they are written: on a line each, without those that say how the body was transferred."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    lines = [f"HTTP/1.1 {status} {phrase}".rstrip()]
    for name, value in headers:
        if _TOKEN.fullmatch(name) and name.lower() != "transfer-encoding":
            lines.append(f"{name}: {_UNFIT.sub(' ', value).strip()}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


@dataclass
class Writer:
    """Appends records of WARC 1.1, each a gzip member of its own where `gzip`; the same records give the same bytes."""

    file: BinaryIO
    gzip: bool

    def __post_init__(self) -> None:
        self._writer = WARCWriter(self.file, gzip=self.gzip, warc_version="1.1")

    def write(
        self, kind: str, uri: str | None, at: datetime, media_type: str, head: bytes, body: bytes, name: str
    ) -> None:
        """A record whose block is `head` and `body`; `head` that of an HTTP answer, or empty. `at` in UTC, `name` as `identity`
        makes it."""
        block = head + body
        fields = [("WARC-Type", kind), ("WARC-Record-ID", name), ("WARC-Date", at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))]
        if uri is not None:
            fields.append(("WARC-Target-URI", _UNFIT.sub("", uri)))
        if kind != "warcinfo":
            fields.append(("WARC-Payload-Digest", _digest(body)))
        fields += [("WARC-Block-Digest", _digest(block)), ("Content-Type", media_type)]
        headers = StatusAndHeaders("", fields, protocol="WARC/1.1")
        record = ArcWarcRecord("warc", kind, headers, BytesIO(block), None, media_type, len(block))
        self._writer.write_record(record)


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
