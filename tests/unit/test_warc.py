"""WARC files as others write them and as nobody should: what is whole is read, nothing raises, memory is bounded."""

import gzip
import re
import resource
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from workers import warc
from workers.warc import Reader, Unreadable, Writer

LIMIT = 100_000
AT = datetime(2019, 5, 4, 3, 2, 1, 123_456, tzinfo=UTC)


def read(data: bytes, limit: int = LIMIT) -> tuple[list[tuple[str, bytes | None]], list[str]]:
    reader = Reader(BytesIO(data), limit, lambda head: head.type == "response")
    return [(record.head.uri, record.block) for record in reader], reader.damages


def record(number: int, body: bytes = b"<p>words</p>", *, length: int | None = None, extra: str = "") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    said = len(block) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri(number)}\r\n{extra}Content-Length: {said}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def uri(number: int) -> str:
    return f"https://example.org/{number}"


def by_member(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


def together(*records: bytes) -> bytes:
    return gzip.compress(b"".join(records))


def plain(*records: bytes) -> bytes:
    return b"".join(records)


Packed = Callable[..., bytes]
PACKED = pytest.mark.parametrize("packed", [plain, by_member, together])


@PACKED
def test_every_record_is_read_whole(packed: Packed) -> None:
    bodies = [b"", b"x" * 70_000, b"WARC/1.0\r\n"]
    found, damages = read(packed(*(record(number, body) for number, body in enumerate(bodies))))
    assert [(name, block and block.partition(b"\r\n\r\n")[2]) for name, block in found] == [
        (uri(number), body) for number, body in enumerate(bodies)
    ]
    assert damages == []


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_what_warcio_writes_is_read(zipped: bool, version: str) -> None:
    out = BytesIO()
    writer = WARCWriter(out, gzip=zipped, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "another"}))
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    answer = writer.create_warc_record(uri(1), "response", payload=BytesIO(b"<p>"), length=3, http_headers=headers)
    writer.write_record(answer)
    found, damages = read(out.getvalue())
    assert [(name, block and warc.answer(block)) for name, block in found] == [
        ("", None),
        (uri(1), warc.Answer(200, (("Content-Type", "text/html"),), b"<p>")),
    ]
    assert damages == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_of_a_cut_file_the_whole_records_are_read(data: st.DataObject) -> None:
    records = [record(number, body) for number, body in enumerate([b"one", b"two" * 500, b"", b"four"])]
    packed = data.draw(st.sampled_from([plain, by_member]))
    pieces = [packed(each) for each in records]
    cut = data.draw(st.integers(0, sum(map(len, pieces))))
    found, damages = read(b"".join(pieces)[:cut])
    ends, at = [], 0
    for piece in pieces:
        ends.append(at + len(piece))
        at += len(piece)
    whole = sum(end <= cut for end in ends)
    # Of a record that lacks its last line ends, or the check sum of its member, nothing lacks.
    assert len(found) in {whole, whole + 1}
    assert [name for name, _ in found[:whole]] == [uri(number) for number in range(whole)]
    assert all(block is not None and record(number, block.partition(b"\r\n\r\n")[2]) == records[number]
               for number, (_, block) in enumerate(found))  # fmt: skip
    if cut not in (0, *ends) and len(found) == whole:
        assert damages


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_bytes_raise_and_untouched_records_are_read(data: st.DataObject) -> None:
    packed = data.draw(st.sampled_from([plain, by_member]))
    middle = bytearray(packed(record(1, b"middle" * 20)))
    for _ in range(data.draw(st.integers(1, 5))):
        middle[data.draw(st.integers(0, len(middle) - 1))] = data.draw(st.integers(0, 255))
    found, _ = read(packed(record(0)) + bytes(middle) + packed(record(2)))
    names = [name for name, _ in found]
    assert names[0] == uri(0)
    assert names[-1] == uri(2)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_anything_may_stand_between_records(garbage: bytes) -> None:
    found, damages = read(record(0) + garbage + b"\r\n" + record(1))
    assert found[0][0] == uri(0)
    assert found[-1][0] == uri(1)
    assert bool(damages) == bool(garbage.strip())


