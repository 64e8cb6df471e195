"""From wire bytes to text: content-encodings undone with bounded output, then the charset."""

import codecs
import re
import zlib

import brotli
import zstandard
from isal import isal_zlib

from pipeline.errors import Permanent, Reason

_BROKEN: tuple[type[Exception], ...] = (
    zlib.error,
    isal_zlib.error,  # type: ignore[assignment]  # its stub gives an instance for the class
    brotli.error,
    zstandard.ZstdError,
    EOFError,
)
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BARE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))  # markup in UTF-16 without a BOM (XML 1.0, appendix F)
# What a charset means in a browser (WHATWG Encoding Standard §4.2): the larger code page that pages really use.
_AS_BROWSERS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
# Python's own codecs that are no charset of a document, by the name that `codecs.lookup` gives them.
_NOT_TEXT = frozenset({
    "base64", "bz2", "hex", "quopri", "rot-13", "uu", "zlib", "idna", "punycode", "unicode-escape", "raw-unicode-escape",
    "undefined", "utf-7",
})  # fmt: skip
_WIDE = re.compile(r"utf-(?:16|32)")  # a declaration inside that can be read is wrong: it stands in ASCII
_SEVEN_BIT = re.compile(r"iso2022|hz")  # always valid UTF-8
_READABLE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*[<{][\t\r\n -~\x80-\xff]*")
MAX_MEMBERS = 100


def inflate(body: bytes, content_encoding: str | None, cap: int, *, cut: bool = False) -> bytes:
    """Undo the content-encodings of a body, never producing more than `cap` bytes.

    A truncated stream gives what was readable. A body declared as encoded that is not is taken as it stands. `cut`: what
    is beyond the cap is left out instead of refused.

    Raises:
        Permanent: `too_large` past the cap, `bad_encoding` for an unknown or broken encoding.
    """
    codings = [part.strip().lower() for part in (content_encoding or "").split(",") if part.strip()]
    if len(codings) > 3:
        raise Permanent(Reason.BAD_ENCODING, f"{len(codings)} content-encodings on top of each other")
    for coding in reversed(codings):
        if coding in {"identity", "none"} or not body:
            continue
        readable = _READABLE.fullmatch(body[:64]) is not None
        try:
            inflated = _inflate_one(body, coding, cap, readable)
        except _BROKEN as error:
            if readable:
                continue
            raise Permanent(Reason.BAD_ENCODING, f"the body is not valid {coding}: {error}") from None
        if inflated or not readable:
            body = inflated
        if len(body) > cap:
            if not cut:
                raise Permanent(Reason.TOO_LARGE, f"more than {cap:,} bytes when decompressed")
            body = body[:cap]
    return body


def _inflate_one(body: bytes, coding: str, cap: int, readable: bool) -> bytes:
    if coding in {"gzip", "x-gzip"}:
        out = bytearray()
        for _ in range(MAX_MEMBERS):  # RFC 1952 §2.2: members simply follow one another
            member = isal_zlib.decompressobj(wbits=31)
            out += member.decompress(body, cap + 1 - len(out))
            if not member.eof or len(out) > cap or not member.unused_data.startswith(b"\x1f\x8b\x08"):
                break
            body = member.unused_data
        return bytes(out)
    if coding == "deflate":
        try:
            return zlib.decompressobj().decompress(body, cap + 1)
        except zlib.error:
            raw = zlib.decompressobj(-zlib.MAX_WBITS)
            inflated = raw.decompress(body, cap + 1)
            if readable and not raw.eof and len(inflated) <= cap:
                raise
            return inflated
    if coding == "br":
        return bytes(brotli.Decompressor().process(body, output_buffer_limit=cap + 1))
    if coding == "zstd":
        window = 8 * 1024 * 1024  # RFC 9659: what a decoder for HTTP must support, and may refuse to exceed
        with zstandard.ZstdDecompressor(max_window_size=window).stream_reader(body) as reader:
            return reader.read(cap + 1)
    raise Permanent(Reason.BAD_ENCODING, f"unknown content-encoding {coding[:40]!r}")


def _known(label: str | None) -> str | None:
    if not label:
        return None
    label = label.strip().lower()
    for spelling in (label, label.removeprefix("x-")):
        try:
            name = codecs.lookup(spelling).name
        except LookupError:
            continue
        return None if name in _NOT_TEXT else _AS_BROWSERS.get(name, name)
    return None


def charset(body: bytes, content_type: str | None) -> str:
    """The charset of a document: BOM, UTF-8 if it decodes so, header, XML declaration, meta, detector last.

    UTF-8 stands before the declarations because bytes above 127 that form valid UTF-8 by accident are all but unknown,
    and declarations that are wrong are not. The charsets that write everything in bytes below 128 stand before it.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name
    for start, name in _BARE:
        if body.startswith(start):
            return name
    found = _HEADER.search(content_type or "")
    header = _known(found[1]) if found else None
    if header and _WIDE.match(header) and (b"\0" not in body or not _fits(body, header)):
        header = None
    declared = [header]
    for pattern in (_XML, _META):
        mark = pattern.search(body[:4096])
        known = _known(mark[1].decode("ascii")) if mark else None
        declared.append(None if known and _WIDE.match(known) else known)
    for known in declared:
        if known and (_WIDE.match(known) or (_SEVEN_BIT.match(known) and body.isascii())) and _fits(body, known):
            return known
    try:
        body.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError as error:
        cut_off = error.start > len(body) - 4
        if cut_off and (not body[: error.start].isascii() or not any(declared)):
            return "utf-8"
    for known in declared:
        if known and known != "utf-8" and _fits(body, known):
            return known
    if "utf-8" in declared and (cut_off or body.decode("utf-8", "replace").count("\ufffd") * 200 < len(body)):
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(body[:50_000]).best()
    return best.encoding if best else "windows-1252"


def _fits(body: bytes, name: str) -> bool:
    try:
        sample = body[:200_000].decode(name, "replace")
    except (LookupError, UnicodeError):
        return False
    return sample.count("\ufffd") * 100 <= len(sample)


def decode(body: bytes, content_type: str | None) -> str:
    """The document as text; bytes that mean nothing become U+FFFD."""
    return body.decode(charset(body, content_type), "replace").removeprefix("\ufeff")
