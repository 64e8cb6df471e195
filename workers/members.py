"""The bytes of a file that may be gzipped, whole or a record a member as WARC files are (WARC 1.1, annex D), in bounded
memory whatever is in it."""

import re
import zlib
from typing import Any, BinaryIO

from isal import isal_zlib

BLOCK = 65_536  # read at once
PIECE = 262_144  # inflated at once
MEMBER = 1_000_000  # bytes of a broken member that are looked through
PATIENCE = 100_000_000  # and of all of them
_MAGIC = b"\x1f\x8b\x08"
# RFC 1952 §2.3.1: ID1, ID2, CM; FLG without reserved bits; MTIME; XFL; OS.
_HEADER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]", re.DOTALL)
_BROKEN: tuple[type[Exception], ...] = (zlib.error, isal_zlib.error)  # type: ignore[assignment]  # its stub: an instance


class Members:
    """Reads on through all members. What cannot be read stops it: `stopped` says why, `resume` goes on behind it."""

    def __init__(self, raw: BinaryIO) -> None:
        self.stopped: str | None = None
        self._raw = raw
        self._input = b""
        self._ended = False
        self._buffer = b""
        self._at = 0
        self._member: Any = None
        self._since: bytes | None = None  # of the member under way what has been inflated, while that is not much
        self._patience = PATIENCE
        self._plain: bool | None = None  # None: nothing has been read yet

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only at the end or where it is stopped."""
        parts, missing = [], size
        while missing:
            if self._at == len(self._buffer) and not self._fill():
                break
            part = self._buffer[self._at : self._at + missing]
            self._at += len(part)
            missing -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, size: int) -> bytes:
        """Up to the end of the line, so many bytes at most."""
        while (end := self._buffer.find(b"\n", self._at, self._at + size)) < 0 and len(self._buffer) - self._at < size:
            before = self._buffer[self._at :]
            if not self._fill():
                break
            self._buffer, self._at = before + self._buffer, 0
        return self.read(size if end < 0 else end + 1 - self._at)

    def skip(self, size: int) -> int:
        """Leave out so many bytes, but no member that begins with a record; how many there were."""
        left = size
        while left:
            if self._at == len(self._buffer):
                between = self._member is None and not self._plain
                if not self._fill() or (between and self._buffer.startswith(b"WARC/")):
                    break
            part = min(left, len(self._buffer) - self._at)
            self._at += part
            left -= part
        return size - left

    def place(self) -> int | None:
        """Where it stands, for `go_back`; None in a file that is compressed or cannot be gone back in."""
        if not self._plain or not self._raw.seekable():
            return None
        return self._raw.tell() - len(self._input) - (len(self._buffer) - self._at)

    def go_back(self, place: int) -> None:
        """Read on at an earlier place."""
        self._raw.seek(place)
        self._input, self._buffer, self._at, self._ended = b"", b"", 0, False

    def unread(self, data: bytes) -> None:
        """Have these bytes read again."""
        self._buffer, self._at = data + self._buffer[self._at :], 0

    def resume(self) -> bool:
        """Go on at the next member behind what could not be read; whether there is one."""
        self.stopped = None
        place = 0
        if self._since is not None and self._patience > 0:  # what is broken may have swallowed whole members
            self._input, place = self._since + self._input, 1
            self._patience -= len(self._input)
        while True:
            if found := _HEADER.search(self._input, place):
                self._input, self._member = self._input[found.start() :], None
                return True
            block = b"" if self._ended else self._raw.read(BLOCK)
            if not block:
                self._input, self._member, self._ended = b"", None, True
                return False
            self._input, place = self._input[max(place, len(self._input) - 9) :] + block, 0

    def _fill(self) -> bool:
        """Read the next piece into the emptied buffer; False at the end and where it is stopped."""
        while self.stopped is None:
            if not self._input and not self._ended:
                self._input = self._raw.read(BLOCK)
                self._ended = not self._input
            if self._plain is None:
                while len(self._input) < len(_MAGIC) and not self._ended:
                    block = self._raw.read(BLOCK)
                    self._input, self._ended = self._input + block, not block
                self._plain = not self._input.startswith(_MAGIC)
            if piece := self._input if self._plain else self._inflated():
                self._input = b"" if self._plain else self._input
                self._buffer, self._at = piece, 0
                return True
            if self.stopped is None and self._ended and not self._input and self._member is None:
                return False
        return False

    def _inflated(self) -> bytes:
        if self._member is None:
            self._input = self._input.lstrip(b"\0")  # padding
            if not self._input:
                return b""
            self._member, self._since = isal_zlib.decompressobj(wbits=31), b""
        given = self._input
        try:
            piece: bytes = self._member.decompress(self._input, PIECE)
        except _BROKEN as error:
            self.stopped = f"its compression is broken ({error})"
            return b""
        if self._member.eof:
            self._input, self._member, self._since = self._member.unused_data, None, None
            return piece
        self._input = self._member.unconsumed_tail
        if self._since is not None:
            self._since += given[: len(given) - len(self._input)]
            if len(self._since) > MEMBER:
                self._since = None
        if not given and self._ended and not piece:
            self.stopped = "the file ends within a compressed member"
        return piece