@PACKED
@pytest.mark.parametrize("length", [5, 900])
def test_a_length_that_lies_costs_its_own_record_alone(packed: Packed, length: int) -> None:
    found, damages = read(packed(record(0), record(1, b"y" * 500, length=length), record(2), record(3)))
    assert [name for name, _ in found] == [uri(0), uri(2), uri(3)]
    assert len(damages) == 1
    assert damages[0].startswith("record 2: ")


@pytest.mark.parametrize("length", ["-1", "abc", "", "9" * 30])
def test_a_length_that_is_none_costs_its_own_record_alone(length: str) -> None:
    lying = record(1).replace(b"Content-Length: 56", f"Content-Length: {length}".encode())
    assert lying != record(1)
    found, damages = read(record(0) + lying + record(2))
    assert [name for name, _ in found] == [uri(0), uri(2)]
    assert damages == [f"record 2: its Content-Length is {length!r}"]


@pytest.mark.parametrize("length", [LIMIT + 1, 10**12])
@pytest.mark.parametrize("packed", [plain, by_member])
@pytest.mark.parametrize("kind", ["response", "request"])
def test_a_length_beyond_what_is_held_that_lies_costs_its_own_record_alone(
    packed: Packed, kind: str, length: int
) -> None:
    lying = record(1, length=length).replace(b"response", kind.encode())
    for behind in ((record(2), record(3)), (record(2), record(3, b"z" * (LIMIT - 1_000)), record(4, b"z" * 5_000))):
        found, damages = read(packed(record(0), lying, *behind))
        assert [name for name, _ in found] == [uri(0), *(uri(number) for number in range(2, 2 + len(behind)))]
        assert len(damages) == 1
        assert damages[0].startswith("record 2: ")


@PACKED
def test_a_length_that_lies_costs_its_own_record_alone_where_nobody_wants_it(packed: Packed) -> None:
    lying = record(1, length=900).replace(b"response", b"request")
    found, _ = read(packed(record(0), lying, record(2), record(3)))
    assert [name for name, _ in found] == [uri(0), uri(2), uri(3)]


def test_a_broken_member_costs_its_own_record_alone() -> None:
    first, second, third = (gzip.compress(record(number, b"z" * 400)) for number in range(3))
    broken = second[:20] + bytes([second[20] ^ 255]) + second[21:]
    found, damages = read(first + broken + third)
    assert [name for name, _ in found] == [uri(0), uri(2)]
    assert "compression is broken" in damages[0]


def test_bytes_that_do_not_fit_their_digest_are_no_record() -> None:
    good = "WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"
    found, damages = read(record(0, extra=good) + record(1))
    assert [name for name, _ in found] == [uri(1)]
    assert "not those of its digest" in damages[0]


def test_a_record_too_large_is_passed_over_without_being_held() -> None:
    found, damages = read(record(0) + record(1, b"x" * (LIMIT + 1)) + record(2))
    assert [(name, block is None) for name, block in found] == [(uri(0), False), (uri(1), True), (uri(2), False)]
    assert damages == []


def test_headers_without_end_are_passed_over() -> None:
    endless = b"WARC/1.0\r\nWARC-Type: response\r\n" + b"X-More: " + b"m" * 3_000_000 + b"\r\n\r\n"
    found, damages = read(record(0) + endless + record(1))
    assert [name for name, _ in found] == [uri(0), uri(1)]
    assert "header is longer" in damages[0]


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b", b"\x1f\x8b\x08", b"\0" * 100, b"WARC/1.0", b"WARC/9.9\r\n\r\n", b"\r\n\r\n"]
)
def test_what_holds_no_record_gives_none(data: bytes) -> None:
    assert read(data)[0] == []


