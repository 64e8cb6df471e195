"""From wire bytes to text: content-encodings undone with bounded output, then the charset."""

import codecs
import re
import zlib

import brotli
import zstandard
from charset_normalizer import from_bytes
from isal import isal_zlib

from pipeline.errors import Permanent, Reason

_BROKEN: tuple[type[Exception], ...] = (zlib.error, isal_zlib.error, brotli.error, zstandard.ZstdError, EOFError)
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What a label means in a browser (WHATWG Encoding Standard §4.2): the larger code page that pages really use.
_AS_BROWSERS = {
    "iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252",
    "ascii": "windows-1252", "iso-8859-9": "windows-1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "utf8": "utf-8",
}  # fmt: skip
_NOT_TEXT = frozenset({
    "base64", "bz2", "hex", "quopri", "rot13", "rot_13", "uu", "zip", "zlib", "idna", "punycode", "unicode_escape",
    "raw_unicode_escape", "undefined",
})  # fmt: skip


def inflate(body: bytes, content_encoding: str | None, cap: int) -> bytes:
    """Undo the content-encodings of a body, never producing more than `cap` bytes.

    A truncated stream gives what was readable. A body declared as encoded that is not is taken as it stands.

    Raises:
        Permanent: `too_large` past the cap, `bad_encoding` for an unknown or broken encoding.
    """
    codings = [part.strip().lower() for part in (content_encoding or "").split(",") if part.strip()]
    if len(codings) > 3:
        raise Permanent(Reason.BAD_ENCODING, f"{len(codings)} content-encodings on top of each other")
    for coding in reversed(codings):
        if coding in {"identity", "none"} or not body:
            continue
        try:
            body = _inflate_one(body, coding, cap)
        except _BROKEN as error:
            if body[:64].lstrip()[:1] in (b"<", b"{"):
                continue
            raise Permanent(Reason.BAD_ENCODING, f"the body is not valid {coding}: {error}") from None
        if len(body) > cap:
            raise Permanent(Reason.TOO_LARGE, f"more than {cap:,} bytes when decompressed")
    return body


def _inflate_one(body: bytes, coding: str, cap: int) -> bytes:
    if coding in {"gzip", "x-gzip"}:
        return bytes(isal_zlib.decompressobj(wbits=31).decompress(body, cap + 1))
    if coding == "deflate":
        try:
            return zlib.decompressobj().decompress(body, cap + 1)
        except zlib.error:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, cap + 1)
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
    label = _AS_BROWSERS.get(label.strip().lower(), label.strip().lower())
    if label in _NOT_TEXT:
        return None
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


def charset(body: bytes, content_type: str | None) -> str:
    """The charset of a document: BOM, UTF-8 if it decodes so, header, XML declaration, meta, detector last.

    UTF-8 stands before the declarations because bytes above 127 that form valid UTF-8 by accident are all but unknown,
    and declarations that are wrong are not.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name
    try:
        body.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError as error:
        nearly = error.start > len(body) - 4
    if nearly:
        return "utf-8"
    header = _HEADER.search(content_type or "")
    declared = [header[1] if header else None]
    for pattern in (_XML, _META):
        mark = pattern.search(body[:4096])
        declared.append(mark[1].decode("ascii") if mark else None)
    for known in map(_known, declared):
        if known and known != "utf-8" and _fits(body, known):
            return known
    if "utf-8" in map(_known, declared) and body.decode("utf-8", "replace").count("\ufffd") * 200 < len(body):
        return "utf-8"
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