HOSTILE = """
    import gzip, io, resource, sys
    from workers.warc import Reader

    class Endless(io.RawIOBase):
        def __init__(self, start, piece, times):
            self.start, self.piece, self.times = start, piece, times
        def read(self, size=-1):
            if self.start:
                data, self.start = self.start, b""
                return data
            self.times -= 1
            return self.piece if self.times >= 0 else b""

    head = b"WARC/1.0\\r\\nWARC-Type: response\\r\\nWARC-Target-URI: http://a.example/\\r\\nContent-Length: %d\\r\\n\\r\\n"
    zeros = gzip.compress(b"\\0" * 50_000_000)
    files = {
        "bomb": Endless(gzip.compress(head % 10**12), zeros, 20),
        "header": Endless(b"WARC/1.0\\r\\nX: ", b"x" * 1_000_000, 200),
        "garbage": Endless(b"", b"y" * 1_000_000, 200),
        "tiny": Endless(b"", (head % 0 + b"\\r\\n\\r\\n") * 10_000, 3),
    }
    reader = Reader(files[sys.argv[1]], 1_000_000, lambda head: True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in reader)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000, grown
    assert count == (30_000 if sys.argv[1] == "tiny" else 0), count
"""


@pytest.mark.parametrize("kind", ["bomb", "header", "garbage", "tiny"])
def test_memory_is_bounded_whatever_a_file_holds(kind: str) -> None:
    assert resource.RUSAGE_SELF == 0
    command = [sys.executable, "-c", textwrap.dedent(HOSTILE), kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


# ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_chunks_are_joined_and_the_content_encoding_is_kept() -> None:
    body = gzip.compress(b"<p>words</p>")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    assert warc.answer(head + chunked) == warc.Answer(200, (("Content-Encoding", "gzip"),), body)


def test_a_body_that_is_said_to_be_chunked_and_is_not_is_taken_as_it_is() -> None:
    answer = warc.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>words</p>")
    assert answer.body == b"<p>words</p>"


@pytest.mark.parametrize("block", [b"", b"<html>", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
                                   b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000])  # fmt: skip
def test_what_is_no_answer_is_said_to_be_none(block: bytes) -> None:
    with pytest.raises(Unreadable):
        warc.answer(block)


# ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=5), st.binary(max_size=50), st.booleans())
def test_no_header_value_breaks_out_of_its_line(headers: list[tuple[str, str]], body: bytes, zipped: bool) -> None:
    out = BytesIO()
    writer = Writer(cast(BinaryIO, out), gzip=zipped)
    for number in range(2):
        name = warc.identity(str(number))
        writer.write("response", uri(number), AT, "application/http", warc.http_head(200, headers), body, name)
    found, damages = read(out.getvalue())
    assert damages == []
    assert [name for name, _ in found] == [uri(0), uri(1)]
    for _, block in found:
        assert block is not None
        answer = warc.answer(block)
        assert answer.body == body
        names = [name for name, _ in headers if re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name)]
        assert [name for name, _ in answer.headers] == [name for name in names if name.lower() != "transfer-encoding"]


@pytest.mark.parametrize("said", ["", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_what_is_no_time_is_none(said: str) -> None:
    assert warc.Head(1, {"warc-date": said}, 0).moment("warc-date") is None


def test_times_are_kept_to_the_microsecond_and_the_same_records_are_the_same_bytes() -> None:
    files = []
    for _ in range(2):
        out = BytesIO()
        Writer(cast(BinaryIO, out), gzip=True).write(
            "metadata", uri(1), AT, "text/plain", b"", b"x", warc.identity("x")
        )
        files.append(out.getvalue())
    assert files[0] == files[1]
    reader = Reader(BytesIO(files[0]), LIMIT, lambda head: True)
    assert [each.head.moment("warc-date") for each in reader] == [AT]
